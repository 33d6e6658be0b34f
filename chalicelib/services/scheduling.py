"""Replies that do not go out at once: stored as waiting, and taken back while they wait.

`due_replies.py` sends them. Whoever ends the waiting first has decided what becomes of it.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Agent
from chalicelib.domain.drafts import Draft, OfferedDraft
from chalicelib.domain.errors import DraftChanged, NotFound, NotWaiting
from chalicelib.domain.permissions import require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.scheduled import Answer, ScheduledReply
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import EventName
from chalicelib.domain.values import dataclass
from chalicelib.services.answers import Answers, author
from chalicelib.services.attachments import Attachments
from chalicelib.services.changes import TRIES, commit_as, on_whatever_is_current
from chalicelib.services.composing_ports import ScheduledStore
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import DraftChange
from chalicelib.services.requests import Done, Request, answer_again, done, once
from chalicelib.services.returning import Returning


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The ticket after a reply was taken back, and the author's draft; others do not get to see that."""

    done: Done
    draft: OfferedDraft | None


class Scheduling:
    def __init__(
        self,
        scheduled: ScheduledStore,
        tickets: TicketStore,
        answers: Answers,
        returning: Returning,
        attachments: Attachments,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._scheduled = scheduled
        self._tickets = tickets
        self._answers = answers
        self._returning = returning
        self._attachments = attachments
        self._clock = clock
        self._ids = ids

    def schedule(
        self,
        agent: Agent,
        ticket: Ticket,
        answer: Answer,
        due_at: datetime,
        request: Request,
        draft: DraftChange | None,
        *,
        last_seen: str,
        regardless: bool,
    ) -> Done:
        """Store the answer as waiting. Nothing else of the ticket changes.

        Raises what would keep it from being sent now, and DraftChanged.
        """
        now = self._clock.now()
        self._answers.change(agent, ticket, answer, now)
        id = self._ids.ulid(now)
        reply = ScheduledReply(
            id=id,
            reference=ticket.reference,
            agent=agent.id,
            agent_name=agent.name,
            requester=ticket.requester.email,
            version=ticket.version,
            seen=last_seen or id,
            created_at=now,
            due_at=due_at,
            regardless=regardless,
            answer=answer,
        )
        result = Done(ticket.reference, id, ticket.version, ticket.status, due_at)
        stored = self._scheduled.add(reply, once(request, result, now), draft)
        return answer_again(request, stored) if stored else result

    def take_back(self, agent: Agent, ticket: Ticket | None, id: str, request: Request) -> TakenBack:
        """The reply is not sent, and its words are its author's draft again, before what they wrote since.

        Whoever may reply in the ticket may take it back. Raises NotFound, Forbidden, NotWaiting if it was sent, stopped
        or taken back before.
        """
        seen = visible(agent, ticket)
        require(agent, Permission.REPLY)

        def write(current: Ticket) -> TakenBack:
            try:
                reply = self._scheduled.get(current.reference, id)
            except NotWaiting:
                return self._taken_back_before(agent, current, request)
            if reply is None:
                raise NotFound("no such reply")
            entry = self._returning.event(reply, EventName.REPLY_TAKEN_BACK, author(agent))
            change, draft = self._returning.change(current, reply, entry)
            result = done(change.after, entry.id)
            stored = commit_as(agent, self._tickets, replace(change, once=once(request, result, entry.at)))
            if stored:
                return self._taken_back_before(agent, current, request)
            return TakenBack(result, self._offered(draft) if reply.agent == agent.id else None)

        for _ in range(TRIES - 1):
            try:
                return on_whatever_is_current(seen, write)
            except DraftChanged:
                continue  # its author is writing at this moment
        return on_whatever_is_current(seen, write)

    def _taken_back_before(self, agent: Agent, ticket: Ticket, request: Request) -> TakenBack:
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is None:
            raise NotWaiting
        draft = self._returning.draft_of(agent.id, ticket.reference)
        return TakenBack(answer_again(request, stored), self._offered(draft) if draft else None)

    def _offered(self, draft: Draft) -> OfferedDraft:
        return OfferedDraft(draft, self._attachments.offer(draft.name, draft.files, draft.expires_at))
