"""Replies whose time has come: sent as if their agent answered now, or stopped because they no longer fit.

The question whether one still fits is asked of the ticket as it is, and the answer stored under its version. A reply
that was taken back meanwhile is gone, and so is one that another copy of the message has sent.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Agent, Occasion, may
from chalicelib.domain.errors import DraftChanged, Forbidden, InvalidInput, NotFound, NotWaiting, StaleVersion
from chalicelib.domain.news import overtakes
from chalicelib.domain.notifications import wants_mail
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.permissions import may_see
from chalicelib.domain.roles import Permission
from chalicelib.domain.scheduled import Outcome, ScheduledReply, split_scheduled_key
from chalicelib.domain.ticket import ENDED, PUT_ASIDE, Ticket
from chalicelib.domain.timeline import SYSTEM, EventName
from chalicelib.services.answers import Answers
from chalicelib.services.changes import TRIES
from chalicelib.services.composing_ports import ScheduledStore, Timelines
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.returning import Returning


class DueReplies:
    def __init__(
        self,
        scheduled: ScheduledStore,
        tickets: TicketStore,
        timelines: Timelines,
        answers: Answers,
        returning: Returning,
        directory: DirectoryCache,
        clock: Clock,
    ) -> None:
        self._scheduled = scheduled
        self._tickets = tickets
        self._timelines = timelines
        self._answers = answers
        self._returning = returning
        self._directory = directory
        self._clock = clock

    def attend(self, key: str) -> Outcome | None:
        """What became of the reply now; None if it does not wait any more, or its time has not come."""
        for _ in range(TRIES):
            reply, now = self._waiting(key), self._clock.now()
            if reply is None or reply.due_at > now:
                return None
            ticket = self._tickets.ticket(reply.reference)
            if ticket is None:
                return None
            change = self._change(reply, ticket, now)
            try:
                self._tickets.commit(change)
            except (StaleVersion, DraftChanged):
                continue  # the ticket, or what its author writes, has just changed
            except (NotWaiting, NotFound):
                return None
            return Outcome.STOPPED if change.draft else Outcome.SENT
        return None  # busy; the sweep sees it again

    def _waiting(self, key: str) -> ScheduledReply | None:
        place = split_scheduled_key(key)
        try:
            return self._scheduled.get(*place) if place else None
        except NotWaiting:
            return None

    def _change(self, reply: ScheduledReply, ticket: Ticket, now: datetime) -> Change:
        agent = self._directory.agent_now(reply.agent)
        why = self._obstacle(reply, ticket, agent)
        if agent is None or why:
            return self._stopped(reply, ticket, agent, why)
        try:
            change, _ = self._answers.change(agent, ticket, reply.answer, now)
        except (Forbidden, InvalidInput) as refusal:
            return self._stopped(reply, ticket, agent, str(refusal))
        return replace(change, scheduled=reply)

    def _obstacle(self, reply: ScheduledReply, ticket: Ticket, agent: Agent | None) -> str:
        """Why it must not go out any more, in words; empty if it may."""
        if agent is None or not may_see(agent, ticket) or not _may_send(agent, reply):
            return "its author may not answer this ticket any more"
        if ticket.merged_into:
            return "the ticket was merged into another"
        if ticket.status in PUT_ASIDE:
            return f"the ticket is {ticket.status}"
        if ticket.requester.email != reply.requester:
            return "the ticket has another requester"
        if not reply.regardless and ticket.version != reply.version:
            return self._overtaken(reply)
        return ""

    def _overtaken(self, reply: ScheduledReply) -> str:
        since = self._timelines.since(reply.reference, reply.seen)
        by = next((entry.author for entry in since if overtakes(entry, reply.agent)), None)
        return f"{by.name or by.id} wrote meanwhile" if by else ""

    def _stopped(self, reply: ScheduledReply, ticket: Ticket, agent: Agent | None, why: str) -> Change:
        """An event that its author is told of, and the words back as their draft."""
        entry = self._returning.event(reply, EventName.REPLY_STOPPED, SYSTEM, why)
        change, _ = self._returning.change(ticket, reply, entry)
        if agent is None or not may_see(agent, ticket) or not wants_mail(agent, Occasion.REPLY_STOPPED):
            return change
        mail = pending(ticket.reference, entry.id, MailKind.NOTICE, agent.email, "", entry.at)
        return replace(change, outbox=(mail,))


def _may_send(agent: Agent, reply: ScheduledReply) -> bool:
    ends = reply.answer.status in ENDED
    return may(agent, Permission.REPLY) and (not ends or may(agent, Permission.RESOLVE))
