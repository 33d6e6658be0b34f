"""Reminders: at a time of their choice, an agent is told of a ticket again."""

from datetime import datetime, timedelta

from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.times import to_text
from chalicelib.domain.values import dataclass

MOST_REMINDERS = 20
LONGEST_REMINDER = 200
FURTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Tells the agent `owner` at the time `at`."""

    id: str
    owner: str
    at: datetime
    text: str

    def __str__(self) -> str:
        """As the timeline tells it."""
        return f"{to_text(self.at)} {self.text}"


Reminders = tuple[Reminder, ...]


def with_reminder(reminders: Reminders, new: Reminder, now: datetime) -> Reminders:
    """The reminders with one more. Raises InvalidInput for a time that is past or far away, and for too many."""
    if not now < new.at <= now + FURTHEST:
        raise InvalidInput.of("at", "must lie in the future, within two years")
    if len(reminders) >= MOST_REMINDERS:
        raise InvalidInput.of("text", f"would be one more than the {MOST_REMINDERS} that fit; remove one first")
    return (*reminders, new)


def found_reminder(reminders: Reminders, id: str) -> Reminder:
    """Raises NotFound."""
    for reminder in reminders:
        if reminder.id == id:
            return reminder
    raise NotFound("no such reminder")


def without_reminder(reminders: Reminders, id: str) -> Reminders:
    """Raises NotFound."""
    gone = found_reminder(reminders, id)
    return tuple(each for each in reminders if each is not gone)


def due_reminders(reminders: Reminders, now: datetime) -> Reminders:
    """Those whose time has come, the earliest first."""
    return tuple(sorted((each for each in reminders if each.at <= now), key=lambda each: (each.at, each.id)))


def next_reminder(reminders: Reminders) -> datetime | None:
    """When the sweep must look at them."""
    return min((each.at for each in reminders), default=None)
