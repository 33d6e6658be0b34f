"""What happened in a ticket: messages, notes and events, one entry for each change, never altered afterwards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.ticket import Ticket


class EntryKind(StrEnum):
    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    NOTE = "note"
    EVENT = "event"


class AuthorKind(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class EventName(StrEnum):
    CHANGED = "changed"
    SLA_WARNING = "sla_warning"
    SLA_BREACH = "sla_breach"
    DELIVERY_FAILED = "delivery_failed"


@dataclass(frozen=True, slots=True)
class Author:
    """Who did it; `id` is a customer or agent id, `name` what people see."""

    kind: AuthorKind
    id: str
    name: str


SYSTEM = Author(AuthorKind.SYSTEM, "lippu", "Lippu")


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a message's text: `reply`, `quote` or `signature`. All parts joined are the whole text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """What was written: the whole text in parts, and sanitised HTML if the sender used it."""

    parts: tuple[TextPart, ...]
    html: str | None = None

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    @classmethod
    def plain(cls, text: str) -> "Body":
        return cls((TextPart("reply", text),))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the files bucket. `id` is unique within its entry; `key` never leaves the desk."""

    id: str
    key: str
    name: str
    content_type: str
    size: int
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class MailFacts:
    """Where a message came from: its Message-ID, the raw original, and what SES found out about the sender."""

    message_id: str
    raw_key: str
    verdicts: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the ticket, before and after, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline. `changes` is what this entry did to the ticket's fields."""

    id: str
    reference: str
    kind: EntryKind
    at: datetime
    author: Author
    changes: tuple[FieldChange, ...] = ()
    event: EventName | None = None
    detail: str = ""
    subject: str = ""
    body: Body | None = None
    attachments: tuple[StoredFile, ...] = ()
    mail: MailFacts | None = None


def field_changes(before: Ticket, after: Ticket) -> tuple[FieldChange, ...]:
    """What differs between two versions of a ticket, in the fields people care about."""
    pairs = (
        ("status", before.status.value, after.status.value),
        ("priority", before.priority.value, after.priority.value),
        ("assignee", before.assignee or "", after.assignee or ""),
        ("tags", ", ".join(before.tags), ", ".join(after.tags)),
    )
    return tuple(FieldChange(field, old, new) for field, old, new in pairs if old != new)
