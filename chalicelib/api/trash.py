"""Tickets go to the trash and come back."""

from chalicelib.api import schemas, views
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import InvalidInput

routes = Routes("Tickets")
TICKET = Answer(200, schemas.Ticket, ("ETag",))


@routes.post(
    "/api/tickets/{reference}/trash",
    access=Access.AGENT,
    version=Need.REQUIRED,
    answers=TICKET,
    errors=(InvalidInput,),
    summary="Put a ticket in the trash",
)
def trash_ticket(call: Call) -> Tagged:
    """Nothing of it is deleted. It waits for nobody there; what its customer writes takes it out again."""
    ticket = call.desk.trash.trash(call.agent, call.ticket, call.version, call.request)
    return tagged(views.ticket(ticket), ticket.version)


@routes.post(
    "/api/tickets/{reference}/restore",
    access=Access.AGENT,
    version=Need.REQUIRED,
    answers=TICKET,
    errors=(InvalidInput,),
    summary="Restore a ticket",
)
def restore_ticket(call: Call) -> Tagged:
    """Takes a ticket out of the trash or the spam, back to where it was."""
    ticket = call.desk.trash.restore(call.agent, call.ticket, call.version, call.request)
    return tagged(views.ticket(ticket), ticket.version)
