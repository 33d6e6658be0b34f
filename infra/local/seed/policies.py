"""What the sample desk promises: two policies in two kinds of business hours."""

from datetime import date, timedelta

from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.sla_policy import Audience, Conditions, Notify, Policy, Promise, ShareUsed, Step, Target
from chalicelib.domain.ticket import Priority
from chalicelib.domain.week import WEEKDAYS, Week

ZONE = "Europe/Helsinki"
WARNING = Step(ShareUsed(75), (Notify(Audience.ASSIGNEE),))
BREACH = Step(ShareUsed(100), (Notify(Audience.DEPARTMENT),))
_DAYS = WEEKDAYS[:5]
# month and day on which the shop is closed
_CLOSED = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))


def schedules(year: int) -> tuple[Schedule, Schedule]:
    """Office hours with a lunch break, and longer ones for what is urgent; closed on holidays of that year and those
    beside it."""
    closed = frozenset(date(each, month, day) for each in (year - 1, year, year + 1) for month, day in _CLOSED)
    office = Week.of(**dict.fromkeys(_DAYS, "08:00-11:30 12:00-17:00"))
    longer = Week.of(**dict.fromkeys(_DAYS, "07:00-20:00"), saturday="09:00-15:00")
    return (
        Schedule("office", "Office hours", ZONE, office, closed_on=closed),
        Schedule("extended", "Extended hours", ZONE, longer, closed_on=closed),
    )


URGENT = PlacedPolicy(
    10,
    Policy(
        id="urgent",
        version=1,
        name="Urgent",
        hours="extended",
        targets={
            Target.FIRST_RESPONSE: Promise(timedelta(hours=4), (WARNING, BREACH)),
            Target.NEXT_RESPONSE: Promise(timedelta(hours=8), (WARNING, BREACH)),
            Target.RESOLUTION: Promise(timedelta(hours=65), (BREACH,)),
        },
        conditions=Conditions(priorities=frozenset({Priority.HIGH.value, Priority.CRITICAL.value})),
    ),
)
STANDARD = PlacedPolicy(
    20,
    Policy(
        id="standard",
        version=1,
        name="Standard",
        hours="office",
        targets={
            Target.FIRST_RESPONSE: Promise(timedelta(hours=8), (WARNING, BREACH)),
            Target.NEXT_RESPONSE: Promise(timedelta(hours=12), (WARNING, BREACH)),
            Target.RESOLUTION: Promise(timedelta(hours=85), (BREACH,)),
        },
    ),
)
