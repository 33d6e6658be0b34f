"""Flows of mail that somebody else takes part in: colleagues in Cc, agents by mail, machines, merged tickets."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.departments import FOLLOW_UP_WINDOW
from chalicelib.domain.outbox import MailKind
from chalicelib.mail.thread import reply_address
from tests.faults.acts import agent_replied, answered_ticket, ask, changing, flow, new_ticket, polling
from tests.faults.site import Site
from tests.faults.state import Send
from tests.support.desk import AGENT
from tests.support.mails import PASS, mail

COLLEAGUE = {"Cc": "Ville <ville@customer.example>"}
FORWARD = """Please take care of this one.

---------- Forwarded message ---------
From: Kalle Kunde <kalle@kunde.example>
Date: Mon, 2 Nov 2026 at 09:12
Subject: Coffee machine broken
To: Antti <agent@example.com>


It leaks.
"""
REPORT = """From: MAILER-DAEMON@mx.customer.example
To: bounces@in.example.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; maija@customer.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <sent@mx.customer.example>
References: {references}
Subject: Re: fire
--b--
"""


@flow("mail in with a colleague in Cc")
def mail_with_colleague(site: Site) -> Callable[[], bool]:
    site.store_mail(mail(headers=COLLEAGUE))
    return polling(site.inbound)


@flow("customer reply that adds a participant")
def reply_that_adds_somebody(site: Site) -> Callable[[], bool]:
    address = _an_hour_later(site, answered_ticket(site)).mail["Reply-To"]
    site.store_mail(mail(to=address, headers=COLLEAGUE, message_id="<2@x.example>"), recipients=(address,))
    return polling(site.inbound)


@flow("agent's answer by mail")
def agent_by_mail(site: Site) -> Callable[[], bool]:
    address = agents_address(site, new_ticket(site).reference)
    raw = mail(sender=AGENT.email, to=address, text="Pull the plug.\n", message_id="<answer@example.com>")
    site.store_mail(raw, recipients=(address,), source=AGENT.email)
    return polling(site.inbound)


@flow("agent's forward")
def forward(site: Site) -> Callable[[], bool]:
    raw = mail(sender=AGENT.email, subject="Fwd: Coffee machine broken", text=FORWARD, message_id="<fwd@example.com>")
    site.store_mail(raw, source=AGENT.email)
    return polling(site.inbound)


@flow("late answer after the follow-up window")
def late_answer(site: Site) -> Callable[[], bool]:
    sent = answered_ticket(site)
    (ticket,) = site.read().tickets.values()
    assert changing(site, ticket, "PATCH", "", {"status": "resolved"})()
    site.drain()
    site.clock.advance(FOLLOW_UP_WINDOW + timedelta(days=1))
    raw = mail(to=sent.mail["Reply-To"], text="Again.\n", message_id="<late@x.example>")
    site.store_mail(raw, recipients=(sent.mail["Reply-To"],))
    return polling(site.inbound)


@flow("bounce that comes as a mail")
def bounce_by_mail(site: Site) -> Callable[[], bool]:
    """It quotes our signed id, which is the same in each run; the one that SES gives is not."""
    sent = _an_hour_later(site, answered_ticket(site))
    references = " ".join(sent.mail["References"].split())
    raw = REPORT.format(references=references).encode()
    site.store_mail(raw, recipients=("bounces@in.example.com",), source="")
    return polling(site.inbound)


@flow("quarantined mail that is trusted")
def trusted(site: Site) -> Callable[[], bool]:
    site.store_mail(mail(), verdicts=PASS | {"spam": "FAIL"})
    site.drain()
    (row,) = site.read().quarantine
    path = f"/api/quarantine/{row['pk'].partition('#')[2]}/process"

    def process() -> bool:
        response = ask(site, "POST", path, {"trust": True}, {"Idempotency-Key": "process"})
        assert response is None or response.status_code == 200, response.body
        return response is not None

    return process


@flow("merge")
def merge(site: Site) -> Callable[[], bool]:
    agent_replied(site)
    site.drain()
    site.store_mail(mail(sender="Ville <ville@customer.example>", message_id="<ville@customer.example>"))
    site.drain()
    tickets = sorted(site.read().tickets.values(), key=lambda ticket: ticket.requester.email)
    source, target = tickets[1], tickets[0]
    return changing(site, source, "POST", "/merge", {"into": target.reference})


@flow("agent reply to two people")
def reply_to_all(site: Site) -> Callable[[], bool]:
    site.store_mail(mail(headers=COLLEAGUE))
    site.drain()
    (ticket,) = site.read().tickets.values()
    return changing(site, ticket, "POST", "/replies", {"text": "Pull the plug."})


@flow("outbound send of a reply to two people")
def send_to_all(site: Site) -> Callable[[], bool]:
    assert reply_to_all(site)()
    site.read_stream()
    assert sum(each.kind is MailKind.REPLY for each in site.read().outbox.values()) == 2
    return polling(site.outbound)


def agents_address(site: Site, reference: str) -> str:
    """Where the agent answers by mail, as notices tell it."""
    return reply_address("support@in.example.com", reference, AGENT.email, site.desk.signer, for_agent=True)


def _an_hour_later(site: Site, sent: Send) -> Send:
    site.clock.advance(timedelta(hours=1))
    return sent
