"""The queues that our own functions fill."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import Unavailable


class _SqsQueue:
    def __init__(self, url: str, region: str) -> None:
        self._url = url
        self._region = region

    @cached_property
    def _sqs(self) -> Any:
        return client("sqs", self._region)

    def _send(self, body: Mapping[str, Any]) -> None:
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps(body))
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("the queue did not answer") from error


class SqsOutboundQueue(_SqsQueue):
    """`OutboundQueue` on SQS."""

    def put(self, outbox_id: str) -> None:
        self._send({"outbox_id": outbox_id})


class SqsHeldQueue(_SqsQueue):
    """`HeldQueue` on SQS."""

    def put(self, notification: Mapping[str, Any]) -> None:
        self._send(notification)
