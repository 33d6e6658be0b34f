"""How people act on a desk under test, and the registry of flows."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalice.test import Client, HTTPResponse

import app
from chalicelib.api.headers import COOKIE
from chalicelib.domain.ticket import Ticket
from tests.faults.invariants import Acknowledged
from tests.faults.plan import Crash, Fault, Kind
from tests.faults.site import SESSION, Site
from tests.faults.state import Send
from tests.support.desk import SETTINGS
from tests.support.mails import mail

PICTURE = b"\x89PNG not really\n" * 40


@dataclass(frozen=True)
class Flow:
    """`prepare` returns the act, which returns whether its caller was told that it was done."""

    name: str
    prepare: Callable[[Site], Callable[[], bool]]
    then: Callable[[Site], None] = lambda site: None


FLOWS: list[Flow] = []


def flow(name: str, then: Callable[[Site], None] = lambda site: None) -> Callable[..., Any]:
    def register(prepare: Callable[[Site], Callable[[], bool]]) -> Callable[[Site], Callable[[], bool]]:
        FLOWS.append(Flow(name, prepare, then))
        return prepare

    return register


def polling(queue: Any) -> Callable[[], bool]:
    def poll() -> bool:
        queue.poll()
        return True

    return poll


def ticking(site: Site) -> Callable[[], bool]:
    def tick() -> bool:
        site.tick()
        return True

    return tick


def new_ticket(site: Site) -> Ticket:
    site.store_mail(mail())
    site.drain()
    (ticket,) = site.read().tickets.values()
    return ticket


def agent_replied(site: Site) -> Ticket:
    ticket = new_ticket(site)
    body = {"text": "Pull the plug.", "uploads": [uploaded(site, ticket)]}
    assert changing(site, ticket, "POST", "/replies", body)()
    return ticket


def answered_ticket(site: Site) -> Send:
    agent_replied(site)
    site.drain()
    return site.sends[-1]


def uploaded(site: Site, ticket: Ticket) -> str:
    """A file put where the desk said; the browser sends it to S3 itself."""
    body = {"name": "plug.png", "content_type": "image/png", "size": len(PICTURE)}
    started = ask(site, "POST", f"/api/tickets/{ticket.reference}/uploads", body, {"Idempotency-Key": "upload"})
    assert started is not None and started.status_code == 201, started
    place = started.json_body["fields"]["key"]
    site.world.aws("s3").put_object(Bucket=SETTINGS.files_bucket, Key=place, Body=PICTURE)
    return str(started.json_body["id"])


def changing(
    site: Site, ticket: Ticket, method: str, path: str, body: Mapping[str, Any], key: str = ""
) -> Callable[[], bool]:
    """An agent's change of a ticket as read now, under one key however often it is asked for."""
    headers = {"If-Match": f'"{ticket.version}"', "Idempotency-Key": key or f"change {ticket.version}"}

    def change() -> bool:
        response = ask(site, method, f"/api/tickets/{ticket.reference}{path}", body, headers)
        if response is None:
            return False
        assert response.status_code in (200, 201), response.body
        done = response.json_body
        if done.get("entry"):
            site.told.append(Acknowledged(ticket.reference, done["entry"], ticket.version, done["version"]))
        return True

    return change


def ask(site: Site, method: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> HTTPResponse | None:
    signed = {"Cookie": f"{COOKIE}={SESSION}", "Origin": SETTINGS.public_url}
    all_headers = {**signed, "Content-Type": "application/json", **headers}
    return answered(site, method, path, json.dumps(body).encode(), all_headers)


def answered(site: Site, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> HTTPResponse | None:
    """The answer, None where a caller would try again: no answer at all, or one that says "later"."""
    try:
        response = site.guard(lambda: Client(app.app).http.request(method, path, headers=dict(headers), body=body))
    except Crash:
        return None
    assert isinstance(response, HTTPResponse)
    assert response.status_code < 500 or response.status_code == 503, response.body
    return None if response.status_code == 503 else response


def with_lost_answer(site: Site) -> None:
    site.plan.arm(Fault(Kind.CUT_OFF, 1, "SendEmail"))
    site.outbound.poll()
    site.plan.heal()


def with_death_before_send(site: Site) -> None:
    site.plan.arm(Fault(Kind.CRASH_BEFORE, 1, "SendEmail"))
    site.outbound.poll()
    site.plan.heal()
