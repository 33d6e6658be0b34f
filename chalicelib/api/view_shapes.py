"""Views as the interface shows them."""

from collections.abc import Mapping

from chalicelib.api import view_schemas as schemas
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.views import Named, View

QUARANTINE = "/api/quarantine"


def built_in(view: View) -> schemas.View:
    address = QUARANTINE if view.id is Named.QUARANTINE else _address(view.id)
    return schemas.View(view.id, view.id, False, address, view.order, (), (), None, False, 0)


def listed(view: SavedView, may_change: bool) -> schemas.View:
    shown = saved(view)
    return schemas.View(
        shown.id,
        shown.name,
        True,
        shown.list,
        shown.order,
        shown.columns,
        shown.conditions,
        shown.team,
        may_change,
        shown.version,
    )


def saved(view: SavedView) -> schemas.SavedView:
    return schemas.SavedView(
        id=view.id,
        name=view.name,
        list=_address(view.id),
        order=view.order,
        columns=view.columns,
        conditions=tuple(schemas.Condition(each.field, each.op, each.values) for each in view.conditions),
        team=view.team or None,
        version=view.version,
    )


def _address(id: str) -> str:
    return f"/api/views/{id}/tickets"


def counts(stored: Mapping[str, int | None]) -> tuple[schemas.ViewCount, ...]:
    return tuple(schemas.ViewCount(id, count) for id, count in stored.items())
