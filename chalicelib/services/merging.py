"""Agents merge a ticket into another: one transaction over both, on condition of both versions.

Two agents who merge two tickets into each other at once cannot make a circle: the second transaction meets a version
that the first one changed.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput, StaleVersion, Unavailable
from chalicelib.domain.ids import parse_reference, show_reference
from chalicelib.domain.merging import merged, united
from chalicelib.domain.participants import Participant
from chalicelib.domain.permissions import may_see, require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Entry, EntryKind, EventName, FieldChange, field_changes
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, answer_again, done, once

TRIES = 5


class Merging:
    def __init__(self, tickets: TicketStore, directory: DirectoryCache, clock: Clock, ids: Ids) -> None:
        self._directory = directory
        self._tickets = tickets
        self._clock = clock
        self._ids = ids

    def merge(self, agent: Agent, ticket: Ticket | None, version: int, into: str, request: Request) -> Ticket:
        """The source after it was merged into the ticket `into`, which the agent must see as well.

        Raises NotFound, Forbidden, StaleVersion of the source, InvalidInput for a target that does not exist for this
        agent or takes nothing in, Unavailable if the target keeps changing.
        """
        source = visible(agent, ticket)
        require(agent, Permission.MERGE)
        if source.version != version:
            return self._already_done(request, source)
        for _ in range(TRIES):
            target = self._target(agent, into)
            try:
                return self._commit(agent, source, target, request)
            except StaleVersion as stale:
                if stale.current.reference == source.reference:
                    raise StaleVersion(visible(agent, stale.current)) from stale
        raise Unavailable("the other ticket is busy")

    def _target(self, agent: Agent, reference: str) -> Ticket:
        parsed = parse_reference(reference)
        target = self._tickets.ticket(parsed) if parsed else None
        if target is None or not may_see(agent, target):
            raise InvalidInput.of("into", "is not a ticket of yours")
        return target

    def _commit(self, agent: Agent, source: Ticket, target: Ticket, request: Request) -> Ticket:
        now = self._clock.now()
        moved, grown = merged(source, target, now, self._directory.rules_for(source))
        ended = moved.ticket
        people = self._people(target)
        together = united(source, self._people(source), target, people)
        grown = replace(grown, participants=len(together))
        ends = self._event(agent, source, target, now, field_changes(source, ended))
        grows = self._event(agent, target, source, now, _new_people(people, together))
        stored = self._tickets.commit_both(
            Change(
                source,
                ended,
                (*overdue(ended, moved.alarms, now, self._ids), ends),
                once=once(request, done(ended, ends.id), now),
            ),
            Change(target, grown, (grows,), participants=together if together != people else None),
        )
        if stored is None:
            return ended
        answer_again(request, stored)
        return visible(agent, self._tickets.ticket(source.reference))

    def _event(self, agent: Agent, of: Ticket, other: Ticket, now: datetime, changes: tuple[FieldChange, ...]) -> Entry:
        return Entry(
            id=self._ids.ulid(now),
            reference=of.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, agent.id, agent.name),
            changes=changes,
            event=EventName.MERGED,
            detail=show_reference(other.reference),
        )

    def _people(self, ticket: Ticket) -> tuple[Participant, ...]:
        return self._tickets.participants(ticket.reference) if ticket.participants else ()

    def _already_done(self, request: Request, current: Ticket) -> Ticket:
        """The version is old: fine if this very request made it so, else somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is None:
            raise StaleVersion(current)
        answer_again(request, stored)
        return current


def _new_people(before: tuple[Participant, ...], after: tuple[Participant, ...]) -> tuple[FieldChange, ...]:
    new = after[len(before) :]
    return (FieldChange("participants", "", ", ".join(person.email for person in new)),) if new else ()
