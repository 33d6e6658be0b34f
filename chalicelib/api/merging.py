"""Merge a ticket into another."""

from chalicelib.api import schemas, views
from chalicelib.api.bodies import MergeBody
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged

routes = Routes("Merging")


@routes.post(
    "/api/tickets/{reference}/merge",
    access=Access.AGENT,
    body=MergeBody,
    version=Need.REQUIRED,
    answers=Answer(200, schemas.Ticket, ("ETag",)),
    summary="Merge a ticket into another",
)
def merge(call: Call) -> Tagged:
    """Closes this ticket and points it to the one named `into`, which the caller must see as well. Its requester and
    participants take part there from now on, and what they write lands there.

    A merged ticket takes no replies and no changes, and is not merged back.
    """
    body: MergeBody = call.body
    ticket = call.desk.merging.merge(call.agent, call.ticket, call.version, body.into, call.request)
    return tagged(views.ticket(ticket), ticket.version)
