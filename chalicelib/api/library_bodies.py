"""What the interface reads of prepared texts and macros, with every limit."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import LINE, NAMED_LINE, PROSE, FieldId, FieldValue, Id, ScopedId, Tag, Text, UploadId
from chalicelib.domain.canned import LONGEST, LONGEST_FOLDER, LONGEST_NAME, MOST_FILES, CannedKind
from chalicelib.domain.recipes import WriteAs
from chalicelib.domain.scopes import Reach
from chalicelib.domain.ticket import MAX_TAGS, Priority

Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, pattern=NAMED_LINE)]
Folder = Annotated[str, Meta(max_length=LONGEST_FOLDER, pattern=LINE)]
Language = Annotated[str, Meta(min_length=2, max_length=2)]
LocalText = Annotated[str, Meta(min_length=1, max_length=LONGEST[CannedKind.ANSWER], pattern=PROSE)]
# what a change of many things at once can give a ticket; until when to postpone is decided for each
SetStatus = Literal["new", "open", "answered", "resolved", "closed", "spam"]
Tags = Annotated[tuple[Tag, ...], Meta(max_length=MAX_TAGS)]


class LocalTexts(msgspec.Struct, forbid_unknown_fields=True):
    """A text in each language of the desk (ISO 639-1) that there is one in."""

    en: LocalText | UnsetType = UNSET
    cs: LocalText | UnsetType = UNSET
    da: LocalText | UnsetType = UNSET
    fi: LocalText | UnsetType = UNSET
    hu: LocalText | UnsetType = UNSET
    de: LocalText | UnsetType = UNSET
    fr: LocalText | UnsetType = UNSET
    es: LocalText | UnsetType = UNSET
    it: LocalText | UnsetType = UNSET
    pl: LocalText | UnsetType = UNSET
    nl: LocalText | UnsetType = UNSET
    sv: LocalText | UnsetType = UNSET
    pt: LocalText | UnsetType = UNSET


class ScopeBody(msgspec.Struct, forbid_unknown_fields=True):
    """Who may use it: the caller alone, a `department`, which is named then, or everybody."""

    reach: Reach
    department: Id | UnsetType = UNSET


class CannedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A canned message (2,000 bytes in each language, no files) or a predefined answer (20,000 bytes, files).

    `{{placeholders}}` stand for what is known of a ticket. `uploads` are ids of `POST /api/canned-uploads`.
    """

    kind: CannedKind
    scope: ScopeBody
    name: Name
    texts: LocalTexts
    folder: Folder = ""
    uploads: Annotated[tuple[UploadId, ...], Meta(max_length=MOST_FILES)] = ()


class CannedChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays. `texts` are all texts, `files` the ids of those that stay."""

    name: Name | UnsetType = UNSET
    folder: Folder | UnsetType = UNSET
    texts: LocalTexts | UnsetType = UNSET
    files: Annotated[tuple[Id, ...], Meta(max_length=MOST_FILES)] | UnsetType = UNSET
    uploads: Annotated[tuple[UploadId, ...], Meta(max_length=MOST_FILES)] = ()


class RenderBody(msgspec.Struct, forbid_unknown_fields=True):
    """The wanted language; without one the requester's, then the department's."""

    language: Language | UnsetType = UNSET


class TicketChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What is done to a ticket; what is left out stays. `assignee` is an agent, `me`, or null for nobody. `category`
    and `custom_status` are ids, empty for none. `canned` is the id of the text to `write_as` a reply or a note.
    """

    status: SetStatus | UnsetType = UNSET
    custom_status: Annotated[str, Meta(max_length=32)] | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    assignee: Id | UnsetType | None = UNSET
    department: Id | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=32)] | UnsetType = UNSET
    add_tags: Tags = ()
    remove_tags: Tags = ()
    fields: Annotated[dict[FieldId, FieldValue | None], Meta(max_length=100)] = {}
    canned: ScopedId | UnsetType = UNSET
    write_as: WriteAs | UnsetType = UNSET


class MacroBody(msgspec.Struct, forbid_unknown_fields=True):
    """A macro and whom it is for."""

    scope: ScopeBody
    name: Name
    changes: TicketChanges
    folder: Folder = ""


class MacroChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays. `changes` are all of them."""

    name: Name | UnsetType = UNSET
    folder: Folder | UnsetType = UNSET
    changes: TicketChanges | UnsetType = UNSET


class MacroApplication(msgspec.Struct, forbid_unknown_fields=True):
    """`text` is the agent's own wording of what the macro writes, placeholders filled in."""

    text: Text | UnsetType = UNSET
