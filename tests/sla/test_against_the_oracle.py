"""Hours and clocks against a stopwatch that goes minute by minute, around the moments at which time is odd.

A quick slice by default; with LIPPU_PROOF=1 there are 20,000 cases.
"""

import json
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.domain.sla_clocks import Alarm, advance, look, opened
from chalicelib.domain.sla_facts import TermsChanged
from chalicelib.domain.sla_policy import Target
from chalicelib.domain.sla_readings import counted_in, explain, read, replay, state
from chalicelib.domain.sla_text import clocks_from_text, clocks_to_text
from tests.sla.oracle import Stopwatches, add, open_between
from tests.sla.strategies import Life, business_hours, lives, long_gaps, moments
from tests.support.proof import is_full, report

HOURS_CASES, CLOCK_CASES, ALARM_CASES = (12_000, 5_000, 3_000) if is_full() else (120, 120, 60)
NOTHING = timedelta()
CHECKED = {"hours": 0, "clocks": 0, "alarms": 0}


def cases(number: int) -> settings:
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def checked(what: str) -> None:
    CHECKED[what] += 1
    if sum(CHECKED.values()) >= HOURS_CASES + CLOCK_CASES + ALARM_CASES:
        report("sla", **CHECKED)


@cases(HOURS_CASES)
@given(st.data())
def test_work_time_is_what_a_stopwatch_shows_in_both_directions(data: st.DataObject) -> None:
    zone, start = data.draw(moments())
    hours = data.draw(business_hours(zone, start))
    end = start + data.draw(long_gaps)

    work = hours.open_between(start, end)

    assert work == open_between(hours, start, end)
    assert work == sum((closes - opens for opens, closes in hours.spans(start, end)), NOTHING)
    if work:
        used_up = hours.add(start, work)
        assert used_up == add(hours, start, work, end)
        part = work * data.draw(st.integers(1, 100)) // 100
        assert hours.add(start, part) == add(hours, start, part, end)
    checked("hours")


def live(life: Life, data: st.DataObject) -> tuple[list[Alarm], str]:
    """The life with a tick now and then, the clocks stored and read again after every step."""
    terms, stored, alarms = life.start.terms, clocks_to_text(opened(life.start)), list[Alarm]()
    for fact in life.facts:
        at = clocks_from_text(stored).at
        if data.draw(st.booleans()):
            seen = look(clocks_from_text(stored), at + (fact.at - at) * data.draw(st.integers(0, 100)) // 100, terms)
            alarms += seen.alarms
            stored = clocks_to_text(seen.clocks)
        moved = advance(clocks_from_text(stored), fact, terms)
        alarms += moved.alarms
        stored = clocks_to_text(moved.clocks)
        terms = fact.terms if isinstance(fact, TermsChanged) else terms
        assert len(json.dumps(stored)) < 250
    last = look(clocks_from_text(stored), life.now, terms)
    assert last.clocks.next_alarm is None or last.clocks.next_alarm > life.now
    return alarms + list(last.alarms), clocks_to_text(last.clocks)


@cases(CLOCK_CASES)
@given(st.data())
def test_clocks_show_what_a_stopwatch_shows_whatever_happened(data: st.DataObject) -> None:
    life = data.draw(lives())
    truth = Stopwatches(life.start)
    truth.live_through(life.facts, life.now)

    _, stored = live(life, data)
    clocks = clocks_from_text(stored)

    assert clocks_to_text(look(replay(life.start, life.facts), life.now, truth.terms).clocks) == stored
    shown = {reading.target: reading for reading in read(clocks, truth.terms, life.now)}
    for target, hand in truth.hands.items():
        assert state(clocks.of(target), life.now) == truth.state(target)
        assert clocks.of(target).broken_at(life.now) == hand.broken
        if target in shown:
            assert shown[target].counted == hand.used
        spans = explain(life.start, life.facts, target, life.now)
        assert counted_in(spans) == hand.used_in_all
        assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]
        if spans:
            assert (spans[0].start, spans[-1].end) == (life.start.at, life.now)
    checked("clocks")


@cases(ALARM_CASES)
@given(st.data())
def test_every_mark_is_given_out_once_with_its_true_time_however_seldom_somebody_looks(data: st.DataObject) -> None:
    life = data.draw(lives(with_new_terms=False))
    truth = Stopwatches(life.start)
    truth.live_through(life.facts, life.now)

    alarms, _ = live(life, data)

    for target in Target:
        given_out = [(alarm.at, alarm.mark.after) for alarm in alarms if alarm.target is target]
        assert given_out == truth.hands[target].rings
    checked("alarms")
