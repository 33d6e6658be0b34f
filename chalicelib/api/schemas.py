"""What the interface answers, as msgspec structs. The OpenAPI document is generated from these.

Times are RFC 3339 in UTC. References are shown as people read them: `K7QF-3M2X`.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.domain.directory import Role
from chalicelib.domain.outbox import Delivery, MailKind, SendState
from chalicelib.domain.ticket import Channel, Priority, Status
from chalicelib.domain.timeline import AuthorKind, EntryKind, EventName

Time = Annotated[datetime, Meta(tz=True)]
Version = Annotated[int, Meta(ge=1)]
Reference = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", examples=["K7QF-3M2X"])]
EntryId = Annotated[str, Meta(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
CustomerId = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{16}$")]
AttachmentId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]


class Department(msgspec.Struct):
    id: str
    name: str


class DepartmentList(msgspec.Struct):
    departments: tuple[Department, ...]


class Me(msgspec.Struct):
    """Who is signed in. `departments` are those whose tickets the agent may see."""

    id: str
    name: str
    email: str
    role: Role
    departments: tuple[Department, ...]


class Colleague(msgspec.Struct):
    """An agent as shown in pickers; `departments` are ids."""

    id: str
    name: str
    enabled: bool
    departments: tuple[str, ...]


class AgentList(msgspec.Struct):
    agents: tuple[Colleague, ...]


class Requester(msgspec.Struct):
    """The customer a ticket belongs to."""

    id: CustomerId
    name: str
    email: str


class FirstResponse(msgspec.Struct):
    """The promise of a first answer and what became of it."""

    due_at: Time
    answered_at: Time | None
    warned_at: Time | None
    breached_at: Time | None


class Ticket(msgspec.Struct):
    """A ticket. `version` is also its ETag; send it back as If-Match with every change."""

    reference: Reference
    subject: str
    status: Status
    priority: Priority
    department: str
    assignee: str | None
    requester: Requester
    channel: Channel
    tags: tuple[str, ...]
    created_at: Time
    moved_at: Time
    waiting_since: Time | None
    due_at: Time | None
    first_response: FirstResponse
    version: Version


class TicketRow(msgspec.Struct):
    """A ticket as lists show it."""

    reference: Reference
    subject: str
    status: Status
    department: str
    priority: Priority
    assignee: str | None
    requester_name: str
    created_at: Time
    moved_at: Time
    due_at: Time | None


class TicketList(msgspec.Struct):
    """One page. `next` is the cursor of the next page; a page may be short although there are more."""

    tickets: tuple[TicketRow, ...]
    next: str | None


class Author(msgspec.Struct):
    kind: AuthorKind
    id: str
    name: str


class FieldChange(msgspec.Struct):
    field: str
    before: str
    after: str


class TextPart(msgspec.Struct):
    """A stretch of a message: `reply`, `quote` or `signature`. All parts joined are the whole text."""

    kind: Annotated[str, Meta(pattern="^(reply|quote|signature)$")]
    text: str


class Attachment(msgspec.Struct):
    id: AttachmentId
    name: str
    content_type: str
    size: Annotated[int, Meta(ge=0)]
    content_id: str | None


class MailFacts(msgspec.Struct):
    """What the mail system found out about the sender of a received mail."""

    message_id: str
    verdicts: dict[str, str]
    flags: tuple[str, ...]


class MailDelivery(msgspec.Struct):
    """What became of a mail that this entry caused."""

    kind: MailKind
    recipient: str
    state: SendState
    delivery: Delivery
    possible_duplicate: bool
    reason: str


class Entry(msgspec.Struct):
    """One entry of a ticket's timeline. `html` has been cleaned, and still belongs in a sandboxed frame."""

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
    deliveries: tuple[MailDelivery, ...]


class TicketWithTimeline(msgspec.Struct):
    """A ticket with its newest entries, newest first. `older` is the cursor of earlier ones."""

    ticket: Ticket
    entries: tuple[Entry, ...]
    older: str | None


class Accepted(msgspec.Struct):
    """What was written: the id of the new entry, and the ticket's status and version now."""

    reference: Reference
    entry: EntryId
    version: Version
    status: Status


class Upload(msgspec.Struct):
    """Send `fields`, then the file as field `file`, to `url` as multipart/form-data within ten minutes; then name
    `id` in a reply or note before `expires_at`.
    """

    id: str
    url: str
    fields: dict[str, str]
    expires_at: Time


class Link(msgspec.Struct):
    """A link for one download. It needs no sign-in, so it is short-lived."""

    url: str
    expires_at: Time


class Customer(msgspec.Struct):
    """A person who writes to the desk. A nameless one has an empty name. `version` is also the ETag."""

    id: CustomerId
    email: str
    name: str
    phone: str
    created_at: Time
    version: Version


class CustomerWithTickets(msgspec.Struct):
    """A customer with the newest tickets that the caller may see."""

    customer: Customer
    tickets: tuple[Ticket, ...]
