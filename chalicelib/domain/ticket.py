"""A ticket and how it moves: customers open it, agents answer it, and every move says what waits for whom.

A customer's message makes it open, an agent's answer makes it answered. Spam stays spam. A ticket that nobody answered
yet may go back to new; an answered one may not.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.sla import UNPROMISED_TARGET, Alarm, FirstResponse

# what every list carries; the first message keeps the whole subject
SUBJECT_BYTES = 100
NAME_BYTES = 40
MAX_TAGS = 10
# with these a ticket's head stays within the kilobyte that one write pays for
TAGS_BYTES = 160
NO_SUBJECT = "(no subject)"


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SPAM = "spam"


WAITING_FOR_US = frozenset({Status.NEW, Status.OPEN})


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Channel(StrEnum):
    MAIL = "mail"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Requester:
    """The customer a ticket belongs to, as known when the ticket was opened."""

    customer_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """The head of a ticket. `version` rises by one with every change; `moved_at` is the last public move."""

    reference: str
    version: int
    subject: str
    status: Status
    priority: Priority
    department: str
    requester: Requester
    channel: Channel
    created_at: datetime
    moved_at: datetime
    first_response: FirstResponse
    waiting_since: datetime | None
    assignee: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def due_at(self) -> datetime | None:
        """When somebody should have acted: the promised first answer, else a week after the customer wrote."""
        if self.status not in WAITING_FOR_US or self.waiting_since is None:
            return None
        if self.first_response.answered_at is None:
            return self.first_response.due
        return self.waiting_since + UNPROMISED_TARGET

    @property
    def fires_at(self) -> datetime | None:
        """When the sweep must look at this ticket next."""
        if self.status not in WAITING_FOR_US:
            return None
        alarm = self.first_response.next_alarm()
        return alarm[1] if alarm else None

    @property
    def was_answered(self) -> bool:
        return self.first_response.answered_at is not None


@dataclass(frozen=True, slots=True)
class Edit:
    """What an agent may change on a ticket; None leaves a field alone, `unassign` takes the assignee away."""

    status: Status | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] | None = None
    assignee: str | None = None
    unassign: bool = False


def open_ticket(
    *,
    reference: str,
    subject: str,
    department: str,
    requester: Requester,
    channel: Channel,
    now: datetime,
    first_response: FirstResponse,
) -> Ticket:
    return Ticket(
        reference=reference,
        version=1,
        subject=clip(subject, SUBJECT_BYTES) or NO_SUBJECT,
        status=Status.NEW,
        priority=Priority.MEDIUM,
        department=department,
        requester=replace(requester, name=clip(requester.name, NAME_BYTES)),
        channel=channel,
        created_at=now,
        moved_at=now,
        first_response=first_response,
        waiting_since=now,
    )


def customer_wrote(ticket: Ticket, now: datetime) -> Ticket:
    """A customer's message: open again (a new ticket nobody answered stays new, spam stays spam)."""
    keeps = ticket.status in (Status.SPAM, Status.NEW)
    return replace(
        ticket,
        version=ticket.version + 1,
        status=ticket.status if keeps else Status.OPEN,
        moved_at=now,
        waiting_since=None if ticket.status is Status.SPAM else ticket.waiting_since or now,
    )


def agent_answered(ticket: Ticket, now: datetime, status: Status = Status.ANSWERED) -> Ticket:
    """A public answer: the promise is met, nobody waits for us."""
    return replace(
        ticket,
        version=ticket.version + 1,
        status=status,
        moved_at=now,
        first_response=ticket.first_response.answered(now),
        waiting_since=None,
    )


def noted(ticket: Ticket) -> Ticket:
    """Something was written beside the conversation: only the version moves."""
    return replace(ticket, version=ticket.version + 1)


def alarmed(ticket: Ticket, alarm: Alarm, now: datetime) -> Ticket:
    return replace(ticket, version=ticket.version + 1, first_response=ticket.first_response.announced(alarm, now))


def edited(ticket: Ticket, edit: Edit, now: datetime) -> Ticket:
    """The ticket after an agent's change. Raises InvalidInput for a move the rules do not allow, and for long tags."""
    status = ticket.status if edit.status is None else edit.status
    if status is Status.NEW and ticket.status is not Status.NEW and ticket.was_answered:
        raise InvalidInput.of("status", "only a ticket that nobody answered yet can go back to new")
    tags = ticket.tags if edit.tags is None else tuple(dict.fromkeys(edit.tags))
    if edit.tags is not None and len("".join(tags).encode()) > TAGS_BYTES:
        raise InvalidInput.of("tags", f"must be at most {TAGS_BYTES} bytes together")
    moves = status is not ticket.status
    waiting = ticket.waiting_since
    if moves:
        waiting = (waiting or now) if status in WAITING_FOR_US else None
    return replace(
        ticket,
        version=ticket.version + 1,
        status=status,
        priority=edit.priority or ticket.priority,
        tags=tags,
        assignee=None if edit.unassign else edit.assignee or ticket.assignee,
        moved_at=now if moves else ticket.moved_at,
        waiting_since=waiting,
    )


def clip(text: str, size: int) -> str:
    """`text` on one line, cut at a character so that its UTF-8 form fits `size` bytes; a cut shows as an ellipsis."""
    line = " ".join(text.split())
    if len(line.encode("utf-8")) <= size:
        return line
    return line.encode("utf-8")[: size - 3].decode("utf-8", "ignore").rstrip() + "…"
