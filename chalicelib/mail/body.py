"""Texts and files of a mail, chosen from its parts by the algorithm of RFC 8621 section 4.1.4."""

from collections.abc import Sequence
from dataclasses import field, replace

from chalicelib.domain.values import dataclass
from chalicelib.mail.content import MAX_TEXT, Attachment, Leaf, decoded, is_binary, leaf, named_by_subject, text_of
from chalicelib.mail.html_text import html_to_text, text_to_html
from chalicelib.mail.inline import with_inline_files
from chalicelib.mail.structure import Part

TEXT_CUT = "the text was shortened"
_SPECIAL = frozenset(
    {
        "application/ms-tnef",
        "application/vnd.ms-tnef",
        "text/calendar",
        "application/ics",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/pgp-encrypted",
    }
)
_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True, slots=True)
class Body:
    """Text ('' if none), HTML (None if none) and files."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]


@dataclass(slots=True)
class _Chosen:
    """The parts shown by a reader of plain text, those shown by a reader of HTML, and the files."""

    text: list[Leaf] = field(default_factory=list)
    html: list[Leaf] = field(default_factory=list)
    files: list[Leaf] = field(default_factory=list)
    undivided: list[Leaf] = field(default_factory=list)
    """Multiparts in which no part could be found; they are among the files too."""
    alternatives: int = 0
    """How many multipart/alternative are open around the part in hand."""


def read_body(raw: bytes, part: Part, notes: list[str]) -> Body:
    """The body of a mail. What was shortened or cannot be shown is noted."""
    body = read_parts(raw, part, notes)
    if _PGP_MESSAGE in body.text or any(_is_special(file) for file in body.attachments):
        from chalicelib.mail.special import opened  # few mails need it

        body = opened(body, notes)
    html, files = with_inline_files(body.html, body.attachments)
    return Body(body.text, html, files)


def read_parts(raw: bytes, part: Part, notes: list[str]) -> Body:
    """Texts and files as they are: without a look into containers of other formats."""
    chosen = _Chosen()
    _Chooser(raw, chosen).choose([part], "mixed", chosen.text, chosen.html)
    reader = _TextReader(raw)
    plain = reader.plain(chosen.text)
    html = reader.html(chosen.html)
    if not plain.strip():
        plain = html_to_text(html) if html else reader.plain(chosen.undivided) or plain
    if reader.was_cut or len(plain) > MAX_TEXT:
        notes.append(TEXT_CUT)
    return Body(plain[:MAX_TEXT], html, tuple(_attachment(raw, file) for file in chosen.files))


class _Chooser:
    def __init__(self, raw: bytes, chosen: _Chosen) -> None:
        self._raw = raw
        self._chosen = chosen

    def choose(self, parts: Sequence[Part], kind: str, text: list[Leaf] | None, html: list[Leaf] | None) -> None:
        """Sort parts into texts and files. `text` or `html` is None where an alternative already serves that reader.
        Recursive, as deep as `guard` lets parts be nested."""
        chosen = self._chosen
        in_alternative = chosen.alternatives > 0
        text_before, html_before = len(text or ()), len(html or ())
        for index, part in enumerate(parts):
            if part.children:
                chosen.alternatives += part.subtype == "alternative"
                self.choose(part.children, part.subtype, text, html)
                chosen.alternatives -= part.subtype == "alternative"
                continue
            file = leaf(self._raw, part)
            if not file.is_text or not self._is_shown(file, index, kind):
                self._keep(file)
                continue
            if in_alternative and file.content_type == "text/plain":
                html = None if kind != "alternative" else html
                _add(file, text)
            elif in_alternative:
                text = None if kind != "alternative" else text
                _add(file, html)
            else:
                _add(file, text)
                _add(file, html)
        if kind == "alternative" and text is not None and html is not None:
            if len(text) == text_before:
                text.extend(html[html_before:])
            elif len(html) == html_before:
                html.extend(text[text_before:])

    def _keep(self, file: Leaf) -> None:
        if file.content_type.startswith("multipart/"):
            if not self._raw[file.start : file.end].strip():
                return  # there is nothing in it to keep
            self._chosen.undivided.append(replace(file, content_type="text/plain"))
        self._chosen.files.append(file)

    def _is_shown(self, file: Leaf, index: int, kind: str) -> bool:
        if file.disposition == "attachment" or is_binary(self._raw, file):
            return False
        return index == 0 or (kind != "related" and not file.name)


def _add(part: Leaf, shown: list[Leaf] | None) -> None:
    if shown is not None:
        shown.append(part)


class _TextReader:
    """Reads each text once, until MAX_TEXT characters of a form are together."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._read: dict[int, str] = {}
        self.was_cut = False

    def plain(self, parts: Sequence[Leaf]) -> str:
        texts: list[str] = []
        size = 0
        for part in parts:
            text = self._text(part)
            texts.append(html_to_text(text) if part.content_type == "text/html" else text)
            size += len(text)
            if self._is_full(size):
                break
        return "\n".join(text for text in texts if text.strip()) or "".join(texts[:1])

    def html(self, parts: Sequence[Leaf]) -> str | None:
        """The HTML parts, plain ones in between escaped; None if the mail has no HTML at all."""
        if not any(part.content_type == "text/html" for part in parts):
            return None
        texts: list[str] = []
        size = 0
        for part in parts:
            text = self._text(part)
            texts.append(text if part.content_type == "text/html" else text_to_html(text))
            size += len(texts[-1])
            if self._is_full(size):
                break
        return "\n".join(texts)[:MAX_TEXT] or None

    def _text(self, part: Leaf) -> str:
        if part.start not in self._read:
            text = text_of(self._raw, part)
            self._is_full(len(text))
            self._read[part.start] = _unflowed(part, text[:MAX_TEXT])
        return self._read[part.start]

    def _is_full(self, size: int) -> bool:
        self.was_cut = self.was_cut or size > MAX_TEXT
        return size > MAX_TEXT


def _unflowed(part: Leaf, text: str) -> str:
    if part.content_type == "text/html" or part.parameters.get("format", "").lower() != "flowed":
        return text
    from chalicelib.mail.flowed import unflowed

    return unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")


def _attachment(raw: bytes, part: Leaf) -> Attachment:
    content = decoded(raw, part)
    name = part.name
    if not name and part.content_type == "message/rfc822":
        name = named_by_subject(content)
    elif not name and part.content_type == "text/calendar":
        name = "invite.ics"
    return Attachment(name, part.content_type, content, part.content_id)


def _is_special(file: Attachment) -> bool:
    return file.content_type in _SPECIAL or file.name.lower() == "winmail.dat"
