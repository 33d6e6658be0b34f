"""What the interface reads and answers about drafts."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.api.bodies import ANY_TEXT, Cursor, Id, Limit, Summary, Uploads
from chalicelib.api.schemas import EntryId, Reference, Time, Version
from chalicelib.domain.drafts import DraftKind

Receivers = Literal["all", "requester"]


class DraftBody(msgspec.Struct, forbid_unknown_fields=True):
    """What has been written so far; all of it may be empty. `uploads` are ids of uploads made for this ticket, or those
    of the draft's own attachments. `seen` is the newest entry that its author has read.

    `status`, `to` and `summary` go with a reply, `mentions` with a note.
    """

    text: Annotated[str, Meta(max_length=50_000, pattern=ANY_TEXT)] = ""
    uploads: Uploads = ()
    status: Literal["answered", "resolved"] = "answered"
    to: Receivers = "all"
    summary: Summary = ""
    mentions: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()
    seen: EntryId | None = None


class DraftsQuery(msgspec.Struct, forbid_unknown_fields=True):
    limit: Limit = 25
    cursor: Cursor | msgspec.UnsetType = msgspec.UNSET


class DraftAttachment(msgspec.Struct):
    """A file of a draft. `id` goes into the `uploads` of the next save, or of the reply or note."""

    id: str
    name: str
    content_type: str
    size: Annotated[int, Meta(ge=0)]


class Draft(msgspec.Struct):
    """Words that nobody but their author sees. `version` is also its ETag; name it as `draft` when it is sent.

    It is forgotten at `expires_at` unless it is saved again.
    """

    reference: Reference
    kind: DraftKind
    text: str
    attachments: tuple[DraftAttachment, ...]
    status: str
    to: Receivers
    summary: str
    mentions: tuple[str, ...]
    seen: EntryId | None
    saved_at: Time
    expires_at: Time
    version: Version


class ReplyTakenBack(msgspec.Struct):
    """What became of a reply that was taken back; `version` is the ticket's now."""

    reference: Reference
    draft: Draft | None
    version: Version


class DraftList(msgspec.Struct):
    """The caller's own in one ticket: none, one or both."""

    drafts: tuple[Draft, ...]


class DraftRow(msgspec.Struct):
    """A draft of the caller's as a list shows it; `preview` is how it begins."""

    reference: Reference
    subject: str
    kind: DraftKind
    preview: str
    attachments: Annotated[int, Meta(ge=0)]
    saved_at: Time


class OwnDrafts(msgspec.Struct):
    """One page, by ticket. `next` is the cursor of the next page; a page may be short although there are more."""

    drafts: tuple[DraftRow, ...]
    next: str | None
