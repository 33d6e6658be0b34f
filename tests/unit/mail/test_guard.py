"""What reaches the `email` package is within limits that it can bear."""

import email
import re
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import guard as limits
from chalicelib.mail.guard import guard, reopened

HEAD = b"From: a@example.com\r\nSubject: s\r\n"


def depth(message: Message) -> int:
    children = message.get_payload()
    return 1 + max((depth(child) for child in children), default=0) if isinstance(children, list) else 1


def part_count(raw: bytes) -> int:
    return sum(1 for _ in email.message_from_bytes(raw).walk())


def nested(levels: int) -> bytes:
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return HEAD + b"".join(level % (number, number) for number in range(levels)) + b"\r\nend\r\n"


def test_an_ordinary_mail_keeps_its_bytes_and_has_no_notes():
    raw = HEAD + b"Content-Type: text/plain\r\n\r\nHello -- you\r\n--\r\nJane\r\n"
    guarded = guard(raw)
    assert guarded.raw.replace(b"\r\n", b"\n") == raw.replace(b"\r\n", b"\n")
    assert guarded.notes == ()


def test_a_header_block_is_cut_to_its_limits():
    many = guard(HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nbody")
    assert len(email.message_from_bytes(many.raw)) <= limits.MAX_HEADERS
    assert many.notes == (limits.HEADERS_CUT,)
    long = guard(HEAD + b"X-A: " + b"b" * 100_000 + b"\r\nX-B: c\r\n\r\nbody")
    message = email.message_from_bytes(long.raw)
    assert len(message["X-A"]) < limits.MAX_HEADER
    assert message["X-B"] == "c"
    assert message.get_payload() == "body"
    big = guard(HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"b" * 8000) for n in range(20)) + b"\r\nbody")
    assert big.raw.index(b"\n\n") <= limits.MAX_HEADER_BLOCK


@pytest.mark.parametrize("levels", [limits.MAX_DEPTH + 1, 300, 1500])
def test_deeply_nested_parts_are_cut(levels):
    guarded = guard(nested(levels))
    assert guarded.notes == (limits.PARTS_CUT,)
    assert depth(email.message_from_bytes(guarded.raw)) <= limits.MAX_DEPTH + 2


def test_parts_beyond_the_limit_are_cut():
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000 + b"--b--"
    guarded = guard(raw)
    assert part_count(guarded.raw) == limits.MAX_PARTS + 1
    assert guarded.notes == (limits.PARTS_CUT,)


@pytest.mark.parametrize(
    "declared",
    [
        b"boundary*=us-ascii''b",
        b"boundary*0=b",
        b'boundary="\\b"',
        b"\r\n boundary=b",
        b"x=(; boundary=b",
        b'boundary="b   "',
    ],
)
def test_parts_are_counted_however_the_boundary_is_declared(declared):
    raw = HEAD + b"Content-Type: multipart/mixed; " + declared + b"\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000
    assert part_count(guard(raw).raw) <= limits.MAX_PARTS + 1


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n", b"\r\r\n"])
def test_parts_are_counted_with_any_line_ends(line_end):
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000
    assert part_count(guard(raw.replace(b"\n", line_end)).raw) <= limits.MAX_PARTS + 1


@pytest.mark.parametrize(
    "content_type",
    [b"message/rfc822", b"MESSAGE/RFC822", b"\r\n message/rfc822", b"\x0bmessage/delivery-status", b"\x1c message/x"],
)
def test_messages_within_the_mail_are_not_opened(content_type):
    raw = (b"Content-Type: " + content_type + b"\r\n\r\n") * 300 + HEAD + b"\r\nx" + b"\r\n\r\nA: b" * 1000
    assert part_count(guard(raw).raw) == 1


def test_messages_of_a_digest_are_not_opened():
    inner = b"--b\r\n\r\nContent-Type: multipart/digest; boundary=b\r\n\r\n" * 50
    raw = HEAD + b"Content-Type: multipart/digest; boundary=b\r\n\r\n" + inner
    assert depth(email.message_from_bytes(guard(raw).raw)) == 2


def test_reopened_content_is_what_was_sent():
    sent = b"Content-Type: message/rfc822\n\nContent-Type: multipart/digest; boundary=x\n\n"
    assert reopened(guard(sent).raw) == sent


def test_a_content_type_is_cut_to_its_limit():
    raw = HEAD + b"Content-Type: text/plain" + b"".join(b"; p%d=v" % n for n in range(5500)) + b"\r\n\r\nx"
    assert len(email.message_from_bytes(guard(raw).raw)["Content-Type"]) <= limits.MAX_CONTENT_TYPE


def test_lines_beyond_the_limit_are_cut():
    guarded = guard(HEAD + b"\r\n" + b"\n" * (limits.MAX_LINES + 10))
    assert guarded.raw.count(b"\n") <= limits.MAX_LINES
    assert guarded.notes == (limits.LINES_CUT,)


def test_an_mbox_line_and_blank_lines_in_front_are_skipped():
    guarded = guard(b"\r\n\nFrom jane Mon Jan 1 00:00:00 2024\r\n" + HEAD + b"\r\nx")
    assert guarded.raw.startswith(b"From: a@example.com")


def test_a_blank_before_the_colon_of_a_header_is_tolerated():
    message = email.message_from_bytes(guard(b"From : a@example.com\r\nSubject: one : two\r\n\r\nx").raw)
    assert message["From"] == "a@example.com"
    assert message["Subject"] == "one : two"


@given(st.binary(max_size=2000))
def test_guarding_never_raises_and_twice_changes_nothing(raw):
    once = guard(raw).raw
    assert guard(once).raw == once


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=a\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/digest; boundary=a--\n",
        b"Content-Type: message/rfc822\n",
        b"content-type:\n message/delivery-status\n",
        b"\n",
        b"\r",
        b"--a\n",
        b"--b\n",
        b"--a--\n",
        b"--a----\n",
        b"--b-- \n",
        b"text\n",
        b"X: y\n",
    ]
)


@given(st.lists(PIECES, max_size=400).map(b"".join))
def test_no_arrangement_of_parts_gets_past_the_limits(raw):
    message = email.message_from_bytes(guard(raw).raw)
    assert depth(message) <= limits.MAX_DEPTH + 2
    assert sum(1 for _ in message.walk()) <= limits.MAX_PARTS + 2


def test_no_group_is_repeated_possessively() -> None:
    """`(...)*+` takes too much on Python before 3.11.5 (CPython issue 106052); `(?>(...)*)` says the same and works."""
    for path in Path(limits.__file__).parent.glob("*.py"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not re.search(r"\)(?:[*+?]|\{[\d,]+\})\+", line), f"{path.name}:{number}"
