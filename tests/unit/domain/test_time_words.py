from datetime import timedelta

import pytest

from chalicelib.domain.time_words import in_words


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
