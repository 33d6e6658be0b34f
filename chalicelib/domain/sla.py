"""The promise of a first answer: when it is due, when to warn, and what has already been said about it.

The clock runs from the ticket's creation to the first public answer of an agent. A warning comes when a quarter of the
time is left. Leaving the work queue in another way (resolved, closed, spam) stops the clock without counting as an
answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WARN_WITH_SHARE_LEFT = 0.25
UNPROMISED_TARGET = timedelta(days=7)


class Alarm(StrEnum):
    WARNING = "warning"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class FirstResponse:
    """One ticket's clock. All times UTC; `*_at` are when it happened, None while it has not."""

    warn: datetime
    due: datetime
    answered_at: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None

    @classmethod
    def promised(cls, created: datetime, target: timedelta) -> "FirstResponse":
        return cls(warn=created + target * (1 - WARN_WITH_SHARE_LEFT), due=created + target)

    def answered(self, now: datetime) -> "FirstResponse":
        """Only the first answer counts; later ones leave the clock as it is."""
        return self if self.answered_at else replace(self, answered_at=now)

    def next_alarm(self) -> tuple[Alarm, datetime] | None:
        """The next alarm that has not been given, with its time."""
        if self.answered_at or self.breached_at:
            return None
        if self.warned_at is None:
            return Alarm.WARNING, self.warn
        return Alarm.BREACH, self.due

    def alarm_due(self, now: datetime) -> Alarm | None:
        """What to announce now. After a pause in the sweeps a breach is announced at once, without a late warning."""
        if self.answered_at or self.breached_at:
            return None
        if now >= self.due:
            return Alarm.BREACH
        if now >= self.warn and self.warned_at is None:
            return Alarm.WARNING
        return None

    def announced(self, alarm: Alarm, now: datetime) -> "FirstResponse":
        return replace(self, warned_at=now) if alarm is Alarm.WARNING else replace(self, breached_at=now)


def in_words(target: timedelta) -> str:
    """`within 30 minutes`, `within 8 hours`, `within 2 days`: rounded up, so that it never promises too much."""
    minutes = -(-int(target.total_seconds()) // 60)
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * length or minutes == length:
            return _within(-(-minutes // length), unit)
    return _within(max(minutes, 1), "minute")


def _within(count: int, unit: str) -> str:
    return f"within {count} {unit}{'' if count == 1 else 's'}"
