"""Folds quoted history and signatures away from a reply. Nothing is lost: the parts joined are the text.

A line-by-line reading with bounded look-ahead, so the time grows with the text and nothing else. Where an answer stands
below or between quoted lines it stays visible; where nothing would stay visible, nothing is folded.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from chalicelib.domain.values import dataclass
from chalicelib.mail.attribution import MAX_LINES, attribution, may_end
from chalicelib.mail.fold_words import (
    CLOSING,
    LIST_FOOTER,
    ORIGINAL_MESSAGE,
    SENT_FROM,
    WROTE_RULE,
)
from chalicelib.mail.forward_words import FORWARDED, rolled_mark
from chalicelib.mail.header_block import read_header_block

Kind = Literal["reply", "quote", "signature"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))
_RULE = re.compile(r"[\s>]*+(?>(?:[-_=*~—–]\s?+){3,})\s*+")
_SIGNATURE_RULE = re.compile(r"\s{0,3}(?:--|—|_{2,4})\s*")
_LIST_RULE = re.compile(r"_{30,}")
_LIST_FOOTER_LINES = 4
_READ = 500  # characters of a line that are looked at
_SIGNATURE_LINES = 10
_SIGNATURE_REACH = 25  # lines from the end; a rule further up divides text
_SENT_FROM_WORDS = 9
_WRAPPED_AT = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of whole lines of one kind."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """The parts of a text in order; joined they are the text.

    `nothing_left` tells that the sender wrote nothing: the text is empty, or it is quotes and signature alone, which
    then count as the reply so that people see them.
    """

    parts: tuple[Part, ...]
    nothing_left: bool = False

    @property
    def reply(self) -> str:
        """What a reader sees with everything folded."""
        return "".join(part.text for part in self.parts if part.kind == "reply").strip()


def fold(text: str) -> Folded:
    """The text divided into reply, quotes and signatures. Linear, never raises."""
    lines = _LINE.findall(text)
    kinds = _Reader([line[:_READ].translate(_INVISIBLE).strip() for line in lines]).kinds()
    groups = groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0])
    folded = Folded(tuple(Part(kind, "".join(line for _, line in pairs)) for kind, pairs in groups))
    return folded if folded.reply else Folded((Part("reply", text),) if text else (), nothing_left=True)


class _Reader:
    """Decides about each line. Works on stripped lines without invisible characters, cut to a bounded length."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._kinds: list[Kind] = ["reply"] * len(lines)
        self._first_written = self._next_written(0)
        self._may_end_attribution = [may_end(line) for line in lines]

    def kinds(self) -> list[Kind]:
        end = self._mark_quotes()
        self._mark_signature(end)
        return self._kinds

    def _mark_quotes(self) -> int:
        """Mark quoted lines. Returns where the part ends in which the sender wrote."""
        index = 0
        while index < len(self._lines):
            line = self._lines[index]
            if not line:
                index += 1
            elif FORWARDED.fullmatch(line) or rolled_mark(line):
                return len(self._lines)  # what is forwarded is what the mail is about
            elif line.startswith(">"):
                index = self._mark_quoted_lines(index)
            elif index == self._first_written and self._is_header_block(index):
                index = self._end_of_paragraph(index)  # a copy, with its own header above
            elif self._starts_history(index):
                return self._mark_rest(index)
            elif length := self._attribution(index):
                after = self._next_written(index + length)
                if after < len(self._lines) and not self._lines[after].startswith(">"):
                    return self._mark_rest(index)
                self._mark("quote", index, after)
                index = after
            else:
                index += 1
        return len(self._lines)

    def _mark_quoted_lines(self, start: int) -> int:
        """Mark lines with `>`, and those between that a mail program wrapped off their end."""
        index = start
        while index < len(self._lines):
            line = self._lines[index]
            wrapped = line[:1].islower() and index > start and len(self._lines[index - 1]) >= _WRAPPED_AT
            if not line.startswith(">") and not wrapped:
                break
            index += 1
        self._mark("quote", start, index)
        return index

    def _starts_history(self, index: int) -> bool:
        """True if this line opens a copy of the earlier message that goes on to the end."""
        line = self._lines[index]
        if ORIGINAL_MESSAGE.fullmatch(line):
            return True
        if WROTE_RULE.fullmatch(line) and may_end(line.strip("- ")):
            return True
        return self._is_header_block(index)

    def _is_header_block(self, index: int) -> bool:
        block = read_header_block(self._lines, index)
        return block is not None and block.first != "subject" and block.names_a_message

    def _attribution(self, index: int) -> int:
        """How many lines from here say "On ... somebody wrote:", 0 if they do not."""
        if not any(self._may_end_attribution[index : index + MAX_LINES]):
            return 0
        length, certainty = attribution(self._lines[index : index + MAX_LINES])
        if certainty == "likely":
            after = self._next_written(index + length)
            quoted = after < len(self._lines) and self._lines[after].startswith(">")
            return length if quoted else 0
        return length

    def _mark_rest(self, start: int) -> int:
        """Mark from here to the end, with blank lines and a rule in front. Returns where that begins."""
        self._mark("quote", start, len(self._lines))
        while start > 0 and (not self._lines[start - 1] or _RULE.fullmatch(self._lines[start - 1])):
            start -= 1
            self._kinds[start] = "quote"
        return start

    def _next_written(self, index: int) -> int:
        while index < len(self._lines) and not self._lines[index]:
            index += 1
        return index

    def _end_of_paragraph(self, index: int) -> int:
        while index < len(self._lines) and self._lines[index]:
            index += 1
        return index

    def _mark(self, kind: Kind, start: int, end: int) -> None:
        self._kinds[start:end] = [kind] * (end - start)

    def _mark_signature(self, end: int) -> None:
        """Mark the signature at the end of what the sender wrote last."""
        while end > 0 and (self._kinds[end - 1] != "reply" or not self._lines[end - 1]):
            end -= 1
        start = end
        for index in range(end - 1, max(self._first_written, end - _SIGNATURE_REACH), -1):
            if self._kinds[index] != "reply":
                break
            if self._opens_signature(index, end):
                start = index
        for index in range(start, end):
            if self._kinds[index] == "reply":
                self._kinds[index] = "signature"

    def _opens_signature(self, index: int, end: int) -> bool:
        line = self._lines[index]
        if SENT_FROM.fullmatch(line) and len(line.split()) <= _SENT_FROM_WORDS:
            return True
        if _SIGNATURE_RULE.fullmatch(line):
            return True
        if _LIST_RULE.fullmatch(line):
            return any(LIST_FOOTER.search(footer) for footer in self._lines[index + 1 : index + _LIST_FOOTER_LINES])
        return end - index <= _SIGNATURE_LINES and CLOSING.fullmatch(line) is not None
