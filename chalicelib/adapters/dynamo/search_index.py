"""The search index in the one table."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from chalicelib.adapters.dynamo import postings, ticket_items
from chalicelib.adapters.dynamo.drawers import Drawers, Read
from chalicelib.adapters.dynamo.items import TICKET, ticket_pk
from chalicelib.adapters.dynamo.search_items import WORDS, card, indexed_from, postings_of, words_item, words_pk
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Table
from chalicelib.domain.search.question import Sought
from chalicelib.domain.search.ranking import Hits
from chalicelib.domain.search.terms import Indexed, news
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.ports import TicketStore

# heads and words of so many tickets are one request
_AT_ONCE = 50
_ENTRIES = 100
# later than any minute: all that is not found may have been left out
_FAR = (1 << 32) - 1


class DynamoSearchIndex:
    """`SearchIndex` on the one table."""

    def __init__(self, table: Table, tickets: TicketStore, drawers: Drawers | None = None) -> None:
        self._table = table
        self._tickets = tickets
        self._drawers = drawers or Drawers(table)

    def known(self, reference: str) -> Indexed | None:
        item = self._table.get(words_pk(reference), WORDS)
        return indexed_from(item) if item else None

    def keep(self, before: Indexed | None, after: Indexed, *, anew: bool = False) -> bool:
        # the card first: as long as the words are not stored, the same card is made again
        new = news(None if anew else before, after)
        if new:
            self._table.put(card(after, new))
        item = words_item(after)
        if before is None:
            return self._table.put(item, only_new=True)
        stored, _ = self._table.conditional_put(
            item, "#version = :version", {"version": {"N": str(before.version)}}, {"#version": "version"}
        )
        return stored

    def settle(self) -> None:
        self._drawers.settle()

    def find(
        self, sought: Sequence[Sought], departments: Collection[str] | None, reference: str | None
    ) -> tuple[Sequence[Hits], Ticket | None]:
        asked: list[Callable[[], Any]] = [self._drawers.cards]
        asked += [read for each in sought for read in self._drawers.reads(each)]
        if reference:
            asked.append(lambda: self._tickets.ticket(reference))
        cards, *answers = side_by_side(lambda ask: ask(), asked)
        ticket: Ticket | None = answers.pop() if reference else None
        codes = None if departments is None else frozenset(map(postings.department_code, departments))
        each_has = len(answers) // len(sought)
        own = (answers[start : start + each_has] for start in range(0, len(answers), each_has))
        return [_hits(each, [cards, *reads], codes) for each, reads in zip(sought, own, strict=True)], ticket

    def look_at(self, references: Sequence[str]) -> Sequence[tuple[Ticket, Indexed | None]]:
        if not references:
            return []
        parts = [references[start : start + _AT_ONCE] for start in range(0, len(references), _AT_ONCE)]
        return [pair for part in side_by_side(self._look_at, parts) for pair in part]

    def _look_at(self, references: Sequence[str]) -> Sequence[tuple[Ticket, Indexed | None]]:
        heads = [(ticket_pk(reference), TICKET) for reference in references]
        known = [(words_pk(reference), WORDS) for reference in references]
        items = self._table.get_many([*heads, *known], consistent=False)
        return [
            (ticket_items.from_item(items[head]), indexed_from(items[words]) if words in items else None)
            for head, words in zip(heads, known, strict=True)
            if head in items
        ]

    def timelines(self, references: Sequence[str]) -> Mapping[str, Sequence[Entry]]:
        pages = side_by_side(lambda reference: self._tickets.page(reference, _ENTRIES), references)
        return {page.ticket.reference: page.entries for page in pages if page}


def _hits(sought: Sought, reads: Sequence[Read], codes: Collection[int] | None) -> Hits:
    posted = (each for read in reads for item in read.items for each in postings_of(item))
    found, since = postings.hits(posted, sought, codes)
    return Hits(found, since if all(read.complete for read in reads) else _FAR)
