"""An incoming mail with everything known about it, and the questions its reception asks."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum

from chalicelib.domain.ids import digest
from chalicelib.domain.participants import Participant
from chalicelib.domain.timeline import (
    SYSTEM,
    Author,
    AuthorKind,
    Body,
    Entry,
    EntryKind,
    MailFacts,
    StoredFile,
    TextPart,
)
from chalicelib.domain.values import dataclass
from chalicelib.mail.fold import fold
from chalicelib.mail.loops import takes_no_answers
from chalicelib.mail.parse import Address, Attachment, ParsedMail
from chalicelib.mail.sanitize import sanitize
from chalicelib.mail.special import ENCRYPTED
from chalicelib.mail.thread import comparable_message_id, is_reply_address
from chalicelib.services.intake import customer_author, requester
from chalicelib.services.ports import Files
from chalicelib.services.receipt import Receipt

EMPTY = "(empty message)"
MOST_SHOWN = 40


class Kinship(Enum):
    """How a mail relates to the one that was taken under the same Message-ID."""

    SAME = "same"
    REWRITTEN = "rewritten"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A parsed mail with its receipt. `automatic` says why it is machine mail, None for a person's.

    `released_by` is who let it in from the quarantine against the rules, empty for all other mail.
    """

    receipt: Receipt
    mail: ParsedMail
    raw_digest: str
    automatic: str | None
    released_by: str = ""

    @property
    def email(self) -> str:
        """The one valid sender; empty if there is none (such mail is quarantined before this matters)."""
        return self.mail.sender.email if self.mail.sender else ""

    @property
    def name(self) -> str:
        return self.mail.sender.name if self.mail.sender else ""

    @property
    def sender_is_authentic(self) -> bool:
        return self.receipt.vouches_for(self.email)

    @property
    def sender_is_proven(self) -> bool:
        """More than authentic: the sender's own domain stands for it."""
        return self.receipt.proves(self.email)

    @property
    def own_words(self) -> str:
        """What its sender wrote anew; empty for mail that only quotes, is encrypted or says nothing."""
        folded = fold(self.mail.text)
        return "" if folded.nothing_left or ENCRYPTED in self.mail.notes else folded.reply

    @property
    def message_key(self) -> str:
        """The key of this mail, by which it happens once and later mails find its ticket."""
        own_id = comparable_message_id(self.mail.message_id)
        return message_key(own_id) if own_id else digest("raw", self.raw_digest)

    def keys(self, target: str) -> tuple[str, ...]:
        """The keys to try: its own, and those for when the Message-ID is taken by another mail or another target."""
        qualified = digest("mail", self.mail.message_id or self.raw_digest, self.email, target)
        released = (digest("released", self.receipt.raw_key, target),) if self.released_by else ()
        return (self.message_key, qualified, *released)

    @property
    def flags(self) -> tuple[str, ...]:
        """What people must know about it wherever it lands."""
        automatic = (f"automatic: {self.automatic}",) if self.automatic else ()
        return automatic + ((f"let in by {self.released_by}",) if self.released_by else ())

    def also_addressed(self, is_ours: Callable[[str], bool]) -> tuple[Participant, ...]:
        """Whom its sender also wrote to and who may therefore take part: people, not lists, machines or ourselves."""
        if any(name.startswith("list-") for name in self.mail.headers):
            return ()
        people = (*self.mail.to, *self.mail.cc)
        return tuple(
            Participant(person.email, person.name)
            for person in people
            if not (is_ours(person.email) or takes_no_answers(person.email) or is_reply_address(person.email))
        )

    def fingerprint(self, target: str) -> str:
        """Who wrote what to which target: equal for deliveries of one mail, however they travelled."""
        content = hashlib.sha256(f"{self.mail.subject}\x1f{self.mail.text}".encode())
        for attachment in self.mail.attachments:
            content.update(hashlib.sha256(attachment.content).digest())
        return ":".join([digest(self.email), content.hexdigest()[:26].upper(), target])

    def entry(
        self,
        reference: str,
        entry_id: str,
        at: datetime,
        files: tuple[StoredFile, ...],
        flags: tuple[str, ...],
        about: str = "",
    ) -> Entry:
        """The timeline entry of this mail: the whole text, folded, and its HTML made harmless.

        What a machine wrote about the conversation is a note: no part of it goes to anybody.
        """
        parts = tuple(TextPart(part.kind, part.text) for part in fold(self.mail.text).parts)
        html = sanitize(self.mail.html).html if self.mail.html else None
        return Entry(
            id=entry_id,
            reference=reference,
            kind=EntryKind.NOTE if self.automatic else EntryKind.MESSAGE_IN,
            at=at,
            author=self.author,
            subject=self.mail.subject,
            body=Body(parts if self.mail.text.strip() else (TextPart("reply", EMPTY),), html),
            attachments=files,
            mail=MailFacts(
                self.mail.message_id,
                self.receipt.raw_key,
                tuple(sorted(self.receipt.verdicts.items())),
                flags + self.flags + tuple(self.mail.notes),
                about,
                _shown(self.mail.to),
                _shown(self.mail.cc),
                _shown(self.mail.reply_to),
            ),
        )

    @property
    def author(self) -> Author:
        if self.automatic:
            return Author(AuthorKind.SYSTEM, SYSTEM.id, self.email)  # a name could be a colleague's
        return customer_author(requester(self.email, self.name))

    def store_files(self, files: Files, attachments: Sequence[Attachment] | None = None) -> tuple[StoredFile, ...]:
        """Put the mail's attachments, or those given instead, where they stay. Keys follow from what the mail is, not
        from how it came, so that a repetition overwrites itself."""
        place = digest("files", self.message_key, self.fingerprint(""))
        stored = []
        for number, attachment in enumerate(self.mail.attachments if attachments is None else attachments):
            key = f"files/mail/{place}/{number}"
            files.put(key, attachment.content, "application/octet-stream")
            stored.append(
                StoredFile(
                    str(number),
                    key,
                    attachment.name,
                    attachment.content_type,
                    len(attachment.content),
                    attachment.content_id,
                )
            )
        return tuple(stored)


def _shown(people: Sequence[Address]) -> tuple[str, ...]:
    return tuple(f"{each.name} <{each.email}>" if each.name else each.email for each in people[:MOST_SHOWN])


def kinship(stored: str, asked: str) -> Kinship:
    """Compare two fingerprints. A mail that its References led to a ticket has an empty target, which equals every
    other: whether they lead there may change between two deliveries of one mail."""
    if stored.count(":") != 2:
        return Kinship.UNRELATED
    (old_sender, old_content, old_target), (sender, content, target) = stored.split(":"), asked.split(":")
    if old_sender != sender or (old_target and target and old_target != target):
        return Kinship.UNRELATED
    return Kinship.SAME if old_content == content else Kinship.REWRITTEN


def message_key(message_id: str) -> str:
    """The once-only key of a Message-ID; ids can be 5 KB long."""
    return digest("message", message_id)
