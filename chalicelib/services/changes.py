"""Storing what an agent changed. A rival's change may have taken the ticket out of the agent's sight meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.permissions import visible
from chalicelib.domain.ticket import Ticket
from chalicelib.services.ports import TicketStore
from chalicelib.services.records import Change, Once

Result = TypeVar("Result")
TRIES = 5


def commit_as(agent: Agent, tickets: TicketStore, change: Change) -> Once | None:
    """As `TicketStore.commit`, but a StaleVersion shows the ticket only to those who may see it; others get
    NotFound."""
    try:
        return tickets.commit(change)
    except StaleVersion as stale:
        raise StaleVersion(visible(agent, stale.current)) from stale


def on_whatever_is_current(ticket: Ticket, write: Callable[[Ticket], Result]) -> Result:
    """Write on the ticket as it is, again after each change that came first."""
    for _ in range(TRIES):
        try:
            return write(ticket)
        except StaleVersion as stale:
            ticket = stale.current
    raise StaleVersion(ticket)
