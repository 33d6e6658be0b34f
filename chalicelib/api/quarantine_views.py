"""From mails that were set aside to what the interface shows of them. The place of the original never leaves."""

from typing import TYPE_CHECKING

from chalicelib.api import quarantine_schemas as schemas
from chalicelib.api.schemas import TextPart
from chalicelib.domain.ids import show_reference

if TYPE_CHECKING:
    from chalicelib.services.preview import Preview
    from chalicelib.services.quarantine import Decided, Opened
    from chalicelib.services.received import Received
    from chalicelib.services.records import QuarantinedMail, QuarantineRow


def row(stored: "QuarantineRow") -> schemas.QuarantineRow:
    return schemas.QuarantineRow(
        id=stored.id,
        at=stored.at,
        sender=stored.sender,
        subject=stored.subject,
        recipients=stored.recipients,
        reason=stored.reason,
        verdicts=dict(stored.verdicts),
    )


def mail(stored: "QuarantinedMail") -> schemas.QuarantinedMail:
    return schemas.QuarantinedMail(
        id=stored.id,
        at=stored.at,
        sender=stored.sender,
        subject=stored.subject,
        source=stored.source,
        recipients=stored.recipients,
        reason=stored.reason,
        verdicts=dict(stored.verdicts),
        dmarc_policy=stored.dmarc_policy,
        state=stored.state,
        decided_by=stored.decided_by or None,
        decided_at=stored.decided_at,
        tickets=tuple(map(show_reference, stored.references)),
    )


def opened(found: "Opened") -> schemas.OpenedMail:
    return schemas.OpenedMail(mail(found.mail), _content(found.content) if found.content else None)


def decided(decision: "Decided") -> schemas.DecidedMail:
    return schemas.DecidedMail(mail(decision.mail), tuple(map(_outcome, decision.outcomes)))


def _content(preview: "Preview") -> schemas.MailContent:
    return schemas.MailContent(
        sender=preview.sender,
        subject=preview.subject,
        date=preview.date,
        parts=tuple(TextPart(part.kind, part.text) for part in preview.parts),
        html=preview.html,
        attachments=tuple(schemas.MailFile(file.name, file.content_type, file.size) for file in preview.attachments),
        notes=preview.notes,
        size=preview.size,
    )


def _outcome(received: "Received") -> schemas.Outcome:
    ticket = show_reference(received.reference) if received.reference else None
    return schemas.Outcome(received.outcome, ticket, received.reason)
