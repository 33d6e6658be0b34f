"""Fakes of the queue and of taking back. They share what was asked and what fails."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.services.queue import Handed, Waiting
from chalicelib.services.taking_back import TakenBack
from tests.support.desk import SUPPORT

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases


class FakeQueue:
    """One ticket to hand out, and three that wait behind it."""

    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases
        self.is_empty = False

    def waiting(self, agent: Agent) -> Waiting:
        self._cases._note("waiting", agent=agent)
        return Waiting(((SUPPORT, 4),), more=False)

    def next(self, agent: Agent, request: Any) -> Handed:
        self._cases._note("next", agent=agent, request=request)
        if self.is_empty:
            return Handed(None, 0)
        ticket = self._cases.tickets["K7QF3M2X"]
        return Handed(replace(ticket, assignee=agent.id), 3)


class FakeTakingBack:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def take_back(self, by: Agent, agent_id: str) -> TakenBack:
        self._cases._note("take_back", by=by, agent=agent_id)
        if agent_id not in (*self._cases.agents, "clerk"):
            raise NotFound("no such agent")
        return TakenBack(2, more=False)

    def went_away(self, by: Agent, agent_id: str) -> TakenBack:
        self._cases._note("went_away", by=by, agent=agent_id)
        return TakenBack(2, more=False)
