"""A ticket goes up a level: to the department that its own escalates to, with a hand-over note, in one transaction."""

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.merging import not_merged
from chalicelib.domain.moves import Edit, edited
from chalicelib.domain.permissions import require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, EventName, field_changes
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.assigning import Assigning
from chalicelib.services.changes import commit_as, last_seen, remembered
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, answer_again


class Escalations:
    def __init__(
        self, tickets: TicketStore, assigning: Assigning, directory: DirectoryCache, clock: Clock, ids: Ids
    ) -> None:
        self._tickets = tickets
        self._assigning = assigning
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def escalate(self, agent: Agent, ticket: Ticket | None, version: int, note: str, request: Request) -> Ticket:
        """The ticket where it is now. The agent may have lost sight of it by that; the same request gets it once more.

        Raises NotFound, Forbidden, StaleVersion, InvalidInput where there is no higher level.
        """
        before = last_seen(agent, ticket, request, self._tickets)
        if before:
            return before
        seen = visible(agent, ticket)
        require(agent, Permission.TRANSFER)
        if seen.version != version:
            return self._already_done(request, seen)
        not_merged(seen)
        directory = self._directory.current()
        department = directory.departments.get(seen.department)
        above = department.escalates_to if department else None
        if above is None or above not in directory.departments:
            raise InvalidInput.of("reference", "its department has none to escalate to; an admin can name one")
        now, rules = self._clock.now(), self._directory.rules_for(seen)
        up = Edit(department=above, unassign=True, escalate=True)
        given = self._assigning.moved(seen, edited(seen, up, now, rules), now, rules)
        moved = given.moved
        after, author = moved.ticket, Author(AuthorKind.AGENT, agent.id, agent.name)
        event = Entry(
            id=self._ids.ulid(now),
            reference=seen.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=author,
            changes=field_changes(seen, after),
            event=EventName.ESCALATED,
            detail=given.why,
        )
        handed_over = Entry(
            id=self._ids.ulid(now),
            reference=seen.reference,
            kind=EntryKind.NOTE,
            at=now,
            author=author,
            body=Body.plain(note),
        )
        entries = (*overdue(after, moved.alarms, now, self._ids), event, handed_over)
        change = Change(seen, after, entries, once=remembered(agent, request, after, event.id, now))
        stored = commit_as(agent, self._tickets, change)
        if stored:
            answer_again(request, stored)
            return stored.ticket or after
        return after

    def _already_done(self, request: Request, current: Ticket) -> Ticket:
        """The version is old: fine if this very request made it so, else somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is None:
            raise StaleVersion(current)
        answer_again(request, stored)
        return current
