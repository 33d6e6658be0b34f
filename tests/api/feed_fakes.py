"""A fake of the live feed. It shares what was asked and what fails."""

from typing import TYPE_CHECKING, Any

from chalicelib.domain.directory import Agent
from chalicelib.domain.permissions import visible
from chalicelib.domain.presence import Activity
from chalicelib.services.feed import Here, Look
from chalicelib.services.feed_ports import Left, Logged
from chalicelib.services.records import Row
from tests.support.clock import START
from tests.support.desk import OTHER

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases


class FakeFeed:
    """One ticket changed, one is gone, and a colleague is there."""

    def __init__(self, cases: "FakeUseCases", row: Row) -> None:
        self._cases = cases
        self.answer = Look(
            cursor="the next position",
            reload=False,
            recount=True,
            changed=(Logged("a line", START, row, 7, Left()),),
            gone=("0B0B0B0B",),
            here=(Here(row.reference, OTHER.id, OTHER.name, Activity.REPLYING),),
        )

    def look(self, agent: Agent, since: str | None) -> Look:
        self._cases._note("look", agent=agent, since=since)
        return self.answer

    def here(self, agent: Agent, ticket: Any, activity: Activity, since: str | None) -> Look:
        self._cases._note("here", agent=agent, ticket=visible(agent, ticket), activity=activity, since=since)
        return self.answer

    def leave(self, agent: Agent, ticket: Any) -> None:
        self._cases._note("leave", agent=agent, ticket=visible(agent, ticket))
