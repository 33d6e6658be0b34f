"""Agents write: public replies that go out by mail, and notes that never do."""

from collections.abc import Callable, Sequence

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.permissions import visible
from chalicelib.domain.ticket import Status, Ticket, agent_answered, noted
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, field_changes
from chalicelib.services.attachments import Attachments
from chalicelib.services.changes import commit_as
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Done, Request, answer_again, done, once

NOTE_TRIES = 5


class Replies:
    def __init__(self, tickets: TicketStore, attachments: Attachments, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._attachments = attachments
        self._clock = clock
        self._ids = ids

    def reply(
        self,
        agent: Agent,
        ticket: Ticket | None,
        version: int,
        text: str,
        uploads: Sequence[str],
        status: Status,
        request: Request,
    ) -> Done:
        """A public answer to the requester; the ticket becomes `status`. One transaction stores it and its mail.

        Raises NotFound, StaleVersion if something happened since `version`, InvalidInput for uploads that are not
        there.
        """
        seen = visible(agent, ticket)
        if seen.version != version:
            return self._already_done(request, seen)
        now = self._clock.now()
        after = agent_answered(seen, now, status)
        entry_id = self._ids.ulid(now)
        entry = Entry(
            id=entry_id,
            reference=seen.reference,
            kind=EntryKind.MESSAGE_OUT,
            at=now,
            author=_author(agent),
            changes=field_changes(seen, after),
            body=Body.plain(text),
            attachments=self._attachments.keep(agent, seen, uploads),
        )
        to = seen.requester
        mail = pending(seen.reference, entry_id, MailKind.REPLY, to.email, to.name, now)
        result = done(after, entry_id)
        change = Change(seen, after, (entry,), (mail,), once(request, result, now))
        stored = commit_as(agent, self._tickets, change)
        return answer_again(request, stored) if stored else result

    def note(
        self,
        agent: Agent,
        ticket: Ticket | None,
        version: int | None,
        text: str,
        uploads: Sequence[str],
        request: Request,
    ) -> Done:
        """A note for colleagues. Without `version` it is added to whatever the ticket is now: it contradicts
        nothing."""
        seen = visible(agent, ticket)
        if version is not None and seen.version != version:
            return self._already_done(request, seen)
        now = self._clock.now()
        entry_id = self._ids.ulid(now)
        files = self._attachments.keep(agent, seen, uploads)

        def write(current: Ticket) -> Done:
            after = noted(current)
            entry = Entry(
                id=entry_id,
                reference=current.reference,
                kind=EntryKind.NOTE,
                at=now,
                author=_author(agent),
                body=Body.plain(text),
                attachments=files,
            )
            result = done(after, entry_id)
            change = Change(current, after, (entry,), once=once(request, result, now))
            stored = commit_as(agent, self._tickets, change)
            return answer_again(request, stored) if stored else result

        return write(seen) if version is not None else on_whatever_is_current(seen, write)

    def _already_done(self, request: Request, current: Ticket) -> Done:
        """The version is old: because this very request was done before, or because somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is None:
            raise StaleVersion(current)
        return answer_again(request, stored)


def on_whatever_is_current(ticket: Ticket, write: Callable[[Ticket], Done]) -> Done:
    """Write on the ticket as it is, again after each change that came first."""
    for _ in range(NOTE_TRIES):
        try:
            return write(ticket)
        except StaleVersion as stale:
            ticket = stale.current
    raise StaleVersion(ticket)


def _author(agent: Agent) -> Author:
    return Author(AuthorKind.AGENT, agent.id, agent.name)
