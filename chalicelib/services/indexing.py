"""What the search index knows of a ticket, brought up to date whenever the ticket changes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.ids import digest
from chalicelib.domain.search import terms, where
from chalicelib.domain.search.terms import Indexed
from chalicelib.domain.standing import organisation_of
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.customer_ports import CustomerStore
from chalicelib.services.derive import Derived
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.search_ports import SearchIndex

# rivals are other changes of the same ticket: a few at most
_TRIES = 5


class Indexing:
    """A `Derivation`: texts add words, the head replaces those about it. Repeating it changes nothing."""

    def __init__(self, index: SearchIndex, customers: CustomerStore, directory: DirectoryCache) -> None:
        self._index = index
        self._customers = customers
        self._directory = directory

    def derive(self, change: Derived) -> None:
        if self.bring_up(change.ticket, change.entries) and _is_turn(change.ticket):
            self._index.settle()

    def bring_up(self, ticket: Ticket, entries: Sequence[Entry]) -> bool:
        """Add these entries and take over the head, unless a newer one was seen; says if there was anything new.

        Raises Unavailable if rivals keep coming.
        """
        for _ in range(_TRIES):
            before = self._index.known(ticket.reference)
            after = self._after(before, ticket, entries)
            if after == before:
                return False
            if self._index.keep(before, after):
                return True
        raise Unavailable("the ticket changes too fast")

    def anew(self, ticket: Ticket, entries: Sequence[Entry]) -> None:
        """All there is to know of a ticket from all its entries, whatever the index knew. Raises as `bring_up` does."""
        for _ in range(_TRIES):
            before = self._index.known(ticket.reference)
            after = self._read_anew(ticket, entries, before.version + 1 if before else 1)
            if self._index.keep(before, after, anew=True):
                return
        raise Unavailable("the ticket changes too fast")

    def _after(self, before: Indexed | None, ticket: Ticket, entries: Iterable[Entry]) -> Indexed:
        if before is None:
            return self._read_anew(ticket, entries, 1)
        written = terms.joined(*map(terms.of_entry, entries))
        if before.as_of >= ticket.version:
            found = terms.joined(before.terms, written)
            return before if found == before.terms else replace(before, terms=found, version=before.version + 1)
        about = terms.joined(terms.about_ticket(ticket), self._of_person(before, ticket))
        found = terms.joined(about, terms.only(before.terms, where.WRITTEN), written)
        if _says_the_same(before, ticket, found):
            # nothing to write, and nothing lost if an older head comes late: it says what stands there
            return before
        return _indexed(ticket, found, before.version + 1)

    def _read_anew(self, ticket: Ticket, entries: Iterable[Entry], version: int) -> Indexed:
        about = terms.joined(terms.about_ticket(ticket), self._of_person(None, ticket))
        return _indexed(ticket, terms.joined(about, *map(terms.of_entry, entries)), version)

    def _of_person(self, before: Indexed | None, ticket: Ticket) -> terms.Terms:
        """What is known of the requester besides the ticket, read anew for another requester."""
        if before is not None and before.requester == ticket.requester.customer_id:
            return terms.only(before.terms, where.PERSON)
        stored = self._customers.customer(ticket.requester.customer_id)
        if stored is None:
            return {}
        directory = self._directory.current()
        organisation = directory.organisations.get(organisation_of(stored.email, stored.standing, directory))
        return terms.about_customer(stored, organisation.name if organisation else "")


def _indexed(ticket: Ticket, found: terms.Terms, version: int) -> Indexed:
    customer = ticket.requester.customer_id
    return Indexed(ticket.reference, ticket.department, ticket.created_at, customer, found, ticket.version, version)


def _says_the_same(before: Indexed, ticket: Ticket, found: terms.Terms) -> bool:
    same_place = before.department == ticket.department and before.requester == ticket.requester.customer_id
    return same_place and before.terms == found


def _is_turn(ticket: Ticket) -> bool:
    """One change in 32 puts the index in order, whichever it is: nobody has to count."""
    return digest("settle", ticket.reference, str(ticket.version)).endswith("0")
