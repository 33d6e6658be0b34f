"""What the interface reads: request bodies and query parameters, with every limit. Unknown fields are
refused.

Patterns must mean the same in Python and in JSON Schema: `$(?!\\n)` because Python's `$` also matches
before a final newline.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.wording import explain_pattern
from chalicelib.domain.ticket import MAX_TAGS, Priority, Status
from chalicelib.services.attachments import MOST_BYTES, MOST_FILES

_CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
# Format characters (Unicode category Cf): those that turn the reading direction make a name look like another one.
# The joiners U+200C and U+200D stay, since Persian, Hindi and many emoji are written with them.
_UNSEEN = r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_LINE = explain_pattern(
    f"^[^{_CONTROLS}{_UNSEEN}]*$(?!\\n)", "must be one line without control or invisible characters"
)
_NAMED_LINE = explain_pattern(
    f"^(?=.*\\S)[^{_CONTROLS}{_UNSEEN}]*$(?!\\n)",
    "must be one line of visible text without control or invisible characters",
)
_PROSE = explain_pattern(
    r"^(?![\s\S]*[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f])[\s\S]*\S",
    "must hold some text, without control characters",
)
_ID = explain_pattern(r"^[A-Za-z0-9_-]+$(?!\n)", "is not an id")
_PHONE = explain_pattern(r"^[0-9+()./ -]*$(?!\n)", "may hold digits, spaces and + ( ) . / -")
_MEDIA_TYPE = explain_pattern(
    r"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$(?!\n)", "must be a media type such as application/pdf"
)

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=_ID)]
Text = Annotated[str, Meta(min_length=1, max_length=50_000, pattern=_PROSE)]
Tag = Annotated[str, Meta(min_length=1, max_length=40, pattern=_NAMED_LINE)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=_NAMED_LINE)]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
# the id holds the file's name, which may be 255 characters of 12 bytes each in JSON, in base64
UploadId = Annotated[str, Meta(min_length=1, max_length=5120, pattern=_LINE)]
Uploads = Annotated[tuple[UploadId, ...], Meta(max_length=MOST_FILES)]
Limit = Annotated[int, Meta(ge=1, le=100)]
Cursor = Annotated[str, Meta(max_length=2048)]


class SignInBody(msgspec.Struct, forbid_unknown_fields=True):
    """`new_password` only when the answer asked for one."""

    email: Email
    password: Password
    new_password: Password | UnsetType = UNSET


class ReplyBody(msgspec.Struct, forbid_unknown_fields=True):
    """A public answer. `uploads` are ids of uploads made for this ticket; `status` is what the ticket becomes."""

    text: Text
    uploads: Uploads = ()
    status: Literal["answered", "resolved"] = "answered"


class NoteBody(msgspec.Struct, forbid_unknown_fields=True):
    """An internal note; no customer ever sees it."""

    text: Text
    uploads: Uploads = ()


class TicketEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays. `assignee` null takes the assignee away."""

    status: Status | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    tags: Annotated[tuple[Tag, ...], Meta(max_length=MAX_TAGS)] | UnsetType = UNSET
    assignee: Id | UnsetType | None = UNSET


class UploadBody(msgspec.Struct, forbid_unknown_fields=True):
    """A file that is about to be uploaded; `size` in bytes."""

    name: Annotated[str, Meta(min_length=1, max_length=255, pattern=_NAMED_LINE)]
    content_type: Annotated[str, Meta(max_length=127, pattern=_MEDIA_TYPE)]
    size: Annotated[int, Meta(ge=1, le=MOST_BYTES)]


class CustomerEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays, an empty one is cleared."""

    name: Annotated[str, Meta(max_length=100, pattern=_LINE)] | UnsetType = UNSET
    phone: Annotated[str, Meta(max_length=40, pattern=_PHONE)] | UnsetType = UNSET


class TicketsQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Filters of the list. `assignee` is an agent id, `me` or `none`; `department` and `status` may be repeated."""

    department: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()
    status: Annotated[tuple[Status, ...], Meta(max_length=6)] = ()
    assignee: Id | UnsetType = UNSET
    order: Literal["newest", "oldest", "due"] = "newest"
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET


class TimelineQuery(msgspec.Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET


class CustomerQuery(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
