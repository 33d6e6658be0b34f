"""New outgoing mails go from the table's stream to the outbound queue. No rules here: a rule could fail and stop
the shard."""

from collections.abc import Iterable

from chalicelib.services.ports import OutboundQueue


class FanOut:
    def __init__(self, queue: OutboundQueue) -> None:
        self._queue = queue

    def forward(self, outbox_ids: Iterable[str]) -> int:
        """Queue each mail; doubles do no harm. Raises Unavailable, and the batch comes again."""
        count = 0
        for outbox_id in outbox_ids:
            self._queue.put(outbox_id)
            count += 1
        return count
