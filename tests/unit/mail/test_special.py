"""Signed mail shows its text, encrypted mail a placeholder, and their files keep their bytes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.cms import Unreadable, signed_content
from chalicelib.mail.parse import parse
from chalicelib.mail.special import ENCRYPTED, ENCRYPTED_TEXT, PGP_FILE, SIGNED_TEXT

HEAD = b"From: a@example.com\n"
INNER = b'Content-Type: text/plain; charset="utf-8"\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n'
SIGNED, ENVELOPED, DATA = (bytes.fromhex(f"2a864886f70d01070{number}") for number in (2, 3, 1))
ARMOUR = b"-----BEGIN PGP MESSAGE-----\nVersion: x\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----"


def der(tag: int, *values: bytes) -> bytes:
    value = b"".join(values)
    size = len(value)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + value


def open_ended(tag: int, *values: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(values) + b"\0\0"


def cms(kind: bytes, content: bytes, wrap=der) -> bytes:
    """Without certificates and signatures, which nothing here looks at."""
    enclosed = wrap(0x30, der(0x06, DATA), content)
    return wrap(0x30, der(0x06, kind), wrap(0xA0, wrap(0x30, b"\x02\x01\x01", der(0x31, der(0x30)), enclosed)))


def smime(content: bytes) -> bytes:
    head = b'Content-Type: application/pkcs7-mime; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'
    return HEAD + head + base64.encodebytes(content)


def mixed(kind: str, *parts: bytes) -> bytes:
    body = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return HEAD + f"Content-Type: multipart/{kind}; boundary=b\n\n".encode() + body + b"--b--\n"


@pytest.mark.parametrize(
    "signed",
    [
        cms(SIGNED, der(0xA0, der(0x04, INNER))),
        cms(SIGNED, open_ended(0xA0, open_ended(0x24, der(0x04, INNER[:20]), der(0x04, INNER[20:]))), open_ended),
        cms(SIGNED, der(0xA0, der(0x24, der(0x04, INNER)))),
    ],
)
def test_the_text_inside_a_signature_is_shown_and_the_signed_file_stays(signed):
    parsed = parse(smime(signed))
    assert parsed.text == "Grüße\n"
    assert [(file.name, file.content) for file in parsed.attachments] == [("smime.p7m", signed)]
    assert parsed.notes == ()


def test_a_signature_that_cannot_be_read_gets_a_placeholder():
    assert parse(smime(cms(SIGNED, der(0xA0, der(0x02, b"\1"))))).text == SIGNED_TEXT


def test_a_signature_that_stands_apart_encloses_nothing():
    with pytest.raises(Unreadable):
        signed_content(cms(SIGNED, b""))


def test_encrypted_mail_of_smime_gets_a_placeholder():
    content = cms(ENVELOPED, der(0xA0, der(0x04, b"secret")))
    parsed = parse(smime(content))
    assert (parsed.text, parsed.notes) == (ENCRYPTED_TEXT, (ENCRYPTED,))
    assert [file.content for file in parsed.attachments] == [content]


def test_encrypted_mail_of_pgp_gets_a_placeholder():
    version = b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n"
    parsed = parse(mixed("encrypted", version, b"Content-Type: application/octet-stream; name=x.asc\n\n" + ARMOUR))
    assert (parsed.text, parsed.notes) == (ENCRYPTED_TEXT, (ENCRYPTED,))
    assert [file.content for file in parsed.attachments] == [b"Version: 1\n", ARMOUR]


def test_armour_in_the_text_becomes_a_file():
    parsed = parse(HEAD + b"\nHello\n\n" + ARMOUR + b"\n\nBye\n")
    assert (parsed.text, parsed.notes) == (f"Hello\n\n{ENCRYPTED_TEXT}\n\nBye\n", (ENCRYPTED,))
    assert [(file.name, file.content) for file in parsed.attachments] == [(PGP_FILE, ARMOUR)]


@pytest.mark.parametrize("kind", ["application/pgp-signature", "application/pkcs7-signature"])
def test_text_beside_a_signature_is_shown(kind):
    signature = f"Content-Type: {kind}; name=signature.asc\n\nxyz".encode()
    parsed = parse(mixed("signed", b"Content-Type: text/plain\n\nsigned words", signature))
    assert (parsed.text, parsed.notes) == ("signed words", ())
    assert [(file.name, file.content) for file in parsed.attachments] == [("signature.asc", b"xyz")]


@given(st.binary(max_size=60), st.integers(0, 100))
def test_damaged_signatures_are_refused_or_read(noise, place):
    whole = cms(SIGNED, open_ended(0xA0, open_ended(0x24, der(0x04, INNER))), open_ended)
    try:
        signed_content(whole[:place] + noise + whole[place:])
    except Unreadable:
        return
