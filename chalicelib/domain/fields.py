"""Custom fields: what an admin lets people fill in on a ticket, and which values are acceptable."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.lines import is_plain_line
from chalicelib.domain.naming import Names, require_names
from chalicelib.domain.values import dataclass

LONGEST_TEXT = 500
LONGEST_URL = 1000
MOST_CHOICES = 100
LARGEST_NUMBER = 10**15
_LINKS = ("http", "https")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")

FieldValue = str | int | float | bool | tuple[str, ...]


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    CHECKBOX = "checkbox"
    URL = "url"


WITH_CHOICES = frozenset({FieldKind.CHOICE, FieldKind.MULTIPLE})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values to choose from. Tickets keep the id, so names can change."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of tickets. Customers see and fill in those `for_customers`; departments say which are required.

    A retired one is not asked for any more and still shows on tickets; `used` says that some ticket has a value.
    """

    id: str
    names: Names
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    for_customers: bool = False
    order: int = 0
    retired: bool = False
    used: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for a field that nobody could fill in."""
        require_names(self.names)
        if (self.kind in WITH_CHOICES) != bool(self.choices):
            raise InvalidInput.of("choices", "a choice needs some to choose from, and no other kind has any")
        if len(self.choices) > MOST_CHOICES:
            raise InvalidInput.of("choices", f"may be at most {MOST_CHOICES}")
        if len({choice.id for choice in self.choices}) < len(self.choices):
            raise InvalidInput.of("choices", "each needs an id of its own")
        for number, choice in enumerate(self.choices):
            require_names(choice.names, f"choices[{number}].names")


def checked(field: CustomField, value: object) -> FieldValue | None:
    """The value as it is stored, from JSON or from a form's text; None for an empty one.

    Raises InvalidInput naming `fields.<id>` and what would be right.
    """
    if value is None or value == "" or value == () or value == []:
        return None
    try:
        kept = _CHECKS[field.kind](field, value)
    except ValueError as error:
        raise InvalidInput.of(f"fields.{field.id}", str(error)) from None
    return None if kept in ("", ()) else kept


def missing(required: Collection[str], values: Mapping[str, FieldValue]) -> tuple[FieldProblem, ...]:
    """A problem for each required field without a value. A required checkbox must be ticked."""
    return tuple(FieldProblem(f"fields.{id}", "is required") for id in required if _is_empty(values.get(id)))


def _is_empty(value: FieldValue | None) -> bool:
    return value is None or value is False or value in ("", ())


def _text(field: CustomField, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not is_plain_line(value):
        raise ValueError(f"must be one line of at most {LONGEST_TEXT} characters")
    return value.strip()


def _number(field: CustomField, value: object) -> int | float:
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        if not _NUMBER.fullmatch(text):
            raise ValueError("must be a number such as 12 or 3.5")
        value = float(text) if "." in text else int(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number such as 12 or 3.5")
    if not math.isfinite(value) or abs(value) >= LARGEST_NUMBER:
        raise ValueError("is too big a number")
    return value


def _date(field: CustomField, value: object) -> str:
    words = "must be a date such as 2026-11-22"
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(words)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(words) from None


def _choice(field: CustomField, value: object) -> str:
    ids = [choice.id for choice in field.choices]
    if not isinstance(value, str) or value not in ids:
        raise ValueError(f"must be one of {', '.join(ids)}")
    return value


def _multiple(field: CustomField, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError("must be a list")
    chosen = {_choice(field, each) for each in value}
    return tuple(choice.id for choice in field.choices if choice.id in chosen)


def _checkbox(field: CustomField, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value == "on":  # what browsers send for a ticked one
        return True
    raise ValueError("must be true or false")


def _url(field: CustomField, value: object) -> str:
    words = "must be an address such as https://example.com/page"
    if not isinstance(value, str) or len(value) > LONGEST_URL or not is_plain_line(value) or " " in value:
        raise ValueError(words)
    try:
        parts = urlsplit(value)
    except ValueError:  # a broken IPv6 host
        raise ValueError(words) from None
    if parts.scheme not in _LINKS or not parts.hostname or parts.username is not None:
        raise ValueError(words)
    return value


_CHECKS: Mapping[FieldKind, Callable[[CustomField, object], FieldValue]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTIPLE: _multiple,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.URL: _url,
}
