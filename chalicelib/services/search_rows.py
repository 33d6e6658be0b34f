"""A ticket that was looked at, as a row of a list."""

from chalicelib.domain.ticket import Ticket
from chalicelib.services.records import Row


def row_of(ticket: Ticket, position: str) -> Row:
    return Row(
        reference=ticket.reference,
        subject=ticket.subject,
        status=ticket.status,
        department=ticket.department,
        priority=ticket.priority,
        assignee=ticket.assignee,
        requester_name=ticket.requester.name,
        created_at=ticket.created_at,
        moved_at=ticket.moved_at,
        due_at=ticket.due_at,
        position=position,
        custom_status=ticket.custom_status,
    )
