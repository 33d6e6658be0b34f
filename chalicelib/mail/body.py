"""Texts and files of a mail, chosen from its parts by the algorithm of RFC 8621 section 4.1.4."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from chalicelib.mail.charsets import decode
from chalicelib.mail.guard import CLOSED_DIGEST, CLOSED_MESSAGE, reopened
from chalicelib.mail.headers import decode_words, from_base64, split_parameters, unfolded
from chalicelib.mail.html_text import html_to_text, text_to_html

MAX_TEXT = 1 << 20
TEXT_CUT = "the text was shortened"
MAX_FILE_NAME = 200

_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_CID = re.compile(r"cid:([^\"'\s>)]{1,998})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail. `inline` ones are shown by the HTML through their Content-ID."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None
    inline: bool


@dataclass(frozen=True, slots=True)
class Body:
    """Text ('' if none), HTML (None if none), files, and notes on what was cut."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A leaf: decoded content, and the header fields that matter."""

    content_type: str
    charset: str | None
    disposition: str
    name: str
    content_id: str | None
    content: bytes

    @property
    def is_text(self) -> bool:
        return self.content_type in ("text/plain", "text/html")


@dataclass(slots=True)
class _Chosen:
    """The parts shown by a reader of plain text, those shown by a reader of HTML, and the files."""

    text: list[_Part] = field(default_factory=list)
    html: list[_Part] = field(default_factory=list)
    files: list[_Part] = field(default_factory=list)
    alternatives: int = 0
    """How many multipart/alternative are open around the part in hand."""


def read_body(message: Message) -> Body:
    """The body of a guarded message. Raises what the `email` package raises on hostile content types."""
    chosen = _Chosen()
    _choose([message], "mixed", chosen, chosen.text, chosen.html)
    plain = _joined(chosen.text)
    html = _joined_html(chosen.html)
    notes = (TEXT_CUT,) if max(len(plain), len(html or "")) > MAX_TEXT else ()
    html = html[:MAX_TEXT] if html else None
    used = {match.lower() for match in _CID.findall(html or "")}
    return Body(plain[:MAX_TEXT], html, tuple(_attachment(part, used) for part in chosen.files), notes)


def _choose(
    messages: list[Message], kind: str, chosen: _Chosen, text: list[_Part] | None, html: list[_Part] | None
) -> None:
    """Sort parts into texts and files. `text` or `html` is None where an alternative already serves that reader."""
    in_alternative = chosen.alternatives > 0
    text_before, html_before = len(text or ()), len(html or ())
    for index, message in enumerate(messages):
        children = message.get_payload()
        if isinstance(children, list):
            nested = [child for child in children if isinstance(child, Message)]
            inner = message.get_content_subtype()
            chosen.alternatives += inner == "alternative"
            _choose(nested, inner, chosen, text, html)
            chosen.alternatives -= inner == "alternative"
            continue
        part = _leaf(message, "message/rfc822" if kind == CLOSED_DIGEST else "text/plain")
        if not part.is_text or not _is_shown(part, index, kind):
            chosen.files.append(part)
            continue
        if in_alternative and part.content_type == "text/plain":
            html = None if kind != "alternative" else html
            _add(part, text)
        elif in_alternative:
            text = None if kind != "alternative" else text
            _add(part, html)
        else:
            _add(part, text)
            _add(part, html)
    if kind == "alternative" and text is not None and html is not None:
        if len(text) == text_before:
            text.extend(html[html_before:])
        elif len(html) == html_before:
            html.extend(text[text_before:])


def _add(part: _Part, shown: list[_Part] | None) -> None:
    if shown is not None:
        shown.append(part)


def _is_shown(part: _Part, index: int, kind: str) -> bool:
    if part.disposition == "attachment":
        return False
    return index == 0 or (kind != "related" and not part.name)


def _leaf(message: Message, default_type: str) -> _Part:
    content_type, parameters = split_parameters(unfolded(_header(message, "content-type")))
    disposition, file_parameters = split_parameters(unfolded(_header(message, "content-disposition")))
    if content_type.startswith(CLOSED_MESSAGE):
        content_type = "message/" + content_type.removeprefix(CLOSED_MESSAGE)
    elif content_type.startswith("multipart/") or content_type.count("/") != 1:
        content_type = default_type  # RFC 2045 section 5.2; a multipart without parts is shown as it is
    content_id = unfolded(_header(message, "content-id")).strip("<> ")
    name = file_parameters.get("filename") or parameters.get("name") or ""
    encoding = unfolded(_header(message, "content-transfer-encoding"))
    del message["content-transfer-encoding"]  # or the package decodes by its own, stricter rules
    payload = message.get_payload(decode=True)
    content = _transfer_decoded(payload if isinstance(payload, bytes) else b"", encoding)
    return _Part(
        content_type,
        parameters.get("charset"),
        disposition,
        _file_name(name),
        content_id[:998] or None,
        reopened(content),
    )


def _header(message: Message, name: str) -> str:
    """The raw value of the first header of this name, '' if there is none."""
    return next((value for key, value in message.raw_items() if key.lower() == name), "")


def _transfer_decoded(content: bytes, encoding: str) -> bytes:
    encoding = encoding.partition(";")[0].strip().lower()
    if encoding == "base64":
        return from_base64(content)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return b"".join(_uudecoded(content))
    return content


def _uudecoded(content: bytes) -> Iterator[bytes]:
    for line in content.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            yield binascii.a2b_uu(line)
        except binascii.Error:
            continue


def _file_name(name: str) -> str:
    """A name without folders, control or invisible characters."""
    name = decode_words(name).replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in name if c.isprintable()).strip()[:MAX_FILE_NAME]


def _decoded(part: _Part) -> str:
    charset = part.charset
    if charset is None and part.content_type == "text/html":
        declared = _META_CHARSET.search(part.content[:2048])
        charset = declared[1].decode("ascii") if declared else None
    return decode(part.content, charset).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _joined(parts: list[_Part]) -> str:
    texts = (_decoded(part) for part in parts)
    plain = [
        html_to_text(text) if part.content_type == "text/html" else text
        for part, text in zip(parts, texts, strict=True)
    ]
    return "\n".join(text for text in plain if text.strip()) or "".join(plain[:1])


def _joined_html(parts: list[_Part]) -> str | None:
    """The HTML parts, with plain ones in between as preformatted text; None if the mail has no HTML at all."""
    if not any(part.content_type == "text/html" for part in parts):
        return None
    return "\n".join(
        _decoded(part) if part.content_type == "text/html" else text_to_html(_decoded(part)) for part in parts
    )


def _attachment(part: _Part, used: set[str]) -> Attachment:
    content_id = part.content_id
    inline = content_id is not None and content_id.lower() in used
    return Attachment(part.name, part.content_type, part.content, content_id, inline)
