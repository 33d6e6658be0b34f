"""Agents change a ticket: status, priority, tags, assignee, people. One change, one entry, one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.beside import Beside, beside_changes
from chalicelib.domain.directory import Agent
from chalicelib.domain.edit_rights import require_edit
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.merging import not_merged
from chalicelib.domain.moves import Edit, edited
from chalicelib.domain.participants import Participant, PeopleEdit
from chalicelib.domain.permissions import may, require, visible
from chalicelib.domain.queue import require_not_picked
from chalicelib.domain.roles import Permission
from chalicelib.domain.rulebook import Rulebook
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
from chalicelib.services.assigning import Assigning, Given
from chalicelib.services.changes import commit_as, last_seen, remembered
from chalicelib.services.checked_edit import checked
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.field_values import ends, required_for, values_after
from chalicelib.services.marks import Marks
from chalicelib.services.people import People, participant_changes
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, answer_again


class Edits:
    def __init__(
        self,
        tickets: TicketStore,
        assigning: Assigning,
        directory: DirectoryCache,
        marks: Marks,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tickets = tickets
        self._assigning = assigning
        self._directory = directory
        self._marks = marks
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
        require_edit(agent, seen, edit)
        if people or fields:
            require(agent, Permission.EDIT)
        if seen.version != version:
            return self._already_done(request, seen)
        not_merged(seen)
        directory = self._directory.current()
        now = self._clock.now()
        edit = checked(edit, seen, directory, may_transfer=may(agent, Permission.TRANSFER))
        require_not_picked(agent, seen, edit.assignee, directory.departments.get(edit.department or seen.department))
        given = self._moved(seen, edit, now, self._directory.rules_for(seen))
        moved = given.moved
        after, changes, participants = self._with_people(seen, moved.ticket, people)
        if summary and after.status not in ENDED:
            raise InvalidInput.of("summary", "goes with resolving or closing the ticket")
        required = required_for(ends(seen, after.status), directory.departments.get(after.department), directory)
        old, values = values_after(self._tickets, seen, fields, required, directory)
        changes = field_changes(seen, after) + changes + beside_changes(Beside(old), Beside(values))
        if not changes and not summary:
            return seen
        self._marks.note(directory, edit, values.keys() - old.keys())
        entry = Entry(
            id=self._ids.ulid(now),
            reference=seen.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, agent.id, agent.name),
            changes=changes,
            event=EventName.RESOLVED if summary else EventName.CHANGED,
            detail=given.why,
            body=Body.plain(summary) if summary else None,
        )
        change = Change(
            seen,
            after,
            (*overdue(after, moved.alarms, now, self._ids), entry),
            once=remembered(agent, request, after, entry.id, now) if request else None,
            participants=participants,
            fields=values if values != old else None,
        )
        stored = commit_as(agent, self._tickets, change)
        if stored and request:
            return stored.ticket or visible(agent, self._again(request, seen.reference))
        return after

    def _moved(self, seen: Ticket, edit: Edit, now: datetime, rules: Rulebook) -> Given:
        """The change; a ticket that another department takes over is assigned as that one does, unless to whom is
        said."""
        moved = edited(seen, edit, now, rules)
        if moved.ticket.department == seen.department or edit.assignee:
            return Given(moved)
        return self._assigning.moved(seen, moved, now, rules)

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
