"""Saved views for the fuzzer: some to find, and what the schema of their bodies cannot say."""

import itertools
from typing import Any

from chalicelib.domain.conditions import Condition, Op
from chalicelib.services.requests import request_of
from chalicelib.services.saved_views import Draft
from tests.support.desk import ADMIN, World

OWN = ("change_view", "delete_view")
_numbers = itertools.count()


def new_view(world: World) -> str:
    """The id of one in version 1."""
    draft = Draft("Urgent", (Condition("priority", Op.IS, ("high",)),), "newest", ("tag",), "")
    request = request_of(ADMIN.id, "fuzz", f"view {next(_numbers)}", b"")
    return world.desk.saved_views.make(ADMIN, draft, request).id


def something_new(world: World, operation: str, known: str) -> str | None:
    """A view of its own for what changes it; only so many may be there, so that the others go."""
    if operation not in (*OWN, "make_view"):
        return None
    store = world.desk.view_store
    for view in store.load(consistent=True).values():
        if view.id != known:
            store.delete(view)
    return new_view(world) if operation in OWN else None


def mend(operation: str, body: dict[str, Any]) -> None:
    """Only what tickets have can be asked, and each in its way."""
    if operation in ("make_view", "change_view"):
        body |= {"conditions": [{"field": "tag", "op": "is_not", "values": ["red"]}], "columns": ["subject"]}
        body["name"] = body["name"].strip()[:60] or "A view"
        body.pop("team", None)
