"""Customers' mails as their mail programs send them: plain or with HTML, now and then with what they answer quoted."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from random import Random

from infra.local.seed.files import File
from infra.local.seed.people import Person

QUOTES, WITH_HTML, TELLS_LANGUAGE = 0.7, 0.3, 0.5
# what programs write above the mail they quote
ATTRIBUTIONS = {
    "cs": "Dne {at.day}. {at.month}. {at.year} v {at:%H:%M} {who} napsal(a):",
    "da": "Den {at.day}.{at.month}.{at.year} kl. {at:%H.%M} skrev {who}:",
    "de": "Am {at:%d.%m.%Y} um {at:%H:%M} schrieb {who}:",
    "en": "On {at:%Y-%m-%d} at {at:%H:%M}, {who} wrote:",
    "fi": "{who} kirjoitti {at.day}.{at.month}.{at.year} klo {at:%H.%M}:",
    "hu": "{who} ezt írta (időpont: {at:%Y.%m.%d} {at:%H:%M}):",
    "sv": "Den {at:%Y-%m-%d} kl. {at:%H:%M} skrev {who}:",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody wrote, to whom and when. `id` is the left part of its Message-ID."""

    id: str
    at: datetime
    sender: Person
    to: str
    subject: str
    text: str
    language: str = ""
    copied: Person | None = None
    quoted: Quoted | None = None
    files: Sequence[File] = ()


def written(letter: Letter, random: Random) -> bytes:
    """The mail in Internet form (RFC 5322)."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(letter.sender)
    mail["To"] = letter.to
    if letter.copied:
        mail["Cc"] = _address(letter.copied)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.id}@{letter.sender.email.partition('@')[2]}>"
    if letter.language and random.random() < TELLS_LANGUAGE:
        mail["Content-Language"] = letter.language
    quoted = letter.quoted if random.random() < QUOTES else None
    mail.set_content(_plain(letter, quoted))
    if random.random() < WITH_HTML:
        mail.add_alternative(_html(letter, quoted), subtype="html")
    for file in letter.files:
        kind, _, subtype = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return mail.as_bytes()


def _address(person: Person) -> Address:
    return Address(person.name, addr_spec=person.email)


def _plain(letter: Letter, quoted: Quoted | None) -> str:
    if quoted is None:
        return letter.text + "\n"
    marked = "".join(f"> {line}".rstrip() + "\n" for line in quoted.text.split("\n"))
    return f"{letter.text}\n\n{_attribution(letter, quoted)}\n{marked}"


def _html(letter: Letter, quoted: Quoted | None) -> str:
    below = ""
    if quoted:
        head = html.escape(_attribution(letter, quoted))
        below = f'<div class="gmail_quote">{head}<blockquote type="cite">{_paragraphs(quoted.text)}</blockquote></div>'
    return f"<html><body>{_paragraphs(letter.text)}{below}</body></html>"


def _attribution(letter: Letter, quoted: Quoted) -> str:
    return ATTRIBUTIONS.get(letter.language, ATTRIBUTIONS["en"]).format(at=quoted.at, who=quoted.who)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n"))
