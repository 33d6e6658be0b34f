"""What a question can ask of a ticket besides its words: `status:open`, `before:2026-01-31`."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.naming import named_in
from chalicelib.domain.permissions import sees_only_own, visible_departments
from chalicelib.domain.search.folding import fold
from chalicelib.domain.ticket import PRIORITIES, Channel, Status
from chalicelib.domain.values import dataclass

MYSELF = "me"
NOBODY = "none"


class Field(StrEnum):
    STATUS = "status"
    ASSIGNEE = "assignee"
    DEPARTMENT = "department"
    PRIORITY = "priority"
    CATEGORY = "category"
    CHANNEL = "channel"
    TAG = "tag"
    CUSTOMER = "customer"
    BEFORE = "before"
    AFTER = "after"


MEANINGS: Mapping[Field, str] = {
    Field.STATUS: "where the ticket stands; without it everything but spam and trash",
    Field.ASSIGNEE: "who holds it",
    Field.DEPARTMENT: "whose it is",
    Field.PRIORITY: "how urgent it is",
    Field.CATEGORY: "what it is about",
    Field.CHANNEL: "how it came",
    Field.TAG: "a tag it has",
    Field.CUSTOMER: "name, organisation, e-mail address or phone number of its requester",
    Field.BEFORE: "opened before this day (UTC), like 2026-01-31",
    Field.AFTER: "opened on this day (UTC) or later, like 2026-01-31",
}
# these are looked up as words; any text will do
BY_WORDS = frozenset({Field.TAG, Field.CUSTOMER})
DATES = frozenset({Field.BEFORE, Field.AFTER})


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field may have, and its name as people see it."""

    value: str
    name: str


def choices(agent: Agent, directory: Directory) -> Mapping[Field, tuple[Choice, ...]]:
    """The values that this agent may ask for, of the fields that have a list of them."""
    return {field: list_them(agent, directory) for field, list_them in _CHOICES.items()}


def value_of(field: Field, text: str, agent: Agent, directory: Directory) -> str:
    """The value as tickets have it. Raises ValueError saying what would be right."""
    if field in DATES:
        return _day(text)
    known = _CHOICES[field](agent, directory)
    wanted = fold(text)
    for choice in known:
        if wanted in (fold(choice.value), fold(choice.name)):
            return choice.value
    shown = ", ".join(choice.value for choice in known[:20]) or "nothing"
    raise ValueError(f"{field} can be {shown}")


def start_of(day: str) -> datetime:
    """The first moment of a day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day looks like 2026-01-31") from None
    if not date(1970, 1, 2) <= day <= date(9999, 12, 31) - timedelta(days=1):
        raise ValueError("a day looks like 2026-01-31")
    return day.isoformat()


def _statuses(agent: Agent, directory: Directory) -> tuple[Choice, ...]:
    own = (Choice(each.id, named_in(each.names, agent.language)) for each in directory.statuses.values())
    return (*(Choice(status.value, status.value.capitalize()) for status in Status), *own)


def _assignees(agent: Agent, directory: Directory) -> tuple[Choice, ...]:
    """The agents whose tickets the caller can see: who sees only the own ones learns of nobody else."""
    special = (Choice(MYSELF, agent.name), Choice(NOBODY, "Nobody"))
    if sees_only_own(agent):
        return special[:1]
    mine = {department.id for department in visible_departments(agent, directory)}
    colleagues = (
        each for each in directory.agents.values() if each.id == agent.id or not mine.isdisjoint(each.departments)
    )
    return (*special, *(Choice(each.id, each.name) for each in colleagues))


def _departments(agent: Agent, directory: Directory) -> tuple[Choice, ...]:
    return tuple(Choice(each.id, each.name) for each in visible_departments(agent, directory))


def _priorities(agent: Agent, directory: Directory) -> tuple[Choice, ...]:
    return tuple(Choice(priority.value, priority.value.capitalize()) for priority in PRIORITIES)


def _categories(agent: Agent, directory: Directory) -> tuple[Choice, ...]:
    return tuple(Choice(each.id, named_in(each.names, agent.language)) for each in directory.categories.values())


def _channels(agent: Agent, directory: Directory) -> tuple[Choice, ...]:
    return tuple(Choice(channel.value, channel.value.capitalize()) for channel in Channel)


_CHOICES: Mapping[Field, Callable[[Agent, Directory], tuple[Choice, ...]]] = {
    Field.STATUS: _statuses,
    Field.ASSIGNEE: _assignees,
    Field.DEPARTMENT: _departments,
    Field.PRIORITY: _priorities,
    Field.CATEGORY: _categories,
    Field.CHANNEL: _channels,
}
