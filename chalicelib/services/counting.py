"""Keeps what tickets are counted in up to date: a derivation of tickets, and the like for mails that were set aside.

A count is decided on the ticket as it was read, which may be old by the time it is stored. So the ticket is read once
more after each change of the counts: either it is still that version, or the newer one is counted as well. Whoever dies
in between is called again by the queue. A count that is right already is left alone, without writing anything.
"""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.beside import Values
from chalicelib.domain.counting import Slot, Tally, of_mail, of_ticket, slots_of, slots_of_mail, towards
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.count_ports import CountStore
from chalicelib.services.derive import Derived
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import QuarantineStore, TicketStore
from chalicelib.services.records import QuarantineState
from chalicelib.services.view_cache import ViewCache

# a transaction has 100 parts; the tally is one of them
MOST_SLOTS = 90
TRIES = 50


class Counting:
    """A `Derivation`."""

    def __init__(self, counts: CountStore, tickets: TicketStore, views: ViewCache) -> None:
        self._counts = counts
        self._tickets = tickets
        self._views = views

    def derive(self, change: Derived) -> None:
        notes = (entry for entry in change.entries if entry.kind is EntryKind.NOTE)
        noted = {agent: note.id for note in notes for agent in note.mentions}
        self.count(change.ticket, noted)

    def count(self, ticket: Ticket, noted: Mapping[str, str]) -> bool:
        """Bring the counts to where the ticket is now; `noted` are agents with the note that mentions them. Says
        whether anything had to change. Raises Unavailable if others keep being faster."""
        changed = False
        for _ in range(TRIES):
            tally = self._counts.tally(of_ticket(ticket.reference))
            mentions = _newest(tally.mentions, noted)
            wanted = slots_of(ticket, mentions, self._views.current().values(), self._values(ticket))
            if wanted == tally.slots and mentions == tally.mentions:
                return changed
            slots = towards(tally.slots, wanted, MOST_SLOTS)
            moved = self._counts.move(tally, replace(tally, slots=slots, mentions=mentions))
            changed = changed or moved
            if moved:
                self._counts.tidy(tally.slots - slots)
            now = self._tickets.ticket(ticket.reference)
            if now is None or (moved and slots == wanted and now.version == ticket.version):
                return changed
            ticket = now
        raise Unavailable("others count this ticket all the time")

    def _values(self, ticket: Ticket) -> Values:
        """Read only where a view asks for them."""
        if any(view.asks_for_values for view in self._views.current().values()):
            return self._tickets.beside(ticket.reference).fields
        return {}


class MailCounting:
    """Counts the mails that wait among those that were set aside."""

    def __init__(self, counts: CountStore, mails: QuarantineStore, directory: DirectoryCache) -> None:
        self._counts = counts
        self._mails = mails
        self._directory = directory

    def count(self, id: str) -> bool:
        """Bring the count to where the mail is now; says whether it had to change. Raises Unavailable."""
        changed = False
        for _ in range(TRIES):
            tally = self._counts.tally(of_mail(id))
            wanted = self.slots_of(id)
            if wanted == tally.slots:
                return changed
            changed = self._counts.move(tally, Tally(tally.subject, wanted)) or changed
        raise Unavailable("others count this mail all the time")

    def slots_of(self, id: str) -> frozenset[Slot]:
        mail = self._mails.get(id)
        if mail is None or mail.state is not QuarantineState.WAITING:
            return frozenset()
        directory = self._directory.current()
        departments = (directory.department_for(recipient) for recipient in mail.recipients)
        return slots_of_mail(department.id for department in departments if department)


def _newest(known: Mapping[str, str], noted: Mapping[str, str]) -> Mapping[str, str]:
    return {agent: max(known.get(agent, ""), noted.get(agent, "")) for agent in {*known, *noted}}
