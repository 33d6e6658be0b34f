"""Agents write: public replies that go out by mail, and notes that never do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Occasion
from chalicelib.domain.canned import require_filled
from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import DraftKind, DraftName
from chalicelib.domain.errors import InvalidInput, StaleVersion
from chalicelib.domain.moves import noted
from chalicelib.domain.notifications import wants_mail
from chalicelib.domain.outbox import MailKind, OutboxMail, pending
from chalicelib.domain.permissions import may_see, require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.scheduled import Answer, due_time
from chalicelib.domain.ticket import ENDED, Status, Ticket
from chalicelib.domain.timeline import Body, Entry, EntryKind
from chalicelib.services.answers import Answers, author
from chalicelib.services.attachments import Attachments
from chalicelib.services.changes import commit_as, on_whatever_is_current
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.news import News
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change, DraftChange
from chalicelib.services.requests import Done, Request, answer_again, done, once
from chalicelib.services.scheduling import Scheduling


class Replies:
    def __init__(
        self,
        tickets: TicketStore,
        attachments: Attachments,
        answers: Answers,
        news: News,
        scheduling: Scheduling,
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._directory = directory
        self._tickets = tickets
        self._attachments = attachments
        self._answers = answers
        self._news = news
        self._scheduling = scheduling
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
        last_seen: str = "",
        draft: int | None = None,
        send_at: datetime | None = None,
        regardless: bool = False,
    ) -> Done:
        """A public answer to the requester and, with `to_all`, everybody who takes part; the ticket becomes `status`.

        It goes out at `send_at`, else after the seconds in which its agent wants to be able to take it back,
        `regardless` of what is written until then or not.

        One transaction stores it and its mails, and takes away that version of the `draft` it was. `summary` is how a
        resolved ticket was resolved, for colleagues. `last_seen` is the newest entry that the agent has read.

        Raises NotFound, Forbidden, InvalidInput for placeholders that nobody filled in, for uploads that are not there
        and for what `Answers.change` refuses, DraftChanged, and StaleVersion if something happened since `version`.
        With `last_seen` only what the agent should have read counts, and comes along.
        """
        seen = visible(agent, ticket)
        require(agent, Permission.REPLY)
        if status in ENDED:
            require(agent, Permission.RESOLVE)
        require_filled(text)
        if seen.version != version and (before := self._done_before(request)):
            return before
        if seen.version != version and not last_seen:
            raise StaleVersion(seen)
        answer = Answer(text, self._attachments.keep(agent, seen, uploads), status, to_all, summary)

        def write(current: Ticket) -> Done:
            if current.version != version:
                self._news.refuse_unseen(agent, current, last_seen)
            now = self._clock.now()
            sent = _sent(agent, current, DraftKind.REPLY, draft)
            try:
                due_at = due_time(agent, send_at, now)
            except InvalidInput:
                if before := self._done_before(request):
                    return before  # its time has come since
                raise
            if due_at:
                return self._scheduling.schedule(
                    agent, current, answer, due_at, request, sent, last_seen=last_seen, regardless=regardless
                )
            change, entry_id = self._answers.change(agent, current, answer, now)
            result = done(change.after, entry_id)
            stored = commit_as(agent, self._tickets, replace(change, once=once(request, result, now), draft=sent))
            return answer_again(request, stored) if stored else result

        return on_whatever_is_current(seen, write) if last_seen else write(seen)

    def note(
        self,
        agent: Agent,
        ticket: Ticket | None,
        version: int | None,
        text: str,
        uploads: Sequence[str],
        request: Request,
        mentions: Sequence[str] = (),
        draft: int | None = None,
    ) -> Done:
        """A note for colleagues. Without `version` it is added to whatever the ticket is now: it contradicts nothing.

        Those whom it `mentions` get a mail if they chose so. Takes away that version of the `draft` it was. Raises
        InvalidInput for somebody who cannot read it, DraftChanged.
        """
        seen = visible(agent, ticket)
        require(agent, Permission.NOTE)
        if version is not None and seen.version != version:
            if before := self._done_before(request):
                return before
            raise StaleVersion(seen)
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
                author=author(agent),
                body=Body.plain(text),
                attachments=files,
                mentions=tuple(who.id for who in mentioned),
            )
            result = done(after, entry_id)
            mails = tuple(_notice(current, entry_id, who, now) for who in told)
            sent = _sent(agent, current, DraftKind.NOTE, draft)
            change = Change(current, after, (entry,), mails, once(request, result, now), draft=sent)
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

    def _done_before(self, request: Request) -> Done | None:
        """What this very request came to, if it was done before: that is why the version is old then."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        return answer_again(request, stored) if stored else None


def _sent(agent: Agent, ticket: Ticket, kind: DraftKind, version: int | None) -> DraftChange | None:
    """What becomes of the draft that was sent."""
    return DraftChange(DraftName(agent.id, ticket.reference, kind), version) if version is not None else None


def _notice(ticket: Ticket, entry_id: str, agent: Agent, now: datetime) -> OutboxMail:
    return pending(ticket.reference, entry_id, MailKind.NOTICE, agent.email, "", now)
