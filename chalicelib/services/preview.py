"""What is in a raw mail, for people who must decide about it: read on demand, cut to what one answer can hold."""

from chalicelib.domain.timeline import TextPart
from chalicelib.domain.values import dataclass
from chalicelib.mail.fold import fold
from chalicelib.mail.parse import parse
from chalicelib.mail.sanitize import sanitize

# an answer of a function has at most 6 MB, and a character up to 12 bytes in JSON
MOST_TEXT = 100_000
MOST_HTML = 250_000
MOST_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class PreviewedFile:
    """A file of the mail; its content is in the original alone. `size` in bytes."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it says itself: `sender` is its From line as written. `size` is the original's in bytes.

    `html` is harmless, and None where it is too long. `notes` says what was cut.
    """

    sender: str
    subject: str
    date: str
    parts: tuple[TextPart, ...]
    html: str | None
    attachments: tuple[PreviewedFile, ...]
    notes: tuple[str, ...]
    size: int


def preview(raw: bytes) -> Preview:
    mail = parse(raw)
    notes = list(mail.notes)
    if len(mail.text) > MOST_TEXT:
        notes.append("text shortened, see the original")
    html = sanitize(mail.html).html if mail.html else None
    if html and len(html) > MOST_HTML:
        html = None
        notes.append("HTML left out, see the original")
    files = (PreviewedFile(file.name, file.content_type, len(file.content)) for file in mail.attachments)
    return Preview(
        sender=", ".join(mail.headers.get("from", ())),
        subject=mail.subject,
        date=mail.date,
        parts=tuple(TextPart(part.kind, part.text) for part in fold(mail.text[:MOST_TEXT]).parts),
        html=html,
        attachments=tuple(files)[:MOST_ATTACHMENTS],
        notes=tuple(notes),
        size=len(raw),
    )
