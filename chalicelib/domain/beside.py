"""What stands beside a ticket's head: values of custom fields, the checklist, reminders.

Lists never show them, so the head need not carry them. They change together with the head, under its version.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from chalicelib.domain.checklists import Task, Tasks
from chalicelib.domain.fields import FieldValue
from chalicelib.domain.reminders import Reminder, Reminders
from chalicelib.domain.timeline import FieldChange
from chalicelib.domain.values import dataclass

Values = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Beside:
    """`fields` are values by the id of their field; a field without a value is not among them. `muted` are agents who
    want to hear nothing of the ticket: that is theirs alone, and changes without the head."""

    fields: Values = field(default_factory=dict)
    checklist: Tasks = ()
    reminders: Reminders = ()
    muted: frozenset[str] = frozenset()


def beside_changes(before: Beside, after: Beside) -> tuple[FieldChange, ...]:
    """What differs, as the timeline tells it."""
    return (
        *_of_fields(before.fields, after.fields),
        *_of_things("checklist", before.checklist, after.checklist),
        *_of_things("reminder", before.reminders, after.reminders),
    )


def _of_fields(before: Values, after: Values) -> Iterator[FieldChange]:
    for id in dict.fromkeys((*before, *after)):
        old, new = before.get(id), after.get(id)
        if old != new:
            yield FieldChange(f"fields.{id}", _shown(old), _shown(new))


def _of_things(name: str, before: Sequence[Task | Reminder], after: Sequence[Task | Reminder]) -> Iterator[FieldChange]:
    old = {each.id: str(each) for each in before}
    new = {each.id: str(each) for each in after}
    for id in dict.fromkeys((*old, *new)):
        if old.get(id) != new.get(id):
            yield FieldChange(name, old.get(id, ""), new.get(id, ""))


def _shown(value: FieldValue | None) -> str:
    """A value as text; choices by their ids, which names may change about."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
