"""What the interface answers of prepared texts and macros."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas import Version
from chalicelib.domain.canned import CannedKind
from chalicelib.domain.recipes import WriteAs
from chalicelib.domain.scopes import Reach
from chalicelib.domain.ticket import Priority, Status

Count = Annotated[int, Meta(ge=0)]


class Scope(msgspec.Struct):
    """Who may use it. `department` is its id where it is a department's."""

    reach: Reach
    department: str | None


class CannedRow(msgspec.Struct):
    """A canned message or predefined answer as lists show it. `uses` counts how often it was sent."""

    id: str
    kind: CannedKind
    scope: Scope
    name: str
    folder: str
    languages: tuple[str, ...]
    uses: Count
    version: Version


class CannedList(msgspec.Struct):
    canned: tuple[CannedRow, ...]


class CannedFile(msgspec.Struct):
    """A file of a predefined answer; `size` in bytes."""

    id: str
    name: str
    content_type: str
    size: Count


class Canned(msgspec.Struct):
    """A canned message or predefined answer with its texts by language. `version` is also the ETag."""

    id: str
    kind: CannedKind
    scope: Scope
    name: str
    folder: str
    texts: dict[str, str]
    files: tuple[CannedFile, ...]
    version: Version


class OfferedFile(msgspec.Struct):
    """A file of the answer. Name `upload` among the `uploads` of a reply or note, by the same agent in the same ticket,
    within a day."""

    upload: str
    name: str
    content_type: str
    size: Count


class RenderedText(msgspec.Struct):
    """A prepared text for a ticket. The placeholders in `empty` still stand in it: a reply with them is refused."""

    id: str
    language: str
    text: str
    empty: tuple[str, ...]
    files: tuple[OfferedFile, ...]


class MacroRow(msgspec.Struct):
    """A macro as lists show it. `uses` counts how often it was applied."""

    id: str
    scope: Scope
    name: str
    folder: str
    uses: Count
    version: Version


class MacroList(msgspec.Struct):
    macros: tuple[MacroRow, ...]


class MacroChanges(msgspec.Struct):
    """What is done to a ticket; null is left alone, `unassign` takes the assignee away. `assignee` may be `me`: whoever
    applies it."""

    status: Status | None
    custom_status: str | None
    priority: Priority | None
    assignee: str | None
    unassign: bool
    department: str | None
    category: str | None
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    fields: dict[str, str | int | float | bool | tuple[str, ...] | None]
    canned: str | None
    write_as: WriteAs | None


class Macro(msgspec.Struct):
    """A macro. `version` is also the ETag."""

    id: str
    scope: Scope
    name: str
    folder: str
    changes: MacroChanges
    version: Version


class MacroPreview(msgspec.Struct):
    """What a macro would do to a ticket now: a line for each change, and the text it would write."""

    changes: tuple[str, ...]
    write_as: WriteAs | None
    text: RenderedText | None
