"""Agents write: public replies that go out by mail, and notes that never do."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.agents import Occasion
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.merging import not_merged
from chalicelib.domain.moves import agent_answered, noted
from chalicelib.domain.notifications import wants_mail
from chalicelib.domain.outbox import MailKind, OutboxMail, pending
from chalicelib.domain.permissions import may_see, require, visible
from chalicelib.domain.queue import require_handed
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import ENDED, Status, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, EventName, field_changes
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.attachments import Attachments
from chalicelib.services.changes import commit_as, on_whatever_is_current
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.field_values import ends, required_for, values_after
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.recipients import mails_of_reply
from chalicelib.services.records import Change
from chalicelib.services.requests import Done, Request, answer_again, done, once


class Replies:
    def __init__(
        self, tickets: TicketStore, attachments: Attachments, directory: DirectoryCache, clock: Clock, ids: Ids
    ) -> None:
        self._directory = directory
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
        *,
        to_all: bool = True,
        summary: str = "",
    ) -> Done:
        """A public answer to the requester and, with `to_all`, everybody who takes part; the ticket becomes `status`.

        One transaction stores it and its mails. `summary` is how a resolved ticket was resolved, for colleagues.

        Raises NotFound, Forbidden, StaleVersion if something happened since `version`, InvalidInput for uploads that
        are not there, for a ticket that was merged into another, and for required fields that are empty.
        """
        seen = visible(agent, ticket)
        require(agent, Permission.REPLY)
        if status in ENDED:
            require(agent, Permission.RESOLVE)
        if seen.version != version:
            return self._already_done(request, seen)
        now, directory = self._clock.now(), self._directory.current()
        department = directory.departments.get(seen.department)
        require_handed(agent, seen, department)
        required = required_for(ends(seen, status), department, directory)
        values_after(self._tickets, seen, None, required, directory)
        moved = agent_answered(not_merged(seen), now, self._directory.rules_for(seen), status)
        after = moved.ticket
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
        people = self._tickets.participants(seen.reference) if seen.participants and to_all else ()
        mails = mails_of_reply(seen, entry_id, people, now)
        result = done(after, entry_id)
        entries = (*overdue(after, moved.alarms, now, self._ids), entry)
        if summary:
            entries += (self._summarised(agent, seen, status, summary, now),)
        change = Change(seen, after, entries, mails, once(request, result, now))
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
        mentions: Sequence[str] = (),
    ) -> Done:
        """A note for colleagues. Without `version` it is added to whatever the ticket is now: it contradicts nothing.

        Those whom it `mentions` get a mail if they chose so. Raises InvalidInput for somebody who cannot read it.
        """
        seen = visible(agent, ticket)
        require(agent, Permission.NOTE)
        if version is not None and seen.version != version:
            return self._already_done(request, seen)
        now = self._clock.now()
        entry_id = self._ids.ulid(now)
        mentioned = self._mentioned(seen, mentions)
        told = [who for who in mentioned if who.id != agent.id and wants_mail(who, Occasion.MENTIONED)]
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
                mentions=tuple(who.id for who in mentioned),
            )
            result = done(after, entry_id)
            mails = tuple(_notice(current, entry_id, who, now) for who in told)
            change = Change(current, after, (entry,), mails, once(request, result, now))
            stored = commit_as(agent, self._tickets, change)
            return answer_again(request, stored) if stored else result

        return write(seen) if version is not None else on_whatever_is_current(seen, write)

    def _mentioned(self, ticket: Ticket, ids: Sequence[str]) -> tuple[Agent, ...]:
        agents = self._directory.current().agents
        found = {}
        for number, id in enumerate(ids):
            agent = agents.get(id)
            if agent is None or not may_see(agent, ticket):
                raise InvalidInput.of(f"mentions[{number}]", "is not an agent who sees this ticket")
            found[id] = agent
        return tuple(found.values())

    def _summarised(self, agent: Agent, ticket: Ticket, status: Status, summary: str, now: datetime) -> Entry:
        """An entry of its own: what is for colleagues is no part of what the customer gets."""
        if status not in ENDED:
            raise InvalidInput.of("summary", "goes with resolving or closing the ticket")
        return Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=_author(agent),
            event=EventName.RESOLVED,
            body=Body.plain(summary),
        )

    def _already_done(self, request: Request, current: Ticket) -> Done:
        """The version is old: because this very request was done before, or because somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is None:
            raise StaleVersion(current)
        return answer_again(request, stored)


def _author(agent: Agent) -> Author:
    return Author(AuthorKind.AGENT, agent.id, agent.name)


def _notice(ticket: Ticket, entry_id: str, agent: Agent, now: datetime) -> OutboxMail:
    return pending(ticket.reference, entry_id, MailKind.NOTICE, agent.email, "", now)
