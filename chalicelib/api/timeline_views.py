"""The timeline and what stands beside a ticket, as the interface shows them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chalicelib.api import schemas, timeline_schemas, views
from chalicelib.domain import outbox, timeline
from chalicelib.domain.beside import Beside
from chalicelib.domain.scheduled import ScheduledReply

if TYPE_CHECKING:
    from chalicelib.services.records import TicketPage


def page(
    stored: "TicketPage", older: str | None, agent_id: str, *, is_first: bool
) -> timeline_schemas.TicketWithTimeline:
    """The page as this agent sees it, with `older` as its cursor instead of the bare position."""
    people = tuple(schemas.Participant(person.email, person.name) for person in stored.participants)
    return timeline_schemas.TicketWithTimeline(
        ticket=views.ticket(stored.ticket),
        participants=people if is_first else None,
        fields=dict(stored.beside.fields) if is_first else None,
        checklist=tasks(stored.beside) if is_first else None,
        reminders=reminders(stored.beside) if is_first else None,
        scheduled=tuple(map(_scheduled, stored.scheduled)) if is_first else None,
        muted=agent_id in stored.beside.muted if is_first else None,
        entries=tuple(
            entry(each, [mail for mail in stored.outbox if mail.entry_id == each.id]) for each in stored.entries
        ),
        older=older,
    )


def entry(stored: timeline.Entry, mails: Sequence[outbox.OutboxMail]) -> timeline_schemas.Entry:
    body = stored.body
    return timeline_schemas.Entry(
        id=stored.id,
        kind=stored.kind,
        at=stored.at,
        author=timeline_schemas.Author(stored.author.kind, stored.author.id, stored.author.name),
        event=stored.event,
        detail=stored.detail,
        changes=tuple(timeline_schemas.FieldChange(each.field, each.before, each.after) for each in stored.changes),
        subject=stored.subject,
        parts=tuple(schemas.TextPart(part.kind, part.text) for part in body.parts) if body else (),
        html=body.html if body else None,
        attachments=tuple(
            timeline_schemas.Attachment(file.id, file.name, file.content_type, file.size, file.content_id)
            for file in stored.attachments
        ),
        mail=_facts(stored.mail) if stored.mail else None,
        mentions=stored.mentions,
        deliveries=tuple(_delivery(mail) for mail in mails),
    )


def tasks(stored: Beside) -> tuple[timeline_schemas.Task, ...]:
    return tuple(
        timeline_schemas.Task(task.id, task.text, task.done_by or None, task.done_at) for task in stored.checklist
    )


def reminders(stored: Beside) -> tuple[timeline_schemas.Reminder, ...]:
    return tuple(timeline_schemas.Reminder(each.id, each.owner, each.at, each.text) for each in stored.reminders)


def _scheduled(reply: ScheduledReply) -> timeline_schemas.ScheduledReply:
    return timeline_schemas.ScheduledReply(
        id=reply.id,
        author=reply.agent,
        author_name=reply.agent_name,
        created_at=reply.created_at,
        send_at=reply.due_at,
        text=reply.answer.text,
        attachments=tuple(file.name for file in reply.answer.files),
        status=reply.answer.status.value,
        to="all" if reply.answer.to_all else "requester",
        regardless=reply.regardless,
    )


def _facts(mail: timeline.MailFacts) -> timeline_schemas.MailFacts:
    return timeline_schemas.MailFacts(
        mail.message_id,
        dict(mail.verdicts),
        mail.flags,
        mail.about or None,
        mail.to,
        mail.cc,
        mail.reply_to,
    )


def _delivery(mail: outbox.OutboxMail) -> timeline_schemas.MailDelivery:
    return timeline_schemas.MailDelivery(
        mail.kind, mail.recipient, mail.state, mail.delivery, mail.possible_duplicate, mail.reason
    )
