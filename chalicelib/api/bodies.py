"""What the interface reads: request bodies and query parameters, with every limit. Unknown fields are
refused.

Patterns must mean the same in Python and in JSON Schema: `$(?!\\n)` because Python's `$` also matches
before a final newline.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.schemas import EntryId, Version
from chalicelib.api.wording import explain_pattern
from chalicelib.domain.checklists import LONGEST_TASK
from chalicelib.domain.fields import LARGEST_NUMBER, LONGEST_URL, MOST_CHOICES
from chalicelib.domain.participants import MOST_PARTICIPANTS
from chalicelib.domain.reminders import LONGEST_REMINDER
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import MAX_TAGS, Priority, Status
from chalicelib.services.attachments import MOST_BYTES, MOST_FILES
from chalicelib.services.records import QuarantineState

_CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
# Format characters (Unicode category Cf): those that turn the reading direction make a name look like another one.
# The joiners U+200C and U+200D stay, since Persian, Hindi and many emoji are written with them.
_UNSEEN = r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
LINE = explain_pattern(f"^[^{_CONTROLS}{_UNSEEN}]*$(?!\\n)", "must be one line without control or invisible characters")
NAMED_LINE = explain_pattern(
    f"^(?=.*\\S)[^{_CONTROLS}{_UNSEEN}]*$(?!\\n)",
    "must be one line of visible text without control or invisible characters",
)
PROSE = explain_pattern(
    r"^(?![\s\S]*[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f])[\s\S]*\S",
    "must hold some text, without control characters",
)
ANY_TEXT = explain_pattern(
    r"^(?![\s\S]*[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f])", "must be text without control characters"
)
_ID = explain_pattern(r"^[A-Za-z0-9_-]+$(?!\n)", "is not an id")
PHONE = explain_pattern(r"^[0-9+()./ -]*$(?!\n)", "may hold digits, spaces and + ( ) . / -")
_MEDIA_TYPE = explain_pattern(
    r"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$(?!\n)", "must be a media type such as application/pdf"
)

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=_ID)]
Text = Annotated[str, Meta(min_length=1, max_length=50_000, pattern=PROSE)]
Tag = Annotated[str, Meta(min_length=1, max_length=40, pattern=NAMED_LINE)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=NAMED_LINE)]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
# the id holds the file's name, which may be 255 characters of 12 bytes each in JSON, in base64
UploadId = Annotated[str, Meta(min_length=1, max_length=5120, pattern=LINE)]
Uploads = Annotated[tuple[UploadId, ...], Meta(max_length=MOST_FILES)]
SCOPED_ID = r"(?:[pg]|d\.[a-z0-9][a-z0-9-]{0,31})\.[0-7][0-9A-HJKMNP-TV-Z]{25}"
ScopedId = Annotated[str, Meta(max_length=64, pattern=explain_pattern(f"^{SCOPED_ID}$(?!\\n)", "is not an id"))]
CannedIds = Annotated[tuple[ScopedId, ...], Meta(max_length=5)]
Summary = Annotated[str, Meta(max_length=5_000, pattern=ANY_TEXT)]
# what agents give a ticket by hand; the trash has commands of its own
SetStatus = Literal["new", "open", "answered", "postponed", "resolved", "closed", "spam"]
FieldId = Annotated[str, Meta(min_length=1, max_length=32, pattern=_ID)]
_MOST = LARGEST_NUMBER - 1
FieldValue = (
    Annotated[str, Meta(max_length=LONGEST_URL)]
    | Annotated[int, Meta(ge=-_MOST, le=_MOST)]
    | Annotated[float, Meta(ge=-_MOST, le=_MOST)]
    | bool
    | Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=MOST_CHOICES)]
)
Limit = Annotated[int, Meta(ge=1, le=100)]
Cursor = Annotated[str, Meta(max_length=2048)]


class SignInBody(msgspec.Struct, forbid_unknown_fields=True):
    """`new_password` only when the answer asked for one."""

    email: Email
    password: Password
    new_password: Password | UnsetType = UNSET


class ReplyBody(msgspec.Struct, forbid_unknown_fields=True):
    """A public answer. `uploads` are ids of uploads made for this ticket; `status` is what the ticket becomes.

    It goes `to` the requester and all participants, or to the requester alone. `summary` goes with `resolved`: how it
    was resolved, for colleagues. `seen` is the newest entry that its author has read, `draft` the version of the draft
    that it was; that is removed with it. `canned` are ids of prepared texts it was made of, which counts their use.

    It goes out at `send_at`, otherwise after the seconds that its author set for taking replies back. What the customer
    or a colleague writes until then stops it, unless it is sent `regardless`.
    """

    text: Text
    uploads: Uploads = ()
    status: Literal["answered", "resolved"] = "answered"
    to: Literal["all", "requester"] = "all"
    summary: Summary = ""
    seen: EntryId | UnsetType = UNSET
    draft: Version | UnsetType = UNSET
    canned: CannedIds = ()
    send_at: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    regardless: bool = False


class NoteBody(msgspec.Struct, forbid_unknown_fields=True):
    """An internal note; no customer ever sees it. `mentions` are ids of agents who see the ticket, `draft` is the
    version of the draft that it was; that is removed with it, `canned` of prepared texts that it was made of."""

    text: Text
    uploads: Uploads = ()
    mentions: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()
    draft: Version | UnsetType = UNSET
    canned: CannedIds = ()


class Person(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody by mail address; the name may be unknown."""

    email: Email
    name: Annotated[str, Meta(max_length=100, pattern=LINE)] = ""


class Postponement(msgspec.Struct, forbid_unknown_fields=True):
    """Until when, and whom the ticket waits for; waiting for the customer or a third party may stop the clocks."""

    until: Annotated[datetime, Meta(tz=True)]
    waits_for: WaitsFor


class TicketEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays. `assignee` null takes the assignee away, `participants` is the
    whole list. `postpone` goes with the status `postponed`. `custom_status` and `category` are ids, empty for none.
    `fields` are values by the id of their custom field, null empties one. `summary` goes with `resolved` and `closed`.
    The trash has commands of its own.
    """

    status: SetStatus | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    tags: Annotated[tuple[Tag, ...], Meta(max_length=MAX_TAGS)] | UnsetType = UNSET
    assignee: Id | UnsetType | None = UNSET
    department: Id | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=32)] | UnsetType = UNSET
    custom_status: Annotated[str, Meta(max_length=32)] | UnsetType = UNSET
    postpone: Postponement | UnsetType = UNSET
    requester: Person | UnsetType = UNSET
    participants: Annotated[tuple[Person, ...], Meta(max_length=MOST_PARTICIPANTS)] | UnsetType = UNSET
    fields: Annotated[dict[FieldId, FieldValue | None], Meta(max_length=100)] | UnsetType = UNSET
    summary: Summary = ""


class TaskBody(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TASK, pattern=NAMED_LINE)]


class TaskChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TASK, pattern=NAMED_LINE)] | UnsetType = UNSET
    done: bool | UnsetType = UNSET


class ReminderBody(msgspec.Struct, forbid_unknown_fields=True):
    """When to be told of the ticket again, and of what."""

    at: Annotated[datetime, Meta(tz=True)]
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_REMINDER, pattern=NAMED_LINE)]


class EscalationBody(msgspec.Struct, forbid_unknown_fields=True):
    """What those who take over must know; an internal note."""

    note: Text


class MergeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The ticket that goes on, by its reference in any spelling."""

    into: Annotated[str, Meta(min_length=8, max_length=40, pattern=NAMED_LINE)]


class ProcessBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the caller lets the mail in although its verdicts or origin speak against it."""

    trust: bool


class UploadBody(msgspec.Struct, forbid_unknown_fields=True):
    """A file that is about to be uploaded; `size` in bytes."""

    name: Annotated[str, Meta(min_length=1, max_length=255, pattern=NAMED_LINE)]
    content_type: Annotated[str, Meta(max_length=127, pattern=_MEDIA_TYPE)]
    size: Annotated[int, Meta(ge=1, le=MOST_BYTES)]


class MailTemplateBody(msgspec.Struct, forbid_unknown_fields=True):
    """Words of a mail, with `{{placeholders}}`. Blank lines in `text` separate paragraphs."""

    subject: Annotated[str, Meta(min_length=1, max_length=200, pattern=NAMED_LINE)]
    text: Annotated[str, Meta(min_length=1, max_length=4000, pattern=PROSE)]


class TicketsQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Filters of the list. `assignee` is an agent id, `me` or `none`; `department` and `status` may be repeated."""

    department: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()
    status: Annotated[tuple[Status, ...], Meta(max_length=6)] = ()
    assignee: Id | UnsetType = UNSET
    order: Literal["newest", "oldest", "due"] = "newest"
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET


class QuarantineQuery(msgspec.Struct, forbid_unknown_fields=True):
    state: QuarantineState = QuarantineState.WAITING
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET


class TimelineQuery(msgspec.Struct, forbid_unknown_fields=True):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET


class DocumentQuery(msgspec.Struct, forbid_unknown_fields=True):
    images: bool = False
