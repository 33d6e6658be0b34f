"""The search index while a desk grows: what a message costs, and what an answer asks of the table.

The table is one in memory that counts as DynamoDB charges. Texts are drawn from 60,000 words of which some are common
and most are rare, as in a language (Zipf's law): 110 words in a first message, 45 in each of two answers.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from bench.report import Line, at_most
from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex
from chalicelib.domain.directory import Directory
from chalicelib.domain.search.ranking import Sort
from chalicelib.domain.timeline import Body
from chalicelib.services.indexing import Indexing
from chalicelib.services.searching import Page, Searching
from tests.budgets.capacity import item_size, read_units, write_units
from tests.support.clock import START, CountingIds
from tests.support.desk import AGENT, BILLING, SUPPORT
from tests.support.memory import FixedDirectory, MemoryTickets
from tests.support.tickets import a_ticket, an_entry

SIZES = (1_000, 10_000)
FIRST, ANSWER, ANSWERS = 110, 45, 2
MOST_TRIPS = 4
# what a ticket costs otherwise (docs/data-model.md)
MOST_WRU = 123 / (1 + ANSWERS)

_SYLLABLES = [a + b for a in "bdfghjklmnprstvz" for b in "aeiouy"]
Item = Mapping[str, Mapping[str, Any]]


class CountingTable:
    """As much of a table as the index needs."""

    def __init__(self) -> None:
        self._partitions: dict[str, dict[str, Item]] = {}
        self.wru = self.rru = 0.0
        self.requests = 0

    def get(self, pk: str, sk: str) -> Item | None:
        found = self._partitions.get(pk, {}).get(sk)
        self._read([found or {}], consistent=True)
        return found

    def get_many(self, keys: Sequence[tuple[str, str]], consistent: bool) -> dict[tuple[str, str], Item]:
        found = {(pk, sk): item for pk, sk in keys if (item := self._partitions.get(pk, {}).get(sk))}
        for item in found.values():
            self._read([item], consistent)
        return found

    def query(self, condition: str, values: Mapping[str, str], *, limit: int) -> Mapping[str, Any]:
        partition = self._partitions.get(values["pk"], {})
        items = [partition[sk] for sk in sorted(partition) if sk.startswith(values["low"])][:limit]
        self._read(items, consistent=False)
        return {"Items": items}

    def put(self, item: Item, *, only_new: bool = False) -> bool:
        partition = self._partitions.setdefault(item["pk"]["S"], {})
        self.wru += write_units(partition.get(item["sk"]["S"]), item, transaction=False)
        partition[item["sk"]["S"]] = item
        return True

    def conditional_put(self, item: Item, *condition: object) -> tuple[bool, Item | None]:
        return self.put(item), None

    def delete(self, pk: str, sk: str) -> None:
        self.wru += write_units(self._partitions[pk].pop(sk, None), None, transaction=False)

    def _read(self, items: Sequence[Item], consistent: bool) -> None:
        self.requests += 1
        self.rru += read_units(sum(map(item_size, items)), consistent=consistent)


class Customers:
    """Nobody's profile says more than the ticket."""

    def customer(self, customer_id: str) -> None:
        return None


def lines() -> list[Line]:
    desk = GrowingDesk()
    return [line for size in SIZES for line in _measured(desk, size)]


def _measured(desk: "GrowingDesk", size: int) -> Iterator[Line]:
    wru, seconds = desk.grow_to(size)
    yield at_most(f"{size:,} tickets: keeping a message's words", wru, MOST_WRU, "WRU", f"{seconds * 1000:.1f} ms")
    for what, question in desk.questions().items():
        trips, rru, seconds, rows = desk.ask(question)
        detail = f"{rru:g} RRU, {seconds * 1000:.1f} ms, {rows} shown"
        yield at_most(f"{size:,} tickets: {what}", trips, MOST_TRIPS, "round trips", detail)


class GrowingDesk:
    def __init__(self) -> None:
        self._dice, self._ids, self._tickets = random.Random(11), CountingIds(), MemoryTickets()
        self._table: Any = CountingTable()
        index = DynamoSearchIndex(self._table, self._tickets)  # type: ignore[arg-type]
        self._index = index
        directory: Any = FixedDirectory(Directory({each.id: each for each in (SUPPORT, BILLING)}))
        self._indexing = Indexing(index, Customers(), directory)  # type: ignore[arg-type]
        self._searching = Searching(index, None, directory)  # type: ignore[arg-type]
        self._words = [
            "".join(self._dice.choices(_SYLLABLES, k=self._dice.choice((2, 3, 3, 4)))) for _ in range(60_000)
        ]
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))
        self._size = self._messages = 0

    def grow_to(self, size: int) -> tuple[float, float]:
        """More tickets; the WRU and the seconds that a message of theirs cost."""
        before, messages, started = self._table.wru, self._messages, time.process_time()
        while self._size < size:
            self._open()
        count = self._messages - messages
        return (self._table.wru - before) / count, (time.process_time() - started) / count

    def questions(self) -> Mapping[str, str]:
        common, usual, rare = self._words[0], self._words[300], self._words[30_000]
        return {
            "a word that nobody wrote": "qqqqq",
            "a rare word": rare,
            "a usual and a common word": f"{usual} {common}",
            "the beginning of many words": common[:3],
            "common words of a tenth of all": f"{common} {self._words[40]} {self._words[90]}",
        }

    def ask(self, question: str) -> tuple[int, float, float, int]:
        """Round trips, RRU and processor seconds of a page, and how many tickets it shows."""
        trips: list[str] = []
        asked = {name: getattr(self._index, name) for name in ("find", "look_at", "timelines")}
        for name, ask in asked.items():
            setattr(self._index, name, _noting(ask, name, trips))
        before, started = self._table.rru, time.process_time()
        listed = self._searching.find(AGENT, question, Page(Sort.BEST, 25))
        seconds = time.process_time() - started
        for name in asked:
            delattr(self._index, name)
        return len(trips), self._table.rru - before, seconds, len(listed.rows)

    def _open(self) -> None:
        self._size += 1
        now = START
        ticket = a_ticket(self._ids.reference(), now=now, department=self._dice.choice(("support", "billing")))
        self._table.put(ticket_items.to_item(ticket))
        self._table.wru -= write_units(None, ticket_items.to_item(ticket), transaction=False)
        for number in range(1 + ANSWERS):
            words = self._dice.choices(self._words, cum_weights=self._weights, k=FIRST if number == 0 else ANSWER)
            entry = an_entry(self._ids.ulid(now), ticket.reference, body=Body.plain(" ".join(words)))
            self._indexing.bring_up(ticket, [entry])
            self._messages += 1
            if self._messages % 32 == 0:
                self._index.settle()


def _noting(ask: Callable[..., Any], name: str, trips: list[str]) -> Callable[..., Any]:
    def asked(*given: Any) -> Any:
        trips.append(name)
        return ask(*given)

    return asked
