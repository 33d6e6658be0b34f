"""Between queues, stream and functions: what succeeds is gone, what fails comes again, and order is kept."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local.pump import Pump
from infra.local.sources import Event, QueueSource, Schedule, StreamSource

QUEUE_ARN = "arn:aws:sqs:eu-west-1:000000000000:lippu-local-inbound"
STREAM_ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/lippu-local/stream/now"


class Queue:
    """As much of SQS as a consumer sees."""

    def __init__(self, *bodies: str) -> None:
        self.waiting = list(bodies)
        self.hidden: list[str] = []
        self.visibility: list[tuple[str, int]] = []

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        assert asked["MaxNumberOfMessages"] == 1
        if not self.waiting:
            return {}
        body = self.waiting.pop(0)
        self.hidden.append(body)
        message = {"MessageId": f"id of {body}", "ReceiptHandle": body, "Body": body, "Attributes": {"A": "1"}}
        return {"Messages": [message]}

    def delete_message(self, **asked: Any) -> None:
        self.hidden.remove(asked["ReceiptHandle"])

    def change_message_visibility(self, **asked: Any) -> None:
        self.visibility.append((asked["ReceiptHandle"], asked["VisibilityTimeout"]))


class ExpiredIterator(Exception):
    pass


class Streams:
    """A stream whose shards hold batches of numbers; a shard ends when its batches do."""

    exceptions = SimpleNamespace(ExpiredIteratorException=ExpiredIterator)

    def __init__(self, shards: dict[str, list[list[int]]], parents: dict[str, str] | None = None) -> None:
        self.shards, self.parents = shards, parents or {}
        self.expired: set[str] = set()

    def describe_stream(self, **_: Any) -> dict[str, Any]:
        shards = [
            {"ShardId": id} | ({"ParentShardId": self.parents[id]} if id in self.parents else {}) for id in self.shards
        ]
        return {"StreamDescription": {"Shards": shards}}

    def get_shard_iterator(self, **asked: Any) -> dict[str, str]:
        assert asked["ShardIteratorType"] == "TRIM_HORIZON"
        return {"ShardIterator": f"{asked['ShardId']}:0"}

    def get_records(self, **asked: Any) -> dict[str, Any]:
        if asked["ShardIterator"] in self.expired:
            raise ExpiredIterator
        shard, _, position = asked["ShardIterator"].partition(":")
        batches, number = self.shards[shard], int(position)
        records = [record(value) for value in batches[number]] if number < len(batches) else []
        following = f"{shard}:{number + 1}" if number + 1 < len(batches) else None
        return {"Records": records} | ({"NextShardIterator": following} if following else {})


def record(number: int) -> dict[str, Any]:
    return {
        "eventID": str(number),
        "eventName": "INSERT",
        "dynamodb": {
            "ApproximateCreationDateTime": datetime(2026, 1, 1, tzinfo=UTC),
            "Keys": {"pk": {"S": str(number)}},
            "NewImage": {"content": {"B": b"\x00\xff"}, "nested": {"M": {"l": {"L": [{"B": b"a"}]}}}},
        },
    }


class Function:
    """Remembers what it was given; fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("as asked")

    @property
    def ids(self) -> list[list[str]]:
        return [[record["eventID"] for record in event["Records"]] for event in self.events]


def polled(source: StreamSource, times: int) -> None:
    for _ in range(times):
        source.poll()


def test_a_message_that_was_taken_is_deleted() -> None:
    queue, function = Queue("one", "two"), Function()
    source = QueueSource(queue, "url", QUEUE_ARN, function)
    assert [source.poll() for _ in range(3)] == [1, 1, 0]
    assert queue.hidden == []
    assert [[r["body"] for r in event["Records"]] for event in function.events] == [["one"], ["two"]]


def test_a_message_that_failed_stays_for_its_queue_to_bring_back() -> None:
    queue = Queue("one", "two")
    source = QueueSource(queue, "url", QUEUE_ARN, Function(failures=1))
    source.poll()
    source.poll()
    assert queue.hidden == ["one"]
    assert queue.visibility == []


def test_a_test_without_patience_gets_a_failed_message_back_at_once() -> None:
    queue = Queue("one")
    QueueSource(queue, "url", QUEUE_ARN, Function(failures=1), retry_after=0).poll()
    assert queue.visibility == [("one", 0)]


def test_a_message_arrives_in_lambdas_form() -> None:
    function = Function()
    QueueSource(Queue("one"), "url", QUEUE_ARN, function).poll()
    (given,) = function.events[0]["Records"]
    assert given["eventSource"] == "aws:sqs"
    assert given["eventSourceARN"] == QUEUE_ARN
    assert given["awsRegion"] == "eu-west-1"
    assert given["messageId"] == "id of one"


def test_a_stream_is_read_from_its_start_in_order() -> None:
    function = Function()
    polled(StreamSource(Streams({"a": [[1, 2], [], [3]]}), STREAM_ARN, function), 4)
    assert function.ids == [["1", "2"], ["3"]]


def test_a_batch_that_failed_is_repeated_before_anything_newer() -> None:
    function = Function(failures=2)
    polled(StreamSource(Streams({"a": [[1, 2], [3]]}), STREAM_ARN, function), 4)
    assert function.ids == [["1", "2"], ["1", "2"], ["1", "2"], ["3"]]


def test_the_last_batch_of_a_closed_shard_is_repeated_too() -> None:
    function = Function(failures=1)
    polled(StreamSource(Streams({"a": [[1]]}), STREAM_ARN, function), 3)
    assert function.ids == [["1"], ["1"]]


def test_a_child_shard_waits_for_the_end_of_its_parent() -> None:
    function = Function(failures=1)
    streams = Streams({"child": [[3]], "parent": [[1], [2]]}, parents={"child": "parent", "parent": "long gone"})
    polled(StreamSource(streams, STREAM_ARN, function), 5)
    assert function.ids == [["1"], ["1"], ["2"], ["3"]]


def test_a_reader_that_slept_too_long_starts_the_shard_again() -> None:
    function = Function()
    streams = Streams({"a": [[1], [2]]})
    source = StreamSource(streams, STREAM_ARN, function)
    source.poll()
    streams.expired = {"a:1"}
    source.poll()
    streams.expired = set()
    polled(source, 2)
    assert function.ids == [["1"], ["1"], ["2"]]


def test_binary_values_travel_as_base64_like_in_lambdas_json() -> None:
    function = Function()
    StreamSource(Streams({"a": [[1]]}), STREAM_ARN, function).poll()
    image = function.events[0]["Records"][0]["dynamodb"]
    assert base64.b64decode(image["NewImage"]["content"]["B"]) == b"\x00\xff"
    assert image["NewImage"]["nested"]["M"]["l"]["L"] == [{"B": "YQ=="}]
    assert image["ApproximateCreationDateTime"] == 1767225600.0


@pytest.mark.parametrize("failures", [0, 1])
def test_a_schedule_calls_once_each_time_whatever_happens(failures: int) -> None:
    function = Function(failures)
    schedule = Schedule("tick", function, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    assert schedule.poll() == 0
    (event,) = function.events
    assert event["detail-type"] == "Scheduled Event"
    assert event["time"] == "2026-01-01T00:00:00Z"


def test_stopping_waits_for_the_call_under_way_and_survives_a_source_that_raises() -> None:
    class Broken:
        pause = 0.0
        polls = 0

        def poll(self) -> int:
            self.polls += 1
            raise ConnectionError

    broken = Broken()
    pump = Pump([broken])
    pump.start()
    pump.stop()
    assert broken.polls >= 1


def test_the_three_sources_are_sources() -> None:
    sources: Iterable[Any] = (QueueSource, StreamSource, Schedule)
    assert all(hasattr(source, "poll") and "pause" in source.__dataclass_fields__ for source in sources)
