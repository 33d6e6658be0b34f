"""The queue of outgoing mails."""

import json
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import Unavailable


class SqsOutboundQueue:
    """`OutboundQueue` on SQS."""

    def __init__(self, url: str, region: str) -> None:
        self._url = url
        self._region = region

    @cached_property
    def _sqs(self) -> Any:
        return client("sqs", self._region)

    def put(self, outbox_id: str) -> None:
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps({"outbox_id": outbox_id}))
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("the queue did not answer") from error
