"""Agents change a ticket: status, priority, tags, assignee. One change, one entry, one transaction."""

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.permissions import assignable, visible
from chalicelib.domain.ticket import Edit, Ticket, edited
from chalicelib.domain.timeline import Author, AuthorKind, Entry, EntryKind, EventName, field_changes
from chalicelib.services.changes import commit_as
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, answer_again, done, once


class Edits:
    def __init__(self, tickets: TicketStore, directory: DirectoryCache, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def edit(self, agent: Agent, ticket: Ticket | None, version: int, edit: Edit, request: Request | None) -> Ticket:
        """The ticket after the change; the ticket as it is if the change changes nothing.

        Raises NotFound, StaleVersion, InvalidInput for an assignee or a move that is not allowed.
        """
        seen = visible(agent, ticket)
        if seen.version != version:
            return self._already_done(request, seen)
        if edit.assignee is not None:
            assignable(self._directory.current().agents.get(edit.assignee), seen.department)
        now = self._clock.now()
        after = edited(seen, edit, now)
        changes = field_changes(seen, after)
        if not changes:
            return seen
        entry = Entry(
            id=self._ids.ulid(now),
            reference=seen.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, agent.id, agent.name),
            changes=changes,
            event=EventName.CHANGED,
        )
        remembered = once(request, done(after, entry.id), now) if request else None
        stored = commit_as(agent, self._tickets, Change(seen, after, (entry,), once=remembered))
        if stored and request:
            return visible(agent, self._again(request, seen.reference))
        return after

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
