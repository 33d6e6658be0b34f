"""The limits within which a mail is read, and header blocks read within them. All linear in the mail's size.

What is over a limit is cut and noted; the original stays in storage.
"""

import re

from chalicelib.domain.values import dataclass

MAX_HEADER_BLOCK = 64 * 1024
MAX_HEADER = 8 * 1024
MAX_HEADERS = 500
MAX_PARTS = 100
MAX_DEPTH = 20
MAX_BROKEN_LINES = 40
MAX_DASHED_LINES = 400_000
"""Lines that could be delimiters; looking each up takes longer than any honest mail needs."""

HEADERS_CUT = "the header was shortened"
PARTS_CUT = "parts were left out"

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
# Names that stand in nearly every header: a line before one of them is a broken header line rather than text.
_WELL_KNOWN = re.compile(
    rb"(?:received|return-path|delivered-to|dkim-signature|authentication-results|date|from|to|cc|subject|message-id"
    rb"|in-reply-to|references|reply-to|sender|mime-version|content-[a-z-]{1,30}|x-[!-9;-~]{1,60})[ \t]*:",
    re.IGNORECASE,
)
_HIDDEN_SENDER = re.compile(rb"\r[ \t]*(?i:from)[ \t]*:")
_LATE_SENDER = re.compile(rb"\n(?i:from)[ \t]*:")
_FIELD_END = re.compile(rb"\n(?![ \t])")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_BLANK_LINES = re.compile(rb"[\r\n]*")
_MBOX_LINE = re.compile(rb">?From (?![ \t]*:)[^\n]*\n?")
_TWICE_RETURNED = re.compile(rb"\r{2,}\n")


@dataclass(frozen=True, slots=True)
class Fields:
    """Header fields as (lower-case name, raw value), and where the body after them starts."""

    values: tuple[tuple[str, bytes], ...]
    end: int

    def first(self, name: str) -> bytes:
        """The raw value of the first field of this name, b'' if there is none."""
        return next((value for key, value in self.values if key == name), b"")


def with_line_feeds(raw: bytes) -> bytes:
    """The mail with lines that end in LF or CRLF. Bare CR (old Macs) and CR CR LF (text sent as text) are mended."""
    head = raw[:MAX_HEADER_BLOCK]
    if b"\r\r\n" in head:
        return _TWICE_RETURNED.sub(b"\r\n", raw)
    if head.count(b"\n") * 20 < head.count(b"\r"):
        return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw


def header_start(raw: bytes) -> int:
    """Where the header begins: after blank lines and an mbox `From ` line, if a header follows them."""
    blank = _BLANK_LINES.match(raw)
    start = blank.end() if blank else 0
    mbox = _MBOX_LINE.match(raw, start)
    if mbox:
        return mbox.end()
    return start if _NAME.match(raw, start) else 0


def read_fields(raw: bytes, start: int, notes: list[str]) -> Fields:
    """The header block at `start`: at most MAX_HEADERS fields of MAX_HEADER bytes, MAX_HEADER_BLOCK in all.

    It ends at the blank line (RFC 5322 section 2.1), or before a line that is no header field: then somebody forgot
    the blank line. A sender that is hidden behind a limit or a bare CR counts as one more, empty `from`: who checked
    the mail before us may have believed that one.
    """
    fields: list[tuple[str, bytes]] = []
    position, size, number = start, 0, 0
    while position < len(raw):
        blank = _LINE_END.match(raw, position)
        if blank:
            return _block(raw, start, fields, position, blank.end())
        name = _NAME.match(raw, position)
        if name is None and not _goes_on(raw, position):
            return _block(raw, start, fields, position, position)
        field_end = _FIELD_END.search(raw, position)
        end = field_end.end() if field_end else len(raw)
        if name:
            value = raw[name.end() : min(end, name.end() + MAX_HEADER)]
            size += len(name[0]) + len(value)
            if number >= MAX_HEADERS or size > MAX_HEADER_BLOCK:
                notes.append(HEADERS_CUT)
                return _cut_block(raw, fields, position)
            if name.end() + MAX_HEADER < end:
                notes.append(HEADERS_CUT)
            fields.append((name[1].decode("ascii").lower(), value))
            number += 1
        elif fields:
            last, value = fields[-1]
            fields[-1] = (last, (value + b" " + raw[position : min(end, position + MAX_HEADER)])[:MAX_HEADER])
            size += end - position
        position = end
    return _block(raw, start, fields, len(raw), len(raw))


def _goes_on(raw: bytes, position: int) -> bool:
    """Whether the header goes on after a line that is no field: part of the field before whose fold got lost."""
    for _ in range(MAX_BROKEN_LINES):
        line_end = raw.find(b"\n", position)
        if line_end < 0 or _LINE_END.match(raw, line_end + 1) or raw.startswith(b"--", position):
            return False
        position = line_end + 1
        if _WELL_KNOWN.match(raw, position):
            return True
    return False


def _block(raw: bytes, start: int, fields: list[tuple[str, bytes]], stop: int, end: int) -> Fields:
    if _HIDDEN_SENDER.search(raw, start, stop):
        fields.append(("from", b""))
    return Fields(tuple(fields), end)


def _cut_block(raw: bytes, fields: list[tuple[str, bytes]], position: int) -> Fields:
    blank = _BLANK_LINE.search(raw, position)
    end = blank.end() if blank else len(raw)
    if _LATE_SENDER.search(raw, max(0, position - 1), end):
        fields.append(("from", b""))
    return Fields(tuple(fields), end)
