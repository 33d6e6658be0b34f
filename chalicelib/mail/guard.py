"""Linear cuts on the raw bytes, before the `email` package sees them.

That package recurses once per nested part, keeps an object per part and per delivery-status block, and reads header
parameters in quadratic time. Here it loses the means for that: there are limits on headers, lines, parts and depth, and
messages within the mail (`message/*`) are given a type that it does not look into. What is over a limit is cut and
noted; the original stays in storage.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

MAX_HEADER_BLOCK = 64 * 1024
MAX_HEADER = 8 * 1024
MAX_CONTENT_TYPE = 2 * 1024
MAX_HEADERS = 500
MAX_PARTS = 100
MAX_DEPTH = 20
MAX_LINES = 700_000  # a mail of 40 MB in lines of 76 characters has 525,000
MAX_CONTENT_TYPES = 500

HEADERS_CUT = "the header was shortened"
PARTS_CUT = "parts were left out"
LINES_CUT = "lines were left out"

CLOSED_MESSAGE = "x-lippu-message/"
"""Stands for `message/` in guarded mail."""
CLOSED_DIGEST = "x-lippu-digest"
"""Stands for the subtype `digest`, whose parts are messages unless they say otherwise."""

_LINE_END = re.compile(rb"\r\n?|\n")
_HEADER_END = re.compile(rb"(?:\A|(?>\r\n?|\n))(?>\r\n?|\n)")
_HEADER = re.compile(rb"[^\r\n]*(?:(?:\r\n?|\n)[ \t][^\r\n]*)*(?:\r\n?|\n|\Z)")
# Searched in lower-case bytes, where a plain literal is found many times faster than by a case-blind pattern.
_CONTENT_TYPE_NAME = re.compile(rb"[\r\n](content-type:)")
_HEADER_VALUE = re.compile(rb"[^\r\n]*+(?>(?:(?>\r\n?|\n)[ \t][^\r\n]*+)*)")
_TORN_BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t]*\"[^\"\r\n]*[\r\n][^\"]*\"", re.IGNORECASE)
_MESSAGE = re.compile(rb"\A([\s\x1c-\x1f]*)message/", re.IGNORECASE)
_DIGEST = re.compile(rb"\A([\s\x1c-\x1f]*)multipart/digest", re.IGNORECASE)
_MBOX_LINE = re.compile(rb">?From (?![ \t]*:)")
_HEADER_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")
_UNSEPARATED = re.compile(rb"\A(\s*multipart/[\w.+-]{1,60})\s+boundary", re.IGNORECASE)
_BLANK_BEFORE_COLON = re.compile(rb"\A([!-9;-~]{1,80})[ \t]+:")
_DASHED_LINE = re.compile(rb"[\r\n]--([^\r\n]+)")


@dataclass(frozen=True, slots=True)
class Guarded:
    """Bytes that are safe to parse, and what was cut to make them so."""

    raw: bytes
    notes: tuple[str, ...]


def reopened(content: bytes) -> bytes:
    """Content of a part of guarded mail as it was sent."""
    if b"x-lippu-" not in content:
        return content
    content = content.replace(CLOSED_MESSAGE.encode(), b"message/")
    return content.replace(b"multipart/" + CLOSED_DIGEST.encode(), b"multipart/digest")


def guard(raw: bytes) -> Guarded:
    """The mail within every limit above, with `message/` types closed. Linear in the mail's size, never raises."""
    notes: list[str] = []
    raw = re.sub(rb"\r{2,}\n", b"\r\n", raw) if b"\r\r\n" in raw else raw
    raw = _without_envelope_lines(raw)
    raw = _within_line_limit(raw, notes)
    raw = _within_header_limits(raw, notes)
    raw = b"\n" + raw  # so that every line has a line end in front
    content_types: list[bytes] = []
    raw = b"".join(_with_harmless_content_types(raw, content_types, notes))
    raw = _within_part_limits(raw, content_types, notes)
    return Guarded(raw[1:], tuple(dict.fromkeys(notes)))


def _without_envelope_lines(raw: bytes) -> bytes:
    """Without blank lines and an mbox `From ` line in front of the header."""
    start = re.match(rb"[\r\n]*", raw)
    body = raw[start.end() :] if start else raw
    if _MBOX_LINE.match(body):
        line_end = _LINE_END.search(body)
        return body[line_end.end() :] if line_end else b""
    return body if _HEADER_NAME.match(body) else raw


def _within_line_limit(raw: bytes, notes: list[str]) -> bytes:
    if raw.count(b"\n") + raw.count(b"\r") <= MAX_LINES:
        return raw
    for count, match in enumerate(_LINE_END.finditer(raw), start=1):
        if count == MAX_LINES:
            notes.append(LINES_CUT)
            return raw[: match.end()]
    return raw


def _within_header_limits(raw: bytes, notes: list[str]) -> bytes:
    """The mail with at most MAX_HEADERS headers of at most MAX_HEADER bytes, MAX_HEADER_BLOCK in all."""
    blank_line = _HEADER_END.search(raw)
    if blank_line is None:
        return b"".join(_shorter_headers(raw, notes))
    headers = b"".join(_shorter_headers(raw[: blank_line.start()], notes)).rstrip(b"\r\n")
    return headers + (b"\n\n" if headers else b"\n") + raw[blank_line.end() :]


def _shorter_headers(block: bytes, notes: list[str]) -> Iterator[bytes]:
    size = 0
    for number, match in enumerate(_HEADER.finditer(block)):
        header = _BLANK_BEFORE_COLON.sub(rb"\1:", match[0])
        if len(header) > MAX_HEADER:
            notes.append(HEADERS_CUT)
            header = header[: MAX_HEADER - 1].rstrip(b"\r\n") + b"\n"
        size += len(header)
        if number >= MAX_HEADERS or size > MAX_HEADER_BLOCK:
            notes.append(HEADERS_CUT)
            return
        yield header


def _with_harmless_content_types(raw: bytes, found: list[bytes], notes: list[str]) -> Iterator[bytes]:
    """The mail in pieces, its content types rewritten and collected in `found`; cut where there are too many."""
    position = 0
    for match in _CONTENT_TYPE_NAME.finditer(raw.lower()):
        if match.start() < position:
            continue
        if len(found) == MAX_CONTENT_TYPES:
            notes.append(PARTS_CUT)
            yield raw[position : match.start()]
            return
        yield raw[position : match.end()]
        value = _HEADER_VALUE.match(raw, match.end())
        position = value.end() if value else match.end()
        found.append(_harmless_content_type(value[0] if value else b""))
        yield found[-1]
    yield raw[position:]


def _harmless_content_type(value: bytes) -> bytes:
    """Short, and of a type whose content stays in one piece: messages within the mail are files to us."""
    value = value[:MAX_CONTENT_TYPE].rstrip(b"\r\n")
    value = _TORN_BOUNDARY.sub(lambda match: match[0].translate(None, b"\r\n"), value)
    value = _MESSAGE.sub(rb"\1" + CLOSED_MESSAGE.encode(), value)
    value = _UNSEPARATED.sub(rb"\1; boundary", value)
    return _DIGEST.sub(rb"\1multipart/" + CLOSED_DIGEST.encode(), value)


def _within_part_limits(raw: bytes, content_types: list[bytes], notes: list[str]) -> bytes:
    """Cut in front of the delimiter that opens one part too many or one level too deep."""
    boundaries = {_boundary(value) for value in content_types} - {None}
    parts = 0
    levels: list[str] = []
    for match in _DASHED_LINE.finditer(raw):
        line = match[1].rstrip(b" \t").decode("ascii", "surrogateescape")
        if line in boundaries:
            parts += 1
            _close(levels, line)
            levels.append(line)
        elif line.endswith("--") and line[:-2] in boundaries:
            _close(levels, line[:-2])
        if parts > MAX_PARTS or len(levels) > MAX_DEPTH:
            notes.append(PARTS_CUT)
            return raw[: match.start()]
    return raw


def _boundary(content_type: bytes) -> str | None:
    """The boundary exactly as the `email` package will read it."""
    header = Message()
    header["Content-Type"] = content_type.decode("ascii", "surrogateescape").lstrip(" \t").rstrip("\r\n")
    try:
        return header.get_boundary()
    except (UnicodeError, LookupError, ValueError):
        return None


def _close(levels: list[str], boundary: str) -> None:
    """Leave the levels down to the one of this boundary, if it is open."""
    if boundary in levels:
        del levels[levels.index(boundary) :]
