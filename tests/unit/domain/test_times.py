from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.times import from_text, to_text, to_the_millisecond

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 10**16).map(
    lambda microseconds: to_the_millisecond(EPOCH + timedelta(microseconds=microseconds))
)


@given(MOMENTS)
def test_a_time_is_read_back_as_it_was(at: datetime) -> None:
    assert from_text(to_text(at)) == at


@given(MOMENTS, MOMENTS)
def test_times_sort_as_their_texts_do(one: datetime, other: datetime) -> None:
    assert (one < other) == (to_text(one) < to_text(other))


def test_times_are_written_in_utc_with_milliseconds() -> None:
    helsinki = timezone(timedelta(hours=2))
    assert to_text(datetime(2026, 11, 22, 7, 56, 0, 123456, tzinfo=helsinki)) == "2026-11-22T05:56:00.123Z"


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="now"):
        from_text("now")
