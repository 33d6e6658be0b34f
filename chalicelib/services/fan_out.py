"""New outgoing mails go from the table's stream to the outbound queue, news of what changed to the derived queue. No
rules here: a rule could fail and stop the shard."""

from collections.abc import Iterable, Sequence

from chalicelib.services.ports import DerivedQueue, News, OutboundQueue


class FanOut:
    def __init__(self, outbound: OutboundQueue, derived: DerivedQueue) -> None:
        self._outbound = outbound
        self._derived = derived

    def forward(self, outbox_ids: Iterable[str], news: Sequence[News]) -> None:
        """Queue each mail and each of the news; doubles do no harm. Raises Unavailable, and the batch comes again."""
        for outbox_id in outbox_ids:
            self._outbound.put(outbox_id)
        if news:
            self._derived.put(news)
