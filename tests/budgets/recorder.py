"""A client that keeps the books: every request to AWS with its units and whether it ran beside others."""

import itertools
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.budgets.capacity import INDEXES, Item, item_size, read_units, write_units

Place = tuple[str, str]  # a key: pk, sk

_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}
_ask = BaseClient._make_api_call


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `lane` is the `map` over threads that it belongs to and the task in it, None for the caller's own
    thread."""

    service: str
    operation: str
    lane: tuple[int, int] | None
    wru: float = 0
    rru: float = 0
    written: Mapping[Place, Item] = field(default_factory=dict)


class Recording:
    """What an operation asked of AWS."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    @property
    def wru(self) -> float:
        return sum(call.wru for call in self.calls)

    @property
    def rru(self) -> float:
        return sum(call.rru for call in self.calls)

    @property
    def writes(self) -> list[Call]:
        """Requests that changed the table."""
        return [call for call in self.calls if call.service == "dynamodb" and call.operation in _WRITES]

    def round_trips(self, *, of_table: bool) -> int:
        """How often the operation waited, for the table or for other services. Requests side by side count as one."""
        calls = [call for call in self.calls if (call.service == "dynamodb") == of_table]
        waits = 0
        for batch, group in itertools.groupby(calls, key=lambda call: call.lane and call.lane[0]):
            lanes = [call.lane for call in group]
            waits += len(lanes) if batch is None else max(lanes.count(lane) for lane in lanes)
        return waits


@contextmanager
def recording() -> Iterator[Recording]:
    """Record all requests that any botocore client makes meanwhile."""
    book = Recording()
    batches = itertools.count()
    thread = threading.local()
    side_by_side = ThreadPoolExecutor.map

    def in_lanes(pool: ThreadPoolExecutor, work: Any, *inputs: Any) -> Any:
        batch = next(batches)

        def run(task: int, *given: Any) -> Any:
            thread.lane = (batch, task)
            return work(*given)

        # what the caller asks itself before it looks at the results runs beside them
        results, thread.lane = side_by_side(pool, run, itertools.count(1), *inputs), (batch, 0)

        def collected() -> Iterator[Any]:
            yield from results
            thread.lane = None

        return collected()

    def keep_books(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        service, lane = client.meta.service_model.service_name, getattr(thread, "lane", None)
        if service != "dynamodb":
            book.calls.append(Call(service, operation, lane))
            return _ask(client, operation, arguments)
        if operation in _WRITES:
            return _write(client, operation, arguments, lane, book)
        answer = _ask(client, operation, arguments)
        book.calls.append(Call(service, operation, lane, rru=_units_read(client, operation, arguments, answer)))
        return answer

    with patch.object(BaseClient, "_make_api_call", keep_books), patch.object(ThreadPoolExecutor, "map", in_lanes):
        yield book


def _write(
    client: BaseClient, operation: str, arguments: dict[str, Any], lane: tuple[int, int] | None, book: Recording
) -> Any:
    """Do a write and book it. A refused condition costs what writing the stored item would cost, without indexes."""
    places = _places(arguments)
    before = {place: _stored(client, arguments, place) for place in places}
    transaction = operation == "TransactWriteItems"
    try:
        answer = _ask(client, operation, arguments)
    except ClientError:
        spent = sum(write_units(item, item, transaction=transaction) for item in before.values())
        book.calls.append(Call("dynamodb", operation, lane, wru=spent))
        raise
    after = {place: _stored(client, arguments, place) for place in places}
    spent = sum(write_units(before[place], after[place], transaction=transaction) for place in places)
    written = {place: item for place, item in after.items() if item is not None}
    book.calls.append(Call("dynamodb", operation, lane, wru=spent, written=written))
    return answer


def _units_read(client: BaseClient, operation: str, arguments: dict[str, Any], answer: Mapping[str, Any]) -> float:
    if operation == "GetItem":
        return read_units(item_size(answer.get("Item", {})), consistent=arguments.get("ConsistentRead", False))
    if operation == "BatchGetItem":
        units = 0.0
        for table, wanted in arguments["RequestItems"].items():
            found = {_place(item): item for item in answer["Responses"].get(table, ())}
            for key in wanted["Keys"]:
                size = item_size(found.get(_place(key), {}))
                units += read_units(size, consistent=wanted.get("ConsistentRead", False))
        return units
    if operation == "Query":
        # what a filter drops has been read as well
        unfiltered = {name: value for name, value in arguments.items() if name != "FilterExpression"}
        items = _ask(client, operation, unfiltered)["Items"]
        if "IndexName" in arguments:
            items = [INDEXES[arguments["IndexName"]].entry(item) or {} for item in items]
        return read_units(sum(map(item_size, items)), consistent=arguments.get("ConsistentRead", False))
    raise AssertionError(f"{operation} has no price here")


def _places(arguments: Mapping[str, Any]) -> list[Place]:
    parts = arguments.get("TransactItems")
    actions = [action for part in parts for action in part.values()] if parts else [arguments]
    return [_place(action.get("Key") or action["Item"]) for action in actions]


def _place(key: Item) -> Place:
    return key["pk"]["S"], key["sk"]["S"]


def _stored(client: BaseClient, arguments: Mapping[str, Any], place: Place) -> Item | None:
    name = arguments.get("TableName") or next(iter(arguments["TransactItems"][0].values()))["TableName"]
    key = {"pk": {"S": place[0]}, "sk": {"S": place[1]}}
    item: Item | None = _ask(client, "GetItem", {"TableName": name, "Key": key}).get("Item")
    return item
