"""A ticket's to-do list, as agents change it. Colleagues alone see it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.beside import Beside
from chalicelib.domain.checklists import Task, TaskEdit, Tasks, with_edit, with_task, without_task
from chalicelib.domain.directory import Agent
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import EventName
from chalicelib.services.beside_changes import BesideChanges, BesideEdit, WithBeside
from chalicelib.services.ports import Ids
from chalicelib.services.requests import Request


class Checklists:
    """Every method raises NotFound, Forbidden, and StaleVersion if something happened since `version`."""

    def __init__(self, changes: BesideChanges, ids: Ids) -> None:
        self._changes = changes
        self._ids = ids

    def add(self, agent: Agent, ticket: Ticket | None, version: int | None, text: str, request: Request) -> WithBeside:
        """One more task at the end. Raises InvalidInput for a full list."""

        def add(tasks: Tasks, now: datetime) -> Tasks:
            return with_task(tasks, Task(self._ids.ulid(now), text))

        return self._changes.write(agent, ticket, version, request, EventName.CHECKLIST, _on_checklist(add))

    def edit(
        self, agent: Agent, ticket: Ticket | None, version: int, id: str, edit: TaskEdit, request: Request | None
    ) -> WithBeside:
        """A task with another text, ticked or not any more."""

        def change(tasks: Tasks, now: datetime) -> Tasks:
            return with_edit(tasks, id, edit, agent.id, now)

        return self._changes.write(agent, ticket, version, request, EventName.CHECKLIST, _on_checklist(change))

    def remove(self, agent: Agent, ticket: Ticket | None, version: int, id: str, request: Request | None) -> WithBeside:
        """The list without a task; the timeline keeps saying that there was one."""

        def remove(tasks: Tasks, now: datetime) -> Tasks:
            return without_task(tasks, id)

        return self._changes.write(agent, ticket, version, request, EventName.CHECKLIST, _on_checklist(remove))


def _on_checklist(edit: Callable[[Tasks, datetime], Tasks]) -> BesideEdit:
    def on_all(beside: Beside, now: datetime) -> Beside:
        return replace(beside, checklist=edit(beside.checklist, now))

    return on_all
