"""The small types that settings are made of: ids, names in several languages, colours."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import LINE, NAMED_LINE
from chalicelib.api.wording import explain_pattern
from chalicelib.domain.naming import LONGEST_NAME

SETTING_ID = r"[a-z0-9][a-z0-9-]{0,31}"
_SETTING_ID = explain_pattern(
    f"^{SETTING_ID}$(?!\\n)", "must be 1 to 32 small letters, digits and hyphens, not a hyphen at the start"
)
_TEXT = explain_pattern(
    r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$(?!\n)", "must be text without control characters"
)
_COLOUR = explain_pattern(r"^#[0-9a-f]{6}$(?!\n)", "must be written like #1f6feb")

SettingId = Annotated[str, Meta(min_length=1, max_length=32, pattern=_SETTING_ID)]
Ids = Annotated[tuple[SettingId, ...], Meta(max_length=50)]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=NAMED_LINE)]
Line = Annotated[str, Meta(max_length=100, pattern=LINE)]
Signature = Annotated[str, Meta(max_length=2000, pattern=_TEXT)]
Colour = Annotated[str, Meta(max_length=7, pattern=_COLOUR)]
Order = Annotated[int, Meta(ge=0, le=10_000)]
HeldLanguage = Annotated[str, Meta(min_length=2, max_length=2)]
PausingReason = Literal["customer", "third_party"]
LocalName = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, pattern=NAMED_LINE)]


class LocalNames(msgspec.Struct, forbid_unknown_fields=True):
    """A name in each language of the desk (ISO 639-1) that there is one in."""

    en: LocalName | UnsetType = UNSET
    cs: LocalName | UnsetType = UNSET
    da: LocalName | UnsetType = UNSET
    fi: LocalName | UnsetType = UNSET
    hu: LocalName | UnsetType = UNSET
    de: LocalName | UnsetType = UNSET
    fr: LocalName | UnsetType = UNSET
    es: LocalName | UnsetType = UNSET
    it: LocalName | UnsetType = UNSET
    pl: LocalName | UnsetType = UNSET
    nl: LocalName | UnsetType = UNSET
    sv: LocalName | UnsetType = UNSET
    pt: LocalName | UnsetType = UNSET


def given(values: msgspec.Struct) -> dict[str, str]:
    """The fields of a struct that were sent, by name."""
    named = ((name, getattr(values, name)) for name in values.__struct_fields__)
    return {name: value for name, value in named if value is not UNSET}
