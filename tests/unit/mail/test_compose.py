"""What we send is well formed whatever goes in, and the same each time."""

import email
import email.policy
import re
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.compose import MARGIN, OutgoingFile, OutgoingMail, compose, split_by_size
from chalicelib.mail.parse import Address, parse
from chalicelib.mail.parts import bytes_taken

MAIL = OutgoingMail(
    from_=Address("Help, desk", "support@desk.example"),
    to=Address("Jäne Doe", "jane@example.com"),
    visible_to=(),
    cc=(),
    reply_to="support+t.k7qf3m2x.aaaaaaaa.bbbbbbbbbbbbbbbbbb@desk.example",
    subject="[K7QF-3M2X] Prüfung",
    text="Grüße\n.\nFrom here\n" + "long " * 300,
    html="<p>Grüße</p>",
    in_reply_to="1@example.com",
    references=("0@example.com", "1@example.com"),
    language="de",
    outbox_id="01JABC",
    automatic=None,
)


def a_file(name: str, content_type: str, content: bytes, content_id: str | None = None) -> OutgoingFile:
    return OutgoingFile(name, content_type, len(content), lambda: content, content_id)


def read(mail: OutgoingMail) -> email.message.EmailMessage:
    return email.message_from_bytes(compose(mail), policy=email.policy.default)


def test_a_reply_says_what_was_given():
    message = read(MAIL)
    assert message["From"].addresses[0].display_name == "Help, desk"
    assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [("Jäne Doe", "jane@example.com")]
    assert message["Reply-To"].addresses[0].addr_spec == MAIL.reply_to
    assert message["Subject"] == "[K7QF-3M2X] Prüfung"
    assert message["In-Reply-To"] == "<1@example.com>"
    assert message["References"].split() == ["<0@example.com>", "<1@example.com>"]
    assert message["Content-Language"] == "de"
    assert message["X-Lippu-Outbox"] == "01JABC"
    assert message["Auto-Submitted"] is None
    assert message["X-Auto-Response-Suppress"] is None
    plain, html = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html


def test_lines_are_short_and_end_in_crlf_and_all_is_ascii():
    raw = compose(replace(MAIL, references=tuple(f"{n}{'x' * 60}@example.com" for n in range(50)), subject="ä" * 300))
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_the_same_mail_gives_the_same_bytes():
    assert compose(MAIL) == compose(replace(MAIL))
    assert compose(MAIL) != compose(replace(MAIL, outbox_id="01JABD"))


@pytest.mark.parametrize("kind", ["auto-replied", "auto-generated"])
def test_automatic_mail_says_so(kind):
    message = read(replace(MAIL, automatic=kind))
    assert message["Auto-Submitted"] == kind
    assert message["X-Auto-Response-Suppress"] == "All"


def test_the_header_shows_everybody_but_the_mail_is_for_one():
    shown = (Address("A", "a@example.com"), Address("B", "b@example.com"))
    message = read(replace(MAIL, visible_to=shown, cc=(Address("", "c@example.com"),)))
    assert [a.addr_spec for a in message["To"].addresses] == ["a@example.com", "b@example.com"]
    assert [a.addr_spec for a in message["Cc"].addresses] == ["c@example.com"]


def test_files_and_pictures_arrive_as_they_are():
    files = (
        a_file('Jä"ne\r\n../x.pdf', "application/pdf", b"\x00\xff" * 100),
        a_file("logo.png", "IMAGE/png", b"png", "logo@x"),
        a_file("", "message/rfc822", b"Subject: x\n\ny"),
        a_file("a.bin", "bad\r\nX-Evil: 1", b""),
    )
    parsed = parse(compose(replace(MAIL, html='<img src="cid:logo@x">', attachments=files)))
    found = {file.name: (file.content_type, file.content, file.content_id) for file in parsed.attachments}
    assert found == {
        "logo.png": ("image/png", b"png", "logo@x"),
        "Jä_ne .._x.pdf": ("application/pdf", b"\x00\xff" * 100, None),
        "file": ("application/octet-stream", b"Subject: x\n\ny", None),
        "a.bin": ("application/octet-stream", b"", None),
    }


@pytest.mark.parametrize("field", ["subject", "reply_to", "in_reply_to", "language", "outbox_id"])
def test_no_field_can_add_a_header_line(field):
    message = read(replace(MAIL, **{field: "x\r\nBcc: evil@example.com\r\n\r\nbody\u2028y\x85z\x00"}))
    assert message["Bcc"] is None
    assert len(list(message.iter_parts())) == 2


@pytest.mark.parametrize(
    "name",
    [
        "a, b@evil.example",
        '"><evil@example.com>, x',
        "evil@example.com",
        "x\r\nBcc: evil@example.com",
        "=?utf-8?q?evil=40example=2Ecom=3E?=",
        "(comment",
        "Group: a;",
        "\\",
        "ä" * 200,
        'ä" <evil@example.com>',
        "a" * 500,
        "\u202eelpmaxe",
        "\ud800",
    ],
)
def test_a_name_is_exactly_one_recipient(name):
    message = read(replace(MAIL, to=Address(name, "jane@example.com")))
    assert [a.addr_spec for a in message["To"].addresses] == ["jane@example.com"]
    assert message["Bcc"] is None


def test_an_address_cannot_hold_a_second_one():
    message = read(replace(MAIL, to=Address("", "jane@example.com>, <evil@example.com")))
    assert len(message["To"].addresses) <= 1


@given(st.text(), st.text(), st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_composing_never_raises_and_one_part_stays_one(name, subject, text, id_, references):
    mail = replace(
        MAIL,
        to=Address(name, "jane@example.com"),
        subject=subject,
        text=text,
        in_reply_to=id_,
        references=tuple(references),
        outbox_id=id_,
    )
    parsed = parse(compose(mail))
    assert [address.email for address in parsed.to] == ["jane@example.com"]
    assert parsed.sender == Address("Help, desk", "support@desk.example")
    assert (parsed.html or "").strip() == MAIL.html


SIZES = (0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 1000, 57 * 8192 - 1, 57 * 8192, 57 * 8192 + 1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["plan.txt", "päätös " * 20, "😀" * 100])
def test_a_file_makes_a_mail_as_much_longer_as_was_counted(size: int, name: str):
    file = a_file(name, "text/plain", b"x" * size)
    bare, one, two = (len(compose(replace(MAIL, attachments=(file,) * count))) for count in range(3))
    boundary = len("--=_lippu_") + 32 + len("_1") + len("\r\n")
    assert two - one == bytes_taken(file) + boundary
    assert one - bare < bytes_taken(file) + 500


def test_a_mail_carries_what_fits_and_leaves_out_the_largest_files_first():
    files = tuple(a_file(f"{size}", "a/b", b"x" * size) for size in (30_000, 90_000, 10_000, 60_000))
    whole = replace(MAIL, attachments=files)
    for room in (1_000, 70_000, 80_000, 120_000, 180_000, 230_000, 270_000, 400_000):
        fitting, left_out = split_by_size(whole, room)
        assert sorted((*fitting.attachments, *left_out), key=by_size) == sorted(files, key=by_size)
        assert [file for file in files if file in fitting.attachments] == list(fitting.attachments), "in their order"
        assert list(left_out) == sorted(left_out, key=by_size, reverse=True)
        if fitting.attachments:
            assert len(compose(fitting)) <= room
            assert not left_out or by_size(left_out[-1]) >= max(map(by_size, fitting.attachments))
        if left_out:
            one_more = replace(fitting, attachments=(*fitting.attachments, left_out[-1]))
            assert len(compose(one_more)) > room - MARGIN, "nothing is left out without need"
    assert split_by_size(whole, 400_000)[1] == ()


def by_size(file: OutgoingFile) -> int:
    return file.size


def test_all_files_of_a_big_mail_are_not_held_at_once():
    files = tuple(OutgoingFile(f"{n}.bin", "a/b", 1_000_000, lambda: bytes(1_000_000)) for n in range(9))
    tracemalloc.start()
    raw = compose(replace(MAIL, attachments=files))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(raw) > 12_000_000
    assert peak < 2.5 * len(raw)


def test_lines_of_files_are_as_short_as_they_must_be():
    raw = compose(replace(MAIL, attachments=(a_file("x", "a/b", bytes(range(256)) * 5000),)))
    lines = raw.split(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines if re.fullmatch(rb"[A-Za-z0-9+/=]{20,}", line)) == 76
