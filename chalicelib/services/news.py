"""A reply on an old version: fine if nothing came since that its agent should have read; otherwise that is shown."""

from itertools import islice

from chalicelib.domain.agents import Agent
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.news import is_news
from chalicelib.domain.ticket import Ticket
from chalicelib.services.composing_ports import Timelines

MOST_SHOWN = 20


class News:
    def __init__(self, timelines: Timelines) -> None:
        self._timelines = timelines

    def refuse_unseen(self, agent: Agent, ticket: Ticket, last_seen: str) -> None:
        """Raises StaleVersion with what the agent has not read of the ticket, if that is anything."""
        unseen = (entry for entry in self._timelines.since(ticket.reference, last_seen) if is_news(entry, agent.id))
        news = tuple(islice(unseen, MOST_SHOWN))
        if news:
            raise StaleVersion(ticket, news)
