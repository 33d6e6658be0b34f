"""Business hours: when a department works, and exact work time between two moments.

The rule: it is open when the department's own wall clock shows a time inside a period and a date that is no holiday.
Work time is the real time that passes meanwhile. So an hour that the clock skips in spring is not worked, and one that
it shows twice in autumn is worked twice if it lies inside a period.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from chalicelib.domain.week import DAY, NOTHING, ROUND_THE_CLOCK, Week
from chalicelib.domain.zones import require_zone, steady_stretches

# whoever has not worked it off in ten years will not
HORIZON = timedelta(days=3653)


@dataclass(frozen=True)
class BusinessHours:
    """When a department works. `zone` is an IANA name; `holidays` are the dates, in that zone, on which it is closed.

    `region` (`FI`, `US-CA`) says whose public holidays are among them. Whoever loads the hours looks them up, because
    the rules know the standard library only.
    """

    id: str
    name: str
    zone: str
    week: Week
    holidays: frozenset[date] = frozenset()
    region: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidInput for an unknown zone."""
        require_zone(self.zone)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Work time from `start` until just before `end`; none when `end` is not later."""
        return sum((self.week.open_between(*local) for local, _ in self._working_days(start, end)), NOTHING)

    def add(self, start: datetime, work: timedelta) -> datetime | None:
        """The first moment (UTC) at which `work` has passed since `start`: a day's end rather than the next opening.

        None if that takes more than ten years, as with hours that holidays close for good.
        """
        if work <= NOTHING:
            return start.astimezone(UTC)
        left = work
        for (begins, ends), offset in self._working_days(start, start + HORIZON):
            open_here = self.week.open_between(begins, ends)
            if open_here >= left:
                return (self.week.add(begins, left) - offset).replace(tzinfo=UTC)
            left -= open_here
        return None

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches between two moments, in UTC; those that touch are one."""
        begun: tuple[datetime, datetime] | None = None
        for local, offset in self._working_days(start, end):
            for opens, closes in self.week.spans(*local):
                span = ((opens - offset).replace(tzinfo=UTC), (closes - offset).replace(tzinfo=UTC))
                if begun and begun[1] == span[0]:
                    begun = (begun[0], span[1])
                    continue
                if begun:
                    yield begun
                begun = span
        if begun:
            yield begun

    @cached_property
    def _holidays(self) -> tuple[datetime, ...]:
        return tuple(datetime.combine(day, time.min) for day in sorted(self.holidays))

    def _working_days(self, start: datetime, end: datetime) -> Iterator[tuple[tuple[datetime, datetime], timedelta]]:
        """Stretches without holidays and changes of the clock: local from and to, and what local is ahead of UTC."""
        for begins, ends, offset in steady_stretches(self.zone, start.astimezone(UTC), end.astimezone(UTC)):
            at, until = begins.replace(tzinfo=None) + offset, ends.replace(tzinfo=None) + offset
            number = bisect_left(self._holidays, at - DAY + timedelta.resolution)  # one that began within the last day
            while number < len(self._holidays) and self._holidays[number] < until:
                holiday = self._holidays[number]
                if at < holiday:
                    yield (at, holiday), offset
                at = holiday + DAY
                number += 1
            if at < until:
                yield (at, until), offset


ALWAYS = BusinessHours(id="always", name="Around the clock", zone="UTC", week=ROUND_THE_CLOCK)
