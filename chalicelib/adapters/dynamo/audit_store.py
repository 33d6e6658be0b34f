"""Records of what admins changed, a partition for each month. Nothing here changes or deletes one."""

import json
from collections.abc import Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.adapters.dynamo.items import TableItem, TimeAttribute
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.times import to_text
from chalicelib.services.configuration_ports import AuditPage, AuditRecord

# months without a match that one page looks through
MOST_MONTHS = 12
# records that one question to the table reads; a filter throws some away
AT_ONCE = 100


class AuditItem(TableItem):
    """pk `AUDIT#<month>`, sk its ULID. `before` and `after` are JSON."""

    at = TimeAttribute()
    actor = UnicodeAttribute()
    kind = UnicodeAttribute()
    setting = UnicodeAttribute()
    before = UnicodeAttribute(null=True)
    after = UnicodeAttribute(null=True)
    request = UnicodeAttribute(null=True)


class DynamoAuditLog:
    """`AuditLog` on the one table. A position is `<month>#<id>`, or `<month>` for a month from its end on."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(
        self, now: datetime, since: str, limit: int, after: str | None, kind: str | None, actor: str | None
    ) -> AuditPage:
        newest, _, behind = (after or month_of(now)).partition("#")
        months = list(_months(newest, since))
        found: list[AuditRecord] = []
        for month in months[:MOST_MONTHS]:
            for record in self._records(month, behind):
                if (kind and record.kind != kind) or (actor and record.actor != actor):
                    continue
                if len(found) == limit:
                    return AuditPage(tuple(found), f"{month_of(found[-1].at)}#{found[-1].id}")
                found.append(record)
            behind = ""
        left = months[MOST_MONTHS:]
        return AuditPage(tuple(found), left[0] if left else None)

    def _records(self, month: str, behind: str) -> Iterator[AuditRecord]:
        """Records of a month, newest first, read as far as they are asked for."""
        start: Item | None = {"pk": {"S": _pk(month)}, "sk": {"S": behind}} if behind else None
        while True:
            answer = self._table.query("pk = :pk", {"pk": _pk(month)}, limit=AT_ONCE, forward=False, start=start)
            yield from map(_from_item, answer["Items"])
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return


def month_of(at: datetime) -> str:
    return to_text(at)[:7]


def to_audit_item(record: AuditRecord) -> Item:
    return AuditItem(
        pk=_pk(month_of(record.at)),
        sk=record.id,
        at=record.at,
        actor=record.actor,
        kind=record.kind,
        setting=record.setting,
        before=None if record.before is None else _json(record.before),
        after=None if record.after is None else _json(record.after),
        request=record.request_id or None,
    ).raw()


def _from_item(item: Item) -> AuditRecord:
    stored = AuditItem.from_raw_data(dict(item))
    return AuditRecord(
        id=stored.sk,
        at=stored.at,
        actor=stored.actor,
        kind=stored.kind,
        setting=stored.setting,
        before=json.loads(stored.before) if stored.before else None,
        after=json.loads(stored.after) if stored.after else None,
        request_id=stored.request or "",
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pk(month: str) -> str:
    return f"AUDIT#{month}"


def _months(newest: str, oldest: str) -> Iterator[str]:
    """Months from `newest` back to `oldest`, both included."""
    year, number = int(newest[:4]), int(newest[5:7])
    while (month := f"{year:04d}-{number:02d}") >= oldest:
        yield month
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
