"""From domain objects to what the interface shows. Fields are listed one by one: nothing leaves by accident."""

from typing import TYPE_CHECKING, Any

from chalicelib.api import (
    customer_views,
    draft_views,
    library_views,
    people_schemas,
    schemas,
    setting_views,
    view_shapes,
)
from chalicelib.domain import directory, drafts, mail_templates, saved_views, settings
from chalicelib.domain import ticket as tickets
from chalicelib.domain.canned import CannedText
from chalicelib.domain.customer_card import Card
from chalicelib.domain.ids import show_reference
from chalicelib.domain.recipes import Macro
from chalicelib.domain.sla_clocks import TARGETS

if TYPE_CHECKING:
    from chalicelib.services.records import Row


def current(stored: object) -> Any:
    """The stored state that a stale change gets to see."""
    if isinstance(stored, tickets.Ticket):
        return ticket(stored)
    if isinstance(stored, Card):
        return customer_views.customer(stored)
    if isinstance(stored, mail_templates.MailTemplate):
        return mail_template(stored)
    if isinstance(stored, drafts.OfferedDraft):
        return draft_views.draft(stored)
    if isinstance(stored, saved_views.SavedView):
        return view_shapes.saved(stored)
    if isinstance(stored, settings.Setting):
        return setting_views.setting(stored)
    if isinstance(stored, CannedText):
        return library_views.canned(stored)
    if isinstance(stored, Macro):
        return library_views.macro(stored)
    return None


def department(stored: directory.Department) -> people_schemas.Department:
    return people_schemas.Department(stored.id, stored.name)


def ticket(stored: tickets.Ticket) -> schemas.Ticket:
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
        clocks=tuple(
            schemas.Clock(target, clock.mode, clock.due)
            for target, clock in zip(TARGETS, stored.clocks.each, strict=True)
            if clock.started
        ),
        language=stored.language or None,
        participants=stored.participants,
        merged_into=show_reference(stored.merged_into) if stored.merged_into else None,
        follows=show_reference(stored.follows) if stored.follows else None,
        custom_status=stored.custom_status or None,
        category=stored.category or None,
        postponed=schemas.Postponed(stored.postponed.until, stored.postponed.waits_for) if stored.postponed else None,
        closes_at=stored.closing.at if stored.closing else None,
        level=stored.level,
        transfers=stored.transfers,
        group=stored.group or None,
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
        custom_status=stored.custom_status or None,
    )


def mail_template(stored: mail_templates.MailTemplate) -> schemas.MailTemplate:
    return schemas.MailTemplate(
        event=stored.event,
        language=stored.language,
        subject=stored.subject,
        text=stored.text,
        built_in=stored.is_built_in,
        version=stored.version,
        placeholders=mail_templates.PLACEHOLDERS[stored.event],
    )
