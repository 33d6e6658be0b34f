"""The bodies of SQS messages. A body that is not JSON raises: the queue tries again, then keeps it for people to
see."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]


# SES publishes this text, and no JSON, when an event destination is made
SES_GREETING = "Successfully validated SNS topic for Amazon SES event publishing."


def bodies(event: Event) -> Iterator[Mapping[str, Any]]:
    for record in event["Records"]:
        if record["body"].strip() != SES_GREETING:
            yield json.loads(record["body"])
