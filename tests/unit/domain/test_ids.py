import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.ids import (
    CROCKFORD,
    crockford,
    digest,
    is_ulid,
    parse_reference,
    reference_from,
    show_reference,
    ulid_from,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["K7QF3M2X", "K7QF-3M2X", "k7qf-3m2x", "  k7qf3m2x ", "K-7-Q-F-3-M-2-X"],
)
def test_a_reference_is_understood_however_it_is_typed(typed: str) -> None:
    assert parse_reference(typed) == "K7QF3M2X"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert parse_reference("OIL0-oil1") == "01100111"


@pytest.mark.parametrize(
    "typed", ["", "K7QF-3M2", "K7QF-3M2XX", "K7QF 3M2X", "K7QF-3M2U", "K7QF_3M2X", "ÄÄÄÄÄÄÄÄ", "-"]
)
def test_anything_else_is_no_reference(typed: str) -> None:
    assert parse_reference(typed) is None


@given(st.binary(min_size=5, max_size=16))
def test_every_reference_survives_being_shown_and_typed(randomness: bytes) -> None:
    reference = reference_from(randomness)
    assert re.fullmatch(f"[{CROCKFORD}]{{8}}", reference)
    assert parse_reference(show_reference(reference).lower()) == reference


def test_a_reference_is_shown_in_two_groups() -> None:
    assert show_reference("K7QF3M2X") == "K7QF-3M2X"


@given(st.integers(0, 10**12), st.integers(1, 10**9), st.binary(min_size=10, max_size=10), st.binary(min_size=10))
def test_ulids_sort_by_their_time_whatever_the_randomness(start: int, later: int, one: bytes, other: bytes) -> None:
    first = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=start)
    second = first + timedelta(milliseconds=later)
    assert ulid_from(first, one) < ulid_from(second, other)


def test_a_ulid_has_the_form_of_the_specification() -> None:
    # the example time of github.com/ulid/spec: 1469918176385 is 01ARYZ6S41
    at = datetime(2016, 7, 30, 22, 36, 16, 385000, tzinfo=UTC)
    assert ulid_from(at, bytes(10)) == "01ARYZ6S410000000000000000"
    assert is_ulid(ulid_from(NOW, b"\xff" * 10))


@pytest.mark.parametrize(
    "text", ["", "01ARYZ6S41", "81ARYZ6S410000000000000000", "01aryz6s410000000000000000", "01ARYZ6S41000000000000000#"]
)
def test_what_is_not_a_ulid_is_told_apart(text: str) -> None:
    assert not is_ulid(text)


def test_crockford_numbers_are_padded_and_keep_their_order() -> None:
    assert crockford(0, 4) == "0000"
    assert crockford(31, 4) == "000Z"
    assert crockford(32, 4) == "0010"


def test_a_digest_depends_on_every_part_and_its_place() -> None:
    assert digest("a", "b") != digest("ab") != digest("b", "a")
    assert digest("a", "b") == digest("a", "b")
    assert len(digest("a")) == 26
    assert digest("a", length=8) == digest("a")[:8]


def test_a_digest_takes_any_text_even_what_utf8_cannot_hold() -> None:
    assert len(digest("\ud800")) == 26
