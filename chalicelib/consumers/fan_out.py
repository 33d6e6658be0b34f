"""The table's stream: new outgoing mails and what changed go to their queues, everything else is passed over."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.consumers.queues import Event
from chalicelib.domain.ids import parse_reference
from chalicelib.domain.outbox import split_outbox_id
from chalicelib.domain.scheduled import scheduled_key
from chalicelib.domain.times import from_text

if TYPE_CHECKING:
    from chalicelib.services.fan_out import FanOut

# keys of the table as its items carry them: a ticket's head, before an entry's id, a mail that was set aside
HEAD = "TICKET"
ENTRY = "LINE#"
MAIL = "QUARANTINE"
SCHEDULED = "SCHEDULED#"


class _Written(NamedTuple):
    """An item that was stored; `image` is as it is now."""

    is_new: bool
    pk: str
    sk: str
    image: Mapping[str, Any]


def consume(event: Event, fan_out: "FanOut") -> None:
    written = list(_written(event))
    fan_out.forward(
        _new_mails(written), [*_changed_tickets(written), *_changed_mails(written)], _waiting_replies(written)
    )


def _written(event: Event) -> Iterator[_Written]:
    """Odd records are passed over: raising would stop the shard for a day."""
    for record in event["Records"]:
        change = record.get("dynamodb") or {}
        image, keys = change.get("NewImage") or {}, change.get("Keys") or {}
        if record.get("eventName") in ("INSERT", "MODIFY"):
            pk, sk = (keys.get(name, {}).get("S", "") for name in ("pk", "sk"))
            yield _Written(record["eventName"] == "INSERT", pk, sk, image)


def _new_mails(written: list[_Written]) -> Iterator[str]:
    for item in written:
        outbox_id = item.image.get("id", {}).get("S", "")
        if item.is_new and split_outbox_id(outbox_id) and item.image.get("state", {}).get("S") == "pending":
            yield outbox_id


def _waiting_replies(written: list[_Written]) -> Mapping[str, datetime]:
    """Due times of new scheduled replies, by key."""
    found = {}
    for item in written:
        if item.is_new and item.sk.startswith(SCHEDULED):
            key = scheduled_key(item.pk.removeprefix("T#"), item.sk.removeprefix(SCHEDULED))
            with suppress(KeyError, ValueError):
                found[key] = from_text(item.image["sends"]["S"])
    return found


def _changed_mails(written: list[_Written]) -> list[Mapping[str, Any]]:
    """Each mail that was set aside or decided about."""
    ids = dict.fromkeys(item.pk.removeprefix(f"{MAIL}#") for item in written if item.sk == MAIL)
    return [{"mail": id} for id in ids]


def _changed_tickets(written: list[_Written]) -> list[Mapping[str, Any]]:
    """Each ticket once, whatever happened to it in this batch, with the ids of its new entries.

    A batch may end between the entry and the head of one change: then the ticket comes twice.
    """
    tickets: dict[str, dict[str, Any]] = {}
    for item in written:
        reference = parse_reference(item.pk.removeprefix("T#")) if item.pk.startswith("T#") else None
        is_entry = item.is_new and item.sk.startswith(ENTRY) and item.sk.count("#") == 1
        if reference and (item.sk == HEAD or is_entry):
            news = tickets.setdefault(reference, {"ticket": reference, "entries": []})
            if is_entry:
                news["entries"].append(item.sk.removeprefix(ENTRY))
    return list(tickets.values())
