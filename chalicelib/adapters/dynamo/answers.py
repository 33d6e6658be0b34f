"""DynamoDB's answers, read the short way.

botocore walks through every value of every item by the description of its type, and ends with what was there before:
`{"S": "text"}` is the same in its JSON and in its result. That walk is two thirds of the work of a list of tickets.
Here an item is taken as it came, and only binary values are decoded. `tests/budgets/test_lean_aws.py` compares both.
"""

from base64 import b64decode
from typing import Any

import botocore.parsers

# its methods begin with an underscore, so no description of types knows them
_JSONParser: Any = botocore.parsers.JSONParser

_WALKED_THROUGH = frozenset({"BS", "L", "M"})


class ItemParser(_JSONParser):  # type: ignore[misc]
    """botocore's JSON parser, but for the values of items."""

    def _handle_map(self, shape: Any, value: dict[str, Any]) -> dict[str, Any]:
        if shape.value.name != "AttributeValue":
            walked: dict[str, Any] = super()._handle_map(shape, value)
            return walked
        for name, typed in value.items():
            if "B" in typed:
                value[name] = {"B": b64decode(typed["B"])}
            elif not _WALKED_THROUGH.isdisjoint(typed):
                value[name] = self._parse_shape(shape.value, typed)
        return value


class ItemParsers(botocore.parsers.ResponseParserFactory):  # type: ignore[misc]  # botocore has no types
    """The session component that hands out parsers."""

    def create_parser(self, protocol_name: str) -> Any:
        return ItemParser() if protocol_name == "json" else super().create_parser(protocol_name)
