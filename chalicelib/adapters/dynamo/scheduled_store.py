"""Replies that wait to be sent. What becomes of them is stored with the ticket."""

from typing import Any

from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import draft_items, outbox_items, scheduled_items
from chalicelib.adapters.dynamo.items import ONCE, once_pk
from chalicelib.adapters.dynamo.table import ABSENT, Table
from chalicelib.domain.errors import DraftChanged, NotWaiting
from chalicelib.domain.scheduled import ScheduledReply
from chalicelib.services.records import DraftChange, Once


class DynamoScheduledStore:
    """`ScheduledStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, reference: str, id: str) -> ScheduledReply | None:
        item = self._table.get(*scheduled_items.scheduled_place(reference, id))
        if item and not scheduled_items.waits(item):
            raise NotWaiting
        return scheduled_items.from_item(item) if item else None

    def add(self, reply: ScheduledReply, once: Once, draft: DraftChange | None) -> Once | None:
        now = {":now": {"N": str(int(reply.created_at.timestamp()))}}
        writes: list[dict[str, Any]] = [
            self._put(scheduled_items.to_item(reply), ConditionExpression=ABSENT),
            # DynamoDB deletes expired items days late; until then they count as gone
            self._put(
                outbox_items.once_to_item(once),
                ConditionExpression=f"{ABSENT} OR expires < :now",
                ExpressionAttributeValues=now,
            ),
        ]
        writes += draft_items.writes(self._table.name, draft) if draft else ()
        try:
            self._table.transact(writes)
        except VerboseClientError as error:
            # an SDK repeats a write whose answer was lost and then meets the key that it stored itself
            stored = self._table.get(once_pk(once.key), ONCE)
            if stored is None:
                raise DraftChanged("the draft was saved from elsewhere meanwhile; read it again") from error
            return outbox_items.once_from_item(stored)
        return None

    def _put(self, item: dict[str, Any], **condition: Any) -> dict[str, Any]:
        return {"Put": {"TableName": self._table.name, "Item": item, **condition}}
