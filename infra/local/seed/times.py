"""When the steps of a story happen: counted back from its end, agents at work and customers at any hour."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.hours import BusinessHours
from chalicelib.domain.times import to_the_millisecond
from infra.local.seed.story import Act, Ends, Step

LONGEST = timedelta(days=40)
MINUTE = timedelta(minutes=1)


def moments(steps: Sequence[Step], ends: Ends, hours: BusinessHours) -> tuple[datetime, ...]:
    """A time for each step, in order. The anchor is at its time exactly if a customer acts there, else at the last
    moment before that in working hours.
    """

    def in_time(start: datetime) -> bool:
        return list(_forward(steps[: ends.anchor + 1], start, hours))[-1] <= ends.at

    found = tuple(_forward(steps, _latest(ends.at, in_time), hours))
    if steps[ends.anchor].act is not Act.WRITES:
        return found
    following = tuple(_forward(steps[ends.anchor + 1 :], ends.at, hours))
    return (*found[: ends.anchor], ends.at, *following)


def work_before(now: datetime, work: timedelta, hours: BusinessHours) -> datetime:
    """The last moment from which `work` has passed until `now`, to the minute."""
    return _latest(now, lambda start: hours.open_between(start, now) >= work)


def _latest(before: datetime, fits: Callable[[datetime], bool]) -> datetime:
    """The last start that fits, to the minute. Earlier ones fit as well."""
    near, far = before, before - LONGEST
    while near - far > MINUTE:
        middle = far + (near - far) / 2
        near, far = (near, middle) if fits(middle) else (middle, far)
    return to_the_millisecond(far)


def _forward(steps: Sequence[Step], start: datetime, hours: BusinessHours) -> Iterator[datetime]:
    at = start
    for step in steps:
        worked = hours.add(at, step.after) if step.act is not Act.WRITES else at + step.after
        at = to_the_millisecond(worked or at)
        yield at
