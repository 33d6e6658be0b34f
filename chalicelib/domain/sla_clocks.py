"""The clocks of a ticket: one for each kind of promise, moved on by what happens, small enough to live on its head.

Rules that go beyond `sla_facts.py`:
- A promise is kept while less than the promised work time is used up. The moment it is all used up is the due time, and
  from that moment the promise is broken, whenever somebody looks.
- When another policy comes into force, the time counted so far stays as it was counted, under the hours of its day. The
  new hours and promises hold from then on. So no promise is broken before it was made: if less was promised than is
  used up already, the due time is the moment of the change.
- What was done or broken and done stays so; a clock that still runs is measured by the promise in force.
- A mark (warning, breach, escalation) is reached at a moment that depends on the clock alone and is given out once. A
  new promise gives out only the last of the marks that the clock is beyond already, and the breach.

`advance` takes one fact, `look` takes the time (the tick). Both name the marks reached until then, with true times.
"""

from collections.abc import Iterator
from dataclasses import field, replace
from datetime import datetime, timedelta

from chalicelib.domain.sla_facts import Fact, Mode, Opened, Situation, TermsChanged, standing
from chalicelib.domain.sla_policy import Level, Mark, Promise, Target, Terms
from chalicelib.domain.times import to_the_millisecond
from chalicelib.domain.values import dataclass

TARGETS = tuple(Target)
NEXT_RESPONSE = TARGETS.index(Target.NEXT_RESPONSE)
NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise. `counted` is work time until the last fact, `given` how many marks were given out.

    `due` is when the promised time is used up: to come while it counts, else None or the moment the promise was broken.
    """

    mode: Mode = Mode.IDLE
    counted: timedelta = NOTHING
    given: int = 0
    started: datetime | None = None
    due: datetime | None = None

    def broken_at(self, now: datetime) -> datetime | None:
        """The true moment the promise was broken; None while it is not."""
        return self.due if self.due is not None and self.due <= now else None


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks of a ticket as of its last fact (`at`). `next_alarm` is when the tick must look again."""

    opened: datetime
    at: datetime
    situation: Situation
    policy: tuple[str, int] | None
    each: tuple[Clock, ...] = field(default=(Clock(),) * len(TARGETS))
    next_alarm: datetime | None = None

    def of(self, target: Target) -> Clock:
        return self.each[TARGETS.index(target)]

    @property
    def due(self) -> datetime | None:
        """The nearest time at which something is or was due; None while nothing counts."""
        return min((clock.due for clock in self.each if clock.mode is Mode.COUNTING and clock.due), default=None)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A mark that was reached: of which promise, when in truth, and what to do about it."""

    target: Target
    mark: Mark
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """The clocks after a fact or a look, and the marks reached since the last one, oldest first."""

    clocks: Clocks
    alarms: tuple[Alarm, ...] = ()


def opened(fact: Opened) -> Clocks:
    """The clocks of a new ticket. One that an agent opened waits for no first answer."""
    at = to_the_millisecond(fact.at)
    fresh = Clocks(at, at, Situation(answered=not fact.by_customer), None)
    return _turned(fresh, fresh.situation, fact.terms, anew=True)


def advance(clocks: Clocks, fact: Fact, terms: Terms | None) -> Moved:
    """The clocks after `fact`. `terms` are those in force until then.

    A fact older than the last one (another machine's clock) counts as of the last one. Raises ValueError when `terms`
    are not those the clocks run under.
    """
    clocks = _by_the_hours_of_now(clocks, terms)
    at = max(to_the_millisecond(fact.at), clocks.at)
    alarms = tuple(_reached(clocks, at, terms))
    counted = tuple(replace(clock, counted=counted_until(clock, clocks.at, at, terms)) for clock in clocks.each)
    each = _with_given(counted, alarms)
    situation = clocks.situation.after(fact)
    if situation.waiting and not clocks.situation.waiting:
        each = (*each[:NEXT_RESPONSE], Clock(), *each[NEXT_RESPONSE + 1 :])
    following = fact.terms if isinstance(fact, TermsChanged) else terms
    after = replace(clocks, at=at, situation=situation, each=each)
    return Moved(_turned(after, clocks.situation, following, anew=isinstance(fact, TermsChanged)), alarms)


def look(clocks: Clocks, now: datetime, terms: Terms | None) -> Moved:
    """The same clocks with the marks that were reached until `now` given out. Raises ValueError as `advance` does."""
    clocks = _by_the_hours_of_now(clocks, terms)
    alarms = tuple(_reached(clocks, now, terms))
    after = replace(clocks, each=_with_given(clocks.each, alarms))
    return Moved(replace(after, next_alarm=_next_alarm(after, terms)), alarms)


def counted_until(clock: Clock, since: datetime, now: datetime, terms: Terms | None) -> timedelta:
    """Work time that counts for this clock until `now`; `since` is the last fact."""
    if clock.mode is not Mode.COUNTING or terms is None:
        return clock.counted
    return clock.counted + terms.hours.open_between(since, now)


def _by_the_hours_of_now(clocks: Clocks, terms: Terms | None) -> Clocks:
    """Due times as the hours of today have them: somebody may have added a holiday since they were stored."""
    given = (terms.policy.id, terms.policy.version) if terms else None
    if given != clocks.policy:
        raise ValueError(f"the clocks run under policy {clocks.policy}, not {given}")
    each = (
        replace(clock, due=_due(clock, clock.mode, terms.policy.targets[target], terms, clocks.at))
        if clock.mode is Mode.COUNTING and terms
        else clock
        for target, clock in zip(TARGETS, clocks.each, strict=True)
    )
    return replace(clocks, each=tuple(each))


def _turned(clocks: Clocks, before: Situation, terms: Terms | None, anew: bool) -> Clocks:
    """Every clock put into the mode that the situation and the terms ask for; `anew` when the terms are new."""
    each = list(clocks.each)
    for number, target in enumerate(TARGETS):
        promise = terms.policy.targets.get(target) if terms else None
        if anew and promise:
            each[number] = replace(each[number], given=_given_anew(each[number], promise, clocks.at))
        if not (before.fulfils(target) and clocks.situation.fulfils(target)):  # else nothing new, the verdict stands
            each[number] = _turn(each[number], target, clocks, terms)
    policy = (terms.policy.id, terms.policy.version) if terms else None
    after = replace(clocks, policy=policy, each=tuple(each))
    return replace(after, next_alarm=_next_alarm(after, terms))


def _turn(clock: Clock, target: Target, clocks: Clocks, terms: Terms | None) -> Clock:
    at, mode = clocks.at, standing(target, clocks.situation, terms).mode
    if terms is None or target not in terms.policy.targets:
        return replace(clock, mode=mode, due=None)
    if mode is Mode.DONE:
        return replace(clock, mode=mode, due=clock.broken_at(at)) if clock.started else clock
    begun = clock.started or (at if mode is not Mode.IDLE else None)
    due = _due(clock, mode, terms.policy.targets[target], terms, at)
    return replace(clock, mode=mode, started=begun, due=due)


def _due(clock: Clock, mode: Mode, promise: Promise, terms: Terms, at: datetime) -> datetime | None:
    broken = clock.broken_at(at)
    left = promise.work - clock.counted
    if broken and left <= NOTHING:
        return broken
    if mode is not Mode.COUNTING:
        return None
    return terms.hours.add(at, left)


def _given_anew(clock: Clock, promise: Promise, at: datetime) -> int:
    """How many marks of a new promise count as given out, for a clock that was read under another one."""
    passed = sum(mark.after <= clock.counted for mark in promise.marks)
    breach = [mark.level for mark in promise.marks].index(Level.BREACH)
    if passed <= breach:
        return passed - 1 if passed > clock.given else passed
    return breach if clock.broken_at(at) is None else passed


def _reached(clocks: Clocks, until: datetime, terms: Terms | None) -> list[Alarm]:
    """The marks reached and not given out yet. They stand in order, so the first to come ends the search."""
    alarms = []
    for target, clock in zip(TARGETS, clocks.each, strict=True):
        for mark, moment in _to_come(clock, target, clocks.at, terms):
            if moment is None or moment > until:
                break
            alarms.append(Alarm(target, mark, moment))
    return sorted(alarms, key=lambda alarm: alarm.at)


def _to_come(
    clock: Clock, target: Target, since: datetime, terms: Terms | None
) -> Iterator[tuple[Mark, datetime | None]]:
    """The marks of a counting clock that were not given out yet, with the time at which each is reached."""
    if clock.mode is Mode.COUNTING and terms is not None:
        for mark in terms.policy.targets[target].marks[clock.given :]:
            yield mark, terms.hours.add(since, mark.after - clock.counted)


def _next_alarm(clocks: Clocks, terms: Terms | None) -> datetime | None:
    nearest = (
        next(_to_come(clock, target, clocks.at, terms), (None, None))[1]
        for target, clock in zip(TARGETS, clocks.each, strict=True)
    )
    return min((moment for moment in nearest if moment is not None), default=None)


def _with_given(each: tuple[Clock, ...], alarms: tuple[Alarm, ...]) -> tuple[Clock, ...]:
    reached = [alarm.target for alarm in alarms]
    return tuple(
        replace(clock, given=clock.given + reached.count(target)) if target in reached else clock
        for target, clock in zip(TARGETS, each, strict=True)
    )
