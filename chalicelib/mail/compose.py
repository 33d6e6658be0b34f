"""Mail we send, as bytes (RFC 5322). The same mail gives the same bytes, so a repeated attempt can be told as such.

Headers are encoded here and not by `EmailMessage`, which raises on line ends and folds long names so that quotes get
lost: one name must stay one recipient, whatever it is. Message-ID and Date are left to SES, which overwrites both.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from typing import Literal

from chalicelib.mail.addresses import Address
from chalicelib.mail.charsets import without_unstorable
from chalicelib.mail.quoting import Quoted, reply_body

__all__ = ["OutgoingFile", "OutgoingMail", "Quoted", "compose", "reply_body"]

MAX_SUBJECT = 255
MAX_NAME = 100
MAX_REFERENCES = 20
MAX_ID = 250

_WIRE = compat32.clone(linesep="\r\n", max_line_length=78)
# Control characters, line and paragraph separators, and characters that turn the reading direction.
_NOT_IN_HEADERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_NOT_IN_ADDRESSES = re.compile(r"[^!-~]|[<>(),;:\"\[\]\\]")
_NOT_IN_IDS = re.compile(r"[^!-~]|[<>]")
_CONTENT_TYPE = re.compile(r"(?!multipart/|message/)[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send; with a `content_id` the HTML shows it in place."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None = None


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
    boundaries = _boundaries(mail.outbox_id)
    body = _body(mail, boundaries)
    for name, value in _headers(mail):
        body[name] = value
    return body.as_bytes(policy=_WIRE)


def _headers(mail: OutgoingMail) -> Iterator[tuple[str, str]]:
    yield "From", _address(mail.from_)
    yield "To", _addresses(mail.visible_to or (mail.to,))
    if mail.cc:
        yield "Cc", _addresses(mail.cc)
    if mail.reply_to:
        yield "Reply-To", _clean_email(mail.reply_to)
    yield "Subject", _text(_one_line(mail.subject)[:MAX_SUBJECT], "Subject")
    if mail.in_reply_to and (in_reply_to := _ids((mail.in_reply_to,))):
        yield "In-Reply-To", in_reply_to
    if references := _ids(mail.references):
        yield "References", references
    if _LANGUAGE.fullmatch(mail.language):
        yield "Content-Language", mail.language
    yield "X-Lippu-Outbox", _NOT_IN_IDS.sub("", mail.outbox_id)
    if mail.automatic:
        yield "Auto-Submitted", mail.automatic
        yield "X-Auto-Response-Suppress", "All"


def _one_line(text: str) -> str:
    return " ".join(_NOT_IN_HEADERS.sub(" ", without_unstorable(text)).split())


def _text(text: str, header: str) -> str:
    """Text for a header: as it is if that is safe, else in encoded-words (RFC 2047)."""
    if text.isascii() and "=?" not in text and all(len(word) < 70 for word in text.split()):
        return text
    return Header(text, "utf-8", header_name=header, maxlinelen=76).encode(linesep="\n").replace("\n", "")


def _address(address: Address) -> str:
    """A name that cannot hold a second recipient: plain words, a quoted string, or encoded-words."""
    email = _clean_email(address.email)
    name = _one_line(address.name)[:MAX_NAME].strip()
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
    clean = [id_ for id_ in (_NOT_IN_IDS.sub("", id_) for id_ in ids) if 0 < len(id_) <= MAX_ID]
    clean = list(dict.fromkeys(clean))
    if len(clean) > MAX_REFERENCES:
        clean = clean[:1] + clean[1 - MAX_REFERENCES :]
    return "\n ".join(f"<{id_}>" for id_ in clean)


def _boundaries(outbox_id: str) -> Iterator[str]:
    seed = hashlib.sha256(outbox_id.encode("utf-8", "replace")).hexdigest()[:32]
    return (f"=_lippu_{seed}_{number}" for number in range(3))


def _body(mail: OutgoingMail, boundaries: Iterator[str]) -> MIMEMultipart:
    body = MIMEMultipart("alternative", next(boundaries))
    body.attach(_part(mail.text, "plain"))
    body.attach(_part(mail.html, "html"))
    shown = [file for file in mail.attachments if file.content_id]
    if shown:
        body = _wrapped("related", next(boundaries), body, shown)
    others = [file for file in mail.attachments if not file.content_id]
    return _wrapped("mixed", next(boundaries), body, others) if others else body


def _wrapped(kind: str, boundary: str, body: MIMEMultipart, files: Sequence[OutgoingFile]) -> MIMEMultipart:
    del body["MIME-Version"]
    outer = MIMEMultipart(kind, boundary)
    outer.attach(body)
    for file in files:
        outer.attach(_file(file))
    return outer


def _part(text: str, subtype: str) -> MIMENonMultipart:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    del part["MIME-Version"]
    part.set_payload(without_unstorable(text).replace("\r\n", "\n").replace("\r", "\n"), charset)
    return part


def _file(file: OutgoingFile) -> MIMEBase:
    content_type = file.content_type.lower()
    content_type = content_type if _CONTENT_TYPE.fullmatch(content_type) else "application/octet-stream"
    part = MIMEBase(*content_type.split("/", 1))
    del part["MIME-Version"]
    part.set_payload(file.content)
    encode_base64(part)
    name = re.sub(r'[/\\"]', "_", _one_line(file.name))[:MAX_NAME] or "file"
    disposition = "inline" if file.content_id else "attachment"
    part.add_header("Content-Disposition", disposition, filename=name if name.isascii() else ("utf-8", "", name))
    if file.content_id:
        part["Content-ID"] = f"<{_NOT_IN_IDS.sub('', file.content_id)[:MAX_ID]}>"
    return part
