"""List tickets, read one, change one."""

from msgspec import UNSET

from chalicelib.api import schemas, views
from chalicelib.api.bodies import TicketEdit, TicketsQuery, TimelineQuery
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ticket import Edit
from chalicelib.services.reading import Filter

routes = Routes("Tickets")


@routes.get(
    "/api/tickets",
    access=Access.AGENT,
    query=TicketsQuery,
    answers=Answer(200, schemas.TicketList),
    errors=(InvalidInput,),
    summary="List tickets",
)
def list_tickets(call: Call) -> schemas.TicketList:
    """Tickets the caller may see, a page at a time; without `status` those that wait for the desk.

    Follow `next` until it is null: a page may hold fewer rows than `limit`. A cursor counts for the same
    filters and order only, and for the agent who got it.
    """
    query: TicketsQuery = call.query
    assignee = None if query.assignee is UNSET else query.assignee
    cursors = call.cursors("tickets", ",".join(query.department), ",".join(query.status), assignee or "", query.order)
    listed = call.desk.reading.list(
        call.agent,
        Filter(query.department or None, query.status or None, assignee),
        query.order,
        query.limit,
        None if query.cursor is UNSET else cursors.open(query.cursor),
    )
    return schemas.TicketList(tuple(views.row(each) for each in listed.rows), cursors.seal(listed.next))


@routes.get(
    "/api/tickets/{reference}",
    access=Access.AGENT,
    query=TimelineQuery,
    answers=Answer(200, schemas.TicketWithTimeline, ("ETag",)),
    summary="Read a ticket",
)
def read_ticket(call: Call) -> Tagged:
    """A ticket with its timeline, newest entries first. Any spelling of the reference leads there:
    `k7qf3m2x` as well.
    """
    query: TimelineQuery = call.query
    reference = call.params["reference"]
    cursors = call.cursors("timeline", reference)
    before = None if query.cursor is UNSET else cursors.open(query.cursor)
    page = call.desk.reading.open(call.agent, reference, query.limit, before)
    return tagged(views.page(page, cursors.seal(page.older)), page.ticket.version)


@routes.patch(
    "/api/tickets/{reference}",
    access=Access.AGENT,
    body=TicketEdit,
    once=Need.OPTIONAL,
    answers=Answer(200, schemas.Ticket, ("ETag",)),
    summary="Change a ticket",
)
def edit_ticket(call: Call) -> Tagged:
    """Changes status, priority, tags or assignee, all or nothing. `tags` replaces the whole list."""
    body: TicketEdit = call.body
    edit = Edit(
        status=None if body.status is UNSET else body.status,
        priority=None if body.priority is UNSET else body.priority,
        tags=None if body.tags is UNSET else body.tags,
        assignee=None if body.assignee is UNSET else body.assignee,
        unassign=body.assignee is None,
    )
    ticket = call.desk.edits.edit(call.agent, call.ticket, call.version, edit, call.once)
    return tagged(views.ticket(ticket), ticket.version)
