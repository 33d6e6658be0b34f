"""What a change of a ticket means, in plain words, for who is about to make it."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.directory import Directory
from chalicelib.domain.naming import named_in
from chalicelib.domain.timeline import FieldChange

_NAMES: Mapping[str, str] = {
    "status": "Status",
    "custom_status": "Custom status",
    "priority": "Priority",
    "department": "Department",
    "assignee": "Assignee",
    "category": "Category",
    "tags": "Tags",
    "postponed": "Postponed",
}
NOBODY = "nobody"
NOTHING = "none"


def in_words(changes: Sequence[FieldChange], directory: Directory) -> tuple[str, ...]:
    """A line for each change: what, from what, to what, by the names that people know."""
    return tuple(
        f"{_name(change.field, directory)}: {_value(change.field, change.before, directory)}"
        f" → {_value(change.field, change.after, directory)}"
        for change in changes
        # promises follow from the rest, and say nothing by the names of their versions
        if change.field != "policy"
    )


def _name(field: str, directory: Directory) -> str:
    if field.startswith("fields."):
        custom = directory.fields.get(field.removeprefix("fields."))
        return named_in(custom.names) if custom else field.removeprefix("fields.")
    return _NAMES.get(field, field)


def _value(field: str, value: str, directory: Directory) -> str:
    if not value:
        return NOBODY if field == "assignee" else NOTHING
    if field == "assignee" and value in directory.agents:
        return directory.agents[value].name
    if field == "department" and value in directory.departments:
        return directory.departments[value].name
    if field == "category" and value in directory.categories:
        return named_in(directory.categories[value].names)
    if field == "custom_status" and value in directory.statuses:
        return named_in(directory.statuses[value].names)
    return value
