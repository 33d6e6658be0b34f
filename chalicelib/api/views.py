"""From domain objects to what the interface shows. Fields are listed one by one: nothing leaves by accident."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.api import schemas
from chalicelib.domain import customer as customers
from chalicelib.domain import directory, outbox, timeline
from chalicelib.domain import ticket as tickets
from chalicelib.domain.ids import show_reference

if TYPE_CHECKING:
    from chalicelib.services.records import Row, TicketPage


def current(stored: object) -> schemas.Ticket | schemas.Customer | None:
    """The stored state that a stale change gets to see."""
    if isinstance(stored, tickets.Ticket):
        return ticket(stored)
    if isinstance(stored, customers.Customer):
        return customer(stored)
    return None


def department(stored: directory.Department) -> schemas.Department:
    return schemas.Department(stored.id, stored.name)


def ticket(stored: tickets.Ticket) -> schemas.Ticket:
    promise = stored.first_response
    return schemas.Ticket(
        reference=show_reference(stored.reference),
        subject=stored.subject,
        status=stored.status,
        priority=stored.priority,
        department=stored.department,
        assignee=stored.assignee,
        requester=schemas.Requester(stored.requester.customer_id, stored.requester.name, stored.requester.email),
        channel=stored.channel,
        tags=stored.tags,
        created_at=stored.created_at,
        moved_at=stored.moved_at,
        waiting_since=stored.waiting_since,
        due_at=stored.due_at,
        first_response=schemas.FirstResponse(promise.due, promise.answered_at, promise.warned_at, promise.breached_at),
        version=stored.version,
    )


def row(stored: "Row") -> schemas.TicketRow:
    return schemas.TicketRow(
        reference=show_reference(stored.reference),
        subject=stored.subject,
        status=stored.status,
        department=stored.department,
        priority=stored.priority,
        assignee=stored.assignee,
        requester_name=stored.requester_name,
        created_at=stored.created_at,
        moved_at=stored.moved_at,
        due_at=stored.due_at,
    )


def page(stored: "TicketPage", older: str | None) -> schemas.TicketWithTimeline:
    """The page with `older` as its cursor instead of the bare position."""
    return schemas.TicketWithTimeline(
        ticket=ticket(stored.ticket),
        entries=tuple(
            entry(each, [mail for mail in stored.outbox if mail.entry_id == each.id]) for each in stored.entries
        ),
        older=older,
    )


def entry(stored: timeline.Entry, mails: Sequence[outbox.OutboxMail]) -> schemas.Entry:
    body = stored.body
    return schemas.Entry(
        id=stored.id,
        kind=stored.kind,
        at=stored.at,
        author=schemas.Author(stored.author.kind, stored.author.id, stored.author.name),
        event=stored.event,
        detail=stored.detail,
        changes=tuple(schemas.FieldChange(each.field, each.before, each.after) for each in stored.changes),
        subject=stored.subject,
        parts=tuple(schemas.TextPart(part.kind, part.text) for part in body.parts) if body else (),
        html=body.html if body else None,
        attachments=tuple(
            schemas.Attachment(file.id, file.name, file.content_type, file.size, file.content_id)
            for file in stored.attachments
        ),
        mail=_facts(stored.mail) if stored.mail else None,
        deliveries=tuple(_delivery(mail) for mail in mails),
    )


def customer(stored: customers.Customer) -> schemas.Customer:
    return schemas.Customer(
        id=stored.id,
        email=stored.email,
        name=stored.name,
        phone=stored.phone,
        created_at=stored.created_at,
        version=stored.version,
    )


def _facts(mail: timeline.MailFacts) -> schemas.MailFacts:
    return schemas.MailFacts(mail.message_id, dict(mail.verdicts), mail.flags)


def _delivery(mail: outbox.OutboxMail) -> schemas.MailDelivery:
    return schemas.MailDelivery(
        mail.kind, mail.recipient, mail.state, mail.delivery, mail.possible_duplicate, mail.reason
    )
