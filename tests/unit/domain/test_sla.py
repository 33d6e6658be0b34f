from datetime import timedelta

import pytest

from chalicelib.domain.sla import Alarm, FirstResponse, in_words
from tests.support.clock import START

HOUR = timedelta(hours=1)
CLOCK = FirstResponse.promised(START, 8 * HOUR)


def test_a_warning_comes_when_a_quarter_of_the_time_is_left() -> None:
    assert CLOCK.warn == START + 6 * HOUR
    assert CLOCK.due == START + 8 * HOUR


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, None), (5.99, None), (6, Alarm.WARNING), (7.99, Alarm.WARNING), (8, Alarm.BREACH), (100, Alarm.BREACH)],
)
def test_what_is_announced_depends_on_the_time_alone(hours: float, expected: Alarm | None) -> None:
    assert CLOCK.alarm_due(START + hours * HOUR) is expected


def test_a_late_sweep_announces_the_breach_without_a_late_warning() -> None:
    late = START + 9 * HOUR
    alarm = CLOCK.alarm_due(late)
    assert alarm is Alarm.BREACH
    after = CLOCK.announced(alarm, late)
    assert (after.warned_at, after.breached_at) == (None, late)
    assert after.alarm_due(late) is None
    assert after.next_alarm() is None


def test_each_alarm_is_given_once() -> None:
    warned = CLOCK.announced(Alarm.WARNING, CLOCK.warn)
    assert warned.alarm_due(CLOCK.warn + HOUR) is None
    assert warned.next_alarm() == (Alarm.BREACH, CLOCK.due)
    breached = warned.announced(Alarm.BREACH, CLOCK.due)
    assert breached.alarm_due(CLOCK.due + 100 * HOUR) is None
    assert breached.next_alarm() is None


def test_the_next_alarm_is_the_warning_then_the_breach() -> None:
    assert CLOCK.next_alarm() == (Alarm.WARNING, CLOCK.warn)


def test_an_answer_in_time_silences_the_clock() -> None:
    answered = CLOCK.answered(START + HOUR)
    assert answered.next_alarm() is None
    assert answered.alarm_due(START + 100 * HOUR) is None


def test_only_the_first_answer_counts() -> None:
    assert CLOCK.answered(START + HOUR).answered(START + 2 * HOUR).answered_at == START + HOUR


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (timedelta(seconds=20), "within 1 minute"),
        (timedelta(minutes=30), "within 30 minutes"),
        (timedelta(hours=1), "within 1 hour"),
        (timedelta(minutes=90), "within 90 minutes"),
        (timedelta(hours=8), "within 8 hours"),
        (timedelta(days=1), "within 1 day"),
        (timedelta(hours=25), "within 25 hours"),
        (timedelta(days=2), "within 2 days"),
        (timedelta(days=2, hours=1), "within 3 days"),
    ],
)
def test_a_promise_is_said_in_words(target: timedelta, words: str) -> None:
    assert in_words(target) == words
