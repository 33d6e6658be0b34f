"""What an outgoing mail says: composed from the ticket at the moment it is sent."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice, takewhile
from typing import Literal

from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.languages import first_known
from chalicelib.domain.mail_templates import MESSAGE, SIGNATURE, Event
from chalicelib.domain.notifications import occasion_of
from chalicelib.domain.outbox import MailKind, OutboxMail
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import AuthorKind, Entry, EntryKind
from chalicelib.domain.times import from_text
from chalicelib.domain.values import dataclass
from chalicelib.mail.compose import MAX_MAIL, OutgoingFile, OutgoingMail, compose, split_by_size
from chalicelib.mail.layout import Section, laid_out, prose
from chalicelib.mail.linked_files import LinkedFile, linked_files
from chalicelib.mail.parse import Address
from chalicelib.mail.quoting import MAX_QUOTED_MESSAGES, Quoted, quotes
from chalicelib.mail.texts import built_in, moment, promise, write
from chalicelib.mail.thread import own_message_id, reply_address
from chalicelib.services.file_links import last_day, seal_file
from chalicelib.services.ports import Files, Signer

Automatic = Literal["auto-replied", "auto-generated"]

# words of whoever only got hold of a reply address, or forged one, must not go out in our name
DOUBTFUL = ("third party", "unverified")
PUBLIC = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)
_AUTOMATIC: dict[MailKind, Automatic] = {
    MailKind.ACKNOWLEDGEMENT: "auto-replied",
    MailKind.NOTICE: "auto-generated",
    MailKind.CLOSING: "auto-generated",
}
_ANSWER_MARKS = re.compile(r"^(?:(?:re|aw|sv|vs|odp|ant|r)\s*:\s*)+", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"[^\s<>@]{1,150}@[A-Za-z0-9.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as it goes to SES, and the address that sends it."""

    raw: bytes
    sender: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All an outgoing mail is made of. `earlier` are the ticket's entries before `entry`, newest first.

    `recipients` are all people that `entry` goes to, each in a mail of their own; `muted` are agents who want to hear
    nothing of the ticket.
    """

    mail: OutboxMail
    ticket: Ticket
    department: Department
    entry: Entry
    earlier: tuple[Entry, ...]
    recipients: tuple[Address, ...]
    directory: Directory
    muted: frozenset[str] = frozenset()

    @property
    def event(self) -> Event:
        if self.mail.kind is not MailKind.NOTICE:
            return Event(self.mail.kind.value)
        occasion = occasion_of(self.entry, self.ticket)
        return Event(occasion.value) if occasion else Event.SLA_WARNING

    @property
    def language(self) -> str:
        """The requester's; colleagues are written to in their department's."""
        spoken = "" if self.mail.kind is MailKind.NOTICE else self.ticket.language
        return first_known(spoken, self.department.language)

    @property
    def is_to_requester(self) -> bool:
        return self.mail.recipient.lower() == self.ticket.requester.email.lower()


class Composer:
    def __init__(self, files: Files, signer: Signer, mail_domain: str, public_url: str) -> None:
        self._files = files
        self._signer = signer
        self._mail_domain = mail_domain
        self._public_url = public_url.rstrip("/")

    def compose(self, letter: Letter) -> bytes:
        """The mail as bytes. Raises NotFound if an attachment is gone."""
        subject, text = self._written(letter)
        answered = _answered_ids(letter)
        to, cc = _shown_recipients(letter)
        mail = OutgoingMail(
            from_=Address(letter.department.sender_name or letter.department.name, letter.department.sender_address),
            to=_recipient(letter.mail),
            visible_to=to,
            cc=cc,
            reply_to=self._reply_to(letter),
            subject=subject,
            text="",
            html="",
            in_reply_to=answered[-1] if answered else None,
            references=(*answered, self._own_id(letter)),
            language=letter.language,
            outbox_id=f"{letter.mail.id}@{self._mail_domain}",
            automatic=_AUTOMATIC.get(letter.mail.kind),
        )
        if letter.mail.kind is not MailKind.REPLY:
            return compose(_with_body(mail, [prose(text)]))
        return compose(self._with_files(letter, mail, text, list(quotes(_history(letter), letter.language))))

    def _written(self, letter: Letter) -> tuple[str, str]:
        stored = letter.directory.templates.get((letter.event, letter.language))
        template = stored if stored and not stored.is_built_in else built_in(letter.event, letter.language)
        return write(template, letter.ticket.reference, _values(letter))

    def _with_files(self, letter: Letter, mail: OutgoingMail, text: str, quoted: list[Section]) -> OutgoingMail:
        """The mail with its bodies and the files that fit; the others can be fetched by links above the signature."""
        files = {
            file.id: OutgoingFile(
                file.name, file.content_type, file.size, partial(self._files.get, file.key), file.content_id
            )
            for file in letter.entry.attachments
        }
        whole = replace(_with_body(mail, [prose(text), *quoted]), attachments=tuple(files.values()))
        fitting, too_big = split_by_size(whole, MAX_MAIL)
        if not too_big:
            return fitting
        until = last_day(letter.mail.created_at)
        links = [
            LinkedFile(
                file.name, file.size, f"{self._public_url}/files/{seal_file(self._signer, letter.entry, id, until)}"
            )
            for id, file in files.items()
            if file in too_big
        ]
        said, signature = _before_signature(text)
        return _with_body(
            fitting, [prose(said), linked_files(links, until, letter.language), prose(signature), *quoted]
        )

    def _reply_to(self, letter: Letter) -> str:
        """An address that is the recipient's alone. Who is told of a ticket without being an agent has none."""
        department, recipient = letter.department, letter.mail.recipient
        for_agent = letter.mail.kind is MailKind.NOTICE
        if for_agent and letter.directory.agent_by_email(recipient) is None:
            return department.sender_address
        return reply_address(
            department.sender_address, letter.ticket.reference, recipient, self._signer, for_agent=for_agent
        )

    def _own_id(self, letter: Letter) -> str:
        return own_message_id(letter.ticket.reference, letter.entry.id, self._mail_domain, self._signer)


def _with_body(mail: OutgoingMail, sections: Iterable[Section]) -> OutgoingMail:
    body = laid_out(sections, mail.language)
    return replace(mail, text=body.text, html=body.html)


def _before_signature(text: str) -> tuple[str, str]:
    """Mail programs make light of what stands below a signature."""
    said, dashes, signature = text.rpartition("\n\n-- \n")
    return (said, dashes + signature) if dashes else (text, "")


def _values(letter: Letter) -> dict[str, str]:
    """What the placeholders of the letter's event stand for. A confirmation repeats nothing its sender wrote."""
    values = {"department.name": letter.department.name, SIGNATURE: letter.department.signature}
    if letter.event is Event.ACKNOWLEDGEMENT:
        return values | {"expected_answer": promise(letter.department.first_response, letter.language)}
    if letter.event is Event.REPLY:
        return values | {
            "ticket.subject": _ANSWER_MARKS.sub("", letter.ticket.subject),
            "agent.name": letter.entry.author.name,
            MESSAGE: _own_words(letter.entry),
        }
    if letter.event is Event.REMINDER:
        return values | {MESSAGE: letter.entry.detail}
    if letter.event in (Event.MENTIONED, Event.ASSIGNED, Event.ESCALATED):
        by_agent = letter.entry.author.kind is AuthorKind.AGENT
        return values | {"agent.name": letter.entry.author.name if by_agent else ""}
    if letter.event in (Event.CUSTOMER_WROTE, Event.NEW_TICKET, Event.REPLY_STOPPED):
        return values
    return values | {"due": moment(_due(letter), letter.language)}


def _due(letter: Letter) -> datetime:
    """The moment a notice is about, which its entry names last."""
    return from_text(letter.entry.detail.rpartition(" ")[2])


def _recipient(mail: OutboxMail) -> Address:
    """A confirmation repeats nothing its sender wrote, not even a name."""
    return Address(mail.recipient_name if mail.kind is MailKind.REPLY else "", mail.recipient)


def _shown_recipients(letter: Letter) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc as everybody sees them: the requester, and who else got the same answer."""
    if letter.mail.kind is not MailKind.REPLY:
        return (), ()
    requester = letter.ticket.requester.email.lower()
    to = tuple(person for person in letter.recipients if person.email.lower() == requester)
    others = (person for person in letter.recipients if person not in to)
    cc = tuple(person for person in others if not letter.directory.is_own_address(person.email))
    return (to, cc) if to else ((), tuple(person for person in cc if person.email != letter.mail.recipient))


def _history(letter: Letter) -> list[Quoted]:
    """What was said before, oldest first; for the requester alone, because others may have joined later, and only what
    was said to or by this requester."""
    if not letter.is_to_requester:
        return []
    theirs = takewhile(lambda entry: not _changes_requester(entry), letter.earlier)
    public = (entry for entry in theirs if entry.kind in PUBLIC and entry.body and not _flagged(entry, *DOUBTFUL))
    said = list(islice(public, MAX_QUOTED_MESSAGES))
    return [Quoted(_shown_author(letter, entry), entry.at, _own_words(entry)) for entry in reversed(said)]


def _answered_ids(letter: Letter) -> tuple[str, ...]:
    """Message-IDs of the customer's mails this one answers, oldest first, for In-Reply-To and References."""
    entries = (letter.entry, *letter.earlier)
    received = (entry for entry in entries if entry.kind is EntryKind.MESSAGE_IN and not _flagged(entry, "third party"))
    ids = (entry.mail.message_id for entry in received if entry.mail)
    return tuple(reversed([id for id in ids if _MESSAGE_ID.fullmatch(id)][:MAX_QUOTED_MESSAGES]))


def _flagged(entry: Entry, *flags: str) -> bool:
    return entry.mail is not None and any(flag in entry.mail.flags for flag in flags)


def _changes_requester(entry: Entry) -> bool:
    return any(change.field == "requester" for change in entry.changes)


def _own_words(entry: Entry) -> str:
    """A message without what it quoted itself: the history is shown once."""
    parts = entry.body.parts if entry.body else ()
    return "".join(part.text for part in parts if part.kind == "reply").strip()


def _shown_author(letter: Letter, entry: Entry) -> str:
    return letter.department.name if entry.kind is EntryKind.MESSAGE_OUT else entry.author.name
