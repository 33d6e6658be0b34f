"""What the use cases need from outside, as Protocols. `chalicelib/adapters` has the real ones."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.domain.beside import Beside
from chalicelib.domain.directory import Agent, Department, Directory
from chalicelib.domain.outbox import Delivery, OutboxMail
from chalicelib.domain.participants import Participant
from chalicelib.domain.sealing import Signer as Signer
from chalicelib.domain.session import Session
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.records import (
    Change,
    Due,
    Identified,
    Listed,
    ListQuery,
    Once,
    QuarantinedMail,
    QuarantineList,
    QuarantineState,
    Suppression,
    TicketPage,
    Traces,
    UploadForm,
)


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


class TicketStore(Protocol):
    """Tickets with their timelines. Consistent within a ticket: a change is seen whole or not at all."""

    def commit(self, change: Change) -> Once | None:
        """Store a change. Returns None, or the stored `Once` if this very request was done before.

        Raises StaleVersion (with the ticket as stored) if another change came first, NotFound if the ticket is gone,
        Conflict if a new ticket's reference is taken, DraftChanged, NotWaiting, AllowanceUsed, Unavailable if the store
        does not answer.
        """
        ...

    def commit_both(self, one: Change, other: Change) -> Once | None:
        """Store changes of two tickets, both or neither; answers and raises as `commit` does for the one that
        stands in the way."""
        ...

    def ticket(self, reference: str) -> Ticket | None:
        """The head of a ticket, strongly consistent."""
        ...

    def page(self, reference: str, limit: int, before: str | None = None) -> TicketPage | None:
        """The ticket with up to `limit` entries and their outgoing mails, newest first. It may be milliseconds old."""
        ...

    def entry(self, reference: str, entry_id: str) -> Entry | None: ...

    def participants(self, reference: str) -> tuple[Participant, ...]:
        """Who takes part besides the requester, strongly consistent."""
        ...

    def beside(self, reference: str) -> Beside:
        """What stands beside the ticket's head, strongly consistent."""
        ...

    def traces(self, message_keys: Sequence[str], references: Sequence[str]) -> Traces:
        """One round trip for all that threading needs to know."""
        ...

    def quarantine(self, mail: QuarantinedMail) -> None:
        """Keep a mail aside. The same mail twice is one row."""
        ...


class QuarantineStore(Protocol):
    """Mails that were set aside. `TicketStore.quarantine` adds them."""

    def list(self, state: QuarantineState, limit: int, after: str | None) -> QuarantineList:
        """A page of rows, newest first, from behind the position `after`. It may be milliseconds old."""
        ...

    def get(self, id: str) -> QuarantinedMail | None:
        """Strongly consistent."""
        ...

    def decide(self, mail: QuarantinedMail, since: Collection[QuarantineState], once: Once) -> bool:
        """Store a decision with the request that made it, if the mail is still in one of the states `since` and the
        request is new; says whether."""
        ...


class SuppressionStore(Protocol):
    """Addresses that must not be written to. `OutboxStore.suppress` adds them."""

    def get(self, address: str) -> Suppression | None:
        """Strongly consistent."""
        ...

    def lift(self, address: str) -> None:
        """Forget a suppression, if there is one."""
        ...


class TicketLists(Protocol):
    def list(self, query: ListQuery) -> Listed: ...


class Timers(Protocol):
    """What the sweep must look at."""

    def due(self, now: datetime, page: int) -> Iterator[Due]:
        """Everything due, oldest first, `page` at a time, each page read when it is asked for."""
        ...


class OutboxStore(Protocol):
    def add(self, mail: OutboxMail) -> None:
        """Store a mail that must go out, unless it is there already, whatever became of it."""
        ...

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


class DirectoryStore(Protocol):
    def load(self) -> Directory: ...

    def agent(self, agent_id: str) -> Agent | None:
        """Strongly consistent."""
        ...

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

    def download_url(self, key: str, name: str, valid_for: timedelta) -> str:
        """A link that downloads and never displays."""
        ...


class RawMail(Protocol):
    def get(self, key: str) -> bytes:
        """The original. Raises NotFound."""
        ...

    def download_url(self, key: str, name: str, valid_for: timedelta) -> str:
        """A link that downloads and never displays."""
        ...


class AllowanceUsed(Exception):
    """A change came once more than its `Allowance` permits."""


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

    def hold(self, scheduled: str, seconds: int) -> None:
        """Give the key of a scheduled reply to its sender after that time, at most 900 seconds."""
        ...


# what changed, as JSON: a `ticket` with the ids of its new `entries`, a `mail` that was set aside, or a `view` that
# must be counted
News = Mapping[str, Any]


class DerivedQueue(Protocol):
    def put(self, news: Sequence[News]) -> None:
        """Announce what changed. Raises Unavailable if not all were taken."""
        ...


class HeldQueue(Protocol):
    def put(self, notification: Mapping[str, Any]) -> None:
        """Keep an SES notification for later. Raises Unavailable."""
        ...
