"""A watch counts each sender's mails in a sliding window, exactly, and remembers a bounded number of senders."""

import pickle
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.floods import FloodWatch, Pace
from tests.support.clock import START

SECOND = timedelta(seconds=1)


def paces(watch: FloodWatch, *seconds: float, sender: str = "maija") -> list[Pace]:
    return [watch.saw(sender, START + timedelta(seconds=each)) for each in seconds]


@given(
    limit=st.integers(1, 5),
    mails=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 8)), max_size=60),
)
def test_a_mail_is_held_exactly_if_its_sender_wrote_the_limit_in_the_window_before(
    limit: int, mails: list[tuple[str, int]]
) -> None:
    watch, now = FloodWatch(limit, timedelta(seconds=10)), START
    seen: list[tuple[str, datetime]] = []
    for sender, pause in mails:
        now += pause * SECOND
        recent = [at for who, at in seen if who == sender and now - at < timedelta(seconds=10)]
        assert (watch.saw(sender, now) is not Pace.USUAL) == (len(recent) >= limit)
        seen.append((sender, now))


def test_thirty_mails_in_ten_minutes_are_nothing_unusual_and_the_next_is() -> None:
    within = paces(FloodWatch(), *range(30), 599)
    assert within == [Pace.USUAL] * 30 + [Pace.FLOOD_BEGINS]
    assert paces(FloodWatch(), *range(30), 600) == [Pace.USUAL] * 31


def test_a_flood_is_told_once_in_a_window() -> None:
    watch = FloodWatch(limit=1, window=10 * SECOND)
    found = paces(watch, *range(25))
    assert [second for second, pace in enumerate(found) if pace is Pace.FLOOD_BEGINS] == [1, 11, 21]


def test_a_sender_who_slows_down_is_welcome_again() -> None:
    watch = FloodWatch(limit=2, window=10 * SECOND)
    assert paces(watch, 0, 1, 2) == [Pace.USUAL, Pace.USUAL, Pace.FLOOD_BEGINS]
    assert paces(watch, 13, 24) == [Pace.USUAL, Pace.USUAL]


def test_another_senders_flood_is_not_mine() -> None:
    watch = FloodWatch(limit=2)
    paces(watch, *range(50), sender="flood")
    assert paces(watch, 1, 2) == [Pace.USUAL, Pace.USUAL]


def test_a_clock_that_goes_back_holds_nobody_below_the_limit() -> None:
    assert paces(FloodWatch(limit=3), 100, 50, 0) == [Pace.USUAL] * 3


def test_memory_is_bounded_whoever_writes_and_however_much() -> None:
    watch = FloodWatch(limit=3, senders=50)
    for number in range(2_000):
        watch.saw(f"{number:04d}", START)
        watch.saw("always", START)
    full = len(pickle.dumps(watch))
    for number in range(2_000, 6_000):
        watch.saw(f"{number:04d}", START)
        watch.saw("always", START)
    assert len(pickle.dumps(watch)) <= full
    assert full < 50 * 200


def test_who_writes_all_the_time_is_not_forgotten_for_many_who_write_once() -> None:
    watch = FloodWatch(limit=2, senders=3)
    for number in range(20):
        found = watch.saw("always", START + number * SECOND)
        watch.saw(f"once {number}", START)
    assert found is Pace.FLOOD
