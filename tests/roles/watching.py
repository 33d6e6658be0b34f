"""Notices what a request stores, and puts the desk back to where it was, so that every cell starts alike."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from tests.support.desk import SETTINGS, World

READS = ("Get", "BatchGet", "Query", "Scan", "Describe", "List", "Head", "Admin")
Key = tuple[str, str]


class Watch:
    """`stored` is what stands in the table as the matrix begins. `attempts` are changing calls since `begin`, and
    `rewritten` entries of timelines that were changed or deleted since then.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.stored = self._items()
        self.attempts: list[str] = []
        self.rewritten: list[Key] = []

    @contextmanager
    def on(self) -> Iterator[None]:
        original = BaseClient._make_api_call

        def recorded(client: BaseClient, operation: str, arguments: Mapping[str, Any]) -> Any:
            if not operation.startswith(READS):
                self.attempts.append(operation)
            return original(client, operation, arguments)

        with patch.object(BaseClient, "_make_api_call", recorded):
            yield

    def begin(self) -> None:
        self.attempts.clear()
        self.rewritten = []

    def changed(self) -> bool:
        """Whether anything is stored or sent other than before. The table is put back."""
        if not self.attempts:
            return False
        now = self._items()
        self.rewritten = [key for key, item in self.stored.items() if _is_entry(key) and now.get(key) != item]
        dynamodb = self._world.aws("dynamodb")
        for pk, sk in now.keys() - self.stored.keys():
            dynamodb.delete_item(TableName=SETTINGS.table, Key={"pk": {"S": pk}, "sk": {"S": sk}})
        for key, item in self.stored.items():
            if now.get(key) != item:
                dynamodb.put_item(TableName=SETTINGS.table, Item=item)
        elsewhere = [name for name in self.attempts if name not in ("PutItem", "DeleteItem", "TransactWriteItems")]
        return now != self.stored or bool(elsewhere)

    def _items(self) -> dict[Key, dict[str, Any]]:
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in self._world.items()}


def _is_entry(key: Key) -> bool:
    return key[1].startswith("LINE#") and key[1].count("#") == 1
