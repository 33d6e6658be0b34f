"""Storing what an agent changed. A rival's change may have taken the ticket out of the agent's sight meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.permissions import may_see, visible
from chalicelib.domain.ticket import Ticket
from chalicelib.services.ports import TicketStore
from chalicelib.services.records import Change, Once
from chalicelib.services.requests import Request, answer_again, done, once

Result = TypeVar("Result")
TRIES = 5


def commit_as(agent: Agent, tickets: TicketStore, change: Change) -> Once | None:
    """As `TicketStore.commit`, but a StaleVersion shows the ticket only to those who may see it; others get
    NotFound."""
    try:
        return tickets.commit(change)
    except StaleVersion as stale:
        raise StaleVersion(visible(agent, stale.current)) from stale


def remembered(agent: Agent, request: Request, after: Ticket, entry_id: str, now: datetime) -> Once:
    """The stored form of a request, with its whole answer if that is the last the agent sees of the ticket."""
    short = once(request, done(after, entry_id), now)
    return short if may_see(agent, after) else replace(short, ticket=after)


def last_seen(agent: Agent, ticket: Ticket | None, request: Request | None, tickets: TicketStore) -> Ticket | None:
    """What this very request was answered before, if it took the ticket out of the agent's sight.

    `ticket` is None for one that the agent does not see, and for one that does not exist.
    """
    if request is None or (ticket and may_see(agent, ticket)):
        return None
    stored = tickets.traces([request.key], []).mails.get(request.key)
    if stored is None or stored.ticket is None:
        return None
    answer_again(request, stored)
    return stored.ticket


def on_whatever_is_current(ticket: Ticket, write: Callable[[Ticket], Result]) -> Result:
    """Write on the ticket as it is, again after each change that came first, unless people must look at it."""
    for _ in range(TRIES):
        try:
            return write(ticket)
        except StaleVersion as stale:
            if stale.news:
                raise
            ticket = stale.current
    raise StaleVersion(ticket)
