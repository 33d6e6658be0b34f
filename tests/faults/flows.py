"""What people and services do with the desk: each flow is prepared without faults and then acts once with them.

`act` says whether whoever acts was told of success; if not, they do the very same thing again, as a browser that posts
its form again or an API client with the same Idempotency-Key would. What a queue, a stream or the clock started comes
again by itself. `then` is what must still work afterwards.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from chalice.test import Client, HTTPResponse

import app
from chalicelib.api.headers import COOKIE
from chalicelib.domain.outbox import LEASE, SAFETY_NET, MailKind, SendState
from chalicelib.domain.ticket import Ticket
from tests.faults.invariants import Acknowledged
from tests.faults.plan import Crash, Fault, Kind
from tests.faults.site import SESSION, Site
from tests.faults.state import Send
from tests.support.desk import AGENT, SETTINGS
from tests.support.mails import CUSTOMER, mail

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


@flow("mail in")
def mail_in(site: Site) -> Callable[[], bool]:
    site.store_mail(mail(attachments={"fire.png": PICTURE}, html="<p>It <b>burns</b>.</p>"))
    return _polling(site.inbound)


@flow("form")
def form(site: Site) -> Callable[[], bool]:
    page = Client(app.app).http.request("GET", "/").body.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    fields = {
        "token": found[1],
        "department": "support",
        "name": "Maija Meikäläinen",
        "email": CUSTOMER,
        "subject": "The printer is on fire",
        "message": "It burns.",
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return lambda: _answered(site, "POST", "/", urlencode(fields).encode(), headers) is not None


@flow("customer reply by mail")
def customer_reply(site: Site) -> Callable[[], bool]:
    sent = _answered_ticket(site)
    site.clock.advance(timedelta(hours=1))
    raw = mail(
        to=sent.mail["Reply-To"], subject=f"Re: {sent.mail['Subject']}", text="Still.\n", message_id="<2@x.example>"
    )
    site.store_mail(raw, recipients=(sent.mail["Reply-To"],))
    return _polling(site.inbound)


@flow("customer reply by mail, found by References")
def customer_reply_by_references(site: Site) -> Callable[[], bool]:
    sent = _answered_ticket(site)
    references = " ".join([*sent.mail["References"].split(), f"<{sent.ses_id}@eu-west-1.amazonses.com>"])
    headers = {"References": references}
    site.store_mail(mail(text="Still.\n", message_id="<2@x.example>", headers=headers))
    return _polling(site.inbound)


@flow("agent reply")
def agent_reply(site: Site) -> Callable[[], bool]:
    ticket = _new_ticket(site)
    upload = _uploaded(site, ticket)
    body = {"text": "Pull the plug.", "uploads": [upload], "status": "answered"}
    return _changing(site, ticket, "POST", "/replies", body)


@flow("agent note")
def agent_note(site: Site) -> Callable[[], bool]:
    return _changing(site, _new_ticket(site), "POST", "/notes", {"text": "Third time this week."})


@flow("agent edit without a key")
def agent_edit(site: Site) -> Callable[[], bool]:
    """Whoever was not answered and asks again is told that the ticket changed, and sees that it is as wanted."""
    ticket, asked = _new_ticket(site), []
    change = {"assignee": AGENT.id, "priority": "high", "status": "resolved"}

    def ask() -> bool:
        headers = {"If-Match": f'"{ticket.version}"'}
        response = _ask(site, "PATCH", f"/api/tickets/{ticket.reference}", change, headers)
        asked.append(response)
        if response is None:
            return False
        seen = response.json_body if response.status_code == 200 else response.json_body["current"]
        assert (response.status_code == 200) or len(asked) > 1 or site.had_a_twin
        return {name: seen[name] for name in change} == change

    return ask


@flow("outbound send of a reply")
def send_reply(site: Site) -> Callable[[], bool]:
    _agent_replied(site)
    site.read_stream()
    return _polling(site.outbound)


@flow("outbound send of an acknowledgement")
def send_acknowledgement(site: Site) -> Callable[[], bool]:
    site.store_mail(mail())
    site.inbound.poll()
    site.read_stream()
    return _polling(site.outbound)


def _nothing_goes_to_who_bounced(site: Site) -> None:
    (ticket,) = site.read().tickets.values()
    assert _changing(site, ticket, "POST", "/replies", {"text": "Are you there?"})()
    site.settle()
    states = [each.state for each in site.read().outbox.values() if each.kind is MailKind.REPLY]
    assert sorted(states) == [SendState.SENT, SendState.SUPPRESSED]


@flow("SES feedback: bounce", then=_nothing_goes_to_who_bounced)
def bounce(site: Site) -> Callable[[], bool]:
    site.bounce(_answered_ticket(site))
    return _polling(site.feedback)


@flow("SES feedback: sent after all")
def late_send_event(site: Site) -> Callable[[], bool]:
    """The sender never learnt that SES took the mail; its event is all there is."""
    _agent_replied(site)
    site.read_stream()
    site.events_arrive = False
    _with_lost_answer(site)
    site.events_arrive = True
    site.report(site.sends[-1], "Send")
    return _polling(site.feedback)


@flow("tick with breach")
def tick_with_breach(site: Site) -> Callable[[], bool]:
    _new_ticket(site)
    site.clock.advance(timedelta(hours=9))
    return _ticking(site)


@flow("tick that chases a mail nobody took")
def tick_with_forgotten_mail(site: Site) -> Callable[[], bool]:
    _agent_replied(site)
    # the stream's record is gone for good
    site.skip_stream()
    site.clock.advance(SAFETY_NET)
    return _ticking(site)


@flow("tick that finds a sender gone")
def tick_with_lost_sender(site: Site) -> Callable[[], bool]:
    """The process died between its claim and SES, so that no event will ever come."""
    _agent_replied(site)
    site.read_stream()
    _with_death_before_send(site)
    site.clock.advance(LEASE)
    return _ticking(site)


@flow("fan_out")
def fan_out(site: Site) -> Callable[[], bool]:
    site.store_mail(mail())
    site.store_mail(mail(sender="Ville <ville@customer.example>", message_id="<ville@customer.example>"))
    site.inbound.poll()
    site.inbound.poll()

    def read() -> bool:
        site.read_stream()
        return True

    return read


def _polling(queue: Any) -> Callable[[], bool]:
    def poll() -> bool:
        queue.poll()
        return True

    return poll


def _ticking(site: Site) -> Callable[[], bool]:
    def tick() -> bool:
        site.tick()
        return True

    return tick


def _new_ticket(site: Site) -> Ticket:
    site.store_mail(mail())
    site.drain()
    (ticket,) = site.read().tickets.values()
    return ticket


def _agent_replied(site: Site) -> Ticket:
    ticket = _new_ticket(site)
    body = {"text": "Pull the plug.", "uploads": [_uploaded(site, ticket)]}
    assert _changing(site, ticket, "POST", "/replies", body)()
    return ticket


def _answered_ticket(site: Site) -> Send:
    _agent_replied(site)
    site.drain()
    return site.sends[-1]


def _uploaded(site: Site, ticket: Ticket) -> str:
    """A file put where the desk said; the browser sends it to S3 itself."""
    body = {"name": "plug.png", "content_type": "image/png", "size": len(PICTURE)}
    started = _ask(site, "POST", f"/api/tickets/{ticket.reference}/uploads", body, {"Idempotency-Key": "upload"})
    assert started is not None and started.status_code == 201, started
    place = started.json_body["fields"]["key"]
    site.world.aws("s3").put_object(Bucket=SETTINGS.files_bucket, Key=place, Body=PICTURE)
    return str(started.json_body["id"])


def _changing(
    site: Site, ticket: Ticket, method: str, path: str, body: Mapping[str, Any], key: str = ""
) -> Callable[[], bool]:
    """An agent's change of a ticket as read now, under one key however often it is asked for."""
    headers = {"If-Match": f'"{ticket.version}"', "Idempotency-Key": key or f"change {ticket.version}"}

    def ask() -> bool:
        response = _ask(site, method, f"/api/tickets/{ticket.reference}{path}", body, headers)
        if response is None:
            return False
        assert response.status_code in (200, 201), response.body
        if "entry" in response.json_body:
            done = response.json_body
            site.told.append(Acknowledged(ticket.reference, done["entry"], ticket.version, done["version"]))
        return True

    return ask


def _ask(
    site: Site, method: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> HTTPResponse | None:
    signed = {"Cookie": f"{COOKIE}={SESSION}", "Origin": SETTINGS.public_url}
    all_headers = {**signed, "Content-Type": "application/json", **headers}
    return _answered(site, method, path, json.dumps(body).encode(), all_headers)


def _answered(site: Site, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> HTTPResponse | None:
    """The answer, None where a caller would try again: no answer at all, or one that says "later"."""
    try:
        response = site.guard(lambda: Client(app.app).http.request(method, path, headers=dict(headers), body=body))
    except Crash:
        return None
    assert isinstance(response, HTTPResponse)
    assert response.status_code < 500 or response.status_code == 503, response.body
    return None if response.status_code == 503 else response


def _with_lost_answer(site: Site) -> None:
    site.plan.arm(Fault(Kind.CUT_OFF, 1, "SendEmail"))
    site.outbound.poll()
    site.plan.heal()


def _with_death_before_send(site: Site) -> None:
    site.plan.arm(Fault(Kind.CRASH_BEFORE, 1, "SendEmail"))
    site.outbound.poll()
    site.plan.heal()
