"""Fakes of views, their lists and counts. They share what was asked and what fails."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.conditions import Condition, Op
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.views import built_in_for
from chalicelib.services.saved_views import Draft
from chalicelib.services.view_lists import Page, row_of

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

VIEW_ID = "0123456789ABCDEF"
VIEW = SavedView(VIEW_ID, "Angry", (Condition("tag", Op.IS, ("angry",)),), columns=("subject", "tag"), team="support")


class FakeViews:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def all(self, agent: Agent, zone: str = "") -> Any:
        self._cases._note("views", zone=zone)
        return (built_in_for(agent), [VIEW]) if not zone else self._counts(agent)

    def _counts(self, agent: Agent) -> Mapping[str, int | None]:
        return {view.id.value: 7 for view in built_in_for(agent)} | {VIEW_ID: None}

    def page(self, agent: Agent, id: str, order: str | None, limit: int, after: str | None, zone: str) -> Page:
        self._cases._note("view", id=id, order=order, limit=limit, after=after, zone=zone)
        if id == "nothing":
            raise NotFound("no such view")
        row = row_of(next(iter(self._cases.tickets.values())), "position")
        return Page((row,), self._cases.next_position, {row.reference: {"tag": ("angry",)}})

    def make(self, agent: Agent, draft: Draft, request: Any) -> SavedView:
        self._cases._note("make view", draft=draft)
        return VIEW

    def change(self, agent: Agent, id: str, version: int, draft: Draft) -> SavedView:
        self._cases._note("change view", id=id, draft=draft)
        self._current(id, version)
        return replace(VIEW, version=version + 1)

    def delete(self, agent: Agent, id: str, version: int) -> None:
        self._cases._note("delete view", id=id)
        self._current(id, version)

    def _current(self, id: str, version: int) -> None:
        if id != VIEW_ID:
            raise NotFound("no such view")
        if version != VIEW.version:
            raise StaleVersion(VIEW)
