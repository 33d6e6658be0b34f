"""What passes between the interface and the use cases around prepared texts and macros."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.canned import CannedText
from chalicelib.domain.placeholders import Filled
from chalicelib.domain.recipes import Macro, Recipe, WriteAs
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class CannedEdit:
    """What to change; None leaves it alone. `texts` are all texts, `files` the ids of those that stay."""

    name: str | None = None
    folder: str | None = None
    texts: Mapping[str, str] | None = None
    files: Sequence[str] | None = None
    uploads: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prepared text as it would stand in a ticket."""

    canned: CannedText
    language: str
    filled: Filled


@dataclass(frozen=True, slots=True)
class MacroEdit:
    """What to change; None leaves it alone."""

    name: str | None = None
    folder: str | None = None
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class MacroPreview:
    """What a macro would do to a ticket: a line for each change, and the text it would write."""

    macro: Macro
    changes: Sequence[str]
    rendered: Rendered | None
    write_as: WriteAs | None
