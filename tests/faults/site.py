"""A whole desk under test: AWS in memory, all functions behind their event sources, customers and agents at work.

Faults may strike while `plan` is armed. A function that dies starts afresh with cold caches, as Lambda would start it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from moto.core import DEFAULT_ACCOUNT_ID

import app
from chalicelib.api import provider
from chalicelib.bootstrap import Desk
from chalicelib.domain.floods import LIMIT, FloodWatch
from chalicelib.domain.session import Session, hash_secret
from chalicelib.services.slow_lane import SlowLane
from infra.local.sources import Event, Invoke, Schedule, StreamSource
from tests.faults.invariants import Acknowledged
from tests.faults.plan import Crash
from tests.faults.sources import ClockedQueue, FunctionFailed, twice
from tests.faults.state import Reader, Send, State, accepted, parsed_send, stream_length, waiting
from tests.faults.wires import Wire
from tests.support.desk import AGENT, REGION, SETTINGS, World, world
from tests.support.mails import notice
from tests.support.quick_moto import quick_transactions
from tests.support.template import resources

CONTEXT = object()
SECRET = "s" * 43
SESSION = f"{AGENT.id}.{SECRET}"
MINUTE = timedelta(minutes=1)
# two leases and two ticks are what a mail may take after one failure (invariant I3)
PATIENCE = 13
PREFIX = "lippu-test-"
QUEUES = f"arn:aws:sqs:{REGION}:{DEFAULT_ACCOUNT_ID}:"


# a settled desk has a few dozen things to do; more rounds than this mean that they never end
MOST_ROUNDS = 1000


class Restless(AssertionError):
    """The desk never comes to rest."""


class Site:
    """`receive`, `request`... are what people and services do; `settle` lets everything that is under way finish."""

    def __init__(self, surroundings: World, wire: Wire, *, unkind: bool = False) -> None:
        self.world = surroundings
        self.clock = surroundings.clock
        self.wire = wire
        self.plan = wire.plan
        self.sends: list[Send] = []
        self.told: list[Acknowledged] = []
        self.events_arrive = True
        self.last_failure: BaseException | None = None
        self.had_a_twin = False
        self.news_was_lost = False
        self.flood_limit = LIMIT
        self._current: Callable[[], object] = lambda: None
        self._reader = Reader()
        self._streamed = 0
        self._mails = 0
        self._unkind = unkind
        self.restart()
        self.inbound = self._queue("InboundQueue", app.ingest_mail)
        self.held = self._queue("HeldQueue", app.ingest_held)
        self.outbound = self._queue("OutboundQueue", app.send_mail)
        self.feedback = self._queue("FeedbackQueue", app.mail_feedback)
        self.derived = self._queue("DerivedQueue", app.derive)
        self.queues = (self.inbound, self.held, self.outbound, self.feedback, self.derived)
        table = self.world.aws("dynamodb").describe_table(TableName=SETTINGS.table)["Table"]
        self.stream = StreamSource(
            self.world.aws("dynamodbstreams"), table["LatestStreamArn"], self._often(self._function(app.fan_out))
        )
        self.schedule = Schedule("tick", self._often(self._function(app.tick)), now=self.clock.now)

    @property
    def desk(self) -> Desk:
        return self.world.desk

    def restart(self) -> None:
        """A new process: nothing is remembered."""
        desk = self.world.desk
        self.world.desk = Desk(desk.settings, desk.clock, desk.ids)
        self.wire.connect(self.world.desk)
        fresh = self.world.desk
        fresh.slow_lane = SlowLane(fresh.held_queue, fresh.clock, FloodWatch(self.flood_limit))

    def read(self) -> State:
        return self._reader.read()

    # what comes from outside

    def store_mail(self, raw: bytes, key: str = "", **receipt: Any) -> dict[str, Any]:
        """SES stores a mail and announces it. Returns the announcement, which may come more than once."""
        self._mails += 1
        key = key or f"inbound/ses-in-{self._mails}"
        self.world.put_raw(key, raw)
        announced = notice(key, **receipt)
        self.enqueue(self.inbound, announced)
        return announced

    def enqueue(self, queue: ClockedQueue, body: Any) -> None:
        self.world.aws("sqs").send_message(QueueUrl=queue.url, MessageBody=json.dumps(body))

    def report(self, send: Send, kind: str, **details: Any) -> None:
        """An event of SES about a mail it accepted."""
        mail = {"messageId": send.ses_id, "destination": [send.recipient], "tags": {"outbox_id": [send.outbox_id]}}
        self.enqueue(self.feedback, {"eventType": kind, "mail": mail, **details})

    def bounce(self, send: Send) -> None:
        recipients = [{"emailAddress": send.recipient}]
        self.report(send, "Bounce", bounce={"bounceType": "Permanent", "bouncedRecipients": recipients})

    # time passes

    def tick(self) -> None:
        self.schedule.poll()

    def drain(self) -> None:
        """Everything that waits is given to its function, until nothing is left that could be given now."""
        for _ in range(MOST_ROUNDS):
            if not self._polled():
                return
        raise Restless(f"after {MOST_ROUNDS} rounds there is still something to do")

    def settle(self, minutes: int = PATIENCE) -> None:
        """Faults are over; the clock runs until every lease and time-out has ended, with a tick each minute."""
        self.plan.heal()
        for _ in range(minutes):
            self.drain()
            self.tick()
            self.clock.advance(MINUTE)
        self.drain()
        if self.news_was_lost:
            assert self.desk.recounting.repair() == []
            assert set(self.desk.reindexing.tickets()) == set(self.read().tickets)

    def give_dead_letters_again(self) -> None:
        """What people do after the alarm and the repair: a redrive."""
        sqs = self.world.aws("sqs")
        for queue in self.queues:
            dead = f"{queue.url}-dead"
            while messages := sqs.receive_message(QueueUrl=dead).get("Messages"):
                for message in messages:
                    sqs.send_message(QueueUrl=queue.url, MessageBody=message["Body"])
                    sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])

    def is_quiet(self) -> bool:
        return not any(queue.is_hiding() or waiting(_name(queue)) for queue in self.queues)

    def _polled(self) -> bool:
        found = False
        if self.stream_waits():
            found = self.read_stream()
        for queue in self.queues:
            if queue.is_hiding() or waiting(_name(queue)):
                found = bool(queue.poll()) or found
        return found

    def stream_waits(self) -> bool:
        return stream_length() > self._streamed

    def read_stream(self) -> bool:
        """One batch. A batch that failed is given again at the next reading, not before."""
        records = self.stream.poll()
        if self.stream._failed:
            return False
        self._streamed += records
        return bool(records)

    def skip_stream(self) -> None:
        """What the stream says now is lost. A new reader begins behind it; counts and words need the repair by ops."""
        self.news_was_lost = True
        invoke, self.stream.invoke = self.stream.invoke, lambda event: None
        self.read_stream()
        self.stream.invoke = invoke

    # functions

    def _queue(self, resource: str, handler: Callable[[Event, object], object]) -> ClockedQueue:
        """The queue and its dead-letter queue as the template describes them."""
        described = resources()[resource]["Properties"]
        sqs, name = self.world.aws("sqs"), PREFIX + resource.removesuffix("Queue").lower()
        sqs.create_queue(QueueName=f"{name}-dead")
        redrive = described["RedrivePolicy"] | {"deadLetterTargetArn": f"{QUEUES}{name}-dead"}
        visibility = described["VisibilityTimeout"]
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        attributes = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": str(visibility)}
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        return ClockedQueue(
            sqs,
            url,
            QUEUES + name,
            self._function(handler),
            clock=self.clock,
            visibility=timedelta(seconds=visibility),
            copies=2 if self._unkind else 1,
            newest_first=self._unkind,
        )

    def _function(self, handler: Callable[[Event, object], object]) -> Invoke:
        def invoke(event: Event) -> None:
            try:
                self.guard(lambda: handler(event, CONTEXT))
            except (Exception, Crash) as failure:
                self.last_failure = failure
                raise FunctionFailed from failure

        return invoke

    def guard(self, act: Callable[[], object]) -> object:
        """Run product code; a process that dies in it is replaced. Notes what SES accepted meanwhile."""
        self._current = act
        try:
            return act()
        except Crash:
            self.restart()
            raise
        finally:
            self._note_sends()

    def twin(self) -> None:
        """Another process is given the same thing as the one at work, and finishes first."""
        self.had_a_twin = True
        self.restart()
        self.guard(self._current)

    def _note_sends(self) -> None:
        for ses_id, raw in accepted()[len(self.sends) :]:
            send = parsed_send(ses_id, raw, self.clock.now())
            self.sends.append(send)
            if self.events_arrive:
                self.report(send, "Send")
                self.report(send, "Delivery")

    def _often(self, invoke: Invoke) -> Invoke:
        return twice(invoke) if self._unkind else invoke


def _name(queue: ClockedQueue) -> str:
    return queue.arn.rpartition(":")[2]


@contextmanager
def site(wire: Wire, *, unkind: bool = False) -> Iterator[Site]:
    """A fresh desk with an agent signed in. `unkind` sources copy, reorder and repeat."""
    wire.plan.arm(None)
    with quick_transactions(), world() as surroundings:
        _sign_in(surroundings)
        made = Site(surroundings, wire, unkind=unkind)
        with patch.object(app, "desk", lambda: made.desk), patch.object(provider, "_desk", lambda: made.desk):
            yield made


def _sign_in(surroundings: World) -> None:
    now = surroundings.clock.now()
    session = Session(hash_secret(SECRET), AGENT.id, now, now + timedelta(days=30))
    surroundings.desk.session_store.save(session)
