"""Replies that wait to be sent: for a few seconds in which they can be taken back, or until a date.

Such a reply is in its ticket and nothing of it has left. One conditional write decides what becomes of it: it is
sent, taken back, or stopped because it no longer fits. Only when it is sent does the ticket move.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from chalicelib.domain.agents import Agent
from chalicelib.domain.drafts import Draft, DraftKind, DraftName
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.outbox import SAFETY_NET
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import StoredFile
from chalicelib.domain.values import dataclass

# in how many seconds agents may choose to take a reply back
UNDO_CHOICES = (0, 5, 15, 30)
FURTHEST = timedelta(days=366)
# what a queue can hold a message back for; the sweep sees to what lies further ahead
LONGEST_HELD = timedelta(minutes=15)


class Outcome(StrEnum):
    """What became of a reply whose time had come."""

    SENT = "sent"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent wrote, to the requester and, with `to_all`, everybody who takes part; the ticket becomes `status`.

    `summary` is how a resolved ticket was resolved, for colleagues.
    """

    text: str
    files: tuple[StoredFile, ...]
    status: Status
    to_all: bool = True
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ScheduledReply:
    """An answer that goes out at `due_at`. `version` is the ticket's when it was written, `seen` the newest entry that
    its agent had read then, `requester` whom it was written to.

    One that goes out `regardless` is not stopped by what anybody writes meanwhile.
    """

    id: str
    reference: str
    agent: str
    agent_name: str
    requester: str
    version: int
    seen: str
    created_at: datetime
    due_at: datetime
    regardless: bool
    answer: Answer

    @property
    def fires_at(self) -> datetime:
        """When the sweep must look at it: it sends what lies further ahead, and otherwise only what a queue lost."""
        held = self.due_at - self.created_at <= LONGEST_HELD
        return self.due_at + SAFETY_NET if held else self.due_at

    @property
    def draft_name(self) -> DraftName:
        return DraftName(self.agent, self.reference, DraftKind.REPLY)


def due_time(agent: Agent, send_at: datetime | None, now: datetime) -> datetime | None:
    """When a reply of this agent goes out, None for at once. Raises InvalidInput for a time that cannot be."""
    if send_at is None:
        return now + timedelta(seconds=agent.undo_seconds) if agent.undo_seconds else None
    if not now < send_at <= now + FURTHEST:
        raise InvalidInput.of("send_at", "must lie in the future, within a year")
    return send_at


def held_for(due_at: datetime, now: datetime) -> int | None:
    """For how many seconds a queue holds the message that sends it back, None if that is longer than it can.

    Rather a second too long: what comes early must wait for the sweep.
    """
    wait = due_at - now
    return max(0, ceil(wait.total_seconds())) if wait <= LONGEST_HELD else None


def back_as_draft(reply: ScheduledReply, now: datetime) -> Draft:
    """What was not sent, as its agent goes on writing it."""
    answer = reply.answer
    return Draft(
        name=reply.draft_name,
        version=1,
        saved_at=now,
        text=answer.text,
        files=answer.files,
        status=answer.status.value,
        to_all=answer.to_all,
        summary=answer.summary,
        seen=reply.seen,
    )


def scheduled_key(reference: str, id: str) -> str:
    """How messages and timers name it."""
    return f"{reference}-{id}"


def split_scheduled_key(key: str) -> tuple[str, str] | None:
    """Reference and id; None if it is none of ours."""
    parts = key.split("-")
    return (parts[0], parts[1]) if [len(part) for part in parts] == [8, 26] else None
