"""Lists of mails that were set aside, and what people decided about each."""

from collections.abc import Collection

from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import outbox_items, quarantine_items
from chalicelib.adapters.dynamo.items import BY_BOX_MOVED, QUARANTINE
from chalicelib.adapters.dynamo.table import ABSENT, Table
from chalicelib.services.records import Once, QuarantinedMail, QuarantineList, QuarantineState


class DynamoQuarantineStore:
    """`QuarantineStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list(self, state: QuarantineState, limit: int, after: str | None) -> QuarantineList:
        condition, values = "box = :box", {"box": quarantine_items.box(state)}
        if after:
            condition += " AND moved < :after"
            values["after"] = after
        answer = self._table.query(condition, values, limit=limit, forward=False, index=BY_BOX_MOVED)
        rows = tuple(map(quarantine_items.row_from_item, answer["Items"]))
        more = rows and "LastEvaluatedKey" in answer
        return QuarantineList(rows, rows[-1].position if more else None)

    def get(self, id: str) -> QuarantinedMail | None:
        item = self._table.get(quarantine_items.quarantine_pk(id), QUARANTINE)
        return quarantine_items.from_item(item) if item else None

    def decide(self, mail: QuarantinedMail, since: Collection[QuarantineState], once: Once) -> bool:
        boxes = {f":box{number}": {"S": quarantine_items.box(state)} for number, state in enumerate(since)}
        decision = {
            "TableName": self._table.name,
            "Item": quarantine_items.to_item(mail),
            "ConditionExpression": f"box IN ({', '.join(boxes)})",
            "ExpressionAttributeValues": boxes,
        }
        request = {
            "TableName": self._table.name,
            "Item": outbox_items.once_to_item(once),
            "ConditionExpression": ABSENT,
        }
        try:
            self._table.transact([{"Put": decision}, {"Put": request}])
        except VerboseClientError:
            return False
        return True
