"""What DynamoDB charges: sizes of items, write units of a change with all its indexes, read units.

Sources: AWS "DynamoDB item sizes and formats", "Read and write operations", "Using global secondary indexes:
provisioned throughput considerations". That a transaction doubles writes to the table and not those to its indexes is
how AWS describes both; only `ReturnConsumedCapacity=INDEXES` on AWS can confirm it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from tests.support.template import table_properties

Item = Mapping[str, Mapping[str, Any]]

WRITE_BLOCK = 1024
READ_BLOCK = 4096
KEYS = ("pk", "sk")


@dataclass(frozen=True, slots=True)
class Index:
    """A sparse index of the table: an item is in it while it carries both of its keys."""

    name: str
    keys: tuple[str, str]
    attributes: frozenset[str]

    def entry(self, item: Item | None) -> dict[str, Mapping[str, Any]] | None:
        """What the index holds of an item."""
        if item is None or any(key not in item for key in self.keys):
            return None
        return {name: value for name, value in item.items() if name in self.attributes}

    def write_units(self, before: Item | None, after: Item | None) -> int:
        """A new or removed entry is one write, a changed key two, a changed attribute one, anything else none."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old is None or new is None:
            return _blocks(item_size(old or new or {}), WRITE_BLOCK)
        if any(old[key] != new[key] for key in self.keys):
            return _blocks(item_size(old), WRITE_BLOCK) + _blocks(item_size(new), WRITE_BLOCK)
        return _blocks(max(item_size(old), item_size(new)), WRITE_BLOCK)


def _indexes() -> dict[str, Index]:
    found = {}
    for described in table_properties()["GlobalSecondaryIndexes"]:
        hash_key, range_key = (part["AttributeName"] for part in described["KeySchema"])
        others = described["Projection"].get("NonKeyAttributes", ())
        found[described["IndexName"]] = Index(
            described["IndexName"], (hash_key, range_key), frozenset([*KEYS, hash_key, range_key, *others])
        )
    return found


INDEXES = _indexes()


def item_size(item: Item) -> int:
    """Bytes of an item: UTF-8 names and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def write_units(before: Item | None, after: Item | None, *, transaction: bool) -> int:
    """Units of replacing one stored item by another: the bigger one counts."""
    biggest = max(item_size(before or {}), item_size(after or {}))
    base = _blocks(biggest, WRITE_BLOCK) * (2 if transaction else 1)
    return base + sum(index.write_units(before, after) for index in INDEXES.values())


def read_units(size: int, *, consistent: bool) -> float:
    """Units of reading `size` bytes; reading nothing costs as much as reading little."""
    return _blocks(size, READ_BLOCK) * (1.0 if consistent else 0.5)


def _blocks(size: int, block: int) -> int:
    return max(1, ceil(size / block))


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            digits = content.lstrip("-").replace(".", "").strip("0")
            return ceil(len(digits) / 2) + 1 + content.startswith("-")
        case "SS":
            return sum(len(member.encode()) for member in content)
        case "BOOL" | "NULL":
            return 1
        case _:
            raise AssertionError(f"the table holds no attributes of type {kind}")
