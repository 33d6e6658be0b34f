"""Header blocks are read within limits, whatever stands in them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import guard as limits
from chalicelib.mail.guard import header_start, read_fields, with_line_feeds

HEAD = b"From: a@example.com\r\nSubject: s\r\n"


def read(raw: bytes) -> tuple[dict[str, bytes], bytes, list[str]]:
    notes: list[str] = []
    fields = read_fields(raw, header_start(raw), notes)
    return {name: value.strip() for name, value in fields.values}, raw[fields.end :], notes


def test_a_header_is_read_up_to_the_blank_line():
    fields, body, notes = read(HEAD + b"X-A: one\r\n two\r\n\r\nHello: you\r\n")
    assert fields == {"from": b"a@example.com", "subject": b"s", "x-a": b"one\r\n two"}
    assert body == b"Hello: you\r\n"
    assert notes == []


def test_a_header_block_is_cut_to_its_limits():
    fields = read_fields(HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nbody", 0, notes := [])
    assert len(fields.values) == limits.MAX_HEADERS
    assert notes == [limits.HEADERS_CUT]
    one, body, notes = read(HEAD + b"X-A: " + b"b" * 100_000 + b"\r\nX-B: c\r\n\r\nbody")
    assert len(one["x-a"]) < limits.MAX_HEADER
    assert (one["x-b"], body, notes) == (b"c", b"body", [limits.HEADERS_CUT])
    raw = HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"b" * 8000) for n in range(20)) + b"\r\nbody"
    big, body, notes = read(raw)
    assert sum(map(len, big.values())) <= limits.MAX_HEADER_BLOCK
    assert (body, notes) == (b"body", [limits.HEADERS_CUT])


@pytest.mark.parametrize("start", [b"\r\n\n", b"From jane Mon Jan 1 00:00:00 2024\r\n", b"\n>From jane x\n"])
def test_an_mbox_line_and_blank_lines_in_front_are_skipped(start):
    assert read(start + HEAD + b"\r\nx")[0] == {"from": b"a@example.com", "subject": b"s"}


def test_blank_lines_in_front_of_no_header_are_an_empty_header():
    assert read(b"\r\n\r\ntext") == ({}, b"\r\ntext", [])


def test_a_blank_before_the_colon_of_a_header_is_tolerated():
    assert read(b"From : a@example.com\r\nSubject: one : two\r\n\r\nx")[0] == {
        "from": b"a@example.com",
        "subject": b"one : two",
    }


def test_a_line_that_is_no_header_begins_the_body():
    assert read(b"Subject: s\nHello you\nmore: text\n")[:2] == ({"subject": b"s"}, b"Hello you\nmore: text\n")


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n", b"\r\r\n"])
def test_any_line_ends_are_understood(line_end):
    raw = with_line_feeds((HEAD + b"\r\none\r\ntwo\r\n").replace(b"\r\n", line_end))
    fields, body, _ = read(raw)
    assert fields == {"from": b"a@example.com", "subject": b"s"}
    assert body.split() == [b"one", b"two"]


@given(st.binary(max_size=2000))
def test_any_bytes_have_a_header_and_a_body(raw):
    fields = read_fields(raw, header_start(raw), [])
    assert 0 <= fields.end <= len(raw)


def test_no_group_is_repeated_possessively() -> None:
    """`(...)*+` takes too much on Python before 3.11.5 (CPython issue 106052); `(?>(...)*)` says the same and works."""
    for path in Path(limits.__file__).parent.glob("*.py"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not re.search(r"\)(?:[*+?]|\{[\d,]+\})\+", line), f"{path.name}:{number}"


@pytest.mark.parametrize(
    ("broken", "fields"),
    [
        (b"Received: one\nby two\nFrom: a@x\n\n", {"received": b"one\n by two", "from": b"a@x"}),
        (b'Content-Type: a/b;\nname="c"\nContent-Disposition: x\n\n', {"content-type": b'a/b;\n name="c"'}),
        (b"junk\nSubject: s\n\n", {"subject": b"s"}),
    ],
)
def test_a_fold_that_lost_its_blank_belongs_to_the_field_before(broken, fields):
    found, body, _ = read(broken + b"body")
    assert fields.items() <= found.items()
    assert body == b"body"


@pytest.mark.parametrize("body", [b"Hello\n\nFrom: a@x\n", b"Hello\nnote: this\nand that\n", b"--b\nFrom: a@x\n"])
def test_text_without_a_blank_line_in_front_stays_text(body):
    assert read(b"Subject: s\n" + body)[:2] == ({"subject": b"s"}, body)


@pytest.mark.parametrize(
    "hidden",
    [
        b"X-A: b\n" * limits.MAX_HEADERS + b"From: other@example.com\n\n",
        b"".join(b"X-%d: %s\n" % (n, b"b" * 8000) for n in range(20)) + b"fRoM : other@example.com\n\n",
        b"X-A: b\rFrom: other@example.com\n\n",
    ],
)
def test_a_second_sender_cannot_be_hidden(hidden):
    notes: list[str] = []
    fields = read_fields(HEAD + hidden + b"From: not a header\n", 0, notes)
    assert [value.strip() for name, value in fields.values if name == "from"] == [b"a@example.com", b""]


def test_a_sender_in_the_text_is_no_sender():
    fields = read_fields(HEAD + b"X-A: b\n" * 600 + b"\nFrom: not a header\n\rFrom: x", 0, [])
    assert [value.strip() for name, value in fields.values if name == "from"] == [b"a@example.com"]
