"""Service level policies: what is promised to which tickets, and what happens on the way to a broken promise.

Policies stand in a list that an admin orders; the first whose conditions all hold is the ticket's. There is no scoring
of "more specific" ones: whoever reads the list from above knows the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.hours import BusinessHours
from chalicelib.domain.values import dataclass

NOTHING = timedelta()
MINUTE = timedelta(minutes=1)
LONGEST_PROMISE = timedelta(days=366)
FURTHEST_SHARE = 1000


class Target(StrEnum):
    """What can be promised. All are measured in work time."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    FIRST_ASSIGNMENT = "first_assignment"
    RESOLUTION = "resolution"


class WaitsFor(StrEnum):
    """Why a ticket was postponed, or a custom status stands still."""

    AGENT = "agent"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


# an agent who looks later is still the desk's own time
MAY_PAUSE = frozenset({WaitsFor.CUSTOMER, WaitsFor.THIRD_PARTY})


class Audience(StrEnum):
    """Who is told. A department's lead and single people are named by id."""

    ASSIGNEE = "assignee"
    DEPARTMENT = "department"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell somebody; `agent` is an id, for Audience.AGENT alone."""

    audience: Audience
    agent: str = ""


@dataclass(frozen=True, slots=True)
class RaisePriority:
    """Raise to this priority; a higher one stays."""

    priority: str


@dataclass(frozen=True, slots=True)
class Reassign:
    """Give the ticket to an agent, or to a department and nobody in it."""

    agent: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class AddTag:
    tag: str


Action = Notify | RaisePriority | Reassign | AddTag


@dataclass(frozen=True, slots=True)
class ShareUsed:
    """When that share of the promised time is used up: 75 % is a warning, 100 % the breach, 200 % an escalation."""

    percent: int

    def moment(self, promised: timedelta) -> timedelta:
        return promised * self.percent // 100


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """When that much work time is left; less than none is that long after the due time. In whole minutes."""

    work: timedelta

    def moment(self, promised: timedelta) -> timedelta:
        return promised - self.work


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do when a clock gets so far."""

    when: ShareUsed | TimeLeft
    actions: tuple[Action, ...]


class Level(StrEnum):
    """How serious reaching a mark is: before the due time, at it, after it."""

    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a clock, in work time since it started, and what to do there."""

    after: timedelta
    level: Level
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Promise:
    """The work time within which something must have happened (whole minutes), and the steps on the way.

    Shares of whole minutes are whole milliseconds, the precision that times are stored with.
    """

    work: timedelta
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Raises InvalidInput for times that cannot be kept or reached."""
        if not NOTHING < self.work <= LONGEST_PROMISE:
            raise InvalidInput.of("targets", "must be longer than nothing and at most a year of work time")
        lengths = [self.work, *(step.when.work for step in self.steps if isinstance(step.when, TimeLeft))]
        if any(length % MINUTE for length in lengths):
            raise InvalidInput.of("targets", "times are given in whole minutes")
        for step in self.steps:
            if not step.actions:
                raise InvalidInput.of("steps", "each needs something to do")
            if not NOTHING < step.when.moment(self.work) <= self.work * FURTHEST_SHARE // 100:
                raise InvalidInput.of(
                    "steps", f"must lie within the promised time, or after it up to {FURTHEST_SHARE} % of it"
                )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """All points in the order they are reached. The breach is always one, also when nothing is to be done."""
        planned: dict[timedelta, tuple[Action, ...]] = {self.work: ()}
        for step in self.steps:
            after = step.when.moment(self.work)
            planned[after] = (*planned.get(after, ()), *step.actions)
        return tuple(Mark(after, self._level(after), planned[after]) for after in sorted(planned))

    def _level(self, after: timedelta) -> Level:
        if after == self.work:
            return Level.BREACH
        return Level.WARNING if after < self.work else Level.ESCALATION


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which tickets a policy is for: each kind that names something must match, by at least one of what it names.

    Ids of departments and customer groups, priorities and tags as they stand on a ticket.
    """

    departments: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def hold(self, *, department: str, priority: str, groups: Iterable[str], tags: Iterable[str]) -> bool:
        return (
            (not self.departments or department in self.departments)
            and (not self.priorities or priority in self.priorities)
            and (not self.groups or not self.groups.isdisjoint(groups))
            and (not self.tags or not self.tags.isdisjoint(tags))
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What is promised. A change makes a new `version`; tickets keep the one they were promised.

    `hours` is the id of the business hours that all its promises are measured in, `pauses_for` why a paused status
    stops them.
    """

    id: str
    version: int
    name: str
    hours: str
    targets: Mapping[Target, Promise]
    conditions: Conditions = field(default_factory=Conditions)
    pauses_for: frozenset[WaitsFor] = MAY_PAUSE

    def __post_init__(self) -> None:
        """Raises InvalidInput for a policy that promises nothing, or stops while the desk itself is waited for."""
        if not self.targets:
            raise InvalidInput.of("targets", "a policy needs at least one")
        if not self.pauses_for <= MAY_PAUSE:
            raise InvalidInput.of("pauses_for", "only waiting for the customer or a third party can stop the clock")


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy together with the business hours it names: all that the arithmetic needs."""

    policy: Policy
    hours: BusinessHours


def choose(
    policies: Iterable[Policy], *, department: str, priority: str, groups: Iterable[str], tags: Iterable[str]
) -> Policy | None:
    """The first policy of the list whose conditions all hold; None if nothing is promised to such tickets."""
    kept_groups, kept_tags = frozenset(groups), frozenset(tags)
    for policy in policies:
        if policy.conditions.hold(department=department, priority=priority, groups=kept_groups, tags=kept_tags):
            return policy
    return None
