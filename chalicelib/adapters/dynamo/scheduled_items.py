"""Replies that wait to be sent, to items and back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo import draft_items
from chalicelib.adapters.dynamo.draft_items import files_from_json, files_to_json, packed, unpacked
from chalicelib.adapters.dynamo.items import TIMER_SHARD, TableItem, TimeAttribute, ticket_pk
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.scheduled import Answer, ScheduledReply
from chalicelib.domain.ticket import Status
from chalicelib.services.records import Change

# between LINE# and TICKET, so that the query that opens a ticket reads them along
SCHEDULED = "SCHEDULED#"
REMEMBERED_FOR = timedelta(days=1)


class ScheduledItem(TableItem):
    """pk `T#<reference>`, sk `SCHEDULED#<ulid>`; `content` is compressed JSON. Emptied when it is decided upon.

    sends: when it is due. timer and fires: when the sweep must look at it. based: the ticket's version then.
    """

    timer = UnicodeAttribute()
    fires = TimeAttribute()
    sends = TimeAttribute()
    created = TimeAttribute()
    agent = UnicodeAttribute()
    based = NumberAttribute()
    content = BinaryAttribute(legacy_encoding=False)


def scheduled_place(reference: str, id: str) -> tuple[str, str]:
    return ticket_pk(reference), f"{SCHEDULED}{id}"


def to_item(reply: ScheduledReply) -> dict[str, dict[str, Any]]:
    answer = reply.answer
    content = {
        "name": reply.agent_name,
        "requester": reply.requester,
        "seen": reply.seen,
        "regardless": reply.regardless,
        "text": answer.text,
        "files": files_to_json(answer.files),
        "status": answer.status.value,
        "to_all": answer.to_all,
        "summary": answer.summary,
    }
    pk, sk = scheduled_place(reply.reference, reply.id)
    return ScheduledItem(
        pk=pk,
        sk=sk,
        timer=TIMER_SHARD,
        fires=reply.fires_at,
        sends=reply.due_at,
        created=reply.created_at,
        agent=reply.agent,
        based=reply.version,
        content=packed(content),
    ).raw()


def from_item(item: Item) -> ScheduledReply:
    stored = ScheduledItem.from_raw_data(dict(item))
    content = unpacked(stored.content)
    return ScheduledReply(
        id=stored.sk.removeprefix(SCHEDULED),
        reference=stored.pk.removeprefix("T#"),
        agent=stored.agent,
        agent_name=content["name"],
        requester=content["requester"],
        version=int(stored.based),
        seen=content["seen"],
        created_at=stored.created,
        due_at=stored.sends,
        regardless=content["regardless"],
        answer=Answer(
            text=content["text"],
            files=files_from_json(content["files"]),
            status=Status(content["status"]),
            to_all=content["to_all"],
            summary=content["summary"],
        ),
    )


def from_items(items: list[Item]) -> tuple[ScheduledReply, ...]:
    """Those that wait among a ticket's items, the first due first."""
    found = [from_item(item) for item in items if item["sk"]["S"].startswith(SCHEDULED) and waits(item)]
    return tuple(sorted(found, key=lambda reply: (reply.due_at, reply.id)))


def waits(item: Item) -> bool:
    """Whether nobody has decided what becomes of it."""
    return "content" in item


def writes(table: str, change: Change) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parts of a transaction about what agents write, by name: the end of a waiting reply, and what becomes of a
    draft."""
    if change.scheduled:
        yield "scheduled", _decided(table, change.scheduled, change.entries[0].at)
    if change.draft:
        yield from (("draft", write) for write in draft_items.writes(table, change.draft))


def _decided(table: str, reply: ScheduledReply, now: datetime) -> dict[str, Any]:
    """Nothing but the key is left, and that not for long: whoever comes second finds the reply decided upon. It is
    emptied rather than deleted, because functions that send mail have no right to delete anything."""
    pk, sk = scheduled_place(reply.reference, reply.id)
    expires = int((now + REMEMBERED_FOR).timestamp())
    empty = {"pk": {"S": pk}, "sk": {"S": sk}, "expires": {"N": str(expires)}}
    return {"Put": {"TableName": table, "Item": empty, "ConditionExpression": "attribute_exists(content)"}}
