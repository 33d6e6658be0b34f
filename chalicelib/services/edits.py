"""Agents change a ticket: status, priority, tags, assignee, people. One change, one entry, one transaction."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import InvalidInput, StaleVersion, Unavailable
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import Participant, PeopleEdit
from chalicelib.domain.permissions import require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.standing import ORDINARY
from chalicelib.domain.ticket import ENDED, Ticket
from chalicelib.domain.timeline import (
    Author,
    AuthorKind,
    Body,
    Entry,
    EntryKind,
    EventName,
    FieldChange,
    field_changes,
)
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.changes import commit_as, last_seen, remembered
from chalicelib.services.customer_ports import CustomerDiffers
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.people import People, participant_changes
from chalicelib.services.planning import Planning
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.recognition import Recognised, Recognition
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, answer_again


class Edits:
    def __init__(
        self,
        tickets: TicketStore,
        planning: Planning,
        recognition: Recognition,
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tickets = tickets
        self._planning = planning
        self._recognition = recognition
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def edit(
        self,
        agent: Agent,
        ticket: Ticket | None,
        version: int,
        edit: Edit,
        request: Request | None,
        people: PeopleEdit | None = None,
        *,
        fields: Mapping[str, object] | None = None,
        summary: str = "",
    ) -> Ticket:
        """The ticket after the change; the ticket as it is if the change changes nothing.

        `fields` are values of custom fields, `summary` says how a ticket was resolved. Raises NotFound, Forbidden,
        StaleVersion, InvalidInput for an assignee, an address, a value or a move that is not allowed, for required
        fields that are empty, and for a ticket that was merged into another.
        """
        before = last_seen(agent, ticket, request, self._tickets)
        if before:
            return before
        seen = visible(agent, ticket)
        self._planning.require(agent, seen, edit, fields)
        if people:
            require(agent, Permission.EDIT)
        if seen.version != version:
            return self._already_done(request, seen)
        now = self._clock.now()
        asks = self._asks(seen, people, self._directory.current())
        edit = replace(edit, group=asks.group if asks else None)
        planned = self._planning.planned(agent, seen, edit, fields, now)
        after, changes, participants = self._with_people(seen, planned.moved.ticket, people)
        after = replace(after, requester=asks.requester) if asks else after
        if summary and after.status not in ENDED:
            raise InvalidInput.of("summary", "goes with resolving or closing the ticket")
        changes = field_changes(seen, after) + changes + planned.changed_fields
        if not changes and not summary:
            return seen
        self._planning.mark(planned)
        entry = Entry(
            id=self._ids.ulid(now),
            reference=seen.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, agent.id, agent.name),
            changes=changes,
            event=EventName.RESOLVED if summary else EventName.CHANGED,
            detail=planned.why,
            body=Body.plain(summary) if summary else None,
        )
        change = Change(
            seen,
            after,
            (*overdue(after, planned.moved.alarms, now, self._ids), entry),
            once=remembered(agent, request, after, entry.id, now) if request else None,
            participants=participants,
            fields=planned.fields,
            standing=asks.standing if asks else ORDINARY,
        )
        try:
            stored = commit_as(agent, self._tickets, change)
        except CustomerDiffers as differs:
            raise Unavailable("the customer is being changed") from differs
        if stored and request:
            return stored.ticket or visible(agent, self._again(request, seen.reference))
        return after

    def _asks(self, seen: Ticket, edit: PeopleEdit | None, directory: Directory) -> Recognised | None:
        """The new requester, who may be part of somebody else by now; None if the old one stays."""
        if edit is None or edit.requester is None:
            return None
        asks = People(seen.requester, ()).edited(edit, directory).requester
        if asks.email == seen.requester.email:
            return Recognised(replace(asks, customer_id=seen.requester.customer_id), ORDINARY, seen.group)
        return self._recognition.recognise(asks, directory)

    def _with_people(
        self, seen: Ticket, after: Ticket, edit: PeopleEdit | None
    ) -> tuple[Ticket, tuple[FieldChange, ...], tuple[Participant, ...] | None]:
        """The ticket with its people changed, what that changed in the list of participants, and the list if so."""
        if edit is None:
            return after, (), None
        listed = self._tickets.participants(seen.reference) if seen.participants else ()
        before = People(seen.requester, listed)
        people = before.edited(edit, self._directory.current())
        after = replace(after, requester=people.requester, participants=len(people.participants))
        changes = participant_changes(before, people)
        return after, changes, people.participants if changes else None

    def _already_done(self, request: Request | None, current: Ticket) -> Ticket:
        """The version is old: fine if this very request made it so, else somebody else was faster."""
        if request:
            stored = self._tickets.traces([request.key], []).mails.get(request.key)
            if stored:
                answer_again(request, stored)
                return current
        raise StaleVersion(current)

    def _again(self, request: Request, reference: str) -> Ticket:
        stored = self._tickets.traces([request.key], [reference])
        answer_again(request, stored.mails[request.key])
        return stored.tickets[reference]
