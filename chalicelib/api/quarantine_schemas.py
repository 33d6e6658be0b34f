"""What the interface answers about mails that were set aside."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas import Reference, TextPart, Time
from chalicelib.services.records import QuarantineState

MailId = Annotated[str, Meta(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]


class QuarantineRow(msgspec.Struct):
    """A mail that was set aside, as lists show it. `verdicts` are the mail system's words about the sender."""

    id: MailId
    at: Time
    sender: str
    subject: str
    recipients: tuple[str, ...]
    reason: str
    verdicts: dict[str, str]


class QuarantineList(msgspec.Struct):
    """One page, newest first. `next` is the cursor of the next page; a page may be short although there are more."""

    mails: tuple[QuarantineRow, ...]
    next: str | None


class QuarantinedMail(msgspec.Struct):
    """A mail that was set aside, with its whole receipt.

    `source` and `recipients` are the envelope's. `decided_by` is the agent of the last decision. `tickets` are those
    that a processed mail led to, as far as the caller may see them.
    """

    id: MailId
    at: Time
    sender: str
    subject: str
    source: str
    recipients: tuple[str, ...]
    reason: str
    verdicts: dict[str, str]
    dmarc_policy: str
    state: QuarantineState
    decided_by: str | None
    decided_at: Time | None
    tickets: tuple[Reference, ...]


class MailFile(msgspec.Struct):
    """A file of a mail that was set aside. Its content is in the original alone."""

    name: str
    content_type: str
    size: Annotated[int, Meta(ge=0)]


class MailContent(msgspec.Struct):
    """What is in a mail. `sender` is its From line as written; `html` has been cleaned, and still belongs in a
    sandboxed frame. `notes` says what was cut; `size` is the original's in bytes.
    """

    sender: str
    subject: str
    date: str
    parts: tuple[TextPart, ...]
    html: str | None
    attachments: tuple[MailFile, ...]
    notes: tuple[str, ...]
    size: Annotated[int, Meta(ge=0)]


class OpenedMail(msgspec.Struct):
    """A mail that was set aside with what is in it; no content where the original is gone or cannot be read."""

    mail: QuarantinedMail
    content: MailContent | None


class Outcome(msgspec.Struct):
    """What the reception of a mail came to: `opened`, `appended`, `answered`, `duplicate` or `quarantined`.

    `ticket` is null where there is none that the caller may see.
    """

    outcome: str
    ticket: Reference | None
    reason: str


class DecidedMail(msgspec.Struct):
    """A mail after a decision. `outcomes` is empty where its reception was not run."""

    mail: QuarantinedMail
    outcomes: tuple[Outcome, ...]
