"""Mail of machines: kept where it belongs, answered never, and loops that die of it."""

from datetime import timedelta

import pytest

from chalicelib.domain.outbox import MailKind
from chalicelib.domain.timeline import EntryKind
from chalicelib.mail.thread import reply_address
from tests.support.lambdas import Lambdas, SentMail
from tests.support.mails import CUSTOMER, mail

REPORT = b"""From: MAILER-DAEMON@mx.customer.example
To: bounces@in.example.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; maija@customer.example
Action: failed
Status: 5.1.1

--b
Content-Type: %s

%s
--b--
"""


def sent_reply(lambdas: Lambdas) -> SentMail:
    lambdas.receive()
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies()
    lambdas.send_everything()
    lambdas.world.clock.advance(timedelta(minutes=1))
    return next(sent for sent in lambdas.sent() if "Pull the plug" in sent.raw)


def header_block(raw: str) -> bytes:
    return raw.replace("\r\n", "\n").partition("\n\n")[0].encode() + b"\n"


@pytest.mark.parametrize("kind", [b"message/rfc822", b"text/rfc822-headers"])
def test_a_bounce_to_nobody_in_particular_is_a_note_at_the_mail_it_is_about(lambdas: Lambdas, kind: bytes) -> None:
    reply = sent_reply(lambdas)
    about = lambdas.entries()[-1]
    before = lambdas.ticket()
    original = header_block(reply.raw) + (b"\nPull the plug.\n" if kind == b"message/rfc822" else b"")
    lambdas.receive(REPORT % (kind, original), source="")
    note = lambdas.entries()[-1]
    assert (note.kind, note.mail and note.mail.about) == (EntryKind.NOTE, about.id)
    assert lambdas.ticket().status is before.status
    assert lambdas.ticket().moved_at == before.moved_at
    assert lambdas.suppressed() == [], "mail proves nothing: only the events of SES stop writing to an address"
    assert lambdas.quarantine() == []


def test_a_bounce_is_found_by_the_id_that_ses_gave(lambdas: Lambdas) -> None:
    sent_reply(lambdas)
    ses_id = next(outgoing.ses_id for outgoing in lambdas.outbox() if outgoing.kind is MailKind.REPLY)
    original = f"Message-ID: <{ses_id}@eu-west-1.amazonses.com>\nSubject: Re: fire\n".encode()
    lambdas.receive(REPORT % (b"text/rfc822-headers", original), source="")
    assert lambdas.entries()[-1].kind is EntryKind.NOTE
    assert lambdas.quarantine() == []


def test_a_bounce_of_mail_that_is_not_ours_is_set_aside(lambdas: Lambdas) -> None:
    sent_reply(lambdas)
    before = len(lambdas.entries())
    lambdas.receive(REPORT % (b"text/rfc822-headers", b"Message-ID: <other@spam.example>\n"), source="")
    assert len(lambdas.entries()) == before
    assert len(lambdas.quarantine()) == 1


def test_a_program_that_answers_without_saying_so_gets_five_answers_an_hour_and_then_silence(lambdas: Lambdas) -> None:
    for number in range(12):
        lambdas.receive(mail(message_id=f"<{number}@customer.example>", text="We have received your message."))
        lambdas.world.clock.advance(timedelta(minutes=1))
    assert len(lambdas.tickets()) == 12, "every mail is kept"
    assert [outgoing.kind for outgoing in lambdas.outbox()] == [MailKind.ACKNOWLEDGEMENT] * 5
    lambdas.receive(mail(sender="other@customer.example", message_id="<other>"), source="other@customer.example")
    assert len(lambdas.outbox()) == 6, "others are answered as ever"


def test_after_an_hour_the_sender_is_answered_again(lambdas: Lambdas) -> None:
    for number in range(6):
        lambdas.receive(mail(message_id=f"<{number}@customer.example>"))
    lambdas.world.clock.advance(timedelta(hours=1))
    lambdas.receive(mail(message_id="<later@customer.example>"))
    assert [outgoing.recipient for outgoing in lambdas.outbox()] == [CUSTOMER] * 6


def test_an_absent_persons_note_that_names_our_mail_in_its_references_opens_no_ticket(lambdas: Lambdas) -> None:
    reply = sent_reply(lambdas)
    raw = mail(
        message_id="<away@customer.example>",
        subject="Automatic reply: Re: fire",
        headers={"Auto-Submitted": "auto-replied", "References": " ".join(reply.parsed["References"].split())},
    )
    lambdas.receive(raw)
    assert len(lambdas.tickets()) == 1
    assert lambdas.entries()[-1].kind is EntryKind.NOTE


def test_a_machines_note_never_carries_a_name_that_could_be_a_colleagues(lambdas: Lambdas) -> None:
    sent_reply(lambdas)
    to = reply_address("support@in.example.com", lambdas.ticket().reference, CUSTOMER, lambdas.desk.signer)
    raw = mail(sender=f"Antti Agent <{CUSTOMER}>", message_id="<x@y>", headers={"Auto-Submitted": "auto-replied"})
    lambdas.receive(raw, recipients=(to,))
    assert lambdas.entries()[-1].author.name == CUSTOMER


def test_one_mailbox_under_many_plus_addresses_gets_five_answers_an_hour(lambdas: Lambdas) -> None:
    for number in range(8):
        sender = f"maija+{number}@customer.example"
        lambdas.receive(mail(sender=sender, message_id=f"<{number}@customer.example>"), source=sender)
    assert len(lambdas.outbox()) == 5


def test_mail_of_another_desk_like_ours_is_mail_and_our_own_come_back_is_not(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers={"X-Lippu-Outbox": "K7QF3M2X-01-AB@desk.partner.example"}))
    assert len(lambdas.tickets()) == 1
    lambdas.agent_replies()
    lambdas.send_everything()
    mark = lambdas.sent()[-1].parsed["X-Lippu-Outbox"]
    lambdas.receive(mail(message_id="<2@x>", headers={"X-Lippu-Outbox": mark}))
    assert len(lambdas.tickets()) == 1
    assert len(lambdas.quarantine()) == 1
