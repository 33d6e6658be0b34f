"""What the use cases need from outside, as Protocols. `chalicelib/adapters` has the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.domain.customer import Customer
from chalicelib.domain.directory import Agent, Department, Directory
from chalicelib.domain.outbox import Delivery, OutboxMail
from chalicelib.domain.session import Session
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import Entry


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, UTC, to the millisecond."""
        ...


class Ids(Protocol):
    def reference(self) -> str: ...

    def ulid(self, at: datetime) -> str: ...

    def secret(self) -> str:
        """256 random bits, URL-safe."""
        ...


class Signer(Protocol):
    def sign(self, purpose: str, payload: bytes, size: int) -> bytes: ...

    def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool: ...


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
    """A ticket as lists show it."""

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


class TicketStore(Protocol):
    """Tickets with their timelines. Consistent within a ticket: a change is seen whole or not at all."""

    def commit(self, change: Change) -> Once | None:
        """Store a change. Returns None, or the stored `Once` if this very request was done before.

        Raises StaleVersion (with the ticket as stored) if another change came first, NotFound if the ticket is gone,
        Conflict if a new ticket's reference is taken, Unavailable if the store does not answer.
        """
        ...

    def ticket(self, reference: str) -> Ticket | None:
        """The head of a ticket, strongly consistent."""
        ...

    def page(self, reference: str, limit: int, before: str | None = None) -> TicketPage | None:
        """The ticket with up to `limit` timeline items (entries and their outgoing mails), newest first."""
        ...

    def entry(self, reference: str, entry_id: str) -> Entry | None: ...

    def traces(self, message_keys: Sequence[str], references: Sequence[str]) -> Traces:
        """One round trip for all that threading needs to know."""
        ...

    def quarantine(self, mail: QuarantinedMail) -> None:
        """Keep a mail aside. The same mail twice is one row."""
        ...


class TicketLists(Protocol):
    def list(self, query: ListQuery) -> Listed: ...


class Timers(Protocol):
    """What the sweep must look at."""

    def due(self, now: datetime, limit: int) -> tuple[Sequence[str], Sequence[str]]:
        """References of tickets and ids of outgoing mails whose time has come, oldest first, `limit` in all."""
        ...


class OutboxStore(Protocol):
    def get(self, id: str) -> OutboxMail | None:
        """Strongly consistent."""
        ...

    def replace(self, old: OutboxMail, new: OutboxMail) -> bool:
        """Store `new` if the mail is still in the state and attempt of `old`; says whether it was."""
        ...

    def record_sent(self, mail: OutboxMail, thread_key: str, expires_at: datetime) -> None:
        """Store that SES accepted the mail, whatever its state is now, and that `thread_key` leads to its ticket."""
        ...

    def record_delivery(self, id: str, delivery: Delivery, reason: str) -> OutboxMail | None:
        """Store what SES reported if it is news. Returns the mail as it was before, None if there is no such mail."""
        ...

    def is_suppressed(self, address: str) -> bool: ...

    def suppress(self, address: str, reason: str, at: datetime) -> None: ...


class CustomerStore(Protocol):
    def get(self, customer_id: str) -> tuple[Customer, Sequence[str]] | None:
        """The customer with the references of the newest tickets, newest first."""
        ...

    def save(self, old: Customer, new: Customer) -> None:
        """Store a changed customer. Raises StaleVersion with the stored one if it changed meanwhile."""
        ...

    def tickets(self, references: Sequence[str]) -> Sequence[Ticket]: ...


class DirectoryStore(Protocol):
    def load(self) -> Directory: ...

    def save_department(self, department: Department) -> None: ...

    def save_agent(self, agent: Agent) -> None: ...


class SessionStore(Protocol):
    def identify(self, secret_hash: str, agent_id: str, reference: str | None) -> Identified:
        """The session, its agent and, if asked for, a ticket: one round trip."""
        ...

    def save(self, session: Session) -> None: ...

    def delete(self, secret_hash: str) -> None: ...


class IdentityProvider(Protocol):
    def check_password(self, email: str, password: str, new_password: str | None) -> None:
        """Returns if the password is right (and has been replaced, where that was due).

        Raises Unauthenticated for any wrong pair, NewPasswordRequired if it must be replaced and no new one was given,
        InvalidInput if the new one is too weak.
        """
        ...


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A presigned POST: send `fields` and the file to `url`."""

    url: str
    fields: Mapping[str, str]


class Files(Protocol):
    """Attachments and message bodies too big for the table."""

    def put(self, key: str, content: bytes, content_type: str) -> None: ...

    def get(self, key: str) -> bytes:
        """Raises NotFound."""
        ...

    def keep(self, upload_key: str, key: str) -> bool:
        """Copy an upload to where it stays; False if it never arrived."""
        ...

    def upload_form(self, key: str, content_type: str, size: int) -> UploadForm: ...

    def download_url(self, key: str, name: str) -> str:
        """Valid for five minutes; always downloads, never displays."""
        ...


class RawMail(Protocol):
    def get(self, key: str) -> bytes:
        """The original. Raises NotFound."""
        ...


class Refused(Exception):
    """SES surely did not accept the mail; trying later makes sense."""


class Rejected(Exception):
    """SES will never accept this mail."""


class Ambiguous(Exception):
    """Nobody knows whether SES accepted the mail."""


class Mailer(Protocol):
    def send(self, raw: bytes, sender: str, recipient: str, outbox_id: str, attempt: int) -> str:
        """One attempt. Returns the id SES gave the mail. Raises Refused, Rejected or Ambiguous."""
        ...


class OutboundQueue(Protocol):
    def put(self, outbox_id: str) -> None: ...
