"""The search index made anew from all tickets, for one that lost something or knows other words than it would now.

It may run while people work and search: every ticket is found as before until its words are kept again. What a ticket
was found by once and is not any more stays behind and leads nowhere, because tickets are looked at before they are
shown.
"""

from collections.abc import Iterator

from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import Entry
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.indexing import Indexing
from chalicelib.services.ports import TicketLists, TicketStore
from chalicelib.services.records import ListQuery
from chalicelib.services.search_ports import SearchIndex

_PAGE = 100
# how many tickets go by before the index is put in order
_SETTLES_AT = 50


class Reindexing:
    def __init__(
        self,
        tickets: TicketStore,
        lists: TicketLists,
        directory: DirectoryCache,
        indexing: Indexing,
        index: SearchIndex,
    ) -> None:
        self._tickets = tickets
        self._lists = lists
        self._directory = directory
        self._indexing = indexing
        self._index = index

    def tickets(self) -> Iterator[str]:
        """Index every ticket anew, one each time the next reference is asked for. Raises Unavailable; starting again
        does no harm."""
        for number, reference in enumerate(self._references(), start=1):
            ticket = self._tickets.ticket(reference)
            if ticket is not None:
                self._indexing.anew(ticket, list(self._entries(reference)))
            if number % _SETTLES_AT == 0:
                self._index.settle()
            yield reference
        self._index.settle()

    def _references(self) -> Iterator[str]:
        """Every ticket by the lists of departments. Statuses come in the order in which tickets go through them, so
        that one that moves meanwhile is rather met twice than never."""
        for status in Status:
            for department in self._directory.current().departments:
                after: str | None = None
                while True:
                    listed = self._lists.list(ListQuery(((department, status),), False, "oldest", _PAGE, after))
                    yield from (row.reference for row in listed.rows)
                    after = listed.next
                    if after is None:
                        break

    def _entries(self, reference: str) -> Iterator[Entry]:
        """All entries, newest first."""
        before: str | None = None
        while True:
            page = self._tickets.page(reference, _PAGE, before)
            if page is None:
                return
            yield from page.entries
            before = page.older
            if before is None:
                return
