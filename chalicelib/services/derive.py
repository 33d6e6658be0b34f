"""What follows from a ticket (counts, search terms, what changed lately), brought up to date after each change."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.ports import TicketStore


class Derived:
    """A ticket that changed, as it is now, which may be later than the change."""

    def __init__(self, tickets: TicketStore, ticket: Ticket, entry_ids: Sequence[str]) -> None:
        self.ticket = ticket
        self._tickets = tickets
        self._entry_ids = entry_ids

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What is new in the timeline, oldest first. Read when it is first asked for, a request for each."""
        read = (self._tickets.entry(self.ticket.reference, id) for id in sorted(self._entry_ids))
        return tuple(entry for entry in read if entry)


class Derivation(Protocol):
    """One thing that is derived. Changes come more than once, in any order and after a crash half-way: a derivation
    looks at the ticket as it is, never at what the message may once have meant."""

    def derive(self, change: Derived) -> None:
        """Raises Unavailable, and the change comes again for every derivation."""
        ...


class Derive:
    def __init__(self, tickets: TicketStore, derivations: Sequence[Derivation]) -> None:
        self._tickets = tickets
        self._derivations = derivations

    def ticket(self, reference: str, entry_ids: Sequence[str]) -> None:
        """Hand a changed ticket to all derivations. One that is gone has nothing to derive from."""
        ticket = self._tickets.ticket(reference)
        if ticket is None:
            return
        change = Derived(self._tickets, ticket, entry_ids)
        for derivation in self._derivations:
            derivation.derive(change)
