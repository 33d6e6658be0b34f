"""Views: lists of tickets with their counts, those that come with the desk and saved ones."""

import msgspec
from msgspec import UNSET

from chalicelib.api import view_schemas as schemas
from chalicelib.api import view_shapes as shapes
from chalicelib.api import views
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged, tagged_by_content
from chalicelib.domain.conditions import Condition
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.views import may_change
from chalicelib.domain.zones import require_zone
from chalicelib.services.saved_views import Draft

routes = Routes("Views")


@routes.get("/api/views", access=Access.AGENT, answers=Answer(200, schemas.ViewList), summary="List views")
def list_views(call: Call) -> schemas.ViewList:
    """All views that the caller has: those that come with the desk, the own ones and those of the teams."""
    built_in, saved = call.desk.saved_views.all(call.agent)
    own = (shapes.listed(view, may_change(call.agent, view)) for view in saved)
    return schemas.ViewList((*map(shapes.built_in, built_in), *own))


@routes.get(
    "/api/views/counts",
    access=Access.AGENT,
    query=schemas.CountsQuery,
    revalidates=True,
    answers=Answer(200, schemas.ViewCounts, ("ETag",)),
    errors=(InvalidInput,),
    summary="Count the tickets of all views",
)
def count_views(call: Call) -> Tagged:
    """How many tickets the caller would see in each view. A ticket is counted within a second or two of its change.

    Overdue is what was due before the present minute, due today what is due from then to the end of the day in `zone`.
    """
    query: schemas.CountsQuery = call.query
    require_zone(query.zone)
    counts = call.desk.counts.all(call.agent, query.zone)
    return tagged_by_content(schemas.ViewCounts(shapes.counts(counts)))


@routes.get(
    "/api/views/{view}/tickets",
    access=Access.AGENT,
    query=schemas.ViewQuery,
    answers=Answer(200, schemas.ViewPage),
    errors=(InvalidInput,),
    summary="List the tickets of a view",
)
def list_view(call: Call) -> schemas.ViewPage:
    """Tickets of the view that the caller may see, a page at a time. The order `due` shows only those with a due time.

    A page reads so many tickets and no more, so that of a choosy view may be short or empty. Follow `next` until it is
    null.
    """
    query: schemas.ViewQuery = call.query
    require_zone(query.zone)
    id, order = call.params["view"], None if query.order is UNSET else query.order
    cursors = call.cursors("view", id, order or "", query.zone)
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    page = call.desk.view_lists.page(call.agent, id, order, query.limit, after, query.zone)
    rows = (
        schemas.ViewRow(**msgspec.structs.asdict(views.row(row)), values=dict(page.values.get(row.reference, {})))
        for row in page.rows
    )
    return schemas.ViewPage(tuple(rows), cursors.seal(page.next))


@routes.post(
    "/api/views",
    access=Access.AGENT,
    body=schemas.ViewBody,
    answers=Answer(201, schemas.SavedView, ("ETag",)),
    errors=(Forbidden, Conflict),
    summary="Save a view",
)
def make_view(call: Call) -> Tagged:
    """A new view of the caller's own or of a team. Its tickets are counted from about a minute later on.

    Views for a department are made by those who see its tickets, views for everybody by those who set the desk up.
    """
    return _tagged(call.desk.saved_views.make(call.agent, _draft(call), call.request))


@routes.put(
    "/api/views/{view}",
    access=Access.AGENT,
    body=schemas.ViewBody,
    version=Need.REQUIRED,
    answers=Answer(200, schemas.SavedView, ("ETag",)),
    errors=(Forbidden,),
    summary="Change a saved view",
)
def change_view(call: Call) -> Tagged:
    """Replaces the view. Other conditions are counted anew."""
    return _tagged(call.desk.saved_views.change(call.agent, call.params["view"], call.version, _draft(call)))


@routes.delete(
    "/api/views/{view}",
    access=Access.AGENT,
    version=Need.REQUIRED,
    answers=Answer(204),
    errors=(Forbidden,),
    summary="Remove a saved view",
)
def delete_view(call: Call) -> None:
    """Takes the view away; its tickets stay."""
    call.desk.saved_views.delete(call.agent, call.params["view"], call.version)


def _draft(call: Call) -> Draft:
    body: schemas.ViewBody = call.body
    conditions = tuple(Condition(each.field, each.op, each.values) for each in body.conditions)
    return Draft(body.name, conditions, body.order, body.columns, body.team or "")


def _tagged(view: SavedView) -> Tagged:
    return tagged(shapes.saved(view), view.version)
