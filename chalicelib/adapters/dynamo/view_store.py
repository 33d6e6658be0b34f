"""Saved views, and what a page of one needs to know of its tickets."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import side_items, ticket_items
from chalicelib.adapters.dynamo.items import FIELDS, TICKET, TIMER_SHARD, VIEWS, TableItem, TimeAttribute, ticket_pk
from chalicelib.adapters.dynamo.table import Item, Table, key
from chalicelib.domain.beside import Values
from chalicelib.domain.conditions import Condition, Op
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Ticket
from chalicelib.services.count_ports import MadeView

PAGE = 1000
_PLAIN = ("name", "order", "owner", "team", "made_by")


class ViewItem(TableItem):
    """pk `VIEWS`, sk `<id>`: `value` is JSON; timer and fires: when its counting starts or is looked after.

    counting and counted: see `SavedView`. request: the fingerprint of the request that made it.
    """

    value = UnicodeAttribute()
    version = NumberAttribute()
    counting = NumberAttribute()
    counted = NumberAttribute()
    request = UnicodeAttribute()
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)


class DynamoViewStore:
    """`ViewStore` and `TicketFacts` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self, *, consistent: bool) -> Mapping[str, SavedView]:
        found: dict[str, SavedView] = {}
        start = None
        while True:
            answer = self._table.query("pk = :pk", {"pk": VIEWS}, limit=PAGE, consistent=consistent, start=start)
            found |= {item["sk"]["S"]: from_item(item).view for item in answer["Items"]}
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return found

    def get(self, id: str) -> MadeView | None:
        item = self._table.get(VIEWS, id)
        return from_item(item) if item else None

    def add(self, made: MadeView) -> MadeView | None:
        if self._table.put(_to_item(made), only_new=True):
            return None
        return self.get(made.view.id)

    def replace(self, before: SavedView, made: MadeView) -> None:
        values = {"version": {"N": str(before.version)}}
        stored, item = self._table.conditional_put(
            _to_item(made), "#version = :version", values, {"#version": "version"}
        )
        if stored:
            return
        if item is None:
            raise NotFound("no such view")
        current = from_item(item).view
        if current != made.view:
            raise StaleVersion(current)

    def delete(self, view: SavedView) -> None:
        condition: dict[str, Any] = {
            "ConditionExpression": "attribute_not_exists(pk) OR version = :version",
            "ExpressionAttributeValues": {":version": {"N": str(view.version)}},
        }
        try:
            self._table.call("DeleteItem", TableName=self._table.name, Key=key(VIEWS, view.id), **condition)
        except VerboseClientError:
            made = self.get(view.id)
            if made:
                raise StaleVersion(made.view) from None

    def look_after(self, view: SavedView, at: datetime | None) -> None:
        """A finished count is noted along; other words of the view may have changed meanwhile."""
        item = _to_item(MadeView(view, "", at))
        values = {"counting": {"N": str(view.counting)}}
        if at is None:
            self._table.update(
                VIEWS, view.id, "SET counted = :counting REMOVE timer, fires", values, condition="counting = :counting"
            )
        else:
            values |= {"timer": item["timer"], "fires": item["fires"]}
            self._table.update(
                VIEWS, view.id, "SET timer = :timer, fires = :fires", values, condition="counting = :counting"
            )

    def heads(self, references: Sequence[str]) -> Mapping[str, Ticket]:
        keys = [(ticket_pk(reference), TICKET) for reference in references]
        found = self._table.get_many(keys, consistent=False).values()
        heads = map(ticket_items.from_item, found)
        return {head.reference: head for head in heads}

    def values(self, references: Sequence[str]) -> Mapping[str, Values]:
        keys = [(ticket_pk(reference), FIELDS) for reference in references]
        found = self._table.get_many(keys, consistent=False)
        return {pk.removeprefix("T#"): side_items.from_items([item]).fields for (pk, _), item in found.items()}


def _to_item(made: MadeView) -> dict[str, dict[str, Any]]:
    view = made.view
    value = {name: getattr(view, name) for name in _PLAIN} | {
        "columns": view.columns,
        "conditions": [[each.field, each.op.value, each.values] for each in view.conditions],
    }
    return ViewItem(
        pk=VIEWS,
        sk=view.id,
        value=json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        version=view.version,
        counting=view.counting,
        counted=view.counted,
        request=made.fingerprint,
        timer=TIMER_SHARD if made.count_at else None,
        fires=made.count_at,
    ).raw()


def from_item(item: Item) -> MadeView:
    stored = ViewItem.from_raw_data(dict(item))
    value = json.loads(stored.value)
    view = SavedView(
        id=stored.sk,
        **{name: value[name] for name in _PLAIN},
        columns=tuple(value["columns"]),
        conditions=tuple(Condition(field, Op(op), tuple(values)) for field, op, values in value["conditions"]),
        counting=int(stored.counting),
        counted=int(stored.counted),
        version=int(stored.version),
    )
    return MadeView(view, stored.request, stored.fires)
