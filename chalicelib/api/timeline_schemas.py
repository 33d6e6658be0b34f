"""What the interface answers about a ticket's timeline and what stands beside it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas import AttachmentId, EntryId, Participant, TextPart, Ticket, Time
from chalicelib.domain.outbox import Delivery, MailKind, SendState
from chalicelib.domain.timeline import AuthorKind, EntryKind, EventName

FieldValue = str | int | float | bool | tuple[str, ...]


class Author(msgspec.Struct):
    kind: AuthorKind
    id: str
    name: str


class FieldChange(msgspec.Struct):
    field: str
    before: str
    after: str


class Attachment(msgspec.Struct):
    id: AttachmentId
    name: str
    content_type: str
    size: Annotated[int, Meta(ge=0)]
    content_id: str | None


class MailFacts(msgspec.Struct):
    """What the mail system found out about the sender of a received mail. `about` is the entry it concerns.

    `to`, `cc` and `reply_to` are as the sender wrote them, and proven by nothing.
    """

    message_id: str
    verdicts: dict[str, str]
    flags: tuple[str, ...]
    about: EntryId | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: tuple[str, ...]


class MailDelivery(msgspec.Struct):
    """What became of a mail that this entry caused."""

    kind: MailKind
    recipient: str
    state: SendState
    delivery: Delivery
    possible_duplicate: bool
    reason: str


class Entry(msgspec.Struct):
    """One entry of a ticket's timeline. `html` has been cleaned, and still belongs in a sandboxed frame.

    `mentions` are ids of agents whom a note or reminder is for. The text of a `resolved` event sums up the resolution.
    """

    id: EntryId
    kind: EntryKind
    at: Time
    author: Author
    event: EventName | None
    detail: str
    changes: tuple[FieldChange, ...]
    subject: str
    parts: tuple[TextPart, ...]
    html: str | None
    attachments: tuple[Attachment, ...]
    mail: MailFacts | None
    mentions: tuple[str, ...]
    deliveries: tuple[MailDelivery, ...]


class Task(msgspec.Struct):
    """Something to do. `done_by` is the agent who ticked it, null while it is open."""

    id: EntryId
    text: str
    done_by: str | None
    done_at: Time | None


class Checklist(msgspec.Struct):
    """A ticket's to-do list, in the order in which it was written. The ETag is the ticket's."""

    tasks: tuple[Task, ...]


class Reminder(msgspec.Struct):
    """Tells the agent `owner` of the ticket at the time `at`."""

    id: EntryId
    owner: str
    at: Time
    text: str


class ReminderList(msgspec.Struct):
    """What is still to come on a ticket, in the order in which it was set. The ETag is the ticket's."""

    reminders: tuple[Reminder, ...]


class ScheduledReply(msgspec.Struct):
    """A reply that goes out at `send_at` unless it is taken back or stopped. `author` is the id of an agent.

    One that is sent `regardless` is not stopped by what anybody writes meanwhile.
    """

    id: EntryId
    author: str
    author_name: str
    created_at: Time
    send_at: Time
    text: str
    attachments: tuple[str, ...]
    status: str
    to: str
    regardless: bool


class TicketWithTimeline(msgspec.Struct):
    """A ticket with its newest entries, newest first. `older` is the cursor of earlier ones.

    `participants`, `fields` (values by the id of their field), `checklist`, `reminders`, `scheduled` (replies that have
    not gone out yet) and whether the caller `muted` it are on the first page alone; those of earlier entries have null.
    """

    ticket: Ticket
    participants: tuple[Participant, ...] | None
    fields: dict[str, FieldValue] | None
    checklist: tuple[Task, ...] | None
    reminders: tuple[Reminder, ...] | None
    scheduled: tuple[ScheduledReply, ...] | None
    muted: bool | None
    entries: tuple[Entry, ...]
    older: str | None
