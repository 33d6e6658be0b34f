"""The table's stream: new outgoing mails go to their queue, everything else is passed over."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chalicelib.consumers.queues import Event
from chalicelib.domain.outbox import split_outbox_id

if TYPE_CHECKING:
    from chalicelib.services.fan_out import FanOut


def consume(event: Event, fan_out: "FanOut") -> None:
    fan_out.forward(_new_mails(event))


def _new_mails(event: Event) -> Iterator[str]:
    """Outbox ids among the inserted items. Odd records are passed over: raising would stop the shard for a day."""
    for record in event["Records"]:
        if record.get("eventName") != "INSERT":
            continue
        item = (record.get("dynamodb") or {}).get("NewImage") or {}
        outbox_id = item.get("id", {}).get("S", "")
        if split_outbox_id(outbox_id) and item.get("state", {}).get("S") == "pending":
            yield outbox_id
