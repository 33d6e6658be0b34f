"""What waits, and who else asks for it at this moment: one round trip.

Whoever asks leaves a mark that lasts a quarter of a second and sees the marks of those before. So callers of one moment
go for different tickets and do not meet at the first one.
"""

from collections.abc import Callable
from typing import Any

from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Table
from chalicelib.adapters.dynamo.ticket_lists import DynamoTicketLists
from chalicelib.services.assignment_ports import Asking
from chalicelib.services.records import Listed, ListQuery

# pk `ASKING#<moment>`, sk `ASKING`; `asking` is a set of `<agent> <department>`
ASKING = "ASKING"


class DynamoQueueLists:
    """`QueueLists` on the one table."""

    def __init__(self, table: Table, lists: DynamoTicketLists) -> None:
        self._table = table
        self._lists = lists

    def list(self, query: ListQuery) -> Listed:
        return self._lists.list(query)

    def list_asking(self, query: ListQuery, asking: Asking) -> tuple[Listed, int]:
        reads: list[Callable[[], Any]] = [
            lambda partition=partition: self._lists.read(query, partition)  # type: ignore[misc]
            for partition in query.partitions
        ]
        before, *answers = side_by_side(lambda ask: ask(), [lambda: self._ask(asking), *reads])
        return self._lists.merged(query, answers), before

    def _ask(self, asking: Asking) -> int:
        """How many others asked before for tickets of a department that this one asks for."""
        values = {
            "me": {"SS": [f"{asking.agent} {department}" for department in asking.departments]},
            "expires": {"N": str(int(asking.expires_at.timestamp()))},
        }
        _, item = self._table.update(
            f"{ASKING}#{asking.moment}",
            ASKING,
            "SET expires = :expires ADD asking :me",
            values,
            returning="UPDATED_OLD",
        )
        earlier = item.get("asking", {}).get("SS", []) if item else []
        pairs = (mark.split(" ") for mark in earlier)
        return len({agent for agent, department in pairs if agent != asking.agent and department in asking.departments})
