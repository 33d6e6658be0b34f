"""I15: whatever failed, every ticket can be found by all its words once things have settled."""

from collections.abc import Iterator

from chalicelib.adapters.dynamo import search_items
from chalicelib.adapters.dynamo.search_items import WORDS
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.search import terms
from chalicelib.domain.search.terms import Indexed
from tests.faults.state import State


def missing(state: State) -> Iterator[str]:
    """What is not kept of a ticket's words, and kept words that lead nowhere."""
    known = dict[str, Indexed]()
    leading = set[tuple[str, str]]()
    for item in state.index:
        if item["sk"]["S"] == WORDS:
            indexed = search_items.indexed_from(item)
            known[indexed.reference] = indexed
        else:
            leading |= _leading(item)
    for reference, ticket in state.tickets.items():
        written = terms.joined(terms.about_ticket(ticket), *map(terms.of_entry, state.entries.get(reference, ())))
        kept = known[reference].terms if reference in known else {}
        for term, places in written.items():
            if places & ~kept.get(term, 0):
                yield f"{term} of ticket {reference} is not kept"
            elif (term, reference) not in leading:
                yield f"{term} does not lead to ticket {reference}"


def _leading(item: Item) -> set[tuple[str, str]]:
    return {(term, place[0].decode()) for term, _, places in search_items.postings_of(item) for place in places}
