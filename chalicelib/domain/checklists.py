"""A ticket's to-do list. It stands beside the head and changes under the ticket's version."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.values import dataclass

MOST_TASKS = 50
LONGEST_TASK = 200


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. `done_by` is the agent who ticked it at `done_at`, empty while it is open."""

    id: str
    text: str
    done_by: str = ""
    done_at: datetime | None = None

    def __str__(self) -> str:
        """As the timeline tells it."""
        return f"[{'x' if self.done_by else ' '}] {self.text}"


Tasks = tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """What to change of a task; None leaves it alone."""

    text: str | None = None
    done: bool | None = None


def with_task(tasks: Tasks, task: Task) -> Tasks:
    """The list with one more at its end. Raises InvalidInput for a full one."""
    if len(tasks) >= MOST_TASKS:
        raise InvalidInput.of("text", f"would be one task more than the {MOST_TASKS} that fit; remove one first")
    return (*tasks, task)


def with_edit(tasks: Tasks, id: str, edit: TaskEdit, agent_id: str, now: datetime) -> Tasks:
    """The list with one task changed. What is done already stays the deed of whoever did it. Raises NotFound."""
    task = _found(tasks, id)
    after = task if edit.text is None else replace(task, text=edit.text)
    if edit.done is False:
        after = replace(after, done_by="", done_at=None)
    elif edit.done and not task.done_by:
        after = replace(after, done_by=agent_id, done_at=now)
    return tuple(after if each is task else each for each in tasks)


def without_task(tasks: Tasks, id: str) -> Tasks:
    """Raises NotFound."""
    task = _found(tasks, id)
    return tuple(each for each in tasks if each is not task)


def _found(tasks: Tasks, id: str) -> Task:
    for task in tasks:
        if task.id == id:
            return task
    raise NotFound("no such task")
