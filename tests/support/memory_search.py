"""`SearchIndex` in a dictionary. It obeys the contract suite of the real one."""

from collections.abc import Collection, Mapping, Sequence

from chalicelib.domain.search.question import Sought
from chalicelib.domain.search.ranking import Hit, Hits, minute_of
from chalicelib.domain.search.terms import Indexed
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.ports import TicketStore


class MemorySearchIndex:
    def __init__(self, tickets: TicketStore) -> None:
        self.words: dict[str, Indexed] = {}
        self._tickets = tickets

    def known(self, reference: str) -> Indexed | None:
        return self.words.get(reference)

    def keep(self, before: Indexed | None, after: Indexed, *, anew: bool = False) -> bool:
        if self.words.get(after.reference) != before:
            return False
        self.words[after.reference] = after
        return True

    def settle(self) -> None:
        pass

    def find(
        self, sought: Sequence[Sought], departments: Collection[str] | None, reference: str | None
    ) -> tuple[Sequence[Hits], Ticket | None]:
        mine = [each for each in self.words.values() if departments is None or each.department in departments]
        hits = [Hits({each.reference: _hit(one, each) for each in mine if one.stands_in(each.terms)}) for one in sought]
        return hits, self._tickets.ticket(reference) if reference else None

    def look_at(self, references: Sequence[str]) -> Sequence[tuple[Ticket, Indexed | None]]:
        tickets = (self._tickets.ticket(reference) for reference in references)
        return [(ticket, self.words.get(ticket.reference)) for ticket in tickets if ticket]

    def timelines(self, references: Sequence[str]) -> Mapping[str, Sequence[Entry]]:
        pages = (self._tickets.page(reference, 100) for reference in references)
        return {page.ticket.reference: page.entries for page in pages if page}


def _hit(sought: Sought, indexed: Indexed) -> Hit:
    fitting = {
        term: places & sought.places
        for term, places in indexed.terms.items()
        if places & sought.places and (term == sought.word or (not sought.is_exact and term.startswith(sought.word)))
    }
    places = 0
    for found in fitting.values():
        places |= found
    return Hit(minute_of(indexed.created_at), places, sought.word in fitting)
