"""Fake use cases around a ticket's timeline. They share what was asked and what fails with the others."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.beside import Beside
from chalicelib.domain.checklists import Task
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.reminders import Reminder
from chalicelib.domain.sla_clocks import look
from chalicelib.domain.sla_readings import Span, SpanKind, read
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.services.beside_changes import WithBeside
from chalicelib.services.sla_view import Explained, SlaExplained
from tests.support.clock import START
from tests.support.desk import AGENT
from tests.support.tickets import RULES

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

THING_ID = "01KB3RSEVW0000000000000002"
BESIDE = Beside(
    {"order": "4711"},
    (Task(THING_ID, "Call the courier", AGENT.id, START),),
    (Reminder(THING_ID, AGENT.id, START + timedelta(days=1), "Did the courier come?"),),
)


class FakeTrash:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def trash(self, agent: Agent, ticket: Ticket | None, version: int, request: Any) -> Ticket:
        self._cases._note("trash", version=version)
        return replace(self._cases._current(agent, ticket, version), status=Status.TRASH)

    def restore(self, agent: Agent, ticket: Ticket | None, version: int, request: Any) -> Ticket:
        self._cases._note("restore_ticket", version=version)
        return self._cases._current(agent, ticket, version)


class FakeChecklists:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def add(self, agent: Agent, ticket: Ticket, version: int | None, text: str, request: Any) -> WithBeside:
        self._cases._note("add_task", version=version, text=text)
        return WithBeside(ticket, BESIDE)

    def edit(self, agent: Agent, ticket: Ticket, version: int, id: str, edit: Any, request: Any) -> WithBeside:
        self._cases._note("edit_task", version=version, id=id, edit=edit)
        _exists(id)
        return WithBeside(self._cases._current(agent, ticket, version), BESIDE)

    def remove(self, agent: Agent, ticket: Ticket, version: int, id: str, request: Any) -> WithBeside:
        self._cases._note("remove_task", version=version, id=id)
        _exists(id)
        return WithBeside(self._cases._current(agent, ticket, version), BESIDE)


class FakeReminders:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def add(self, agent: Agent, ticket: Ticket, at: Any, text: str, request: Any) -> WithBeside:
        self._cases._note("add_reminder", at=at, text=text)
        return WithBeside(ticket, BESIDE)

    def remove(self, agent: Agent, ticket: Ticket, id: str) -> WithBeside:
        self._cases._note("remove_reminder", id=id)
        _exists(id)
        return WithBeside(ticket, BESIDE)


class FakeSlaView:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def explain(self, agent: Agent, ticket: Ticket) -> SlaExplained:
        self._cases._note("explain_sla", ticket=ticket)
        clocks, terms = RULES.in_force(ticket.clocks)
        now = START + timedelta(hours=1)
        (reading,) = read(look(clocks, now, terms).clocks, terms, now)
        span = Span(START, now, SpanKind.COUNTED, "", clocks.policy)
        return SlaExplained(ticket, now, terms, (Explained(reading, (span,)),))


def _exists(id: str) -> None:
    if id != THING_ID:
        raise NotFound("no such thing")
