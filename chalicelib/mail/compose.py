"""Mail we send, as bytes (RFC 5322). The same mail gives the same bytes, so a repeated attempt can be told as such.

Headers are encoded here and not by `EmailMessage`, which raises on line ends and folds long names so that quotes get
lost: one name must stay one recipient, whatever it is. Message-ID and Date are left to SES, which overwrites both.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.header import Header
from io import BytesIO
from typing import Literal

from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import Address
from chalicelib.mail.parts import (
    MAX_ID,
    MAX_NAME,
    NOT_IN_IDS,
    OutgoingFile,
    Pieces,
    bytes_taken,
    file_part,
    header_line,
    multipart,
    one_line,
    text_part,
)

__all__ = ["OutgoingFile", "OutgoingMail", "compose", "split_by_size"]

# AWS, "Service quotas in Amazon SES": 40 MB a message, in base64; Content-Type lines and boundaries stay below the rest
MAX_MAIL = 40_000_000
MARGIN = 64_000
MAX_SUBJECT = 255
MAX_REFERENCES = 20

_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_NOT_IN_ADDRESSES = re.compile(r"[^!-~]|[<>(),;:\"\[\]\\]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to one recipient, `to`. The header shows `visible_to` as To (`to` itself if empty) and `cc` as Cc.

    `automatic` is the Auto-Submitted keyword of mail no person wrote (RFC 3834). Ids stand without angle brackets.
    """

    from_: Address
    to: Address
    visible_to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: str
    subject: str
    text: str
    html: str
    in_reply_to: str | None
    references: tuple[str, ...]
    language: str
    outbox_id: str
    automatic: Literal["auto-replied", "auto-generated"] | None
    attachments: tuple[OutgoingFile, ...] = ()


def compose(mail: OutgoingMail) -> bytes:
    """The mail as it goes to SES, with CRLF line ends. Control characters in any field are cleaned away."""
    raw = BytesIO()
    for name, value in _headers(mail):
        raw.write(header_line(name, value))
    for piece in _body(mail):
        raw.write(piece)
    return raw.getvalue()


def split_by_size(mail: OutgoingMail, room: int) -> tuple[OutgoingMail, tuple[OutgoingFile, ...]]:
    """The mail with as many of its files as one of `room` bytes can carry, and those it cannot, largest first."""
    left = room - MARGIN - len(compose(replace(mail, attachments=())))
    over = sum(map(bytes_taken, mail.attachments)) - left
    out: list[OutgoingFile] = []
    for file in sorted(mail.attachments, key=lambda file: -file.size):
        if over <= 0:
            break
        out.append(file)
        over -= bytes_taken(file)
    return replace(mail, attachments=tuple(file for file in mail.attachments if file not in out)), tuple(out)


def _headers(mail: OutgoingMail) -> Iterator[tuple[str, str]]:
    yield "MIME-Version", "1.0"
    yield "From", _address(mail.from_)
    yield "To", _addresses(mail.visible_to or (mail.to,))
    if mail.cc:
        yield "Cc", _addresses(mail.cc)
    if mail.reply_to:
        yield "Reply-To", _clean_email(mail.reply_to)
    yield "Subject", _text(one_line(mail.subject)[:MAX_SUBJECT], "Subject")
    if mail.in_reply_to and (in_reply_to := _ids((mail.in_reply_to,))):
        yield "In-Reply-To", in_reply_to
    if references := _ids(mail.references):
        yield "References", references
    if _LANGUAGE.fullmatch(mail.language):
        yield "Content-Language", mail.language
    yield "X-Lippu-Outbox", NOT_IN_IDS.sub("", mail.outbox_id)
    if mail.automatic:
        yield "Auto-Submitted", mail.automatic
        yield "X-Auto-Response-Suppress", "All"


def _text(text: str, header: str) -> str:
    """Text for a header: as it is if that is safe, else in encoded-words (RFC 2047)."""
    if text.isascii() and "=?" not in text and all(len(word) < 70 for word in text.split()):
        return text
    return Header(text, "utf-8", header_name=header, maxlinelen=76).encode(linesep="\n").replace("\n", "")


def _address(address: Address) -> str:
    """A name that cannot hold a second recipient: plain words, a quoted string, or encoded-words."""
    email = _clean_email(address.email)
    name = one_line(address.name)[:MAX_NAME].strip()
    if not name:
        return email
    if _PLAIN_NAME.fullmatch(name) and "=?" not in name:
        return f"{name} <{email}>"
    if name.isascii() and "=?" not in name:
        return '"{}" <{}>'.format(re.sub(r'(["\\])', r"\\\1", name), email)
    return f"{_text(name, 'From')} <{email}>"


def _addresses(addresses: Sequence[Address]) -> str:
    return ",\n ".join(_address(address) for address in addresses)


def _clean_email(email: str) -> str:
    return _NOT_IN_ADDRESSES.sub("", email)


def _ids(ids: Sequence[str]) -> str:
    """Ids in brackets; of too many the first and the newest, as RFC 5322 section 3.6.4 advises for long threads."""
    clean = [id_ for id_ in (NOT_IN_IDS.sub("", id_) for id_ in ids) if 0 < len(id_) <= MAX_ID]
    clean = list(dict.fromkeys(clean))
    if len(clean) > MAX_REFERENCES:
        clean = clean[:1] + clean[1 - MAX_REFERENCES :]
    return "\n ".join(f"<{id_}>" for id_ in clean)


def _boundaries(outbox_id: str) -> Iterator[str]:
    seed = hashlib.sha256(outbox_id.encode("utf-8", "replace")).hexdigest()[:32]
    return (f"=_lippu_{seed}_{number}" for number in range(3))


def _body(mail: OutgoingMail) -> Pieces:
    boundaries = _boundaries(mail.outbox_id)
    body = multipart("alternative", next(boundaries), (text_part(mail.text, "plain"), text_part(mail.html, "html")))
    shown = [file for file in mail.attachments if file.content_id]
    others = [file for file in mail.attachments if not file.content_id]
    for kind, files in (("related", shown), ("mixed", others)):
        if files:
            body = multipart(kind, next(boundaries), (body, *map(file_part, files)))
    return body
