"""What the interface answers, as msgspec structs. The OpenAPI document is generated from these.

Times are RFC 3339 in UTC. References are shown as people read them: `K7QF-3M2X`.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.domain.mail_templates import Event
from chalicelib.domain.sla_facts import Mode
from chalicelib.domain.sla_policy import Target, WaitsFor
from chalicelib.domain.ticket import Channel, Priority, Status

Time = Annotated[datetime, Meta(tz=True)]
Version = Annotated[int, Meta(ge=1)]
Reference = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", examples=["K7QF-3M2X"])]
EntryId = Annotated[str, Meta(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
CustomerId = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{16}$")]
AttachmentId = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]


class Requester(msgspec.Struct):
    """The customer a ticket belongs to."""

    id: CustomerId
    name: str
    email: str


class Participant(msgspec.Struct):
    """Somebody who takes part in a ticket besides its requester, and gets its public replies."""

    email: str
    name: str


class Clock(msgspec.Struct):
    """One promise. While it is `counting`, `due` is when it must be kept; afterwards, when it was broken, if it was.

    `GET .../sla` explains it.
    """

    target: Target
    mode: Mode
    due: Time | None


class Postponed(msgspec.Struct):
    """Until when a ticket rests, and whom it waits for."""

    until: Time
    waits_for: WaitsFor


class Ticket(msgspec.Struct):
    """A ticket. `version` is also its ETag; send it back as If-Match with every change.

    `participants` counts them. `merged_into` is the ticket that this one lives on in, `follows` the older one that it
    continues. `language` is the requester's, where known (ISO 639-1). `level` and `transfers` count how often it was
    handed up and across. `closes_at` is when it closes itself if nobody writes. Policies go by `group`, the
    requester's.
    """

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
    clocks: tuple[Clock, ...]
    language: str | None
    participants: Annotated[int, Meta(ge=0)]
    merged_into: Reference | None
    follows: Reference | None
    custom_status: str | None
    category: str | None
    postponed: Postponed | None
    closes_at: Time | None
    level: Annotated[int, Meta(ge=0)]
    transfers: Annotated[int, Meta(ge=0)]
    group: str | None
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
    custom_status: str | None


class TicketList(msgspec.Struct):
    """One page. `next` is the cursor of the next page; a page may be short although there are more."""

    tickets: tuple[TicketRow, ...]
    next: str | None


class TextPart(msgspec.Struct):
    """A stretch of a message: `reply`, `quote` or `signature`. All parts joined are the whole text."""

    kind: Annotated[str, Meta(pattern="^(reply|quote|signature)$")]
    text: str


class Waiting(msgspec.Struct):
    """A reply that has not gone out yet: its id, by which it can be taken back, and when it goes."""

    id: EntryId
    send_at: Time


class Accepted(msgspec.Struct):
    """What was written: the id of the new entry, and the ticket's status and version now. A reply that goes out later
    is `scheduled`, and no entry yet."""

    reference: Reference
    entry: EntryId | None
    scheduled: Waiting | None
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


class Suppression(msgspec.Struct):
    """Whether mail to an address is held back, why (`bounced`, `complained`) and since when."""

    email: str
    suppressed: bool
    reason: str | None
    since: Time | None


class MailTemplate(msgspec.Struct):
    """What mail of an event says in a language. `placeholders` are those that it may contain.

    `version` is also the ETag, 0 as long as nobody changed it; `built_in` says whether the words are those that came
    with the desk.
    """

    event: Event
    language: str
    subject: str
    text: str
    built_in: bool
    version: Annotated[int, Meta(ge=0)]
    placeholders: tuple[str, ...]


class MailTemplateList(msgspec.Struct):
    templates: tuple[MailTemplate, ...]


class MailPreview(msgspec.Struct):
    """A mail as its recipient would get it. `html` belongs in a sandboxed frame."""

    subject: str
    text: str
    html: str
