"""Answers that are the last their caller saw of a ticket: kept, because the ticket does not show them any more."""

from chalicelib.services.ports import TicketStore
from chalicelib.services.requests import Request


class LastAnswers:
    def __init__(self, tickets: TicketStore) -> None:
        self._tickets = tickets

    def has(self, request: Request) -> bool:
        """Whether a request under this name took its ticket out of the caller's sight."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        return stored is not None and stored.ticket is not None
