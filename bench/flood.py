"""10,000 mails of one sender arrive at once, and 200 of others among them: what do the others wait for?

The real consumers, with a slow lane for each process that reads the inbound queue, work on queues in memory. Taking a
mail is only counted. Counts and no times: a mail that is taken is fetched, read and stored, one that goes the slow lane
is one message put into a queue.
"""

import json
import random
import statistics
from collections import Counter
from collections.abc import Mapping
from itertools import cycle
from typing import Any

from bench.report import Line
from chalicelib.consumers import inbound_mail
from chalicelib.domain.floods import LIMIT, FloodWatch
from chalicelib.services.receive_mail import ReceiveMail
from chalicelib.services.slow_lane import SlowLane
from tests.support.clock import StillClock
from tests.support.lambdas import sqs_event
from tests.support.mails import notice

FLOOD, OTHERS = 10_000, 200
PROCESSES = 5  # `maximum_concurrency` of ingest_mail


class Held:
    """`HeldQueue` in memory."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    def put(self, notification: Mapping[str, Any]) -> None:
        self.waiting.append(json.dumps(notification))


class Counted(ReceiveMail):
    """Takes no mail, only notes which it was given."""

    def __init__(self) -> None:
        self.senders: list[str] = []
        self.mails: Counter[str] = Counter()

    def receive(self, notification: Mapping[str, Any]) -> tuple[()]:
        self.senders.append(notification["mail"]["source"])
        self.mails[notification["mail"]["messageId"]] += 1
        return ()

    def flood_before_others(self) -> list[int]:
        """For each mail of others, how many of the flood were taken before it."""
        found, flood = [], 0
        for sender in self.senders:
            if sender == "flood@example.com":
                flood += 1
            else:
                found.append(flood)
        return found


def lines() -> list[Line]:
    announced = _announced()
    as_they_come, _ = _read(announced, limit=len(announced))
    taken, held = _read(announced, limit=LIMIT)
    without, waits = as_they_come.flood_before_others(), taken.flood_before_others()
    first_pass = len(waits)
    for body in held.waiting:
        inbound_mail.consume_held(sqs_event(body), taken)
    most, once, slow = PROCESSES * LIMIT, sum(count == 1 for count in taken.mails.values()), len(held.waiting)
    return [
        Line("mails of the flood taken before one of others, without slow lane", _spread(without)),
        Line("mails of the flood taken before one of others", _spread(waits), f"<= {most}", max(waits) <= most),
        Line("others taken in the first pass", f"{first_pass}", f"{OTHERS}", first_pass == OTHERS),
        Line("mails that went the slow lane", f"{slow}", f">= {FLOOD - most}", slow >= FLOOD - most),
        Line("mails taken exactly once in the end", f"{once}", f"{FLOOD + OTHERS}", once == FLOOD + OTHERS),
    ]


def _announced() -> list[str]:
    senders = ["flood@example.com"] * FLOOD + [f"somebody-{number}@example.com" for number in range(OTHERS)]
    random.Random(10).shuffle(senders)
    return [json.dumps(notice(f"inbound/{number}", source=sender)) for number, sender in enumerate(senders)]


def _read(announced: list[str], limit: int) -> tuple[Counted, Held]:
    """The inbound queue read to its end by processes in turn."""
    taken, held, clock = Counted(), Held(), StillClock()
    lanes = cycle([SlowLane(held, clock, FloodWatch(limit)) for _ in range(PROCESSES)])
    for body in announced:
        inbound_mail.consume(sqs_event(body), taken, next(lanes))
    return taken, held


def _spread(counts: list[int]) -> str:
    return f"median {statistics.median(counts):.0f}, most {max(counts)}"
