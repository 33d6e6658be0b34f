"""Processor time of handlers in warm functions, without any network."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import app
from bench import stock
from bench.cold import bare_milliseconds
from bench.handlers import RUNS, answered, handler, milliseconds, request
from bench.replay import Tin, recorded
from bench.report import Line, at_most
from chalicelib.domain.floods import FloodWatch
from chalicelib.domain.session import Session, hash_secret
from chalicelib.services.slow_lane import SlowLane
from tests.budgets.surroundings import BACKGROUND, SECRET, Office, conversation, office
from tests.budgets.texts import ANSWER, COMPLAINT
from tests.support.desk import AGENT
from tests.support.lambdas import sqs_event
from tests.support.mails import mail, notice

INBOX_LIMIT = 0.5
INGEST_LIMIT = 0.55


def lines() -> list[Line]:
    with office(50) as opened:
        session = Session(hash_secret(SECRET), AGENT.id, opened.now, opened.now + timedelta(hours=12))
        opened.desk.session_store.save(session)
        events, tins = _recordings(opened)
        theirs = stock.inbox(
            [(f"SESSION#{hash_secret(SECRET)}", "SESSION"), ("DIRECTORY", f"AGENT#{AGENT.id}")],
            [f"{BACKGROUND.id}#new", f"{BACKGROUND.id}#open"],
        )
        tins["stock"] = recorded(lambda: answered(theirs(events["inbox page of 25"], None)))
    # its clients live on without the emulator, and its caches stay warm
    desk = opened.desk
    # the same mail over and over would be a flood
    desk.slow_lane = SlowLane(desk.held_queue, desk.clock, FloodWatch(limit=10 * RUNS))
    with patch.object(app, "desk", lambda: desk), patch("chalicelib.api.provider._desk", lambda: desk):
        spent = {name: milliseconds(handler(name, event), tins[name]) for name, event in events.items()}
    reference = milliseconds(lambda: answered(theirs(events["inbox page of 25"], None)), tins["stock"])
    bare = bare_milliseconds()
    inbox, ingest = spent["inbox page of 25"], spent["receive a mail of 3 KB"]
    return [
        Line("bare interpreter (pass)", f"{bare:.2f} ms"),
        Line("inbox page of 25 with stock PynamoDB", f"{reference:.2f} ms"),
        at_most("inbox page of 25", inbox / reference, INBOX_LIMIT, "x stock", f"{inbox:.2f} ms"),
        at_most("receive a mail of 3 KB", ingest / bare, INGEST_LIMIT, "x pass", f"{ingest:.2f} ms"),
        *(
            Line(name, f"{took:.2f} ms")
            for name, took in spent.items()
            if name not in ("inbox page of 25", "receive a mail of 3 KB")
        ),
    ]


def _recordings(opened: Office) -> tuple[dict[str, Any], dict[str, Tin]]:
    """The events of the handlers, and what AWS answers to each."""
    opened.department = BACKGROUND
    ticket = opened.opened()
    opened.put(*list(conversation(opened.desk, ticket, 20))[1:])
    raw = mail(text=COMPLAINT, html=None, message_id="<bench@customer.example>")
    opened.world.put_raw("inbound/bench", raw)
    path = "/api/tickets/{reference}"
    reference = {"reference": ticket.reference}
    reply = {"If-Match": f'"{ticket.version}"', "Idempotency-Key": "bench", "Content-Type": "application/json"}
    origin = {"Origin": opened.desk.settings.public_url}
    events = {
        "inbox page of 25": request("GET", "/api/tickets"),
        "open a ticket of 20 messages": request("GET", path, params=reference),
        "answer a ticket": request(
            "POST", f"{path}/replies", params=reference, headers=reply | origin, body=json.dumps({"text": ANSWER})
        ),
        "receive a mail of 3 KB": sqs_event(json.dumps(notice("inbound/bench"))),
    }
    tins = {}
    with patch.object(app, "desk", lambda: opened.desk), patch("chalicelib.api.provider._desk", lambda: opened.desk):
        for name, event in events.items():
            tins[name] = recorded(handler(name, event))
    return events, tins
