"""The parts of a mail (RFC 2046) as places in its bytes: one pass over the lines that could be delimiters.

Nothing is copied or decoded here, and nothing is called recursively, so neither size nor nesting costs more than the
length of the mail. The standard library's reader keeps several copies of a mail, recurses once per level and reads
parameters in quadratic time.
"""

import re
from dataclasses import dataclass, field

from chalicelib.mail.guard import MAX_DASHED_LINES, MAX_DEPTH, MAX_PARTS, PARTS_CUT, Fields, read_fields
from chalicelib.mail.headers import split_parameters, unfolded

_DELIMITER = re.compile(rb"\n--([^\n]*)")
_TYPE = re.compile(r"[\w!#$&^.+*'-]+/[\w!#$&^.+*'-]+")
_UNSEPARATED = re.compile(r"\A\s*([\w.+-]+/[\w.+-]+)\s+(?=[\w*-]+\s*=)")
_GUESSED_BOUNDARY = re.compile(rb"(?:\A|\n)--([!-~]{1,200})[ \t]*\r?\n(?=content-)", re.IGNORECASE)
_GUESS_WITHIN = 64 * 1024


@dataclass(slots=True)
class Part:
    """A part: its header, its declared type, and where its content lies. Only a multipart has `children`."""

    fields: Fields
    content_type: str
    parameters: dict[str, str]
    start: int
    end: int
    default_type: str = "text/plain"
    children: list["Part"] = field(default_factory=list)

    @property
    def subtype(self) -> str:
        return self.content_type.partition("/")[2]


def read_structure(raw: bytes, start: int, notes: list[str]) -> Part:
    """The whole mail as a part. Over MAX_PARTS the rest is left out; what is nested deeper than MAX_DEPTH stays one
    piece. Never raises."""
    return _Reader(raw, notes).read(start)


class _Reader:
    """Walks from delimiter to delimiter. The outermost of two levels with the same boundary owns its delimiters."""

    def __init__(self, raw: bytes, notes: list[str]) -> None:
        self._raw = raw
        self._notes = notes
        self._parts = 0
        self._levels: list[tuple[bytes, Part]] = []
        self._numbers: dict[bytes, int] = {}
        self._leaf: Part | None = None  # the part whose end has not been seen; None in an epilogue

    def read(self, start: int) -> Part:
        root = self._begin(start, "text/plain")
        for count, match in enumerate(_DELIMITER.finditer(self._raw, max(0, root.start - 1))):
            if count == MAX_DASHED_LINES:
                self._notes.append(PARTS_CUT)
                break
            number, closes = self._level(match[1].rstrip(b" \t\r"))
            if number is None or (self._leaf and match.start() < self._leaf.start - 1):
                continue
            if not closes and self._parts == MAX_PARTS:
                self._notes.append(PARTS_CUT)
                self._finish(match.start())
                return root
            self._finish(match.start())
            self._leave(number + 1)
            if not closes:
                self._open(number, min(match.end() + 1, len(self._raw)))
        self._finish_last()
        return root

    def _begin(self, start: int, default_type: str) -> Part:
        """Read the header of a part. A multipart becomes a level of its own."""
        fields = read_fields(self._raw, start, self._notes)
        content_type, parameters = split_parameters(_separated(unfolded(fields.first("content-type"))))
        known = _TYPE.match(content_type)
        part = Part(fields, known[0] if known else "", parameters, fields.end, len(self._raw), default_type)
        self._leaf = part
        boundary = self._boundary(part) if content_type.startswith("multipart/") else b""
        if boundary and len(self._levels) == MAX_DEPTH:
            self._notes.append(PARTS_CUT)
        elif boundary:
            self._numbers.setdefault(boundary, len(self._levels))
            self._levels.append((boundary, part))
        return part

    def _boundary(self, part: Part) -> bytes:
        declared = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
        if b"\\" in declared and self._raw.find(b"--" + declared, part.start, part.start + _GUESS_WITHIN) < 0:
            return declared.replace(b"\\", b"")  # a quoted pair (RFC 5322 section 3.2.1): no boundary has a backslash
        if declared:
            return declared
        guessed = _GUESSED_BOUNDARY.search(self._raw[part.start : part.start + _GUESS_WITHIN])
        return guessed[1] if guessed else b""

    def _level(self, line: bytes) -> tuple[int | None, bool]:
        """Which open level this line belongs to, and whether it closes it."""
        number = self._numbers.get(line)
        if number is None and line.endswith(b"--"):
            return self._numbers.get(line[:-2]), True
        return number, False

    def _finish(self, line_end: int) -> None:
        """The line end before a delimiter belongs to the delimiter."""
        if self._leaf:
            end = line_end - 1 if self._raw[line_end - 1 : line_end] == b"\r" else line_end
            self._leaf.end = max(self._leaf.start, end)
        self._leaf = None

    def _finish_last(self) -> None:
        """The last part runs to the end, without a closing delimiter that lost its line end."""
        if self._leaf is None:
            return
        tail = self._raw[max(self._leaf.start, len(self._raw) - 1000) :].rstrip()
        for boundary, _ in self._levels:
            if tail.endswith(b"--" + boundary + b"--"):
                self._leaf.end = len(self._raw.rstrip()) - len(boundary) - 4
                return

    def _leave(self, depth: int) -> None:
        for boundary, _ in self._levels[depth:]:
            if self._numbers.get(boundary, 0) >= depth:
                del self._numbers[boundary]
        del self._levels[depth:]

    def _open(self, number: int, start: int) -> None:
        parent = self._levels[number][1]
        default_type = "message/rfc822" if parent.content_type == "multipart/digest" else "text/plain"
        self._parts += 1
        parent.children.append(self._begin(start, default_type))


def _separated(content_type: str) -> str:
    """With the semicolon that some senders forget after the type."""
    return _UNSEPARATED.sub(r"\1; ", content_type)
