"""What few mails have: files inside `winmail.dat`, calendar events, signed and encrypted messages."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.mail.body import Body, read_parts
from chalicelib.mail.charsets import decode, without_unstorable
from chalicelib.mail.content import MAX_TEXT, Attachment, content_id, file_name
from chalicelib.mail.guard import MAX_PARTS, PARTS_CUT, header_start, with_line_feeds
from chalicelib.mail.html_text import html_to_text, text_to_html
from chalicelib.mail.structure import read_structure

ENCRYPTED = "encrypted"
ENCRYPTED_TEXT = "(encrypted message: open the attached original)"
SIGNED_TEXT = "(signed message: open the attached original)"
UNREADABLE_TNEF = "winmail.dat could not be read"
PGP_FILE = "message.asc"

_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CALENDAR = frozenset({"text/calendar", "application/ics"})
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_PGP_ARMOUR = re.compile(r"(?ms)^-----BEGIN PGP MESSAGE-----$.*?(?:^-----END PGP MESSAGE-----$|\Z)")
_WHERE_TYPES_STAND = 100  # bytes from the start of a file


def opened(body: Body, notes: list[str]) -> Body:
    """The body with all that could be made visible of such parts. Their files stay, but for `winmail.dat` itself."""
    body = _with_tnef(body, notes)
    body = _with_signed_text(body, notes)
    body = _with_placeholder(body, notes)
    return _with_events(body)


def _with_tnef(body: Body, notes: list[str]) -> Body:
    files: list[Attachment] = []
    rich_text = b""
    for file in body.attachments:
        if file.content_type not in _TNEF and file.name.lower() != "winmail.dat":
            files.append(file)
            continue
        body, inner, rtf = _unpacked(body, file, notes)
        rich_text = rich_text or rtf
        room = MAX_PARTS - len(files)
        if len(inner) > room:
            notes.append(PARTS_CUT)
        files.extend(inner[:room])
    if rich_text and not body.text.strip() and body.html is None:
        files += _rich_text(rich_text)  # one of them for each mail, because decompressing takes long
    return replace(body, attachments=tuple(files))


def _unpacked(body: Body, envelope: Attachment, notes: list[str]) -> tuple[Body, Sequence[Attachment], bytes]:
    """The files of a `winmail.dat`, its text if the mail has none, and its compressed rich text (b'' if none).
    Damaged, it stays among its files."""
    from chalicelib.mail.mapi import Damaged
    from chalicelib.mail.tnef import read_tnef

    try:
        tnef = read_tnef(envelope.content)
    except Damaged:
        notes.append(UNREADABLE_TNEF)
        return body, (envelope,), b""
    files = [
        Attachment(
            file_name(file.name),
            file.content_type.lower() or "application/octet-stream",
            file.content,
            content_id(file.content_id),
        )
        for file in tnef.files
    ]
    if not body.text.strip() and body.html is None:
        html = without_unstorable(tnef.html)[:MAX_TEXT] or None
        text = without_unstorable(tnef.text)[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n")
        body = replace(body, html=html, text=text if text.strip() or html is None else html_to_text(html))
    if not tnef.is_whole:
        notes.append(UNREADABLE_TNEF)
        files.append(envelope)
    return body, files, tnef.rtf


def _rich_text(compressed: bytes) -> list[Attachment]:
    from chalicelib.mail.compressed_rtf import decompressed

    try:
        return [Attachment("message.rtf", "application/rtf", decompressed(compressed), None)]
    except ValueError:
        return []


def _with_signed_text(body: Body, notes: list[str]) -> Body:
    """With the text and the files that a signature encloses. The signed file stays, so it can be verified."""
    from chalicelib.mail.cms import Unreadable, signed_content

    for file in body.attachments:
        if not _is_signed(file) or body.text.strip() or body.html:
            continue
        try:
            entity = with_line_feeds(signed_content(file.content))
        except Unreadable:
            continue
        inner = read_parts(entity, read_structure(entity, header_start(entity), notes), notes)
        files = (*body.attachments, *inner.attachments)
        if len(files) > MAX_PARTS:
            notes.append(PARTS_CUT)
        body = Body(inner.text, inner.html, files[:MAX_PARTS])
    return body


def _is_smime(file: Attachment) -> bool:
    return file.content_type in _SMIME


def _is_signed(file: Attachment) -> bool:
    from chalicelib.mail.cms import SIGNED_DATA

    return _is_smime(file) and SIGNED_DATA in file.content[:_WHERE_TYPES_STAND]


def _with_placeholder(body: Body, notes: list[str]) -> Body:
    """With a sentence where the text would be, if only the receiver's key or program can show it."""
    armour = _PGP_ARMOUR.search(body.text)
    if armour:
        notes.append(ENCRYPTED)
        text = body.text[: armour.start()] + ENCRYPTED_TEXT + body.text[armour.end() :]
        file = Attachment(PGP_FILE, "application/octet-stream", armour[0].encode(), None)
        return replace(body, text=text, attachments=(*body.attachments, file))
    smime = any(_is_smime(file) and not _is_signed(file) for file in body.attachments)
    if smime or any(file.content_type == "application/pgp-encrypted" for file in body.attachments):
        notes.append(ENCRYPTED)
        return body if body.text.strip() else replace(body, text=ENCRYPTED_TEXT)
    if not body.text.strip() and any(map(_is_signed, body.attachments)):
        return replace(body, text=SIGNED_TEXT)
    return body


def _with_events(body: Body) -> Body:
    """With the events below the text and the HTML. The same event often comes twice, as a part and as a file."""
    from chalicelib.mail.calendar import MAX_SOURCE, calendar_text

    sources = [file.content for file in body.attachments if file.content_type in _CALENDAR]
    texts = [calendar_text(decode(source[: 4 * MAX_SOURCE], None, cut=True)) for source in sources]
    events = "\n\n".join(dict.fromkeys(text for text in texts if text))
    if not events:
        return body
    text = f"{body.text.rstrip()}\n\n{events}\n" if body.text.strip() else f"{events}\n"
    html = f"{body.html}<hr>\n<p>{text_to_html(events)}</p>" if body.html else body.html
    return replace(body, text=text[:MAX_TEXT], html=html)
