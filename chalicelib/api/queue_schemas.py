"""What the queue answers."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.schemas import Ticket

Count = Annotated[int, Meta(ge=0)]


class QueueOfDepartment(msgspec.Struct):
    department: str
    waiting: Count


class QueueState(msgspec.Struct):
    """How many tickets the queue has for the caller, in the departments in which they take part.

    With `more` there are more than a hundred: the numbers are the least that waits.
    """

    waiting: Count
    more: bool
    departments: tuple[QueueOfDepartment, ...]


class HandedTicket(msgspec.Struct):
    """The ticket to solve now, null if nothing waits. `waiting` more are in the queue, with `more` at least so many."""

    ticket: Ticket | None
    waiting: Count
    more: bool


class TakenBack(msgspec.Struct):
    """How many tickets changed hands. With `more` ask again: not all of them fitted in one request."""

    tickets: Count
    more: bool
