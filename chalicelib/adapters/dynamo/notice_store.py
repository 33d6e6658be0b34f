"""What each agent is told: a plain write for each notice, one query for the list."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import notice_items, outbox_items
from chalicelib.adapters.dynamo.items import MUTED, ticket_pk
from chalicelib.adapters.dynamo.notice_items import NOTICE, READ, notice_sk, told_pk
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import ABSENT, Item, Table, key
from chalicelib.domain.ids import ulid_from
from chalicelib.domain.notifications import Notice
from chalicelib.domain.outbox import OutboxMail
from chalicelib.services.notification_ports import NoticePage

# what the count of unread ones looks at
COUNTED = 100
MOST_TOLD = 1000


class DynamoNoticeStore:
    """`NoticeStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, notices: Sequence[Notice]) -> None:
        side_by_side(self._add, notices)

    def _add(self, notice: Notice) -> None:
        """The notice before its digest: a crash in between comes again, and a digest without notices tells nothing."""
        self._table.put(notice_items.notice_to_item(notice), only_new=True)
        if notice.digest_at:
            self._table.put(notice_items.digest_to_item(notice.agent, notice.digest_at), only_new=True)

    def page(self, agent_id: str, limit: int, after: str | None) -> NoticePage:
        high = notice_sk(after) if after else READ
        items = self._items(agent_id, NOTICE, high, limit + 1 if after else max(limit, COUNTED) + 2)
        through = next((item["through"]["S"] for item in items if item["sk"]["S"] == READ), "")
        if after and not through:
            through = self._through(agent_id)
        rows = [item for item in items if item["sk"]["S"].startswith(NOTICE) and item["sk"]["S"] != high]
        notices = [notice_items.notice_from_item(item, through) for item in rows]
        unread = sum(not notice.read for notice in notices[:COUNTED])
        shown = tuple(notices[:limit])
        more = len(notices) > COUNTED and not notices[COUNTED].read
        return NoticePage(shown, unread, more, shown[-1].entry_id if len(notices) > limit else None)

    def _items(self, agent_id: str, low: str, high: str, limit: int, filter: str | None = None) -> Sequence[Item]:
        items: Sequence[Item] = self._table.query(
            "pk = :pk AND sk BETWEEN :low AND :high",
            {"pk": told_pk(agent_id), "low": low, "high": high},
            limit=limit,
            forward=False,
            filter=filter,
        )["Items"]
        return items

    def _through(self, agent_id: str) -> str:
        item = self._table.get(told_pk(agent_id), READ)
        return item["through"]["S"] if item else ""

    def read(self, agent_id: str, entry_ids: Collection[str]) -> None:
        side_by_side(lambda id: self._read(agent_id, id), tuple(entry_ids))

    def _read(self, agent_id: str, entry_id: str) -> None:
        self._table.update(
            told_pk(agent_id),
            notice_sk(entry_id),
            "SET #read = :yes",
            {"yes": {"BOOL": True}},
            condition="attribute_exists(pk)",
            names={"#read": "read"},
        )

    def read_through(self, agent_id: str, entry_id: str) -> None:
        self._table.update(
            told_pk(agent_id),
            READ,
            "SET through = :entry",
            {"entry": {"S": entry_id}},
            condition="attribute_not_exists(through) OR through < :entry",
        )

    def in_digest(self, agent_id: str, at: datetime) -> Sequence[Notice]:
        low = notice_sk(ulid_from(at - notice_items.LOOK_BACK, bytes(10)))
        items = self._items(agent_id, low, READ, MOST_TOLD)
        through = next((item["through"]["S"] for item in items if item["sk"]["S"] == READ), "")
        rows = (item for item in items if item["sk"]["S"].startswith(NOTICE))
        notices = (notice_items.notice_from_item(item, through) for item in rows)
        return [notice for notice in notices if notice.digest_at == at and not notice.read]

    def close_digest(self, agent_id: str, at: datetime, mail: OutboxMail | None) -> bool:
        name = self._table.name
        # it stays, so that nobody who is told late of what belonged to it makes it due once more
        done = {
            "TableName": name,
            "Key": key(told_pk(agent_id), notice_items.digest_sk(at)),
            "UpdateExpression": "REMOVE timer, fires",
            "ConditionExpression": "attribute_exists(timer)",
        }
        writes: list[dict[str, Any]] = [{"Update": done}]
        if mail:
            item = outbox_items.to_item(mail)
            writes.append({"Put": {"TableName": name, "Item": item, "ConditionExpression": ABSENT}})
        try:
            self._table.transact(writes)
        except VerboseClientError:
            return False
        return True

    def muted(self, reference: str) -> frozenset[str]:
        item = self._table.get(ticket_pk(reference), MUTED)
        return frozenset(item["agents"]["SS"]) if item and "agents" in item else frozenset()

    def mute(self, agent_id: str, reference: str, *, muted: bool) -> None:
        self._table.update(
            ticket_pk(reference),
            MUTED,
            f"{'ADD' if muted else 'DELETE'} agents :agent",
            {"agent": {"SS": [agent_id]}},
        )
