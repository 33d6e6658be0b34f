"""What agents ask all day long, at a desk of 1,000 and at one of 10,000 tickets.

Round trips and read units must not grow by more than a tenth, sign-in check included. Processor time is that of a warm
handler without any network, in times of a bare interpreter's start (`pass`), so that it can be held against figures
from another machine: django-helpdesk 2.6.1 with SQLite and 1,000 tickets took 158 ms of processor time for an inbox
page of 25, 217 ms for a ticket of 20 messages, where `pass` took 25 ms. With 100,000 tickets its inbox page took
30 times as long.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

import app
from bench.cold import bare_milliseconds
from bench.handlers import handler, milliseconds, request
from bench.replay import recorded
from bench.report import Line
from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.count_store import counts_pk
from chalicelib.adapters.dynamo.table import key
from chalicelib.api.cursors import Cursors
from chalicelib.bootstrap import Desk
from chalicelib.domain.counting import slots_of
from chalicelib.domain.session import Session, hash_secret
from tests.budgets.recorder import Recording, recording
from tests.budgets.surroundings import BACKGROUND, SECRET, Office, background, conversation, office
from tests.support.desk import AGENT, REGION, SETTINGS

FEW, MANY = 1_000, 10_000
GROWTH = 1.1
INBOX, OPEN = "inbox page of 25", "open a ticket of 20 messages"
DJANGO_HELPDESK = {INBOX: 158 / 25, OPEN: 217 / 25}


@dataclass(frozen=True, slots=True)
class Cost:
    """Round trips, read units, and milliseconds of processor time."""

    trips: int
    rru: float
    milliseconds: float


def lines() -> list[Line]:
    few, many, bare = _costs(FEW), _costs(MANY), bare_milliseconds()
    return [_line(name, few[name], many[name], bare) for name in few]


def _line(name: str, few: Cost, many: Cost, bare: float) -> Line:
    took, theirs = many.milliseconds / bare, DJANGO_HELPDESK.get(name)
    shown = ", then ".join(f"{each.trips} trips, {each.rru:g} RRU, {each.milliseconds:.2f} ms" for each in (few, many))
    flat = many.trips <= GROWTH * few.trips and many.rru <= GROWTH * few.rru
    target = f"growth <= {GROWTH:g}" + (f", <= {theirs:.1f} x pass (django-helpdesk)" if theirs else "")
    return Line(name, f"{shown} ({took:.2f} x pass)", target, flat and (theirs is None or took <= theirs))


def _costs(tickets: int) -> Mapping[str, Cost]:
    """What each question costs at a desk of so many tickets."""
    with office(0) as opened, _answering(opened.desk):
        _fill(opened, tickets)
        session = Session(hash_secret(SECRET), AGENT.id, opened.now, opened.now + timedelta(hours=12))
        opened.desk.session_store.save(session)
        acts = {name: handler(name, event) for name, event in _questions(opened).items()}
        books = {name: _booked(act) for name, act in acts.items()}
        tins = {name: recorded(act) for name, act in acts.items()}
    # its clients live on without the emulator, and its caches stay warm
    with _answering(opened.desk):
        took = {name: milliseconds(act, tins[name]) for name, act in acts.items()}
    return {name: Cost(book.round_trips(of_table=True), book.rru, took[name]) for name, book in books.items()}


def _booked(act: Callable[[], object]) -> Recording:
    with recording() as book:
        act()
    return book


@contextmanager
def _answering(desk: Desk) -> Iterator[None]:
    """The handlers work at this desk."""
    with patch.object(app, "desk", lambda: desk), patch("chalicelib.api.provider._desk", lambda: desk):
        yield


def _fill(opened: Office, tickets: int) -> None:
    """Tickets and their counts, past the emulator's HTTP, which takes ten times as long."""
    emulator = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION]
    numbers: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for number in range(tickets):
        head, *messages = background(opened.desk, number, opened.now)
        for slot in slots_of(ticket_items.from_item(head), {}, (), {}):
            numbers[slot.owner, slot.place][slot.name] += 1
        for item in (head, *messages):
            emulator.put_item(SETTINGS.table, item)
    for (owner, place), held in numbers.items():
        shown = {name: {"N": str(count)} for name, count in held.items()}
        emulator.put_item(SETTINGS.table, {**key(counts_pk(owner), place), **shown})


def _questions(opened: Office) -> Mapping[str, Any]:
    opened.department = BACKGROUND
    ticket, desk = opened.opened(), opened.desk
    opened.put(*list(conversation(desk, ticket, 20))[1:])
    since = Cursors(desk.signer, AGENT.id, ("changes",)).seal(desk.feed.look(AGENT, None).cursor)
    return {
        INBOX: request("GET", "/api/tickets"),
        "inbox page of 25 by due time": request("GET", "/api/tickets", query={"order": "due"}),
        OPEN: request("GET", "/api/tickets/{reference}", params={"reference": ticket.reference}),
        "count what is to solve": request("GET", "/api/queue"),
        "count all views": request("GET", "/api/views/counts"),
        "ask what changed, nothing did": request("GET", "/api/changes", query={"since": str(since)}),
    }
