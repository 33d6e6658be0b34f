"""What passes through the ports: units of work, pages of lists, answers of one round trip."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.session import Session
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class Once:
    """Makes a request happen once. `key` names the logical request, `fingerprint` what was asked.

    It is stored in the request's own transaction, with the `result` to repeat and the entry it led to, until
    `expires_at`.
    """

    key: str
    fingerprint: str
    reference: str
    entry_id: str
    expires_at: datetime
    result: bytes = b""


@dataclass(frozen=True, slots=True)
class Change:
    """One use case's effect on one ticket: all of it is stored or nothing is.

    `before` None means the ticket is new; otherwise the stored ticket must still have that version.
    """

    before: Ticket | None
    after: Ticket
    entries: tuple[Entry, ...]
    outbox: tuple[OutboxMail, ...] = ()
    once: Once | None = None


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


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket with its newest entries, newest first; `older` is the entry id to continue before, if there are more."""

    ticket: Ticket
    entries: tuple[Entry, ...]
    outbox: tuple[OutboxMail, ...]
    older: str | None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which rows: the tickets of some boxes (department and status) or of an assignee's (agent and status).

    `after` is the sort position (as in `Listed.next`) behind which to continue. `unassigned` keeps only those
    without assignee.
    """

    partitions: tuple[tuple[str, Status], ...]
    of_assignee: bool
    order: str
    limit: int
    after: str | None = None
    unassigned: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows; it may hold fewer than asked although `next` says that there are more."""

    rows: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """References of tickets and ids of outgoing mails whose time has come."""

    tickets: tuple[str, ...]
    mails: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class QuarantinedMail:
    """A mail that did not become a message. It is kept, visible to leads, and can be processed again."""

    id: str
    raw_key: str
    reason: str
    at: datetime
    sender: str
    subject: str
    recipients: tuple[str, ...]
    verdicts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A presigned POST: send `fields` and the file to `url`."""

    url: str
    fields: Mapping[str, str]
