"""Messages as pages: as their sender laid them out, or their plain text."""

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import visible
from chalicelib.domain.ticket import Ticket
from chalicelib.mail.document import as_document
from chalicelib.mail.html_text import text_to_html
from chalicelib.services.ports import TicketStore


class Documents:
    def __init__(self, tickets: TicketStore) -> None:
        self._tickets = tickets

    def page(self, agent: Agent, ticket: Ticket | None, entry_id: str, images: bool) -> str:
        """A message or note as a page, with pictures from elsewhere or without. Raises NotFound, also for what has no
        text.
        """
        seen = visible(agent, ticket)
        entry = self._tickets.entry(seen.reference, entry_id)
        if entry is None or entry.body is None:
            raise NotFound("no such document")
        return as_document(entry.body.html or text_to_html(entry.body.text), images)
