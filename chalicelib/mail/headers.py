"""Header values: unfolding, encoded-words (RFC 2047) and parameters (RFC 2045, RFC 2231), all tolerant and linear."""

import binascii
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

from chalicelib.domain.values import dataclass
from chalicelib.mail.charsets import codec_for, decode, decode_undeclared

MAX_BASE64_RUNS = 1000

_FOLD = re.compile(r"[\r\n]+[ \t]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\x85]")
# Text of a word ends at "?=", and never runs over the start of a next word: that keeps the search linear.
_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?((?:(?!\?=|=\?[^=\s]).){0,4000})\?=")
_BLANK_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_PARAMETER_NAME = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")


def unfolded(value: bytes, charset: str | None = None) -> str:
    """One line of text: 8-bit bytes decoded, folding undone, control characters gone, encoded-words left alone."""
    text = decode_undeclared(value, charset)
    return _CONTROL.sub("", _FOLD.sub(" ", text)).strip()


@dataclass(frozen=True, slots=True)
class _Word:
    charset: str
    data: bytes


def decode_words(text: str) -> str:
    """The text with its encoded-words decoded. Neighbours of one charset are joined before decoding, because senders
    cut characters in two at word borders."""
    out: list[str] = []
    pending: _Word | None = None
    position = 0
    text = _BLANK_BETWEEN_WORDS.sub(r"\1", text)
    for match in _WORD.finditer(text):
        charset = match[1].lower()
        word = _Word(charset, _word_bytes(charset, match[2], match[3]))
        gap = text[position : match.start()]
        if pending and not gap and pending.charset == word.charset:
            word = _Word(word.charset, pending.data + word.data)
        elif pending:
            out.append(decode(pending.data, pending.charset))
        out.append(gap)
        pending, position = word, match.end()
    if pending:
        out.append(decode(pending.data, pending.charset))
    out.append(text[position:])
    return _CONTROL.sub("", _FOLD.sub(" ", "".join(out)))


def _word_bytes(charset: str, encoding: str, text: str) -> bytes:
    # 8-bit characters inside a word, already text by now, are of its charset too
    data = text.encode("ascii") if text.isascii() else text.encode(codec_for(charset) or "utf-8", "replace")
    if encoding in "bB":
        return from_base64(data)
    return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)


def from_base64(data: bytes, start: int = 0, end: int | None = None) -> bytes:
    """Base64 with anything foreign ignored and the padding repaired. A padded end inside starts a new run.

    Nearly all base64 is padded at its end alone, and then decoded in place: the source may be a whole mail.
    """
    end = len(data) if end is None else end
    padding = data.find(b"=", start, end)
    if padding < 0 or not data[padding:end].strip(b"= \t\r\n"):
        for missing in (b"", b"=", b"=="):
            try:
                return binascii.a2b_base64(data[start:end] + missing if missing else memoryview(data)[start:end])
            except binascii.Error:
                continue
    runs = data[start:end].translate(None, _NOT_BASE64).split(b"=", MAX_BASE64_RUNS)
    runs[-1] = runs[-1].replace(b"=", b"")
    return b"".join(_base64_run(run) for run in runs if run)


def _base64_run(run: bytes) -> bytes:
    if len(run) % 4 == 1:
        run = run[:-1]
    return binascii.a2b_base64(run + b"=" * (-len(run) % 4))


def split_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The main value (lower-case) and the parameters of a Content-Type or Content-Disposition header, decoded."""
    pieces = list(_split(value))
    main = pieces[0].strip().lower() if pieces else ""
    plain: dict[str, str] = {}
    continued: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in pieces[1:]:
        name, equals, text = piece.partition("=")
        match = _PARAMETER_NAME.fullmatch(name.strip().lower())
        if not equals or not match:
            continue
        if match[2] is None and match[3] is None:
            plain.setdefault(match[1], decode_words(_unquoted(text)))
        else:
            section = (int(match[2] or 0), bool(match[3]), _unquoted(text))
            continued.setdefault(match[1], []).append(section)
    return main, plain | {name: _joined(sections) for name, sections in continued.items()}


def _split(value: str) -> Iterable[str]:
    """Pieces between semicolons that are not inside a quoted string."""
    return _split_unquoted(value) if '"' in value else value.split(";")


def _split_unquoted(value: str) -> Iterator[str]:
    start, quoted, escaped = 0, False, False
    for position, character in enumerate(value):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            yield value[start:position]
            start = position + 1
    yield value[start:]


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r'\\(["\\])', r"\1", text[1:-1])
    return text.strip('"')


def _joined(sections: list[tuple[int, bool, str]]) -> str:
    """RFC 2231: numbered sections in order, the first extended one naming charset and language."""
    sections = sorted(sections, key=lambda section: section[0])
    charset, data = None, b""
    for index, (_, extended, text) in enumerate(sections):
        if extended and index == 0 and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        data += unquote_to_bytes(text) if extended else text.encode("utf-8", "surrogateescape")
    if charset is None and b"=?" in data:
        return decode_words(data.decode("utf-8", "replace"))
    return _CONTROL.sub("", decode(data, charset))
