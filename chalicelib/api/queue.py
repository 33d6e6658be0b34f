"""To solve: the next ticket instead of a list to pick from; and what becomes of tickets whose agent is away."""

from chalicelib.api import queue_schemas as schemas
from chalicelib.api import views
from chalicelib.api.http import Access, Answer, Call, Routes
from chalicelib.domain.errors import Conflict, Forbidden

routes = Routes("To solve")


@routes.get(
    "/api/queue",
    access=Access.AGENT,
    answers=Answer(200, schemas.QueueState),
    summary="Count what is to solve",
)
def queue(call: Call) -> schemas.QueueState:
    """How many tickets wait for the caller: those of nobody, and the own ones. Like a list it may be a moment old."""
    waiting = call.desk.queue.waiting(call.agent)
    departments = tuple(schemas.QueueOfDepartment(each.id, count) for each, count in waiting.departments)
    return schemas.QueueState(sum(each.waiting for each in departments), waiting.more, departments)


@routes.post(
    "/api/queue/next",
    access=Access.AGENT,
    answers=Answer(200, schemas.HandedTicket),
    errors=(Conflict, Forbidden),
    summary="Take the next ticket",
)
def next_ticket(call: Call) -> schemas.HandedTicket:
    """The one ticket that should be next, assigned to the caller: nearest due time, then priority, then who waits
    longest. Nobody else gets it. A ticket that the caller holds is handed out as well while it waits for the desk, so
    asking again without answering it gives it again.

    Who is away gets nothing. The same key again gets the ticket that it claimed, as it is by then.
    """
    handed = call.desk.queue.next(call.agent, call.request)
    ticket = views.ticket(handed.ticket) if handed.ticket else None
    return schemas.HandedTicket(ticket, handed.waiting, handed.more)


@routes.post(
    "/api/agents/{agent}/take-back",
    access=Access.AGENT,
    answers=Answer(200, schemas.TakenBack),
    errors=(Forbidden,),
    summary="Take back an agent's tickets",
)
def take_back(call: Call) -> schemas.TakenBack:
    """All tickets that wait for the desk in this agent's hands go back to their departments: to the next agent where
    the department assigns by itself, else to nobody. Asking again takes what is left.
    """
    taken = call.desk.taking_back.take_back(call.agent, call.params["agent"])
    return schemas.TakenBack(taken.tickets, taken.more)
