"""What people and services do with the desk: each flow is prepared without faults and then acts once with them.

`act` says whether whoever acts was told of success; if not, they do the very same thing again, as a browser that posts
its form again or an API client with the same Idempotency-Key would. What a queue, a stream or the clock started comes
again by itself. `then` is what must still work afterwards.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from chalice.test import Client

import app
from chalicelib.domain.outbox import LEASE, SAFETY_NET, MailKind, SendState
from tests.faults import composing as composing  # registers its flows
from tests.faults import conversations as conversations  # and these theirs
from tests.faults import counting as counting
from tests.faults import customer_flows as customer_flows
from tests.faults import finding as finding  # and these theirs
from tests.faults import handing_out as handing_out  # and these theirs
from tests.faults import pages as pages
from tests.faults import settings_change as settings_change
from tests.faults import telling as telling
from tests.faults.acts import (
    FLOWS as FLOWS,
)
from tests.faults.acts import (
    PICTURE,
    agent_replied,
    answered,
    answered_ticket,
    ask,
    changing,
    flow,
    new_ticket,
    polling,
    ticking,
    uploaded,
    with_death_before_send,
    with_lost_answer,
)
from tests.faults.acts import (
    Flow as Flow,
)
from tests.faults.site import Site
from tests.support.desk import AGENT
from tests.support.mails import CUSTOMER, mail


@flow("mail in")
def mail_in(site: Site) -> Callable[[], bool]:
    site.store_mail(mail(attachments={"fire.png": PICTURE}, html="<p>It <b>burns</b>.</p>"))
    return polling(site.inbound)


@flow("mail in, too much of it")
def flood_of_mail(site: Site) -> Callable[[], bool]:
    """The second mail goes the slow lane."""
    site.flood_limit = 1
    for number in range(2):
        site.store_mail(mail(subject=f"Fire {number}", message_id=f"<{number}@customer.example>"))

    def poll() -> bool:
        for queue in (site.inbound, site.inbound, site.held):
            queue.poll()
        return True

    return poll


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
    return lambda: answered(site, "POST", "/", urlencode(fields).encode(), headers) is not None


@flow("customer reply by mail")
def customer_reply(site: Site) -> Callable[[], bool]:
    sent = answered_ticket(site)
    site.clock.advance(timedelta(hours=1))
    raw = mail(
        to=sent.mail["Reply-To"], subject=f"Re: {sent.mail['Subject']}", text="Still.\n", message_id="<2@x.example>"
    )
    site.store_mail(raw, recipients=(sent.mail["Reply-To"],))
    return polling(site.inbound)


@flow("customer reply by mail, found by References")
def customer_reply_by_references(site: Site) -> Callable[[], bool]:
    sent = answered_ticket(site)
    references = " ".join([*sent.mail["References"].split(), f"<{sent.ses_id}@eu-west-1.amazonses.com>"])
    headers = {"References": references}
    site.store_mail(mail(text="Still.\n", message_id="<2@x.example>", headers=headers))
    return polling(site.inbound)


@flow("agent reply")
def agent_reply(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    upload = uploaded(site, ticket)
    body = {"text": "Pull the plug.", "uploads": [upload], "status": "answered"}
    return changing(site, ticket, "POST", "/replies", body)


@flow("agent note")
def agent_note(site: Site) -> Callable[[], bool]:
    return changing(site, new_ticket(site), "POST", "/notes", {"text": "Third time this week."})


@flow("agent edit without a key")
def agent_edit(site: Site) -> Callable[[], bool]:
    """Whoever was not answered and asks again is told that the ticket changed, and sees that it is as wanted."""
    ticket, asked = new_ticket(site), []
    change = {"assignee": AGENT.id, "priority": "high", "status": "resolved"}

    def edit() -> bool:
        headers = {"If-Match": f'"{ticket.version}"'}
        response = ask(site, "PATCH", f"/api/tickets/{ticket.reference}", change, headers)
        asked.append(response)
        if response is None:
            return False
        seen = response.json_body if response.status_code == 200 else response.json_body["current"]
        assert (response.status_code == 200) or len(asked) > 1 or site.had_a_twin
        return {name: seen[name] for name in change} == change

    return edit


@flow("outbound send of a reply")
def send_reply(site: Site) -> Callable[[], bool]:
    agent_replied(site)
    site.read_stream()
    return polling(site.outbound)


@flow("outbound send of an acknowledgement")
def send_acknowledgement(site: Site) -> Callable[[], bool]:
    site.store_mail(mail())
    site.inbound.poll()
    site.read_stream()
    return polling(site.outbound)


def _nothing_goes_to_who_bounced(site: Site) -> None:
    (ticket,) = site.read().tickets.values()
    assert changing(site, ticket, "POST", "/replies", {"text": "Are you there?"})()
    site.settle()
    states = [each.state for each in site.read().outbox.values() if each.kind is MailKind.REPLY]
    assert sorted(states) == [SendState.SENT, SendState.SUPPRESSED]


@flow("SES feedback: bounce", then=_nothing_goes_to_who_bounced)
def bounce(site: Site) -> Callable[[], bool]:
    site.bounce(answered_ticket(site))
    return polling(site.feedback)


@flow("SES feedback: sent after all")
def late_send_event(site: Site) -> Callable[[], bool]:
    """The sender never learnt that SES took the mail; its event is all there is."""
    agent_replied(site)
    site.read_stream()
    site.events_arrive = False
    with_lost_answer(site)
    site.events_arrive = True
    site.report(site.sends[-1], "Send")
    return polling(site.feedback)


@flow("tick with breach")
def tick_with_breach(site: Site) -> Callable[[], bool]:
    new_ticket(site)
    site.clock.advance(timedelta(hours=9))
    return ticking(site)


@flow("tick that chases a mail nobody took")
def tick_with_forgotten_mail(site: Site) -> Callable[[], bool]:
    agent_replied(site)
    # the stream's record is gone for good
    site.skip_stream()
    site.clock.advance(SAFETY_NET)
    return ticking(site)


@flow("tick that finds a sender gone")
def tick_with_lost_sender(site: Site) -> Callable[[], bool]:
    """The process died between its claim and SES, so that no event will ever come."""
    agent_replied(site)
    site.read_stream()
    with_death_before_send(site)
    site.clock.advance(LEASE)
    return ticking(site)


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
