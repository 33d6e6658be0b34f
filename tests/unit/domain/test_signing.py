import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.signing import Keyring

OLD, NEW, NEWEST = b"1" * 32, b"2" * 32, b"3" * 40
RING = Keyring({1: OLD, 2: NEW})


@given(st.text(max_size=20), st.binary(max_size=100), st.integers(11, 33))
def test_what_was_signed_verifies(purpose: str, payload: bytes, size: int) -> None:
    mac = RING.sign(purpose, payload, size)
    assert len(mac) == size
    assert RING.verify(purpose, payload, mac)


def test_a_code_for_one_purpose_is_worth_nothing_for_another() -> None:
    assert not RING.verify("form", b"payload", RING.sign("upload", b"payload", 17))


@given(st.binary(min_size=1, max_size=40), st.data())
def test_one_changed_bit_in_code_or_payload_is_noticed(payload: bytes, data: st.DataObject) -> None:
    mac = RING.sign("p", payload, 17)
    place = data.draw(st.integers(0, len(mac) * 8 - 1))
    changed = bytearray(mac)
    changed[place // 8] ^= 1 << place % 8
    assert not RING.verify("p", payload, bytes(changed))
    place = data.draw(st.integers(0, len(payload) * 8 - 1))
    other = bytearray(payload)
    other[place // 8] ^= 1 << place % 8
    assert not RING.verify("p", bytes(other), mac)


def test_the_newest_key_signs_and_the_one_before_still_verifies() -> None:
    before = Keyring({1: OLD}).sign("p", b"x", 17)
    assert RING.verify("p", b"x", before)
    assert RING.sign("p", b"x", 17)[0] == 2


def test_a_retired_key_verifies_nothing() -> None:
    ring = Keyring({1: OLD, 2: NEW, 3: NEWEST})
    assert not ring.verify("p", b"x", Keyring({1: OLD}).sign("p", b"x", 17))
    assert ring.verify("p", b"x", RING.sign("p", b"x", 17))


def test_the_version_is_inside_the_code() -> None:
    same_secret = Keyring({1: OLD, 2: OLD})
    mac = same_secret.sign("p", b"x", 17)
    assert not same_secret.verify("p", b"x", b"\x01" + mac[1:])


@pytest.mark.parametrize("mac", [b"", b"\x02", b"\x02" * 10])
def test_a_code_too_short_to_be_safe_is_refused(mac: bytes) -> None:
    assert not RING.verify("p", b"x", mac)
    assert not RING.verify("p", b"x", RING.sign("p", b"x", 10))


@pytest.mark.parametrize("secrets", [{}, {0: OLD}, {256: OLD}, {1: b"short"}, {1: OLD, 2: b""}])
def test_an_unsafe_ring_cannot_be_made(secrets: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="key"):
        Keyring(secrets)
