"""Processor time of handlers in warm functions, without any network."""

import json
import statistics
from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import Any
from unittest.mock import patch

import app
from bench import stock
from bench.cold import bare_milliseconds
from bench.replay import Tin, recorded, replayed
from bench.report import Line, at_most
from chalicelib.api.headers import COOKIE as COOKIE_NAME
from chalicelib.domain.floods import FloodWatch
from chalicelib.domain.session import Session, hash_secret
from chalicelib.services.slow_lane import SlowLane
from tests.budgets.surroundings import BACKGROUND, SECRET, Office, conversation, office
from tests.budgets.texts import ANSWER, COMPLAINT
from tests.support.desk import AGENT
from tests.support.lambdas import sqs_event
from tests.support.mails import mail, notice

RUNS = 200
INBOX_LIMIT = 0.5
INGEST_LIMIT = 0.55

Act = Callable[[], object]


def lines() -> list[Line]:
    with office(50) as opened:
        session = Session(hash_secret(SECRET), AGENT.id, opened.now, opened.now + timedelta(hours=12))
        opened.desk.session_store.save(session)
        events, tins = _recordings(opened)
        theirs = stock.inbox(
            [(f"SESSION#{hash_secret(SECRET)}", "SESSION"), ("DIRECTORY", f"AGENT#{AGENT.id}")],
            [f"{BACKGROUND.id}#new", f"{BACKGROUND.id}#open"],
        )
        tins["stock"] = recorded(lambda: _answered(theirs(events["inbox page of 25"], None)))
    # its clients live on without the emulator, and its caches stay warm
    desk = opened.desk
    # the same mail over and over would be a flood
    desk.slow_lane = SlowLane(desk.held_queue, desk.clock, FloodWatch(limit=10 * RUNS))
    with patch.object(app, "desk", lambda: desk), patch("chalicelib.api.provider._desk", lambda: desk):
        spent = {name: _milliseconds(_handler(name, event), tins[name]) for name, event in events.items()}
    reference = _milliseconds(lambda: _answered(theirs(events["inbox page of 25"], None)), tins["stock"])
    bare = bare_milliseconds()
    inbox, ingest = spent["inbox page of 25"], spent["receive a mail of 3 KB"]
    return [
        Line("bare interpreter (pass)", f"{bare:.2f} ms"),
        Line("inbox page of 25 with stock PynamoDB", f"{reference:.2f} ms"),
        at_most("inbox page of 25", inbox / reference, INBOX_LIMIT, "x stock", f"{inbox:.2f} ms"),
        at_most("receive a mail of 3 KB", ingest / bare, INGEST_LIMIT, "x pass", f"{ingest:.2f} ms"),
        *(
            Line(name, f"{milliseconds:.2f} ms")
            for name, milliseconds in spent.items()
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
        "inbox page of 25": _request("GET", "/api/tickets"),
        "open a ticket of 20 messages": _request("GET", path, params=reference),
        "answer a ticket": _request(
            "POST", f"{path}/replies", params=reference, headers=reply | origin, body=json.dumps({"text": ANSWER})
        ),
        "receive a mail of 3 KB": sqs_event(json.dumps(notice("inbound/bench"))),
    }
    tins = {}
    with patch.object(app, "desk", lambda: opened.desk), patch("chalicelib.api.provider._desk", lambda: opened.desk):
        for name, event in events.items():
            tins[name] = recorded(_handler(name, event))
    return events, tins


def _handler(name: str, event: Any) -> Act:
    if name.startswith("receive"):
        return lambda: app.ingest_mail(event, None)
    return lambda: _answered(app.app(event, None))


def _answered(response: dict[str, Any]) -> None:
    if response["statusCode"] >= 300:
        raise RuntimeError(f"answered {response['statusCode']}: {response['body']}")


def _request(
    method: str, path: str, *, params: Any = None, headers: dict[str, str] | None = None, body: str | None = None
) -> dict[str, Any]:
    """What API Gateway sends."""
    sent = {"cookie": f"{COOKIE_NAME}={AGENT.id}.{SECRET}", **(headers or {})}
    return {
        "requestContext": {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"}},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": params,
        "multiValueQueryStringParameters": None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
    }


def _milliseconds(act: Act, tin: Tin) -> float:
    """The median of many runs, after some to warm up."""
    with replayed(tin):
        for _ in range(20):
            act()
        times = []
        for _ in range(RUNS):
            before = process_time()
            act()
            times.append(process_time() - before)
    return 1000 * statistics.median(times)
