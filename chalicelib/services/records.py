"""What passes through the ports: units of work, pages of lists, answers of one round trip."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.beside import Beside, Values
from chalicelib.domain.checklists import Tasks
from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import Draft, DraftName
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.participants import Participant
from chalicelib.domain.reminders import Reminders
from chalicelib.domain.scheduled import ScheduledReply
from chalicelib.domain.session import Session
from chalicelib.domain.standing import ORDINARY, Standing
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a request happen once. `key` names the logical request, `fingerprint` what was asked.

    It is stored in the request's own transaction, with the `result` to repeat and the entry it led to, until
    `expires_at`. `ticket` is what was answered, kept only where the change took it out of its author's sight.
    """

    key: str
    fingerprint: str
    reference: str
    entry_id: str
    expires_at: datetime
    result: bytes = b""
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """Lets a change happen at most `limit` times under `name`; it is forgotten after `expires_at`."""

    name: str
    limit: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DraftChange:
    """Takes a draft away, or gives one (`after`). The stored one must have the version `based_on`, None for none; one
    that is to go may be gone already."""

    name: DraftName
    based_on: int | None
    after: Draft | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One use case's effect on one ticket: all of it is stored or nothing is.

    `before` None means the ticket is new; otherwise the stored ticket must still have that version. `participants` None
    leaves them as they are, and so it is with what stands beside the head: `fields`, `checklist` and `reminders`.
    `scheduled` is the waiting reply of which the change decides: it must wait still, and does not afterwards.
    `standing` is how the requester is believed to stand; only a change that gives a ticket to a customer looks at it.
    """

    before: Ticket | None
    after: Ticket
    entries: tuple[Entry, ...]
    outbox: tuple[OutboxMail, ...] = ()
    once: Once | None = None
    participants: tuple[Participant, ...] | None = None
    allowance: Allowance | None = None
    fields: Values | None = None
    checklist: Tasks | None = None
    reminders: Reminders | None = None
    draft: DraftChange | None = None
    scheduled: ScheduledReply | None = None
    standing: Standing = ORDINARY


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as lists show it; `position` is where it stands in the list it was read from."""

    reference: str
    subject: str
    status: Status
    department: str
    priority: Priority
    assignee: str | None
    requester_name: str
    created_at: datetime
    moved_at: datetime
    due_at: datetime | None
    position: str
    custom_status: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket with its newest entries, newest first; `older` is the entry id to continue before, if there are more."""

    ticket: Ticket
    entries: tuple[Entry, ...]
    outbox: tuple[OutboxMail, ...]
    older: str | None
    participants: tuple[Participant, ...] = ()
    beside: Beside = field(default_factory=Beside)
    scheduled: tuple[ScheduledReply, ...] = ()


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which rows: the tickets of some boxes (department and status) or of an assignee's (agent and status).

    `after` is the sort position (as in `Listed.next`) behind which to continue. `unassigned` keeps only those
    without assignee, `free_for` those and the ones of this agent, among the first `limit` rows of each box. `due_from`
    and `due_until` keep those due from the one and before the other, in the order of due times only.
    """

    partitions: tuple[tuple[str, Status], ...]
    of_assignee: bool
    order: str
    limit: int
    after: str | None = None
    unassigned: bool = False
    free_for: str | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows; it may hold fewer than asked although `next` says that there are more."""

    rows: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """References of tickets and ids of outgoing mails whose time has come; `reminders` are references of tickets,
    `hours` ids of business hours whose public holidays are to be renewed, `views` ids of views to be counted, `replies`
    keys of scheduled ones, `customers` ids of those whose tickets have to follow a change, `digests` agents' ids and
    the times of digests that are to be sent, `jobs` ids of bulk jobs that nobody works on.
    """

    tickets: tuple[str, ...]
    mails: tuple[str, ...]
    reminders: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    digests: tuple[tuple[str, datetime], ...] = ()
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    """Everything one round trip says about a request's caller and the ticket it is about."""

    session: Session | None
    agent: Agent | None
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known about a mail's possible threads: earlier mails by Message-ID hash, and tickets by reference."""

    mails: Mapping[str, Once] = field(default_factory=dict)
    tickets: Mapping[str, Ticket] = field(default_factory=dict)


class QuarantineState(StrEnum):
    """What people decided about a mail that was set aside."""

    WAITING = "waiting"
    PROCESSED = "processed"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class QuarantinedMail:
    """A mail that did not become a message. It is never deleted: people process, discard and restore it.

    `source`, `recipients`, `verdicts` and `dmarc_policy` are the whole receipt. `decided_by` is the agent of the last
    decision; `references` are the tickets that a processed mail led to.
    """

    id: str
    raw_key: str
    reason: str
    at: datetime
    sender: str
    subject: str
    recipients: tuple[str, ...]
    verdicts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    dmarc_policy: str = ""
    state: QuarantineState = QuarantineState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A mail set aside as lists show it; `position` is where it stands in its list."""

    id: str
    at: datetime
    sender: str
    subject: str
    recipients: tuple[str, ...]
    reason: str
    verdicts: tuple[tuple[str, str], ...]
    position: str


@dataclass(frozen=True, slots=True)
class QuarantineList:
    """A page of rows, newest first; `next` is the position to continue behind, if there may be more."""

    rows: tuple[QuarantineRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that must not be written to, why (`bounced`, `complained`) and since when."""

    email: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A presigned POST: send `fields` and the file to `url`."""

    url: str
    fields: Mapping[str, str]
