"""The slow truth: business hours and clocks minute by minute, written without a look at how the product does it.

Zones and periods change at whole minutes only, so whether a minute is open is asked once, and what counts of it is cut
at the milliseconds where something happened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.hours import BusinessHours
from chalicelib.domain.sla_facts import (
    AgentAnswered,
    Assigned,
    CustomerWrote,
    Fact,
    Opened,
    Phase,
    StatusChanged,
    TermsChanged,
)
from chalicelib.domain.sla_policy import Target
from chalicelib.domain.sla_readings import State

MINUTE = timedelta(minutes=1)


class Watch:
    """Looks at the wall clock of one department."""

    def __init__(self, hours: BusinessHours) -> None:
        self._zone = ZoneInfo(hours.zone)
        self._holidays = hours.holidays
        self._days = [bytearray(24 * 60) for _ in range(7)]
        for minutes, periods in zip(self._days, hours.week.days, strict=True):
            for period in periods:
                for minute in range(period.opens, period.closes):
                    minutes[minute] = 1

    def shows_open(self, at: datetime) -> bool:
        local = at.astimezone(self._zone)
        if not self._days[local.weekday()][local.hour * 60 + local.minute]:
            return False
        return local.date() not in self._holidays


def minutes(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    at, full = start, start.replace(second=0, microsecond=0) + MINUTE
    while full < end:
        yield at, full
        at, full = full, full + MINUTE
    if at < end:
        yield at, end


def open_between(hours: BusinessHours, start: datetime, end: datetime) -> timedelta:
    watch = Watch(hours)
    return sum((until - at for at, until in minutes(start, end) if watch.shows_open(at)), timedelta())


def add(hours: BusinessHours, start: datetime, work: timedelta, end: datetime) -> datetime | None:
    """When `work` is used up; None if that is later than `end`."""
    watch, left = Watch(hours), work
    for at, until in minutes(start, end):
        if watch.shows_open(at):
            if until - at >= left:
                return at + left
            left -= until - at
    return None


@dataclass
class Hand:
    """What somebody with a stopwatch would have on paper for one promise."""

    used: timedelta = timedelta()
    used_in_all: timedelta = timedelta()
    ran: bool = False
    over: bool = False
    broken: datetime | None = None
    marks_seen: int = 0
    rings: list[tuple[datetime, timedelta]] = field(default_factory=list)


class Stopwatches:
    """Walks through a ticket's life minute by minute."""

    def __init__(self, start: Opened) -> None:
        self.hands = {target: Hand() for target in Target}
        self.now = start.at
        self.first_answer_given = not start.by_customer
        self.customer_waits = False
        self.assigned = False
        self.phase = Phase.OPEN
        self.reason: object = None
        self.terms = start.terms
        self._watches: dict[str, Watch] = {}
        self._look_at_hands()

    def live_through(self, facts: Sequence[Fact], now: datetime) -> None:
        for fact in facts:
            self._pass_time(fact.at)
            self._happen(fact)
        self._pass_time(now)

    def state(self, target: Target) -> State:
        hand = self.hands[target]
        if hand.broken:
            return State.BREACHED
        if hand.over:
            return State.MET
        if self._promised(target) is not None and self._stands_for_a_reason(target):
            return State.PAUSED
        return State.RUNNING if self._counts(target) else State.NOT_RUNNING

    def _promised(self, target: Target) -> timedelta | None:
        promise = self.terms.policy.targets.get(target) if self.terms else None
        return promise.work if promise else None

    def _wanted(self, target: Target) -> bool:
        """Whether the thing promised is still to happen."""
        if target is Target.FIRST_RESPONSE:
            return not self.first_answer_given
        if target is Target.NEXT_RESPONSE:
            return self.customer_waits
        if target is Target.FIRST_ASSIGNMENT:
            return not self.assigned
        return self.phase not in (Phase.RESOLVED, Phase.CLOSED)

    def _alive(self, target: Target) -> bool:
        return self._wanted(target) and self.phase in (Phase.OPEN, Phase.POSTPONED, Phase.ANSWERED)

    def _stands_for_a_reason(self, target: Target) -> bool:
        return self._alive(target) and self.terms is not None and self.reason in self.terms.policy.pauses_for

    def _counts(self, target: Target) -> bool:
        if self._promised(target) is None or not self._alive(target) or self._stands_for_a_reason(target):
            return False
        return self.phase is not Phase.ANSWERED or target in (Target.FIRST_ASSIGNMENT, Target.RESOLUTION)

    def _pass_time(self, until: datetime) -> None:
        counting = [target for target in Target if self._counts(target)]
        if counting and self.terms:
            watch = self._watches.setdefault(self.terms.policy.id, Watch(self.terms.hours))
            for start, end in minutes(self.now, until):
                if watch.shows_open(start):
                    for target in counting:
                        self._tick(target, end, end - start)
        self.now = until

    def _tick(self, target: Target, end: datetime, by: timedelta) -> None:
        hand, promised = self.hands[target], self._promised(target)
        hand.used += by
        hand.used_in_all += by
        assert promised is not None
        if hand.used >= promised and hand.broken is None:
            hand.broken = end - (hand.used - promised)
        marks = self.terms.policy.targets[target].marks if self.terms else ()
        while hand.marks_seen < len(marks) and marks[hand.marks_seen].after <= hand.used:
            after = marks[hand.marks_seen].after
            hand.rings.append((end - (hand.used - after), after))
            hand.marks_seen += 1

    def _happen(self, fact: Fact) -> None:
        wanted = {target for target in Target if self._wanted(target)}
        if isinstance(fact, CustomerWrote) and self.first_answer_given and not self.customer_waits:
            old = self.hands[Target.NEXT_RESPONSE]
            self.hands[Target.NEXT_RESPONSE] = Hand(used_in_all=old.used_in_all, rings=old.rings)
            self.customer_waits = True
        elif isinstance(fact, AgentAnswered):
            self.first_answer_given, self.customer_waits = True, False
        elif isinstance(fact, Assigned):
            self.assigned = True
        elif isinstance(fact, StatusChanged):
            self.phase, self.reason = fact.phase, fact.waits_for
        elif isinstance(fact, TermsChanged):
            self.terms = fact.terms
        for target in wanted:
            if not self._wanted(target) and self._promised(target) is not None and self.hands[target].ran:
                self.hands[target].over = True
        self._look_at_hands()

    def _look_at_hands(self) -> None:
        """What a change of the situation or of the terms alone does to the papers."""
        for target, hand in self.hands.items():
            promised, counts = self._promised(target), self._counts(target)
            if counts or (promised is not None and self._stands_for_a_reason(target)):
                hand.ran = True
            if not self._wanted(target):
                continue
            hand.over = False
            if hand.broken and (promised is None or hand.used < promised):
                hand.broken = None
            if counts and promised is not None and hand.used >= promised and hand.broken is None:
                hand.broken = self.now
