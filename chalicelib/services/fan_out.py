"""New outgoing mails go from the table's stream to the outbound queue, news of what changed to the derived queue.
Replies that wait are held back in the queue until their time, if it can. No rules here: a rule could fail and stop the
shard."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.scheduled import held_for
from chalicelib.services.ports import Clock, DerivedQueue, News, OutboundQueue


class FanOut:
    def __init__(self, outbound: OutboundQueue, derived: DerivedQueue, clock: Clock) -> None:
        self._outbound = outbound
        self._derived = derived
        self._clock = clock

    def forward(self, outbox_ids: Iterable[str], news: Sequence[News], replies: Mapping[str, datetime]) -> None:
        """Queue each mail and each of the news; doubles do no harm. `replies` are the due times of those that wait, by
        key. Raises Unavailable, and the batch comes again."""
        for outbox_id in outbox_ids:
            self._outbound.put(outbox_id)
        for key, due_at in replies.items():
            seconds = held_for(due_at, self._clock.now())
            if seconds is not None:
                self._outbound.hold(key, seconds)
        if news:
            self._derived.put(news)
