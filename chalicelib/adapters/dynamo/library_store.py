"""Prepared texts and macros: a partition for each scope, so that what somebody may use is read and nothing else."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import library_items, outbox_items
from chalicelib.adapters.dynamo.audit_store import month_of, to_audit_item
from chalicelib.adapters.dynamo.directory_store import REVISION
from chalicelib.adapters.dynamo.items import DIRECTORY, ONCE, once_pk
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import ABSENT, Item, Table, failed_condition, key
from chalicelib.domain.canned import CannedText, Shelved
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.recipes import Macro
from chalicelib.domain.scopes import Scope
from chalicelib.services.library_ports import LibraryChange, Prepared, Shelf
from chalicelib.services.records import Once

# more than a scope may hold, so that one answer has them all
MOST_ROWS = 1000


class DynamoLibraryStore:
    """`LibraryStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def rows(self, shelf: Shelf, scopes: Sequence[Scope]) -> tuple[Shelved, ...]:
        def read(scope: Scope) -> Sequence[Item]:
            values = {"pk": library_items.library_pk(scope), "row": library_items.row_prefix(shelf)}
            items: Sequence[Item] = self._table.query("pk = :pk AND begins_with(sk, :row)", values, limit=MOST_ROWS)[
                "Items"
            ]
            return items

        return tuple(library_items.row_from_item(item) for items in side_by_side(read, scopes) for item in items)

    def text(self, scope: Scope, id: str) -> CannedText | None:
        item = self._item(Shelf.TEXTS, scope, id)
        return library_items.text_from_item(item) if item else None

    def macro(self, scope: Scope, id: str) -> Macro | None:
        item = self._item(Shelf.MACROS, scope, id)
        return library_items.macro_from_item(item) if item else None

    def _item(self, shelf: Shelf, scope: Scope, id: str) -> Item | None:
        return self._table.get(library_items.library_pk(scope), library_items.prepared_sk(shelf, id))

    def commit(self, change: LibraryChange) -> Once | None:
        writes = list(self._writes(change))
        try:
            self._table.transact([write for _, write in writes])
        except VerboseClientError as error:
            reasons = zip(writes, error.cancellation_reasons, strict=False)
            return self._explain(change, {name for (name, _), reason in reasons if failed_condition(reason)})
        return None

    def _explain(self, change: LibraryChange, failed: set[str]) -> Once | None:
        """Why it was refused. An SDK repeats a write whose answer was lost and then meets its own traces."""
        if "once" in failed and change.once:
            item = self._table.get(once_pk(change.once.key), ONCE)
            if item:
                return outbox_items.once_from_item(item)
        if "record" in failed:
            return None
        current = self._stored(change)
        if current is not None and current == change.after:
            return None
        if current is None:
            raise NotFound("it is gone")
        raise StaleVersion(current)

    def _stored(self, change: LibraryChange) -> Prepared | None:
        shelf, id = _place(change)
        return self.text(change.scope, id) if shelf is Shelf.TEXTS else self.macro(change.scope, id)

    def _writes(self, change: LibraryChange) -> Iterator[tuple[str, dict[str, Any]]]:
        shelf, id = _place(change)
        pk, sk = library_items.library_pk(change.scope), library_items.prepared_sk(shelf, id)
        row = key(pk, library_items.row_sk(shelf, id))
        condition: dict[str, Any] = {"TableName": self._table.name, "ConditionExpression": ABSENT}
        if change.before is not None:
            condition |= {
                "ConditionExpression": "#v = :version",
                "ExpressionAttributeNames": {"#v": "version"},
                "ExpressionAttributeValues": {":version": {"N": str(change.before.version)}},
            }
        if change.after is None:
            yield "prepared", {"Delete": condition | {"Key": key(pk, sk)}}
            yield "row", {"Delete": {"TableName": self._table.name, "Key": row}}
        else:
            yield "prepared", {"Put": condition | {"Item": library_items.to_item(change.scope, shelf, change.after)}}
            yield "row", {"Update": self._row(row, change.after)}
        yield from self._on_record(change)
        if change.once:
            item = outbox_items.once_to_item(change.once)
            put = {"TableName": self._table.name, "Item": item, "ConditionExpression": ABSENT}
            yield "once", {"Put": put}

    def _row(self, row: dict[str, Any], after: Prepared) -> dict[str, Any]:
        """What the list shows, but for the uses, which go on counting."""
        kind, languages = library_items.shown_in_row(after)
        return {
            "TableName": self._table.name,
            "Key": row,
            "UpdateExpression": "SET id = :id, kind = :kind, #n = :name, folder = :folder, languages = :languages, "
            "version = :version",
            "ExpressionAttributeNames": {"#n": "name"},
            "ExpressionAttributeValues": {
                ":id": {"S": after.id},
                ":kind": {"S": kind},
                ":name": {"S": after.name},
                ":folder": {"S": after.folder},
                ":languages": {"S": json.dumps(languages)},
                ":version": {"N": str(after.version)},
            },
        }

    def _on_record(self, change: LibraryChange) -> Iterator[tuple[str, dict[str, Any]]]:
        if change.record is None:
            return
        record = {"TableName": self._table.name, "Item": to_audit_item(change.record), "ConditionExpression": ABSENT}
        yield "record", {"Put": record}
        if change.opens_log:
            # the count of changes moves as well: who changes settings now has read of no log
            opened: dict[str, Any] = {
                "TableName": self._table.name,
                "Key": key(DIRECTORY, REVISION),
                "UpdateExpression": "SET since = if_not_exists(since, :month) ADD revision :one",
                "ExpressionAttributeValues": {":month": {"S": month_of(change.record.at)}, ":one": {"N": "1"}},
            }
            yield "log", {"Update": opened}

    def count_use(self, shelf: Shelf, scope: Scope, id: str) -> None:
        self._table.update(
            library_items.library_pk(scope),
            library_items.row_sk(shelf, id),
            "ADD uses :one",
            {"one": {"N": "1"}},
            condition="attribute_exists(pk)",
        )


def _place(change: LibraryChange) -> tuple[Shelf, str]:
    prepared = change.after or change.before
    if prepared is None:
        raise ValueError("nothing changes")
    return (Shelf.TEXTS if isinstance(prepared, CannedText) else Shelf.MACROS), prepared.id
