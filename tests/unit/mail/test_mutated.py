"""Mail that was damaged on its way, or on purpose, is read without an exception."""

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.mail.parse import parse
from tests.support.hostile_mails import tnef
from tests.support.mails import mail

PICTURE = b"Content-Type: image/png\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\niVBO"
WINMAIL = base64.encodebytes(tnef((2, 0x9002, bytes(14)), (2, 0x8010, b"a.txt\0"), (2, 0x800F, b"a")))
EVENT = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=a:20260101T100000\nATTENDEE;CN=y:mailto:z@x\nEND:VEVENT\n"
)
PARTS = [
    b'Content-Type: multipart/related; boundary="in"\n\n--in\nContent-Type: text/html\n\n'
    b'<table><td><img src="cid:p@x"><a href="http://x.example">x</a>\n--in\n' + PICTURE + b"\n--in--",
    b"Content-Type: text/plain; format=flowed; charset=iso-2022-jp\n\none \ntwo\n",
    b"Content-Type: application/ms-tnef; name*0*=utf-8''w%C3; name*1*=%A4\nContent-Transfer-Encoding: base64\n\n"
    + WINMAIL,
    b"Content-Type: text/calendar; method=REQUEST\n\n" + EVENT,
    b"Content-Type: message/rfc822\n\nSubject: =?utf-8?q?J=C3=A4?=\n\ninner",
    b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
]
MIXED = b"From: a@example.com\nContent-Type: multipart/mixed; boundary=out\n\n" + b"".join(
    b"--out\n" + part + b"\n" for part in PARTS
)
SAMPLES = [MIXED, mail(html="<p>It <b>burns</b>", attachments={"Jä.txt": b"\0\1" * 50})]

EDITS = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12) | st.sampled_from([b"\n", b"--out\n", b"=?"])
    ),
    max_size=8,
)


def edited(raw: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """With pieces replaced: at a share of the length, so many bytes, by these."""
    for place, length, piece in edits:
        start = int(place * len(raw))
        raw = raw[:start] + piece + raw[start + length :]
    return raw


@settings(max_examples=200)
@given(st.sampled_from(SAMPLES), EDITS)
def test_damaged_mail_is_read(raw, edits):
    parsed = parse(edited(raw, edits))
    for text in (parsed.subject, parsed.text, parsed.html or "", *(file.name for file in parsed.attachments)):
        assert "\0" not in text
        text.encode()
