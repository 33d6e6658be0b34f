"""Storing what an agent changed. A rival's change may have taken the ticket out of the agent's sight meanwhile."""

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.permissions import visible
from chalicelib.services.ports import TicketStore
from chalicelib.services.records import Change, Once


def commit_as(agent: Agent, tickets: TicketStore, change: Change) -> Once | None:
    """As `TicketStore.commit`, but a StaleVersion shows the ticket only to those who may see it; others get
    NotFound."""
    try:
        return tickets.commit(change)
    except StaleVersion as stale:
        raise StaleVersion(visible(agent, stale.current)) from stale
