"""Only what we signed leads a mail to a ticket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.signing import Keyring
from chalicelib.mail.parse import parse
from chalicelib.mail.thread import (
    OwnId,
    comparable_message_id,
    find_hints,
    own_message_id,
    read_own_message_id,
    read_reply_address,
    reply_address,
    token_owner_is,
)

BASE, TICKET, JANE = "support@desk.example", "K7QF3M2X", "jane@example.com"
ENTRY = "01JABCDEFGHJKMNPQRSTVWXYZ0"
OLD, NEW, NEWEST = (bytes([number]) * 32 for number in (1, 2, 3))
SIGNER = Keyring({1: OLD, 2: NEW})


def test_a_reply_address_names_ticket_and_recipient_and_fits_a_local_part():
    address = reply_address(BASE, TICKET, JANE, SIGNER)
    local, _, domain = address.partition("@")
    assert local.startswith("support+t.k7qf3m2x.")
    assert domain == "desk.example"
    assert len(local) <= 64
    token = read_reply_address(address, SIGNER)
    assert token is not None
    assert token.reference == TICKET
    assert token_owner_is(token, "Jane@Example.com")
    assert not token_owner_is(token, "john@example.com")
    assert not token_owner_is(token, "no address")


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, lambda text: f" <{text}> "])
def test_a_reply_address_survives_what_mail_systems_do_to_it(change):
    assert read_reply_address(change(reply_address(BASE, TICKET, JANE, SIGNER)), SIGNER) is not None


def test_a_reply_address_cannot_be_made_or_changed_by_others():
    address = reply_address(BASE, TICKET, JANE, SIGNER)
    local = address.partition("@")[0]
    for index in range(len("support+t."), len(local)):
        other = "a" if local[index] != "a" else "b"
        assert read_reply_address(f"{local[:index]}{other}{local[index + 1 :]}@desk.example", SIGNER) is None
    stranger = Keyring({2: NEWEST})
    assert read_reply_address(reply_address(BASE, TICKET, JANE, stranger), SIGNER) is None


def test_a_code_for_one_recipient_or_ticket_serves_no_other():
    jane = reply_address(BASE, TICKET, JANE, SIGNER).partition("@")[0].split(".")
    john = reply_address(BASE, TICKET, "john@example.com", SIGNER).partition("@")[0].split(".")
    other = reply_address(BASE, "00000000", JANE, SIGNER).partition("@")[0].split(".")
    assert read_reply_address(".".join([*john[:3], jane[3]]) + "@desk.example", SIGNER) is None
    assert read_reply_address(".".join([*other[:3], jane[3]]) + "@desk.example", SIGNER) is None


def test_a_code_for_a_message_id_is_none_for_a_reply_address():
    class OnePurpose:
        """A signer that forgets the purpose would take one for the other; the keyring does not."""

        def sign(self, purpose: str, payload: bytes, size: int) -> bytes:
            return SIGNER.sign("message-id", payload, size)

        def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool:
            return SIGNER.verify("message-id", payload, mac)

    assert read_reply_address(reply_address(BASE, TICKET, JANE, OnePurpose()), SIGNER) is None


def test_two_key_versions_are_read_and_retired_ones_are_not():
    address = reply_address(BASE, TICKET, JANE, Keyring({1: OLD}))
    msgid = own_message_id(TICKET, ENTRY, "desk.example", Keyring({1: OLD}))
    assert read_reply_address(address, Keyring({1: OLD, 2: NEW})) is not None
    assert read_own_message_id(msgid, Keyring({1: OLD, 2: NEW})) is not None
    assert read_reply_address(address, Keyring({1: OLD, 2: NEW, 3: NEWEST})) is None
    assert read_own_message_id(msgid, Keyring({1: OLD, 2: NEW, 3: NEWEST})) is None


def test_a_base_address_too_long_for_tokens_is_refused():
    reply_address("a" * 25 + "@desk.example", TICKET, JANE, SIGNER)
    with pytest.raises(ValueError, match="too long"):
        reply_address("a" * 26 + "@desk.example", TICKET, JANE, SIGNER)


def test_an_own_message_id_names_ticket_and_entry_and_cannot_be_changed():
    msgid = own_message_id(TICKET, ENTRY, "desk.example", SIGNER)
    assert read_own_message_id(msgid, SIGNER) == OwnId(TICKET, ENTRY)
    assert read_own_message_id(f"<{msgid}>", SIGNER) == OwnId(TICKET, ENTRY)
    assert read_own_message_id(msgid.replace(TICKET, "00000000"), SIGNER) is None
    assert read_own_message_id(msgid.replace(ENTRY, ENTRY[:-1] + "1"), SIGNER) is None
    assert read_own_message_id(msgid.replace("@", "a@"), SIGNER) is None
    with pytest.raises(ValueError, match="entry"):
        own_message_id(TICKET, "no entry>", "desk.example", SIGNER)


@given(st.text(max_size=150))
def test_reading_anything_never_raises(text):
    assert read_reply_address(text, SIGNER) is None
    assert read_reply_address(f"support+t.k7qf3m2x.00000000.{text}@desk.example", SIGNER) is None
    assert read_own_message_id(text, SIGNER) is None


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("<0100-abc-000000@email.amazonses.com>", "0100-abc-000000"),
        ("0100-abc-000000@eu-west-1.amazonses.com", "0100-abc-000000"),
        ("0100-abc-000000", "0100-abc-000000"),
        ("a@example.com", "a@example.com"),
        ("a@amazonses.com.example.com", "a@amazonses.com.example.com"),
    ],
)
def test_ids_that_ses_gave_compare_by_their_local_part(written, compared):
    assert comparable_message_id(written) == compared


def test_hints_are_found_in_recipients_references_and_subject():
    own = own_message_id(TICKET, ENTRY, "desk.example", SIGNER)
    raw = (
        f"From: a@example.com\nSubject: Re: [k7qf-3m2x] Help\nIn-Reply-To: <3@x>\n"
        f"References: <1@x> <{own}> <2@eu-west-1.amazonses.com> <3@x>\n\nhi"
    ).encode()
    address = reply_address(BASE, TICKET, JANE, SIGNER)
    hints = find_hints(parse(raw), [address, "other@desk.example", address.upper()], SIGNER)
    assert [token.reference for token in hints.tokens] == [TICKET]
    assert hints.own_ids == (OwnId(TICKET, ENTRY),)
    assert hints.message_ids == ("3@x", "2", own, "1@x")
    assert hints.subject_reference == TICKET


def test_tokens_in_headers_or_attached_messages_mean_nothing():
    address = reply_address(BASE, TICKET, JANE, SIGNER)
    raw = f"From: a@example.com\nTo: {address}\nContent-Type: message/rfc822\n\nTo: {address}\n\nhi".encode()
    assert find_hints(parse(raw), [BASE], SIGNER).tokens == ()


def test_only_the_newest_ids_are_looked_at():
    references = " ".join(f"<{number}@x>" for number in range(100))
    hints = find_hints(parse(f"References: {references}\n\nhi".encode()), [], SIGNER)
    assert hints.message_ids[0] == "99@x"
    assert len(hints.message_ids) == 20
