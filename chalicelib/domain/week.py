"""An opening week: periods on each weekday, and the arithmetic on it in plain local time.

Local time here has no zone and no daylight saving (`hours.py` cuts those out beforehand), so every week is like the
next, and a span of years costs as much as one of minutes.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from chalicelib.domain.errors import InvalidInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES = 24 * 60
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
NOTHING = timedelta()
_PERIOD = re.compile("([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])")
# a Monday; whole weeks are counted from here
ORIGIN = datetime.fromordinal(1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Open from `opens` until just before `closes`, in minutes after local midnight; 1,440 is the end of the day."""

    opens: int
    closes: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`09:00-12:30`, `22:00-24:00`. Raises InvalidInput for anything else."""
        times = _PERIOD.fullmatch(text)
        if times is None:
            raise InvalidInput.of("week", f"{text!r} is no period; write it like 09:00-17:30")
        opens, opens_past, closes, closes_past = map(int, times.groups())
        return cls(opens * 60 + opens_past, closes * 60 + closes_past)

    def __str__(self) -> str:
        return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in (self.opens, self.closes))


@dataclass(frozen=True)
class Week:
    """The periods of each weekday, Monday first. They follow each other; two may touch, none overlap."""

    days: tuple[tuple[Period, ...], ...]

    def __post_init__(self) -> None:
        """Raises InvalidInput for a week that cannot be or that never opens."""
        if len(self.days) != len(WEEKDAYS):
            raise InvalidInput.of("week", "needs seven days")
        for weekday, periods in zip(WEEKDAYS, self.days, strict=True):
            _require_order(f"week.{weekday}", periods)
        if not any(self.days):
            raise InvalidInput.of("week", "needs at least one period in which somebody works")

    @classmethod
    def of(cls, **days: str) -> "Week":
        """`Week.of(monday="09:00-12:00 13:00-17:00", saturday="10:00-14:00")`; days that are not named are closed."""
        return cls(tuple(tuple(map(Period.parse, days.get(weekday, "").split())) for weekday in WEEKDAYS))

    @cached_property
    def _spans(self) -> tuple[tuple[timedelta, timedelta, timedelta], ...]:
        """Each period of the week: opens, closes (since Monday 00:00), and the open time of the week before it."""
        spans, before = [], NOTHING
        for number, periods in enumerate(self.days):
            for period in periods:
                opens = number * DAY + timedelta(minutes=period.opens)
                closes = number * DAY + timedelta(minutes=period.closes)
                spans.append((opens, closes, before))
                before += closes - opens
        return tuple(spans)

    @cached_property
    def _total(self) -> timedelta:
        return sum((closes - opens for opens, closes, _ in self._spans), NOTHING)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two local times."""
        return self._open_until(end) - self._open_until(start)

    def add(self, start: datetime, work: timedelta) -> datetime:
        """The first local time at which `work` (more than none) has been open since `start`."""
        weeks, rest = divmod(self._open_until(start) + work, self._total)
        if not rest:  # used up at the last closing of the week, not at the first opening of the next
            weeks, rest = weeks - 1, self._total
        opens, _, before = self._spans[bisect_left(self._spans, rest, key=lambda span: span[2]) - 1]
        return ORIGIN + weeks * WEEK + opens + (rest - before)

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches between two local times."""
        monday = start - (start - ORIGIN) % WEEK
        while monday < end:
            for opens, closes, _ in self._spans:
                begins, ends = max(start, monday + opens), min(end, monday + closes)
                if begins < ends:
                    yield begins, ends
            monday += WEEK

    def _open_until(self, at: datetime) -> timedelta:
        weeks, since_monday = divmod(at - ORIGIN, WEEK)
        number = bisect_right(self._spans, since_monday, key=lambda span: span[0]) - 1
        if number < 0:
            return weeks * self._total
        opens, closes, before = self._spans[number]
        return weeks * self._total + before + min(since_monday, closes) - opens


def _require_order(field: str, periods: tuple[Period, ...]) -> None:
    for period in periods:
        if not 0 <= period.opens < period.closes <= DAY_MINUTES:
            raise InvalidInput.of(
                field, f"{period} must end after it starts; a night is two periods, 22:00-24:00 and 00:00-06:00"
            )
    for earlier, later in pairwise(periods):
        if later.opens < earlier.closes:
            raise InvalidInput.of(field, f"{earlier} and {later} overlap or are not in order")


ROUND_THE_CLOCK = Week(((Period(0, DAY_MINUTES),),) * 7)
