"""What an outgoing mail says: composed from the ticket at the moment it is sent."""

import re
from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.directory import Department
from chalicelib.domain.ids import show_reference
from chalicelib.domain.outbox import MailKind, OutboxMail
from chalicelib.domain.sla import in_words
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry, EntryKind, EventName
from chalicelib.mail.compose import OutgoingFile, OutgoingMail, Quoted, compose, reply_body
from chalicelib.mail.parse import Address
from chalicelib.mail.texts import NoticeKind, acknowledgement, notice
from chalicelib.mail.thread import own_message_id, reply_address
from chalicelib.services.ports import Files, Signer

Automatic = Literal["auto-replied", "auto-generated"]

QUOTED_MESSAGES = 3
PUBLIC = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)
_ANSWER_MARKS = re.compile(r"^(?:(?:re|aw|sv|vs|odp|ant|r)\s*:\s*)+", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"[^\s<>@]{1,150}@[A-Za-z0-9.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Letter:
    """All an outgoing mail is made of. `earlier` are the ticket's entries before `entry`, newest first."""

    mail: OutboxMail
    ticket: Ticket
    department: Department
    entry: Entry
    earlier: tuple[Entry, ...]


class Composer:
    def __init__(self, files: Files, signer: Signer, mail_domain: str) -> None:
        self._files = files
        self._signer = signer
        self._mail_domain = mail_domain

    def compose(self, letter: Letter) -> bytes:
        """The mail as bytes. Raises NotFound if an attachment is gone."""
        if letter.mail.kind is MailKind.REPLY:
            return self._reply(letter)
        reference, department = letter.ticket.reference, letter.department
        if letter.mail.kind is MailKind.ACKNOWLEDGEMENT:
            wording = acknowledgement(reference, in_words(department.first_response), department.name)
            return self._compose(letter, *wording, automatic="auto-replied")
        kind: NoticeKind = "breach" if letter.entry.event is EventName.SLA_BREACH else "warning"
        wording = notice(kind, reference, department.name, letter.ticket.first_response.due)
        return self._compose(letter, *wording, automatic="auto-generated")

    def _reply(self, letter: Letter) -> bytes:
        body = letter.entry.body
        history = [entry for entry in letter.earlier if entry.kind in PUBLIC and entry.body][:QUOTED_MESSAGES]
        text, html = reply_body(
            body.text if body else "",
            letter.department.signature,
            [Quoted(_shown_author(letter, entry), entry.at, _own_words(entry)) for entry in reversed(history)],
        )
        files = tuple(
            OutgoingFile(file.name, file.content_type, self._files.get(file.key), file.content_id)
            for file in letter.entry.attachments
        )
        subject = f"Re: {_bare(letter.ticket.subject)} [{show_reference(letter.ticket.reference)}]"
        return self._compose(letter, subject, text, html, attachments=files)

    def _compose(
        self,
        letter: Letter,
        subject: str,
        text: str,
        html: str,
        *,
        automatic: Automatic | None = None,
        attachments: tuple[OutgoingFile, ...] = (),
    ) -> bytes:
        mail, sender = letter.mail, letter.department.sender_address
        answered = _answered_ids(letter)
        # an agent who answers a notice must not speak as a customer: no reply token in mail to agents
        reply_to = sender if mail.kind is MailKind.NOTICE else self._reply_address(letter)
        # a confirmation repeats nothing its sender wrote, not even a name
        name = mail.recipient_name if mail.kind is MailKind.REPLY else ""
        return compose(
            OutgoingMail(
                from_=Address(letter.department.sender_name or letter.department.name, sender),
                to=Address(name, mail.recipient),
                visible_to=(),
                cc=(),
                reply_to=reply_to,
                subject=subject,
                text=text,
                html=html,
                in_reply_to=answered[-1] if answered else None,
                references=(*answered, self._own_id(letter)),
                language="en",
                outbox_id=mail.id,
                automatic=automatic,
                attachments=attachments,
            )
        )

    def _reply_address(self, letter: Letter) -> str:
        return reply_address(
            letter.department.sender_address, letter.ticket.reference, letter.mail.recipient, self._signer
        )

    def _own_id(self, letter: Letter) -> str:
        return own_message_id(letter.ticket.reference, letter.entry.id, self._mail_domain, self._signer)


def _answered_ids(letter: Letter) -> tuple[str, ...]:
    """Message-IDs of the customer's mails this one answers, oldest first, for In-Reply-To and References."""
    entries = (letter.entry, *letter.earlier)
    ids = [e.mail.message_id for e in entries if e.kind is EntryKind.MESSAGE_IN and e.mail]
    return tuple(reversed([id for id in ids if _MESSAGE_ID.fullmatch(id)][:QUOTED_MESSAGES]))


def _own_words(entry: Entry) -> str:
    """A message without what it quoted itself: the history is shown once."""
    parts = entry.body.parts if entry.body else ()
    return "".join(part.text for part in parts if part.kind == "reply").strip()


def _shown_author(letter: Letter, entry: Entry) -> str:
    return letter.department.name if entry.kind is EntryKind.MESSAGE_OUT else entry.author.name


def _bare(subject: str) -> str:
    """The subject without the answer marks that mail programs pile up."""
    return _ANSWER_MARKS.sub("", subject)
