"""The parts of a mail are found in its bytes, within limits and whatever is wrong with their delimiters."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import guard as limits
from chalicelib.mail.guard import header_start, with_line_feeds
from chalicelib.mail.structure import Part, read_structure

HEAD = b"From: a@example.com\r\nSubject: s\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; "


def structure(raw: bytes) -> tuple[Part, list[str]]:
    notes: list[str] = []
    return read_structure(raw, header_start(raw), notes), notes


def parts(part: Part) -> Iterator[Part]:
    yield part
    for child in part.children:
        yield from parts(child)


def contents(raw: bytes) -> list[bytes]:
    """Of all parts that have no parts."""
    raw = with_line_feeds(raw)
    return [raw[part.start : part.end] for part in parts(structure(raw)[0]) if not part.children]


def depth(part: Part) -> int:
    return 1 + max(map(depth, part.children), default=0)


def test_parts_end_before_the_line_end_of_their_delimiter():
    raw = MIXED + b"boundary=b\r\n\r\npreamble\r\n--b\r\n\r\none\r\n\r\n--b  \r\n\r\ntwo\r\n--b--\r\nepilogue"
    assert contents(raw) == [b"one\r\n", b"two"]


def test_a_level_within_another_is_left_by_the_outer_delimiter():
    inner = b"--o\n\n1\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\n2\n--i\n\n3\n--o\n\n4\n--o--"
    assert contents(MIXED + b"boundary=o\n\n" + inner) == [b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize("levels", [limits.MAX_DEPTH + 1, 300, 1500])
def test_parts_nested_too_deep_stay_one_piece(levels):
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    raw = HEAD + b"".join(level % (number, number) for number in range(levels)) + b"\r\nend\r\n"
    found, notes = structure(raw)
    assert depth(found) == limits.MAX_DEPTH + 1
    assert notes == [limits.PARTS_CUT]
    assert b"end" in contents(raw)[-1]


def test_parts_beyond_the_limit_are_left_out():
    raw = MIXED + b"boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000 + b"--b--"
    found, notes = structure(raw)
    assert len(found.children) == limits.MAX_PARTS
    assert notes == [limits.PARTS_CUT]
    assert set(contents(raw)) == {b"x"}


@pytest.mark.parametrize(
    "declared",
    [
        b"boundary=b",
        b"boundary*=us-ascii''b",
        b"boundary*0=b",
        b"\r\n boundary=b",
        b"x=(; boundary=b",
        b'boundary="b   "',
        b'BOUNDARY = "b"',
        b'boundary="b',
        b'boundary="\\b"',
    ],
)
def test_a_boundary_is_known_however_it_is_declared(declared):
    raw = MIXED + declared + b"\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--"
    assert contents(raw) == [b"one", b"two"]


def test_a_boundary_with_a_backslash_counts_as_written_where_delimiters_have_it():
    raw = MIXED + b'boundary="a\\b"\r\n\r\n--a\\b\r\n\r\none\r\n--a\\b--'
    assert contents(raw) == [b"one"]


def test_a_boundary_without_semicolon_in_front_is_known():
    raw = HEAD + b"Content-Type: multipart/mixed boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--"
    assert contents(raw) == [b"one"]


def test_a_boundary_that_was_not_declared_is_seen_in_the_body():
    raw = HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b--"
    assert contents(raw) == [b"one"]


def test_a_boundary_that_looks_like_the_end_of_another_opens_its_part():
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=a--\n\n--a--\n\none\n--a----\n"
    assert contents(raw) == [b"one"]


def test_parts_after_a_closing_delimiter_are_found():
    raw = MIXED + b"boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\nads\r\n--b\r\n\r\ntwo\r\n--b--\r\n"
    assert contents(raw) == [b"one", b"two"]


def test_a_closing_delimiter_without_a_line_of_its_own_is_no_content():
    assert contents(MIXED + b"boundary=b\r\n\r\n--b\r\n\r\none--b--\r\n") == [b"one"]


def test_a_line_that_only_begins_like_a_delimiter_is_text():
    raw = MIXED + b"boundary=b\r\n\r\n--b\r\n\r\n--bb\r\n-- b\r\n--b--"
    assert contents(raw) == [b"--bb\r\n-- b"]


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n", b"\r\r\n"])
def test_parts_are_found_with_any_line_ends(line_end):
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 3
    assert [content.strip() for content in contents(raw.replace(b"\n", line_end))] == [b"x"] * 3


@pytest.mark.parametrize(
    "content_type", [b"message/rfc822", b"MESSAGE/RFC822", b"\r\n message/rfc822", b"message/delivery-status"]
)
def test_messages_within_the_mail_are_not_opened(content_type):
    raw = (b"Content-Type: " + content_type + b"\r\n\r\n") * 300 + HEAD + b"\r\nx" + b"\r\n\r\nA: b" * 1000
    assert list(parts(structure(raw)[0])) == [structure(raw)[0]]


def test_the_parts_of_a_digest_are_messages_by_default():
    found, _ = structure(HEAD + b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\n1\n--b--")
    assert [part.default_type for part in found.children] == ["message/rfc822"]


def test_more_lines_than_any_mail_has_are_not_looked_up(monkeypatch):
    monkeypatch.setattr("chalicelib.mail.structure.MAX_DASHED_LINES", 10)
    raw = MIXED + b"boundary=b\n\n--b\n\n" + b"--\n" * 20 + b"--b\n\nlost"
    found, notes = structure(raw)
    assert len(found.children) == 1
    assert notes == [limits.PARTS_CUT]


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
    raw = with_line_feeds(raw)
    found, _ = structure(raw)
    assert depth(found) <= limits.MAX_DEPTH + 1
    assert sum(1 for _ in parts(found)) <= limits.MAX_PARTS + 1
    leaves = sorted((part.start, part.end) for part in parts(found) if not part.children)
    assert all(start <= end for start, end in leaves)
    assert all(before[1] <= after[0] for before, after in pairwise(leaves))
