"""Whose turn it is: numbers that are given out once, and how much everybody holds.

A turn is one plain update outside of all transactions: it never refuses and never collides. The loads are counted in
by_assignee when a turn needs them. Counters in the table would need a write to one item of the department with every
move of every ticket, and repairs; a count of twenty rows is a read unit.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.items import BY_ASSIGNEE
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Table
from chalicelib.domain.assignment import Turn
from chalicelib.domain.ticket import WAITING_FOR_US, Status

# pk `ASSIGNMENT#<department>`, sk `ASSIGNMENT`; `turns` is how many were taken
ASSIGNMENT = "ASSIGNMENT"
# nobody is given so many; who holds more has the most anyway
MOST_COUNTED = 200


class DynamoTurns:
    """`Turns` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def take(self, department: str, loads_of: Sequence[str]) -> Turn:
        waiting = [(agent, status) for agent in loads_of for status in sorted(WAITING_FOR_US)]
        counts: list[Callable[[], int]] = [self._count(*each) for each in waiting]
        number, *held = side_by_side(lambda ask: ask(), [self._number(department), *counts])
        loads: dict[str, int] = dict.fromkeys(loads_of, 0)
        for (agent, _), count in zip(waiting, held, strict=True):
            loads[agent] += count
        return Turn(number, loads)

    def _number(self, department: str) -> Callable[[], int]:
        def add() -> int:
            values = {"one": {"N": "1"}}
            _, item = self._table.update(
                f"{ASSIGNMENT}#{department}", ASSIGNMENT, "ADD turns :one", values, returning="UPDATED_NEW"
            )
            return int(item["turns"]["N"]) if item else 0

        return add

    def _count(self, agent: str, status: Status) -> Callable[[], int]:
        def count() -> int:
            answer: Mapping[str, Any] = self._table.query(
                "mine = :mine", {"mine": ticket_items.box(agent, status)}, limit=MOST_COUNTED, index=BY_ASSIGNEE
            )
            return len(answer["Items"])

        return count
