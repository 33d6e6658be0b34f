"""What stands between AWS services and the functions: queues, the table's stream and the schedule, as Lambda
treats them.

Nothing here knows about the local run; a test that injects faults drives the same classes step by step
(`poll`). `Invoke` is a function's entry point: it takes an event in Lambda's form and raises when the
function fails.
"""

import base64
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

Event = dict[str, Any]
Invoke = Callable[[Event], object]

_log = logging.getLogger(__name__)


class Source(Protocol):
    """Something that calls a function."""

    def poll(self) -> int:
        """Look once and call the function for what is there. Returns how many records it was given, done or
        failed.
        """
        ...

    pause: float
    """Seconds between two looks when there was nothing."""


@dataclass
class QueueSource:
    """An SQS mapping with batch size 1: one message per call, deleted when the call returns.

    A failed message stays invisible until its queue's visibility time-out ends and goes to the dead-letter
    queue after `maxReceiveCount`, both by the queue's own doing. `retry_after` (seconds) shortens the wait
    where a test has no patience.
    """

    sqs: Any
    url: str
    arn: str
    invoke: Invoke
    wait: int = 1
    retry_after: int | None = None
    pause: float = 0.0

    def poll(self) -> int:
        answer = self.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=1,
            WaitTimeSeconds=self.wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        for message in messages:
            self._handle(message)
        return len(messages)

    def _handle(self, message: Mapping[str, Any]) -> None:
        handle = message["ReceiptHandle"]
        try:
            self.invoke({"Records": [self._record(message)]})
        except Exception:
            _log.exception("message %s of %s failed", message["MessageId"], self.arn)
            self._failed(handle)
        else:
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=handle)

    def _failed(self, handle: str) -> None:
        """When the message comes back."""
        if self.retry_after is not None:
            self.sqs.change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=handle, VisibilityTimeout=self.retry_after
            )

    def _record(self, message: Mapping[str, Any]) -> Event:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "md5OfBody": message.get("MD5OfBody", ""),
            "eventSource": "aws:sqs",
            "eventSourceARN": self.arn,
            "awsRegion": self.arn.split(":")[3],
        }


@dataclass
class StreamSource:
    """A DynamoDB stream mapping from TRIM_HORIZON: shards in order, each batch repeated until the function
    takes it.
    """

    streams: Any
    arn: str
    invoke: Invoke
    batch_size: int = 100
    pause: float = 0.2
    _iterators: dict[str, str | None] = field(default_factory=dict)
    _failed: dict[str, list[Event]] = field(default_factory=dict)

    def poll(self) -> int:
        return sum(self._read(shard) for shard in self._open_shards())

    def _open_shards(self) -> Iterator[str]:
        """Shards that may still hold something. A child waits until its parent has been read to its end."""
        shards = self._all_shards()
        known = {shard["ShardId"] for shard in shards}
        for shard in shards:
            id, parent = shard["ShardId"], shard.get("ParentShardId")
            if id not in self._iterators and (parent not in known or self._finished(parent)):
                self._iterators[id] = self._start(id)
            if id in self._iterators and not self._finished(id):
                yield id

    def _finished(self, shard: str | None) -> bool:
        """Closed, read to its end, and nothing of it waits to be repeated."""
        return shard in self._iterators and self._iterators[shard] is None and shard not in self._failed

    def _all_shards(self) -> list[dict[str, Any]]:
        shards: list[dict[str, Any]] = []
        start: dict[str, str] = {}
        while True:
            description = self.streams.describe_stream(StreamArn=self.arn, **start)["StreamDescription"]
            shards += description["Shards"]
            if "LastEvaluatedShardId" not in description:
                return shards
            start = {"ExclusiveStartShardId": description["LastEvaluatedShardId"]}

    def _start(self, shard: str) -> str:
        answer = self.streams.get_shard_iterator(StreamArn=self.arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        return str(answer["ShardIterator"])

    def _read(self, shard: str) -> int:
        """One batch. A batch that failed before is given again before anything new is read."""
        records = self._failed.pop(shard, None)
        if records is None:
            records = self._next(shard)
        if not records:
            return 0
        try:
            self.invoke({"Records": records})
        except Exception:
            _log.exception("a batch of %d records of %s failed and is repeated", len(records), shard)
            self._failed[shard] = records
        return len(records)

    def _next(self, shard: str) -> list[Event]:
        try:
            answer = self.streams.get_records(ShardIterator=self._iterators[shard], Limit=self.batch_size)
        except self.streams.exceptions.ExpiredIteratorException:
            # Nobody read for 15 minutes (the machine slept). Records given twice are in the nature of
            # streams.
            self._iterators[shard] = self._start(shard)
            return []
        self._iterators[shard] = answer.get("NextShardIterator")
        return [self._record(record) for record in answer["Records"]]

    def _record(self, record: Mapping[str, Any]) -> Event:
        change = dict(record["dynamodb"])
        created = change.get("ApproximateCreationDateTime")
        if isinstance(created, datetime):
            change["ApproximateCreationDateTime"] = created.timestamp()
        for image in ("Keys", "NewImage", "OldImage"):
            if image in change:
                change[image] = _with_text_for_bytes(change[image])
        return {
            "eventID": record["eventID"],
            "eventName": record["eventName"],
            "eventVersion": record.get("eventVersion", "1.1"),
            "eventSource": "aws:dynamodb",
            "awsRegion": self.arn.split(":")[3],
            "dynamodb": change,
            "eventSourceARN": self.arn,
        }


@dataclass
class Schedule:
    """An EventBridge rule. Unlike on AWS the first call comes at once, so that a start catches up with the
    time since.
    """

    name: str
    invoke: Invoke
    pause: float = 60.0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def poll(self) -> int:
        """Always reports 0: the next call waits for the pause whatever this one did. A failed call is not
        repeated.
        """
        try:
            self.invoke(self._event())
        except Exception:
            _log.exception("%s failed", self.name)
        return 0

    def _event(self) -> Event:
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "time": self.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": "local",
            "resources": [f"arn:aws:events:local:000000000000:rule/{self.name}"],
            "detail": {},
        }


def _with_text_for_bytes(value: Any) -> Any:
    """Binary values as base64 text: Lambda hands the event over as JSON."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {key: _with_text_for_bytes(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_with_text_for_bytes(inner) for inner in value]
    return value
