"""What waits, who else asks for it at this moment, and who is at which ticket: one round trip.

Whoever asks leaves a mark that lasts a quarter of a second and sees the marks of those before. So callers of one moment
go for different tickets and do not meet at the first one.
"""

from collections.abc import Callable
from typing import Any

from chalicelib.adapters.dynamo.feed_store import DynamoFeedStore
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Table
from chalicelib.adapters.dynamo.ticket_lists import DynamoTicketLists
from chalicelib.services.assignment_ports import Asking, Seen
from chalicelib.services.records import Listed, ListQuery

# pk `ASKING#<moment>`, sk `ASKING`; `asking` is a set of `<agent> <department>`
ASKING = "ASKING"


class DynamoQueueLists:
    """`QueueLists` on the one table."""

    def __init__(self, table: Table, lists: DynamoTicketLists, feed: DynamoFeedStore) -> None:
        self._table = table
        self._lists = lists
        self._feed = feed

    def list(self, query: ListQuery) -> Listed:
        return self._lists.list(query)

    def look(self, query: ListQuery, asking: Asking | None) -> Seen:
        if asking is None:
            both: list[Callable[[], Any]] = [lambda: self.list(query), self._feed.presences]
            listed, here = side_by_side(lambda task: task(), both)
            return Seen(listed, 0, here)
        reads: list[Callable[[], Any]] = [
            lambda partition=partition: self._lists.read(query, partition)  # type: ignore[misc]
            for partition in query.partitions
        ]
        others, here, *answers = side_by_side(
            lambda task: task(), [lambda: self._ask(asking), self._feed.presences, *reads]
        )
        return Seen(self._lists.merged(query, answers), others, here)

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
