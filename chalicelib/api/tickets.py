"""List tickets, read one, change one."""

from msgspec import UNSET

from chalicelib.api import schemas, timeline_schemas, timeline_views, views
from chalicelib.api.bodies import EscalationBody, TicketEdit, TicketsQuery, TimelineQuery
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.moves import Edit
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.ticket import Status
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
    answers=Answer(200, timeline_schemas.TicketWithTimeline, ("ETag",)),
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
    shown = timeline_views.page(page, cursors.seal(page.older), call.agent.id, is_first=before is None)
    return tagged(shown, page.ticket.version)


@routes.patch(
    "/api/tickets/{reference}",
    access=Access.AGENT,
    body=TicketEdit,
    once=Need.OPTIONAL,
    hides=True,
    answers=Answer(200, schemas.Ticket, ("ETag",)),
    summary="Change a ticket",
)
def edit_ticket(call: Call) -> Tagged:
    """Changes what is named, all or nothing. `tags` and `participants` replace the whole list. Another requester gets
    the answers from then on, and the ticket is in their list. Another department takes the ticket over; an assignee who
    does not work there loses it. `fields` changes the custom fields that it names, null empties one. Resolving and
    closing are refused while a field that the department requires for that is empty.
    """
    body: TicketEdit = call.body
    edit = Edit(
        status=None if body.status is UNSET else Status(body.status),
        priority=None if body.priority is UNSET else body.priority,
        tags=None if body.tags is UNSET else body.tags,
        assignee=None if body.assignee is UNSET else body.assignee,
        unassign=body.assignee is None,
        department=None if body.department is UNSET else body.department,
        category=None if body.category is UNSET else body.category,
        custom_status=None if body.custom_status is UNSET else body.custom_status,
        postpone=None if body.postpone is UNSET else (body.postpone.until, body.postpone.waits_for),
    )
    ticket = call.desk.edits.edit(
        call.agent,
        call.ticket,
        call.version,
        edit,
        call.once,
        _people(body),
        fields=None if body.fields is UNSET else body.fields,
        summary=body.summary.strip(),
    )
    return tagged(views.ticket(ticket), ticket.version)


@routes.post(
    "/api/tickets/{reference}/escalate",
    access=Access.AGENT,
    body=EscalationBody,
    version=Need.REQUIRED,
    hides=True,
    answers=Answer(200, schemas.Ticket, ("ETag",)),
    errors=(InvalidInput,),
    summary="Hand a ticket up",
)
def escalate_ticket(call: Call) -> Tagged:
    """Hands the ticket to the department that its own escalates to, with a note. Nobody holds it then; nothing of it
    is lost, and how often it was handed up is counted.
    """
    body: EscalationBody = call.body
    ticket = call.desk.escalations.escalate(call.agent, call.ticket, call.version, body.note, call.request)
    return tagged(views.ticket(ticket), ticket.version)


def _people(body: TicketEdit) -> PeopleEdit | None:
    if body.requester is UNSET and body.participants is UNSET:
        return None
    return PeopleEdit(
        requester=None if body.requester is UNSET else (body.requester.email, body.requester.name),
        participants=None if body.participants is UNSET else [(each.email, each.name) for each in body.participants],
    )
