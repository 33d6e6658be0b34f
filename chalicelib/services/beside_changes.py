"""Agents change what stands beside a ticket's head: one change, one entry, one transaction."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.beside import Beside, beside_changes
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.moves import noted
from chalicelib.domain.permissions import require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Entry, EntryKind, EventName
from chalicelib.domain.values import dataclass
from chalicelib.services.changes import commit_as, on_whatever_is_current
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, answer_again, done, once

BesideEdit = Callable[[Beside, datetime], Beside]


@dataclass(frozen=True, slots=True)
class WithBeside:
    """A ticket with what stands beside its head."""

    ticket: Ticket
    beside: Beside


class BesideChanges:
    def __init__(self, tickets: TicketStore, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._clock = clock
        self._ids = ids

    def write(
        self,
        agent: Agent,
        ticket: Ticket | None,
        version: int | None,
        request: Request | None,
        event: EventName,
        edit: BesideEdit,
    ) -> WithBeside:
        """Both after the change. Without `version` it is made on whatever the ticket is by then.

        Raises NotFound, Forbidden, StaleVersion, and what `edit` raises.
        """
        seen = visible(agent, ticket)
        require(agent, Permission.NOTE)
        if version is not None and seen.version != version:
            return self._already_done(request, seen)

        def write(current: Ticket) -> WithBeside:
            return self._write(agent, current, request, event, edit)

        return write(seen) if version is not None else on_whatever_is_current(seen, write)

    def _write(
        self, agent: Agent, ticket: Ticket, request: Request | None, event: EventName, edit: BesideEdit
    ) -> WithBeside:
        now, before = self._clock.now(), self._tickets.beside(ticket.reference)
        beside, after = edit(before, now), noted(ticket)
        changes = beside_changes(before, beside)
        if not changes:
            return WithBeside(ticket, before)
        entry = Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, agent.id, agent.name),
            changes=changes,
            event=event,
        )
        change = Change(
            ticket,
            after,
            (entry,),
            once=once(request, done(after, entry.id), now) if request else None,
            checklist=beside.checklist if beside.checklist != before.checklist else None,
            reminders=beside.reminders if beside.reminders != before.reminders else None,
        )
        stored = commit_as(agent, self._tickets, change)
        if stored and request:
            answer_again(request, stored)
            return self._now(visible(agent, self._tickets.ticket(ticket.reference)))
        return WithBeside(after, beside)

    def _already_done(self, request: Request | None, current: Ticket) -> WithBeside:
        """The version is old: fine if this very request made it so, else somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key) if request else None
        if request is None or stored is None:
            raise StaleVersion(current)
        answer_again(request, stored)
        return self._now(current)

    def _now(self, ticket: Ticket) -> WithBeside:
        return WithBeside(ticket, self._tickets.beside(ticket.reference))
