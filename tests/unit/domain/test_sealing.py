"""What is sealed comes back as it was, for its purpose only, in one spelling only."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.sealing import seal, unseal
from chalicelib.domain.signing import Keyring

RING = Keyring({1: b"k" * 32})
SEALED = seal(RING, "file", b"payload")


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_was_sealed_comes_back_for_a_url(payload: bytes, bound_to: bytes) -> None:
    sealed = seal(RING, "file", payload, bound_to)
    assert unseal(RING, "file", sealed, bound_to) == payload
    assert sealed.isascii()
    assert sealed.replace("-", "").replace("_", "").isalnum()
    if bound_to:
        assert unseal(RING, "file", sealed) is None


def test_it_counts_for_its_purpose_its_bond_and_its_key_alone() -> None:
    assert unseal(RING, "file", SEALED) == b"payload"
    assert unseal(RING, "form", SEALED) is None
    assert unseal(RING, "file", SEALED, b"x") is None
    assert unseal(Keyring({1: b"o" * 32}), "file", SEALED) is None


def test_a_change_in_any_character_is_noticed() -> None:
    for index, character in enumerate(SEALED):
        other = "B" if character == "A" else "A"
        assert unseal(RING, "file", SEALED[:index] + other + SEALED[index + 1 :]) is None


@pytest.mark.parametrize("change", ["{}=", "{}==", "{}!", " {}", "{}\n", "{}AAAA", "{}\ud83d", "", "A", "****", "ä"])
def test_another_spelling_is_none_of_ours(change: str) -> None:
    assert unseal(RING, "file", change.format(SEALED)) is None


def test_a_short_code_is_no_code() -> None:
    for length in (0, 11, 16):
        short = base64.urlsafe_b64encode(RING.sign("file", b"", 17)[:length]).decode().rstrip("=")
        assert unseal(RING, "file", short) is None
