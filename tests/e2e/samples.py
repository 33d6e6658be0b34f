"""Mails of our own making, as many programs and machines write them, and what the desk must make of each."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from email.header import Header

SUPPORT = "support@help.example.com"
DOMAIN = "mails.example"
AGENT = "agent@example.com"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Sample:
    """A mail with what must become of it: `text` is what is shown of it, `answered` whether its sender gets a mail.

    `flags` are words among those that people see on the message; `reason` says why it is set aside, empty for a ticket.
    """

    name: str
    raw: bytes
    text: str = ""
    subject: str = ""
    reason: str = ""
    requester: str = ""
    person: str = ""
    files: tuple[File, ...] = ()
    flags: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    kind: str = "message_in"
    answered: bool = True
    greeting: str = "client.test"
    envelope: str | None = None
    recipients: tuple[str, ...] = (SUPPORT,)

    @property
    def address(self) -> str:
        return address(self.name)

    @property
    def source(self) -> str:
        return self.address if self.envelope is None else self.envelope

    @property
    def message_id(self) -> str:
        return message_id(self.name)


def address(name: str) -> str:
    return f"{name.replace(' ', '-')}@{DOMAIN}"


def message_id(name: str) -> str:
    return f"{name.replace(' ', '-')}.1@{DOMAIN}"


def raw(name: str, body: str | bytes, *headers: str, sender: str = "", subject: str | None = None) -> bytes:
    """A mail: `body` begins with the header fields of its content. The subject `-` leaves the field out."""
    fields = [f"From: {sender or address(name)}"]
    fields += [f"To: {SUPPORT}", f"Message-ID: <{message_id(name)}>", "MIME-Version: 1.0", *headers]
    fields += [f"Subject: {name if subject is None else subject}"] if subject != "-" else []
    body = body.encode() if isinstance(body, str) else body
    return on_the_wire("\n".join(fields).encode() + b"\n" + body)


def on_the_wire(mail: bytes) -> bytes:
    return mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def plain(text: str = "Hello.\n") -> str:
    return f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"


def written_in(charset: str, text: str) -> bytes:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(text.encode(charset))


def encoded(text: str, charset: str) -> str:
    return Header(text, charset, maxlinelen=900).encode()


def part(content_type: str, content: bytes, *fields: str) -> str:
    lines = (f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64", *fields)
    return "\n".join(lines) + "\n\n" + base64.encodebytes(content).decode()


def attached(name: str, content_type: str, content: bytes) -> str:
    return part(content_type, content, f'Content-Disposition: attachment; filename="{name}"')


def multipart(kind: str, *parts: str, boundary: str = "b0") -> str:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def html(source: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{source}\n"


def in_charsets() -> Iterable[Sample]:
    for charset, subject, text in (
        ("iso-8859-1", "Käse für Zoë", "Fünf Brötchen, bitte."),
        ("utf-8", "Ääkköset ja 🎉", "Hyvää päivää, 世界."),
        ("gb18030", "打印机坏了", "打印机着火了，请帮忙。"),
        ("iso-2022-jp", "プリンターの故障", "プリンターが燃えています。"),
        ("koi8-r", "Принтер горит", "Пожалуйста, помогите."),
    ):
        body = written_in(charset, f"{text}\n")
        yield Sample(f"in {charset}", raw(f"in {charset}", body, subject=encoded(subject, charset)), text, subject)
