"""The proxy itself: each kind of failure is what it says, seen from a client as the product's are."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError
from moto import mock_aws

from tests.faults.plan import Crash, Fault, Kind
from tests.faults.wires import READ_TIMEOUT, Wire, socket_wire

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def sockets() -> Iterator[Wire]:
    with socket_wire() as made:
        yield made


@pytest.fixture
def queue(sockets: Wire) -> Iterator["Queue"]:
    sockets.plan.arm(None)
    with mock_aws():
        yield Queue(sockets)


class Queue:
    """A queue that is filled through the proxy and looked at past it."""

    def __init__(self, wire: Wire) -> None:
        config = Config(read_timeout=READ_TIMEOUT, retries={"total_max_attempts": 1})
        session = botocore.session.Session()
        endpoint = wire.endpoint
        self.plan = wire.plan
        self._through = session.create_client("sqs", "eu-west-1", endpoint_url=endpoint, config=config)
        self._past = session.create_client("sqs", "eu-west-1")
        self._url = self._past.create_queue(QueueName="any")["QueueUrl"]

    def put(self) -> None:
        self._through.send_message(QueueUrl=self._url, MessageBody="hello")

    def length(self) -> int:
        attributes = self._past.get_queue_attributes(QueueUrl=self._url, AttributeNames=["All"])["Attributes"]
        return int(attributes["ApproximateNumberOfMessages"])


@pytest.mark.parametrize(
    ("kind", "seen", "arrived"),
    [
        (Kind.LOST, ConnectionClosedError, 0),
        (Kind.ANSWER_LOST, ConnectionClosedError, 1),
        (Kind.THROTTLED, ClientError, 0),
        (Kind.BROKEN, ClientError, 0),
        (Kind.HANGS, ReadTimeoutError, 1),
        (Kind.DOWN, ConnectionClosedError, 0),
        (Kind.CUT_OFF, ConnectionClosedError, 1),
        (Kind.CRASH_BEFORE, Crash, 0),
        (Kind.CRASH_AFTER, Crash, 1),
    ],
)
def test_a_call_fails_as_planned(queue: Queue, kind: Kind, seen: type[BaseException], arrived: int) -> None:
    queue.plan.arm(Fault(kind, 2))
    queue.put()
    with pytest.raises(seen):
        queue.put()
    assert queue.length() == 1 + arrived


@pytest.mark.parametrize(("kind", "passes"), [(Kind.LOST, True), (Kind.DOWN, False), (Kind.CUT_OFF, False)])
def test_only_a_lasting_fault_outlives_its_call(queue: Queue, kind: Kind, passes: bool) -> None:
    queue.plan.arm(Fault(kind, 1))
    outcomes = [_outcome(queue.put) for _ in range(2)]
    assert outcomes == ["failed", "done" if passes else "failed"]
    queue.plan.heal()
    assert _outcome(queue.put) == "done"


def test_a_fault_can_wait_for_an_operation(queue: Queue) -> None:
    queue.plan.arm(Fault(Kind.LOST, 2, "SendMessage"))
    assert [_outcome(queue.put) for _ in range(3)] == ["done", "failed", "done"]


def test_the_log_is_a_recording(queue: Queue) -> None:
    queue.plan.arm(Fault(Kind.LOST, 2))
    for _ in range(3):
        _outcome(queue.put)
    assert [str(call) for call in queue.plan.calls] == ["sqs:SendMessage"] * 3
    assert len(queue.plan.struck) == 1


def _outcome(act: Any) -> str:
    try:
        act()
    except (BotoCoreError, ClientError):
        return "failed"
    return "done"
