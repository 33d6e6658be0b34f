"""A ticket as it stands now. How it moves is in `moves.py`, what is promised about it in `sla_clocks.py`."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.sla_clocks import Clocks
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.values import dataclass

# what every list carries; the first message keeps the whole subject
SUBJECT_BYTES = 100
NAME_BYTES = 40
MAX_TAGS = 10
# with these a ticket's head stays within the kilobyte that one write pays for
TAGS_BYTES = 110
NO_SUBJECT = "(no subject)"
UNPROMISED_TARGET = timedelta(days=7)


class Status(StrEnum):
    """Where a ticket stands. Custom statuses are names of their own for one of these."""

    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    POSTPONED = "postponed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SPAM = "spam"
    TRASH = "trash"


WAITING_FOR_US = frozenset({Status.NEW, Status.OPEN})
ENDED = frozenset({Status.RESOLVED, Status.CLOSED})
PUT_ASIDE = frozenset({Status.SPAM, Status.TRASH})


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


PRIORITIES = tuple(Priority)


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
class Postponement:
    """Until when a ticket rests, what it waits for, and whether it was new and shall be so again."""

    until: datetime
    waits_for: WaitsFor
    was_new: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """When a ticket that waits for its customer closes itself, and when to say so before; None once that was said."""

    at: datetime
    notice_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The head of a ticket. `version` rises by one with every change; `moved_at` is the last public move.

    `custom_status` is the id of the desk's own name for `status`, empty for none. `participants` counts who takes part
    besides the requester; who they are stands beside the head. `follows` is the older ticket this one continues,
    because an answer came after its follow-up window. `level` and `transfers` count how often it was handed on, up and
    across. `trashed_from` is the status to which restoring leads back. `group` is the one of the customer that
    policies go by.
    """

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
    clocks: Clocks
    waiting_since: datetime | None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    participants: int = 0
    merged_into: str | None = None
    follows: str | None = None
    custom_status: str = ""
    postponed: Postponement | None = None
    closing: Closing | None = None
    category: str = ""
    level: int = 0
    transfers: int = 0
    trashed_from: Status | None = None
    group: str = ""

    @property
    def due_at(self) -> datetime | None:
        """When somebody should have acted: the nearest promise, else a week after the customer wrote."""
        if self.status not in WAITING_FOR_US or self.waiting_since is None:
            return None
        return self.clocks.due or self.waiting_since + UNPROMISED_TARGET

    @property
    def fires_at(self) -> datetime | None:
        """When the sweep must look at this ticket next."""
        wakes = self.postponed.until if self.postponed else None
        closes = (self.closing.notice_at or self.closing.at) if self.closing else None
        return min((at for at in (self.clocks.next_alarm, wakes, closes) if at), default=None)

    @property
    def was_answered(self) -> bool:
        return self.clocks.situation.answered

    @property
    def waits_for_customer(self) -> bool:
        """Whether the next word is the customer's: only then does a ticket close itself."""
        if self.status is Status.POSTPONED:
            return self.postponed is not None and self.postponed.waits_for is WaitsFor.CUSTOMER
        return self.status in (Status.ANSWERED, Status.RESOLVED)


def new_ticket(
    *,
    reference: str,
    subject: str,
    department: str,
    requester: Requester,
    channel: Channel,
    now: datetime,
    clocks: Clocks,
    language: str = "",
    follows: str | None = None,
    priority: Priority = Priority.MEDIUM,
    category: str = "",
    group: str = "",
) -> Ticket:
    return Ticket(
        reference=reference,
        version=1,
        subject=clip(subject, SUBJECT_BYTES) or NO_SUBJECT,
        status=Status.NEW,
        priority=priority,
        department=department,
        requester=replace(requester, name=clip(requester.name, NAME_BYTES)),
        channel=channel,
        created_at=now,
        moved_at=now,
        clocks=clocks,
        waiting_since=now,
        language=language,
        follows=follows,
        category=category,
        group=group,
    )


def takes_follow_up(ticket: Ticket, reopens: bool, window: timedelta, now: datetime) -> bool:
    """Whether an answer still belongs to this ticket: one that ended longer ago than the window is not woken, and where
    the department does not reopen tickets none that ended is."""
    return ticket.status not in ENDED or (reopens and now - ticket.moved_at <= window)


def clip(text: str, size: int) -> str:
    """`text` on one line, cut at a character so that its UTF-8 form fits `size` bytes; a cut shows as an ellipsis."""
    line = " ".join(text.split())
    if len(line.encode("utf-8")) <= size:
        return line
    return line.encode("utf-8")[: size - 3].decode("utf-8", "ignore").rstrip() + "…"
