"""Lists of tickets from the indexes: one round trip for each page, however many tickets there are.

A list may span several index partitions (departments and statuses). They are asked side by side, each from the same
sort position, and merged. Positions are unique, so a page continues behind the last one shown, in every partition.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.items import (
    BY_ASSIGNEE,
    BY_BOX_DUE,
    BY_BOX_MOVED,
    BY_TIMER,
    TICKET,
    TIMER_SHARD,
)
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.ticket import Status
from chalicelib.domain.times import to_text
from chalicelib.services.records import Due, Listed, ListQuery, Row

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Partition = tuple[str, Status]
Answer = Mapping[str, Any]

NEWEST = "newest"
DUE = "due"

# an agent's own tickets in one status, read whole to order them by due time: 1,000 rows are a third of a megabyte
MOST_ASSIGNED = 1000

# partitions asked at the same time; the client keeps twice as many connections
MOST_AT_ONCE = 16

# a filtered page reads this many times the rows it shows, then comes short rather than slow
FILTER_READ_AHEAD = 4


@dataclass(frozen=True, slots=True)
class _Shape:
    """How an order is read: its index, the index's keys, and the direction."""

    index: str
    hash_key: str
    range_key: str
    forward: bool


class DynamoTicketLists:
    """The list and timer half of `TicketStore`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list(self, query: ListQuery) -> Listed:
        if query.of_assignee and query.order == DUE:
            return self._assigned_by_due(query)
        shape = _shape(query)
        answers = _side_by_side(lambda partition: self._read(query, shape, partition), query.partitions)
        rows = sorted(
            ((item[shape.range_key]["S"], item) for answer in answers for item in answer["Items"]),
            key=lambda pair: pair[0],
            reverse=not shape.forward,
        )
        ends = [answer["LastEvaluatedKey"][shape.range_key]["S"] for answer in answers if "LastEvaluatedKey" in answer]
        if ends:
            # behind the nearest end there may be rows of that partition that were not read
            end = min(ends) if shape.forward else max(ends)
            rows = [pair for pair in rows if (pair[0] <= end if shape.forward else pair[0] >= end)]
        shown = rows[: query.limit]
        found = tuple(ticket_items.row_from_item(item, position) for position, item in shown)
        if len(rows) > query.limit:
            return Listed(found, shown[-1][0])
        return Listed(found, end if ends else None)

    def due(self, now: datetime, page: int) -> Iterator[Due]:
        start = None
        while True:
            answer = self._table.query(
                "timer = :timer AND fires <= :now",
                {"timer": TIMER_SHARD, "now": to_text(now)},
                limit=page,
                index=BY_TIMER,
                start=start,
            )
            yield _due(answer["Items"])
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return

    def _read(self, query: ListQuery, shape: _Shape, partition: Partition) -> Answer:
        condition = f"{shape.hash_key} = :partition"
        values = {"partition": ticket_items.box(*partition)}
        if query.after:
            condition += f" AND {shape.range_key} {'>' if shape.forward else '<'} :after"
            values["after"] = query.after
        return self._table.query(
            condition,
            values,
            limit=query.limit * FILTER_READ_AHEAD if query.unassigned else query.limit,
            forward=shape.forward,
            index=shape.index,
            filter="attribute_not_exists(mine)" if query.unassigned else None,
        )

    def _assigned_by_due(self, query: ListQuery) -> Listed:
        """No index orders an agent's tickets by due time: what one agent holds is small enough to sort here."""

        def read(partition: Partition) -> Answer:
            values = {"mine": ticket_items.box(*partition)}
            return self._table.query("mine = :mine", values, limit=MOST_ASSIGNED, forward=False, index=BY_ASSIGNEE)

        answers = _side_by_side(read, query.partitions)
        rows = sorted(
            ((item["due"]["S"], item) for answer in answers for item in answer["Items"] if "due" in item),
            key=lambda pair: pair[0],
        )
        rows = [pair for pair in rows if query.after is None or pair[0] > query.after]
        shown = rows[: query.limit]
        found: tuple[Row, ...] = tuple(ticket_items.row_from_item(item, position) for position, item in shown)
        return Listed(found, shown[-1][0] if len(rows) > query.limit else None)


def _due(items: Sequence[Item]) -> Due:
    tickets, mails = [], []
    for item in items:
        reference, sk = item["pk"]["S"].removeprefix("T#"), item["sk"]["S"]
        if sk == TICKET:
            tickets.append(reference)
        else:
            mails.append("-".join([reference, *sk.split("#")[1:]]))
    return Due(tuple(tickets), tuple(mails))


def _shape(query: ListQuery) -> _Shape:
    if query.of_assignee:
        return _Shape(BY_ASSIGNEE, "mine", "moved", query.order != NEWEST)
    if query.order == DUE:
        return _Shape(BY_BOX_DUE, "box", "due", True)
    return _Shape(BY_BOX_MOVED, "box", "moved", query.order != NEWEST)


def _side_by_side(read: Callable[[Partition], Answer], partitions: Sequence[Partition]) -> Sequence[Answer]:
    """All answers, in order, for the time of the slowest."""
    first, *others = partitions
    waiting = _threads().map(read, others) if others else ()
    return [read(first), *waiting]


@cache
def _threads() -> "ThreadPoolExecutor":
    """Kept for the next list: starting threads is a fifth of its work."""
    # imported here: most requests need no threads, and every cold start would pay for them
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(MOST_AT_ONCE - 1)  # the caller asks for one itself
