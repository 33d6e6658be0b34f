"""What the clocks show, and why: the present state of each promise, and the whole story of how it came about."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.sla_clocks import NOTHING, TARGETS, Clock, Clocks, advance, counted_until, opened
from chalicelib.domain.sla_facts import Fact, Mode, Opened, TermsChanged, standing
from chalicelib.domain.sla_policy import Target, Terms
from chalicelib.domain.values import dataclass


class State(StrEnum):
    """A breach stays one, whether the clock still counts or not."""

    NOT_RUNNING = "not_running"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


class SpanKind(StrEnum):
    COUNTED = "counted"
    OUTSIDE_HOURS = "outside_hours"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Reading:
    """One promise now. `left` is work time, negative when it was exceeded; `due` is None while the clock stands."""

    target: Target
    state: State
    promised: timedelta
    counted: timedelta
    left: timedelta
    started: datetime | None
    due: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a clock's life and what it did. `because` says why it did not count; `policy` is id and version."""

    start: datetime
    end: datetime
    kind: SpanKind
    because: str
    policy: tuple[str, int] | None


_STATES = {
    Mode.IDLE: State.NOT_RUNNING,
    Mode.COUNTING: State.RUNNING,
    Mode.PAUSED: State.PAUSED,
    Mode.DONE: State.MET,
}


def state(clock: Clock, now: datetime) -> State:
    return State.BREACHED if clock.broken_at(now) else _STATES[clock.mode]


def read(clocks: Clocks, terms: Terms | None, now: datetime) -> tuple[Reading, ...]:
    """Every promise of the policy in force, as of `now`."""
    if terms is None:
        return ()
    return tuple(
        _reading(target, clock, clocks, terms, now)
        for target, clock in zip(TARGETS, clocks.each, strict=True)
        if target in terms.policy.targets
    )


def _reading(target: Target, clock: Clock, clocks: Clocks, terms: Terms, now: datetime) -> Reading:
    promised = terms.policy.targets[target].work
    counted = counted_until(clock, clocks.at, now, terms)
    return Reading(
        target=target,
        state=state(clock, now),
        promised=promised,
        counted=counted,
        left=promised - counted,
        started=clock.started,
        due=clock.due if clock.mode is Mode.COUNTING else None,
        breached_at=clock.broken_at(now),
    )


def replay(start: Opened, facts: Iterable[Fact]) -> Clocks:
    """The clocks after all that happened, from the beginning."""
    terms, clocks = start.terms, opened(start)
    for fact in facts:
        clocks = advance(clocks, fact, terms).clocks
        terms = fact.terms if isinstance(fact, TermsChanged) else terms
    return clocks


def explain(start: Opened, facts: Sequence[Fact], target: Target, now: datetime) -> tuple[Span, ...]:
    """The life of one clock from the opening until `now`: what counted, what did not, and why. Without gaps."""
    spans: list[Span] = []
    for span in _spans(start, facts, target, now):
        last = spans[-1] if spans else None
        if last and (last.end, last.kind, last.because, last.policy) == (
            span.start,
            span.kind,
            span.because,
            span.policy,
        ):
            spans[-1] = Span(last.start, span.end, last.kind, last.because, last.policy)
        else:
            spans.append(span)
    return tuple(spans)


def _spans(start: Opened, facts: Sequence[Fact], target: Target, now: datetime) -> Iterator[Span]:
    terms, clocks = start.terms, opened(start)
    for fact in facts:
        following = advance(clocks, fact, terms).clocks
        yield from _stretch(clocks, terms, target, min(following.at, now))
        terms, clocks = fact.terms if isinstance(fact, TermsChanged) else terms, following
    yield from _stretch(clocks, terms, target, now)


def _stretch(clocks: Clocks, terms: Terms | None, target: Target, until: datetime) -> Iterator[Span]:
    """From one fact to the next, during which only the business hours change anything."""
    at = clocks.at
    if until <= at:
        return
    found = standing(target, clocks.situation, terms)
    if found.mode is Mode.COUNTING and terms:
        for opens, closes in terms.hours.spans(at, until):
            if at < opens:
                yield Span(at, opens, SpanKind.OUTSIDE_HOURS, "", clocks.policy)
            yield Span(opens, closes, SpanKind.COUNTED, "", clocks.policy)
            at = closes
        if at < until:
            yield Span(at, until, SpanKind.OUTSIDE_HOURS, "", clocks.policy)
        return
    kind = SpanKind.PAUSED if found.mode is Mode.PAUSED else SpanKind.STOPPED
    yield Span(at, until, kind, found.because, clocks.policy)


def counted_in(spans: Iterable[Span]) -> timedelta:
    """Work time of an explanation. For a next response it is that of every round."""
    return sum((span.end - span.start for span in spans if span.kind is SpanKind.COUNTED), NOTHING)
