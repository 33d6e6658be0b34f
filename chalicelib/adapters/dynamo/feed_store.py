"""The log of what changed, and who is where: one partition, read by one query."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamo import feed_items
from chalicelib.adapters.dynamo.feed_items import FEED, HERE
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.presence import Presence
from chalicelib.domain.ticket import Ticket
from chalicelib.services.feed_ports import FeedPage, Left


class DynamoFeedStore:
    """`FeedStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def look(self, since: datetime, most: int, here: Presence | None = None) -> FeedPage:
        tasks: list[Callable[[], Any]] = [lambda: self._read(since, most)]
        if here:
            tasks.append(lambda: self._table.put(feed_items.here_to_item(here)))
        page: FeedPage = side_by_side(lambda task: task(), tasks)[0]
        return page

    def log(self, at: datetime, ticket: Ticket, left: Left) -> None:
        self._table.put(feed_items.line_to_item(at, ticket, left))

    def leave(self, reference: str, agent_id: str) -> None:
        self._table.delete(FEED, feed_items.here_sk(reference, agent_id))

    def presences(self) -> Sequence[Presence]:
        """Whoever said where they are, also long ago."""
        answer = self._table.query("pk = :feed AND begins_with(sk, :here)", {"feed": FEED, "here": HERE}, limit=500)
        return [feed_items.here_from_item(item) for item in answer["Items"]]

    def _read(self, since: datetime, most: int) -> FeedPage:
        """Read backwards: presences are complete also where the log is too long."""
        values = {"feed": FEED, "since": feed_items.line_sk(since)}
        answer = self._table.query("pk = :feed AND sk > :since", values, limit=most, forward=False)
        lines, presences = _parted(answer["Items"])
        return FeedPage(
            changes=[feed_items.line_from_item(item) for item in reversed(lines)],
            presences=[feed_items.here_from_item(item) for item in presences],
            complete="LastEvaluatedKey" not in answer,
        )


def _parted(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Lines of the log, and presences."""
    lines = [item for item in items if item["sk"]["S"].startswith(feed_items.CHANGE)]
    return lines, [item for item in items if item["sk"]["S"].startswith(HERE)]
