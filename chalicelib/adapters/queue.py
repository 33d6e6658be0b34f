"""The queues that our own functions fill."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import Unavailable
from chalicelib.services.ports import News

# messages in one request (SQS quotas)
MOST_AT_ONCE = 10


class _SqsQueue:
    def __init__(self, url: str, region: str) -> None:
        self._url = url
        self._region = region

    @cached_property
    def _sqs(self) -> Any:
        return client("sqs", self._region)

    def _send(self, body: Mapping[str, Any], **options: Any) -> None:
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps(body), **options)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("the queue did not answer") from error


class SqsOutboundQueue(_SqsQueue):
    """`OutboundQueue` on SQS."""

    def put(self, outbox_id: str) -> None:
        self._send({"outbox_id": outbox_id})

    def hold(self, scheduled: str, seconds: int) -> None:
        self._send({"scheduled": scheduled}, DelaySeconds=seconds)


class SqsDerivedQueue(_SqsQueue):
    """`DerivedQueue` on SQS, which takes ten messages for the price of one."""

    def put(self, news: Sequence[News]) -> None:
        bodies = [json.dumps(each) for each in news]
        for start in range(0, len(bodies), MOST_AT_ONCE):
            self._send_some(bodies[start : start + MOST_AT_ONCE])

    def _send_some(self, bodies: Sequence[str]) -> None:
        entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
        try:
            answer = self._sqs.send_message_batch(QueueUrl=self._url, Entries=entries)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("the queue did not answer") from error
        if answer.get("Failed"):
            raise Unavailable("the queue did not take all messages")


class SqsHeldQueue(_SqsQueue):
    """`HeldQueue` on SQS."""

    def put(self, notification: Mapping[str, Any]) -> None:
        self._send(notification)
