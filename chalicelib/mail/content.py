"""The content of one part: its transfer encoding undone, as text or as a file."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.values import dataclass
from chalicelib.mail.charsets import decode, fits
from chalicelib.mail.guard import header_start, read_fields
from chalicelib.mail.headers import decode_words, from_base64, split_parameters, unfolded
from chalicelib.mail.structure import Part

MAX_TEXT = 1 << 20
MAX_FILE_NAME = 200
MAX_CONTENT_ID = 250
"""Characters. The HTML takes over Content-IDs as often as it likes, so a long one could multiply a mail."""

_MAX_SOURCE = 12 * MAX_TEXT  # in quoted-printable a character of four bytes takes twelve
_MAX_ENCODED = 4 * MAX_TEXT
_SAMPLE = 2000

_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail. Those with a `content_id` are shown by the HTML of a parsed mail, which names them by it."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part without parts of its own: its place in the mail, and the header fields that matter."""

    content_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    content_id: str | None
    encoding: str
    start: int
    end: int

    @property
    def is_text(self) -> bool:
        return self.content_type in ("text/plain", "text/html")


def leaf(raw: bytes, part: Part) -> Leaf:
    """A part read as content. A type that is none is the default of RFC 2045 section 5.2."""
    content_type = part.content_type or part.default_type
    disposition, parameters = split_parameters(unfolded(part.fields.first("content-disposition")))
    own_id = unfolded(part.fields.first("content-id")).strip("<> ") or _absolute_location(part)
    encoding = unfolded(part.fields.first("content-transfer-encoding")).partition(";")[0].strip().lower()
    if encoding == "base64" and _is_prose(raw[part.start : min(part.end, part.start + _SAMPLE)]):
        encoding = ""
    name = parameters.get("filename") or part.parameters.get("name") or ""
    return Leaf(
        content_type,
        part.parameters,
        disposition,
        file_name(name),
        content_id(own_id),
        encoding,
        part.start,
        part.end,
    )


def content_id(text: str) -> str | None:
    """The Content-ID, None if there is none or it is longer than any mail program makes them."""
    return text if 0 < len(text) <= MAX_CONTENT_ID else None


def _absolute_location(part: Part) -> str:
    """The web address that the HTML of a saved page knows a part by (RFC 2557)."""
    location = unfolded(part.fields.first("content-location"))
    return location if "://" in location else ""


def _is_prose(sample: bytes) -> bool:
    """Whether most lines have blanks between words, which no line of base64 has: the header is wrong then."""
    lines = [line for line in sample.split(b"\n") if line.strip()]
    return len(lines) > 2 and 2 * sum(b" " in line.strip() for line in lines) > len(lines)


def file_name(name: str) -> str:
    """A name without folders, control or invisible characters."""
    name = decode_words(name).replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in name if c.isprintable()).strip()[:MAX_FILE_NAME]


def decoded(raw: bytes, part: Leaf) -> bytes:
    """The content as it was before its transfer encoding (RFC 2045 section 6), as far as it can be undone."""
    if part.encoding == "base64":
        return from_base64(raw, part.start, part.end)
    source = raw[part.start : part.end]
    if part.encoding == "quoted-printable":
        return binascii.a2b_qp(source)
    if part.encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return b"".join(_uudecoded(source))
    return source


def text_of(raw: bytes, part: Leaf) -> str:
    """The content as text with LF line ends; about MAX_TEXT characters of it at most."""
    cut = part.end - part.start > _MAX_SOURCE
    if cut:
        part = replace(part, end=part.start + _MAX_SOURCE)
    content = decoded(raw, part)
    if len(content) > _MAX_ENCODED:
        content, cut = content[:_MAX_ENCODED], True
    charset = part.parameters.get("charset")
    if charset is None and part.content_type == "text/html":
        declared = _META_CHARSET.search(content[:2048])
        charset = declared[1].decode("ascii") if declared else None
    text = decode(content, charset, cut=cut)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def is_binary(raw: bytes, part: Leaf) -> bool:
    """Whether a part that calls itself text cannot be: not of its charset, and with control characters."""
    if part.encoding != "base64":
        return False
    content = from_base64(raw, part.start, min(part.end, part.start + _MAX_ENCODED))[:_MAX_ENCODED]
    return bool(_NOT_IN_TEXT.search(content)) and not fits(content, part.parameters.get("charset"))


def named_by_subject(content: bytes) -> str:
    """The file name of a message within the mail."""
    subject = decode_words(unfolded(read_fields(content, header_start(content), []).first("subject")))
    words = file_name(subject.replace("/", "-").replace("\\", "-"))[: MAX_FILE_NAME - 4].strip(" .-")
    return f"{words or 'message'}.eml"


def _uudecoded(content: bytes) -> Iterator[bytes]:
    for line in content.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            continue
