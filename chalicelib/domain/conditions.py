"""Conditions on tickets, as people put them together for a view: a field, what about it, and values.

Times are fixed moments: a condition that came true by waiting could not be counted. For what depends on the present
there are the views that come with the desk (overdue, due today).
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum
from math import isfinite

from chalicelib.domain.beside import Values
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.fields import WITH_CHOICES, FieldKind
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.ticket import Channel, Priority, Status, Ticket
from chalicelib.domain.times import from_text, to_text
from chalicelib.domain.values import dataclass

ME = "me"
NOBODY = "none"
CUSTOM = "custom."
MOST_VALUES = 50
LONGEST_VALUE = 200


class Op(StrEnum):
    """`is` and `is_not` take several values: any of them, none of them. `from` and `to` take one, and include it."""

    IS = "is"
    IS_NOT = "is_not"
    EMPTY = "empty"
    FILLED = "filled"
    FROM = "from"
    TO = "to"


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` is one of `FIELDS` or `custom.<id>`."""

    field: str
    op: Op
    values: tuple[str, ...] = ()

    @property
    def custom(self) -> str:
        """The id of the custom field it is about; empty for another."""
        return self.field.removeprefix(CUSTOM) if self.field.startswith(CUSTOM) else ""


class Sort(StrEnum):
    """What can be asked about a field: a choice by its values, amounts and times by their limits as well."""

    CHOICE = "choice"
    NUMBER = "number"
    TIME = "time"


Reader = Callable[[Ticket], "str | int | float | bool | datetime | tuple[str, ...] | None"]
FIELDS: Mapping[str, tuple[Sort, Reader]] = {
    "status": (Sort.CHOICE, lambda ticket: ticket.status.value),
    "custom_status": (Sort.CHOICE, lambda ticket: ticket.custom_status),
    "department": (Sort.CHOICE, lambda ticket: ticket.department),
    "assignee": (Sort.CHOICE, lambda ticket: ticket.assignee or ""),
    "priority": (Sort.CHOICE, lambda ticket: ticket.priority.value),
    "category": (Sort.CHOICE, lambda ticket: ticket.category),
    "channel": (Sort.CHOICE, lambda ticket: ticket.channel.value),
    "language": (Sort.CHOICE, lambda ticket: ticket.language),
    "tag": (Sort.CHOICE, lambda ticket: ticket.tags),
    "requester": (Sort.CHOICE, lambda ticket: ticket.requester.email),
    "level": (Sort.NUMBER, lambda ticket: ticket.level),
    "transfers": (Sort.NUMBER, lambda ticket: ticket.transfers),
    "created": (Sort.TIME, lambda ticket: ticket.created_at),
    "moved": (Sort.TIME, lambda ticket: ticket.moved_at),
    "waiting": (Sort.TIME, lambda ticket: ticket.waiting_since),
    "due": (Sort.TIME, lambda ticket: ticket.due_at),
}
_SORTS = {FieldKind.NUMBER: Sort.NUMBER, FieldKind.DATE: Sort.TIME}


def holds(condition: Condition, ticket: Ticket, values: Values) -> bool:
    """Whether the ticket meets the condition. `me` is met by any assignee: who asks is not the ticket's matter."""
    found = _found(condition.field, ticket, values)
    texts = tuple(text.casefold() for text in texts_of(found))
    if condition.op is Op.EMPTY:
        return not texts
    if condition.op is Op.FILLED:
        return bool(texts)
    if condition.op in (Op.IS, Op.IS_NOT):
        is_one = _is_one_of(condition, texts) or _is_same_number(condition, found)
        return is_one == (condition.op is Op.IS)
    return bool(texts) and _is_within(condition, found)


def values_of(field: str, ticket: Ticket, values: Values) -> tuple[str, ...]:
    """What the ticket has in a field, as the texts that conditions name."""
    return texts_of(_found(field, ticket, values))


def _found(field: str, ticket: Ticket, values: Values) -> object:
    if field.startswith(CUSTOM):
        return values.get(field.removeprefix(CUSTOM))
    return FIELDS[field][1](ticket)


def texts_of(found: object) -> tuple[str, ...]:
    if found is None or found == "":
        return ()
    if isinstance(found, tuple):
        return found
    if isinstance(found, bool):
        return ("true" if found else "false",)
    return (to_text(found) if isinstance(found, datetime) else str(found),)


def _is_one_of(condition: Condition, texts: tuple[str, ...]) -> bool:
    wanted = {value.casefold() for value in condition.values}
    if condition.field == "assignee":
        if ME in wanted and texts:
            return True
        if NOBODY in wanted and not texts:
            return True
    return not wanted.isdisjoint(texts)


def _is_same_number(condition: Condition, found: object) -> bool:
    """`7` and `7.0` are one number, however they were written."""
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return is_number and any(_number(value) == found for value in condition.values)


def _is_within(condition: Condition, found: object) -> bool:
    limit, is_from = condition.values[0], condition.op is Op.FROM
    if isinstance(found, datetime):
        at = from_text(limit)
        return found >= at if is_from else found <= at
    if isinstance(found, str):
        return found >= limit if is_from else found <= limit
    number = _number(limit)
    return isinstance(found, int | float) and number is not None and (found >= number if is_from else found <= number)


def require_condition(condition: Condition, directory: Directory, place: str) -> None:
    """Raises InvalidInput, naming the part below `place`, for a condition that no ticket could be asked."""
    sort = _sort(condition, directory, place)
    values = condition.values
    if condition.op in (Op.EMPTY, Op.FILLED):
        if values:
            raise InvalidInput.of(f"{place}.values", f"{condition.op} takes none")
        return
    if not values or len(values) > MOST_VALUES:
        raise InvalidInput.of(f"{place}.values", f"must be 1 to {MOST_VALUES}")
    if condition.op in (Op.FROM, Op.TO):
        if sort is Sort.CHOICE:
            raise InvalidInput.of(f"{place}.op", f"{condition.field} has no from and to; use is or is_not")
        if len(values) > 1:
            raise InvalidInput.of(f"{place}.values", f"{condition.op} takes one")
    elif sort is Sort.TIME:
        raise InvalidInput.of(f"{place}.op", f"{condition.field} is a time; use from, to, empty or filled")
    for number, value in enumerate(values):
        _require_value(condition, value, directory, f"{place}.values[{number}]")
    if condition.field == "assignee" and ME in values and (len(values) > 1 or condition.op is not Op.IS):
        raise InvalidInput.of(f"{place}.values", "me stands alone, with is")


def _sort(condition: Condition, directory: Directory, place: str) -> Sort:
    require_field(condition.field, directory, f"{place}.field")
    if condition.custom:
        return _SORTS.get(directory.fields[condition.custom].kind, Sort.CHOICE)
    return FIELDS[condition.field][0]


def require_field(field: str, directory: Directory, place: str, others: Collection[str] = ()) -> None:
    """Raises InvalidInput for a name that is no field of tickets, and none of the `others`."""
    if field.startswith(CUSTOM):
        if field.removeprefix(CUSTOM) not in directory.fields:
            raise InvalidInput.of(place, f"there is no custom field {field.removeprefix(CUSTOM)}")
    elif field not in FIELDS and field not in others:
        raise InvalidInput.of(place, f"is none of {', '.join([*others, *FIELDS])} and custom.<id of a field>")


def _require_value(condition: Condition, value: str, directory: Directory, place: str) -> None:
    """`directory` knows departments and agents whom the caller may know of; what it does not know does not exist."""
    if len(value) > LONGEST_VALUE:
        raise InvalidInput.of(place, f"may have at most {LONGEST_VALUE} characters")
    known = _known(condition, directory)
    if known is not None and value not in known:
        raise InvalidInput.of(place, f"there is no {condition.field} {value}")
    sort = _sort(condition, directory, place)
    if sort is Sort.NUMBER:
        _require_number(value, place)
    if sort is Sort.TIME:
        _require_time(value, place, is_date=bool(condition.custom))


def _known(condition: Condition, directory: Directory) -> frozenset[str] | None:
    """The values that there are; None where any text may be one."""
    if condition.custom:
        field = directory.fields[condition.custom]
        if field.kind is FieldKind.CHECKBOX:
            return frozenset({"true", "false"})
        return frozenset(choice.id for choice in field.choices) if field.kind in WITH_CHOICES else None
    known: Mapping[str, frozenset[str]] = {
        "status": frozenset(Status),
        "custom_status": frozenset(directory.statuses),
        "department": frozenset(directory.departments),
        "assignee": frozenset(directory.agents) | {ME, NOBODY},
        "priority": frozenset(Priority),
        "category": frozenset(directory.categories),
        "channel": frozenset(Channel),
        "language": frozenset(LANGUAGES),
    }
    return known.get(condition.field)


def _require_number(value: str, place: str) -> None:
    if _number(value) is None:
        raise InvalidInput.of(place, "must be a number")


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _require_time(value: str, place: str, *, is_date: bool) -> None:
    try:
        at = from_text(value)
    except ValueError:
        at = None
    if is_date and (at is None or len(value) != len("2026-11-22")):
        raise InvalidInput.of(place, "must be a date like 2026-11-22")
    if not is_date and (at is None or at.tzinfo is None):
        raise InvalidInput.of(place, "must be a time with its zone, like 2026-11-22T09:00:00Z")
