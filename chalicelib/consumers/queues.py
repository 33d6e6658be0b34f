"""The bodies of SQS messages. A body that is not JSON raises: the queue tries again, then keeps it for people to
see."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]


def bodies(event: Event) -> Iterator[Mapping[str, Any]]:
    for record in event["Records"]:
        yield json.loads(record["body"])
