"""What stands beside a ticket's head, to items and back."""

from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.adapters.dynamo.items import (
    CHECKLIST,
    FIELDS,
    MUTED,
    REMINDERS,
    TIMER_SHARD,
    SideItem,
    ticket_pk,
)
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.beside import Beside, Values
from chalicelib.domain.checklists import Task, Tasks
from chalicelib.domain.reminders import Reminder, Reminders, next_reminder
from chalicelib.domain.times import from_text, to_text
from chalicelib.services.records import Change


def to_items(change: Change) -> Iterator[dict[str, dict[str, Any]]]:
    """The items of what a change replaces."""
    pk = ticket_pk(change.after.reference)
    if change.fields is not None:
        yield SideItem(pk=pk, sk=FIELDS, things=[[id, value] for id, value in change.fields.items()]).raw()
    if change.checklist is not None:
        tasks = [
            [task.id, task.text, task.done_by, to_text(task.done_at) if task.done_at else ""]
            for task in change.checklist
        ]
        yield SideItem(pk=pk, sk=CHECKLIST, things=tasks).raw()
    if change.reminders is not None:
        yield SideItem(
            pk=pk,
            sk=REMINDERS,
            things=[[each.id, each.owner, to_text(each.at), each.text] for each in change.reminders],
            timer=TIMER_SHARD if change.reminders else None,
            fires=next_reminder(change.reminders),
        ).raw()


def from_items(items: Iterable[Item]) -> Beside:
    """What stands beside the head; other items of the ticket may be among them."""
    found = {item["sk"]["S"]: item for item in items}
    return Beside(
        fields=_values(_things(found.get(FIELDS))),
        checklist=_tasks(_things(found.get(CHECKLIST))),
        reminders=_reminders(_things(found.get(REMINDERS))),
        muted=frozenset(found[MUTED]["agents"]["SS"] if "agents" in found.get(MUTED, {}) else ()),
    )


def _things(item: Item | None) -> list[Any]:
    return SideItem.from_raw_data(dict(item)).things if item else []


def _values(stored: list[Any]) -> Values:
    return {id: tuple(value) if isinstance(value, list) else value for id, value in stored}


def _tasks(stored: list[Any]) -> Tasks:
    return tuple(Task(id, text, by, from_text(at) if at else None) for id, text, by, at in stored)


def _reminders(stored: list[Any]) -> Reminders:
    return tuple(Reminder(id, owner, from_text(at), text) for id, owner, at, text in stored)
