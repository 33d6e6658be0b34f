"""Lists of tickets from the indexes: one round trip for each page, however many tickets there are.

A list may span several index partitions (departments and statuses). They are asked side by side, each from the same
sort position, and merged. Positions are unique, so a page continues behind the last one shown, in every partition.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.items import (
    BULK,
    BY_ASSIGNEE,
    BY_BOX_DUE,
    BY_BOX_MOVED,
    BY_TIMER,
    CUSTOMER,
    HOURS,
    JOB,
    REMINDERS,
    TICKET,
    TIMER_SHARD,
    VIEWS,
)
from chalicelib.adapters.dynamo.notice_items import DIGEST, TOLD
from chalicelib.adapters.dynamo.scheduled_items import SCHEDULED
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.scheduled import scheduled_key
from chalicelib.domain.ticket import Status
from chalicelib.domain.times import from_text, to_text
from chalicelib.domain.values import dataclass
from chalicelib.services.records import Due, Listed, ListQuery, Row

Partition = tuple[str, Status]
Answer = Mapping[str, Any]

NEWEST = "newest"
DUE = "due"

# an agent's own tickets in one status, read whole to order them by due time: 1,000 rows are a third of a megabyte
MOST_ASSIGNED = 1000

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
        return self.merged(query, side_by_side(lambda partition: self.read(query, partition), query.partitions))

    def merged(self, query: ListQuery, answers: Sequence[Answer]) -> Listed:
        """One page of what the partitions answered."""
        shape = _shape(query)
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

    def read(self, query: ListQuery, partition: Partition) -> Answer:
        """What one partition has for a page."""
        shape = _shape(query)
        condition = f"{shape.hash_key} = :partition"
        values = {"partition": ticket_items.box(*partition)}
        if query.due_from or query.due_until:
            condition += f" AND {shape.range_key} BETWEEN :low AND :high"
            values["low"], values["high"] = _due_range(query)
        elif query.after:
            condition += f" AND {shape.range_key} {'>' if shape.forward else '<'} :after"
            values["after"] = query.after
        if query.free_for:
            values["own"] = ticket_items.box(query.free_for, partition[1])
        return self._table.query(
            condition,
            values,
            limit=query.limit * FILTER_READ_AHEAD if query.unassigned else query.limit,
            forward=shape.forward,
            index=shape.index,
            filter=_filter(query),
        )

    def _assigned_by_due(self, query: ListQuery) -> Listed:
        """No index orders an agent's tickets by due time: what one agent holds is small enough to sort here."""

        def read(partition: Partition) -> Answer:
            values = {"mine": ticket_items.box(*partition)}
            return self._table.query("mine = :mine", values, limit=MOST_ASSIGNED, forward=False, index=BY_ASSIGNEE)

        answers = side_by_side(read, query.partitions)
        rows = sorted(
            ((item["due"]["S"], item) for answer in answers for item in answer["Items"] if "due" in item),
            key=lambda pair: pair[0],
        )
        low, high = _due_range(query)
        rows = [pair for pair in rows if low <= pair[0] <= high]
        shown = rows[: query.limit]
        found: tuple[Row, ...] = tuple(ticket_items.row_from_item(item, position) for position, item in shown)
        return Listed(found, shown[-1][0] if len(rows) > query.limit else None)


def _due(items: Sequence[Item]) -> Due:
    tickets, mails, reminders, hours, digests, views, replies = [], [], [], [], [], [], []
    customers, jobs = [], []
    for item in items:
        reference, sk = item["pk"]["S"].removeprefix("T#"), item["sk"]["S"]
        if sk == TICKET:
            tickets.append(reference)
        elif sk == REMINDERS:
            reminders.append(reference)
        elif sk.startswith(SCHEDULED):
            replies.append(scheduled_key(reference, sk.removeprefix(SCHEDULED)))
        elif sk.startswith(HOURS):
            hours.append(sk.removeprefix(HOURS))
        elif sk.startswith(DIGEST):
            digests.append((item["pk"]["S"].removeprefix(TOLD), from_text(sk.removeprefix(DIGEST))))
        elif reference == VIEWS:
            views.append(sk)
        elif sk == CUSTOMER:
            customers.append(reference.removeprefix("C#"))
        elif sk == JOB:
            jobs.append(reference.removeprefix(BULK))
        else:
            mails.append("-".join([reference, *sk.split("#")[1:]]))
    return Due(
        tickets=tuple(tickets),
        mails=tuple(mails),
        reminders=tuple(reminders),
        hours=tuple(hours),
        digests=tuple(digests),
        views=tuple(views),
        replies=tuple(replies),
        customers=tuple(customers),
        jobs=tuple(jobs),
    )


def _due_range(query: ListQuery) -> tuple[str, str]:
    """The first and last position of what is due in time and behind the place to go on from.

    A position is a time and a reference behind `#`, so a time alone lies before all positions of its moment.
    """
    low = to_text(query.due_from) if query.due_from else ""
    # no position lies between one and the same with a blank
    after = f"{query.after} " if query.after else ""
    low = max(low, after, " ")
    # a range must not end before it begins, although nothing is in it
    return low, max(low, to_text(query.due_until) if query.due_until else "~")


def _filter(query: ListQuery) -> str | None:
    if query.free_for:
        return "attribute_not_exists(mine) OR mine = :own"
    return "attribute_not_exists(mine)" if query.unassigned else None


def _shape(query: ListQuery) -> _Shape:
    if query.of_assignee:
        return _Shape(BY_ASSIGNEE, "mine", "moved", query.order != NEWEST)
    if query.order == DUE:
        return _Shape(BY_BOX_DUE, "box", "due", True)
    return _Shape(BY_BOX_MOVED, "box", "moved", query.order != NEWEST)
