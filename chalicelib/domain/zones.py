"""Time zones as stretches of one offset each, so that everything between two changes of the clock is plain arithmetic.

`zoneinfo` tells the offset at a moment but not when it changes, so the changes of a year are found by looking once a
day and halving the day that differs. Since 1970 no zone of the IANA database changed twice within two days.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chalicelib.domain.errors import InvalidInput

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def require_zone(name: str) -> None:
    """Raises InvalidInput for a name that is not in the IANA database of this machine."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed such as "../x", the name of a folder such as "Europe"
        raise InvalidInput.of("zone", f"{name!r} is no time zone; write it like Europe/Helsinki") from None


def steady_stretches(zone: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time between two moments (UTC), cut where the offset changes and at each new year: from, to, offset."""
    at = start
    while at < end:
        changes = _changes(zone, at.year)
        number = bisect_right(changes, at, key=lambda change: change[0]) - 1
        following = changes[number + 1][0] if number + 1 < len(changes) else _new_year(at.year + 1)
        until = min(following, end)
        yield at, until, changes[number][1]
        at = until


@lru_cache(maxsize=1024)
def _changes(zone: str, year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """When another offset begins to hold in that year (UTC) and which; the first is what holds at its beginning."""
    info = ZoneInfo(zone)
    at, last = _new_year(year), _new_year(year + 1)
    changes = [(at, _offset(info, at))]
    while at < last:
        following = min(at + DAY, last)
        if _offset(info, following) != changes[-1][1]:
            moment = _moment_of_change(info, at, following)
            if moment < last:
                changes.append((moment, _offset(info, moment)))
        at = following
    return tuple(changes)


def _moment_of_change(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new offset, by halving; clocks change at whole seconds."""
    old = _offset(info, before)
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if _offset(info, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(info: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(info).utcoffset() or timedelta()


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)
