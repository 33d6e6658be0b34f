"""New outgoing mails go from the table's stream to the outbound queue, changed tickets to the derived queue. No rules
here: a rule could fail and stop the shard."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.services.ports import DerivedQueue, OutboundQueue


class FanOut:
    def __init__(self, outbound: OutboundQueue, derived: DerivedQueue) -> None:
        self._outbound = outbound
        self._derived = derived

    def forward(self, outbox_ids: Iterable[str], tickets: Mapping[str, Sequence[str]]) -> None:
        """Queue each mail, and each changed ticket with the ids of its new entries; doubles do no harm.

        Raises Unavailable, and the batch comes again.
        """
        for outbox_id in outbox_ids:
            self._outbound.put(outbox_id)
        if tickets:
            self._derived.put(tickets)
