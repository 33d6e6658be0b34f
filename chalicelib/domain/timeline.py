"""What happened in a ticket: messages, notes and events, one entry for each change, never altered afterwards."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.ticket import Requester, Ticket
from chalicelib.domain.times import to_text
from chalicelib.domain.values import dataclass


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
    SLA_ESCALATION = "sla_escalation"
    MERGED = "merged"
    WOKEN = "woken"
    CLOSES_SOON = "closes_soon"
    CLOSED_BY_ITSELF = "closed_by_itself"
    ESCALATED = "escalated"
    TAKEN_FROM_QUEUE = "taken_from_queue"
    TAKEN_BACK = "taken_back"
    RESOLVED = "resolved"
    CHECKLIST = "checklist"
    REMINDER = "reminder"
    REMINDED = "reminded"
    REPLY_TAKEN_BACK = "reply_taken_back"
    REPLY_STOPPED = "reply_stopped"
    CUSTOMER_MERGED = "customer_merged"
    CUSTOMER_REGROUPED = "customer_regrouped"


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
    """Where a message came from: its Message-ID, the raw original, and what SES found out about the sender.

    `about` is the entry that a machine's mail (a bounce, a receipt) concerns, empty if unknown. `to`, `cc` and
    `reply_to` are what the sender wrote there: shown to people, and nothing more.
    """

    message_id: str
    raw_key: str
    verdicts: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    about: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the ticket, before and after, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline. `changes` is what this entry did to the ticket's fields, `mentions` are the ids of
    agents whom a note, a reminder or an alarm is for. The text of a `resolved` event is the summary of the resolution.
    """

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
    mentions: tuple[str, ...] = ()


def field_changes(before: Ticket, after: Ticket) -> tuple[FieldChange, ...]:
    """What differs between two versions of a ticket, in the fields people care about."""
    pairs = (
        ("status", before.status.value, after.status.value),
        ("priority", before.priority.value, after.priority.value),
        ("custom_status", before.custom_status, after.custom_status),
        ("postponed", _postponed(before), _postponed(after)),
        ("department", before.department, after.department),
        ("assignee", before.assignee or "", after.assignee or ""),
        ("category", before.category, after.category),
        ("level", str(before.level), str(after.level)),
        ("group", before.group, after.group),
        ("policy", _policy(before), _policy(after)),
        ("tags", ", ".join(before.tags), ", ".join(after.tags)),
        ("follows", before.follows or "", after.follows or ""),
        ("merged_into", before.merged_into or "", after.merged_into or ""),
        ("requester", _person(before.requester), _person(after.requester)),
    )
    return tuple(FieldChange(field, old, new) for field, old, new in pairs if old != new)


def _postponed(ticket: Ticket) -> str:
    return f"{to_text(ticket.postponed.until)} {ticket.postponed.waits_for.value}" if ticket.postponed else ""


def _policy(ticket: Ticket) -> str:
    return "{} {}".format(*ticket.clocks.policy) if ticket.clocks.policy else ""


def _person(requester: Requester) -> str:
    return f"{requester.name} <{requester.email}>" if requester.name else requester.email
