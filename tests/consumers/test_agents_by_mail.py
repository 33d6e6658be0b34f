"""Agents speak by mail: under an address signed for them, proven, and with the rights of the moment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from chalicelib.domain.outbox import MailKind
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import AuthorKind, EntryKind
from chalicelib.mail.thread import reply_address
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, PASS, WIRE, mail, notice

ANSWER = "Pull the plug.\n"
QUOTE = "\nOn Mon, 2 Nov 2026 at 10:00, Example support <support@in.example.com> wrote:\n> SECRET-NOTICE overdue\n"
ID = "<answer@example.com>"
ENCRYPTED_MAIL = "-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n-----END PGP MESSAGE-----"


@pytest.fixture
def opened(lambdas: Lambdas) -> Iterator[Lambdas]:
    lambdas.receive()
    lambdas.world.clock.advance(timedelta(minutes=1))
    yield lambdas


def address(opened: Lambdas, agent: str = AGENT.email) -> str:
    reference = opened.ticket().reference
    return reply_address("support@in.example.com", reference, agent, opened.desk.signer, for_agent=True)


def answer(opened: Lambdas, sender: str = AGENT.email, recipient: str | None = None, **receipt: object) -> str:
    raw = mail(sender=f"Antti <{sender}>", text=ANSWER + QUOTE, message_id=ID)
    receipt.setdefault("source", sender)
    return opened.receive(raw, recipients=(recipient or address(opened),), **receipt)


def replies(opened: Lambdas) -> list[str]:
    return [outgoing.recipient for outgoing in opened.outbox() if outgoing.kind is MailKind.REPLY]


def test_an_agents_mail_is_a_public_answer_in_their_name(opened: Lambdas) -> None:
    answer(opened)
    entry = opened.entries()[-1]
    assert (entry.kind, entry.author.kind, entry.author.id) == (EntryKind.MESSAGE_OUT, AuthorKind.AGENT, AGENT.id)
    assert (opened.ticket().status, opened.ticket().was_answered) == (Status.ANSWERED, True)
    opened.send_everything()
    sent = opened.sent()[-1]
    assert sent.recipient == CUSTOMER
    assert "Pull the plug." in sent.text
    assert "SECRET-NOTICE" not in sent.raw, "what the agent's program quoted is not for the customer"
    assert AGENT.email not in sent.raw


def test_an_agents_mail_that_comes_twice_is_one_answer(opened: Lambdas) -> None:
    key = answer(opened)
    opened.announce(notice(key, recipients=(address(opened),), source=AGENT.email))
    assert replies(opened) == [CUSTOMER]


@pytest.mark.parametrize(
    ("sender", "receipt"),
    [
        (CUSTOMER, {}),
        (OTHER.email, {}),
        (ADMIN.email, {}),
        (AGENT.email, {"verdicts": PASS | {"dmarc": "FAIL"}, "dmarc_policy": "none"}),
        (AGENT.email, {"verdicts": PASS | {"dmarc": "GRAY", "spf": "FAIL"}}),
    ],
    ids=["the customer", "another agent", "one who may see the ticket", "forged", "unauthenticated"],
)
def test_nobody_else_speaks_under_an_agents_address(opened: Lambdas, sender: str, receipt: dict[str, object]) -> None:
    before = opened.ticket()
    answer(opened, sender, **receipt)
    assert opened.ticket() == before
    assert replies(opened) == []
    assert len(opened.quarantine()) == 1, "set aside, not lost"


def test_an_agent_who_lost_their_rights_does_not_answer_by_mail_from_then_on(opened: Lambdas) -> None:
    recipient = address(opened)
    opened.desk.directory_cache.current()
    opened.desk.directory.save_agent(replace(AGENT, enabled=False))
    answer(opened, recipient=recipient)
    opened.desk.directory.save_agent(replace(AGENT, departments=("billing",)))
    opened.receive(mail(sender=AGENT.email, message_id="<2@example.com>"), recipients=(recipient,), source=AGENT.email)
    assert replies(opened) == []
    assert len(opened.quarantine()) == 2


def test_an_agent_without_sight_of_the_ticket_does_not_answer_it(opened: Lambdas) -> None:
    for agent in (OTHER, RESTRICTED):
        raw = mail(sender=agent.email, message_id=f"<{agent.id}@example.com>")
        opened.receive(raw, recipients=(address(opened, agent.email),), source=agent.email)
    assert replies(opened) == []
    assert len(opened.quarantine()) == 2


def test_an_agents_out_of_office_note_is_no_answer(opened: Lambdas) -> None:
    raw = mail(sender=AGENT.email, message_id=ID, headers={"Auto-Submitted": "auto-replied"})
    opened.receive(raw, recipients=(address(opened),), source="")
    assert replies(opened) == []
    assert len(opened.quarantine()) == 1


def test_an_agents_answer_in_a_ticket_that_was_merged_is_set_aside(opened: Lambdas) -> None:
    source = opened.ticket()
    opened.receive(mail(sender="ville@customer.example", message_id="<ville@customer.example>"))
    (target,) = (ticket for ticket in opened.tickets() if ticket.reference != source.reference)
    recipient = reply_address(
        "support@in.example.com", source.reference, AGENT.email, opened.desk.signer, for_agent=True
    )
    request = request_of(AGENT.id, "merge", "key", b"")
    opened.desk.merging.merge(AGENT, source, source.version, target.reference, request)
    answer(opened, recipient=recipient)
    assert replies(opened) == []
    assert [row["reason"] for row in opened.quarantine()] == ["an agent answered a ticket that was merged into another"]


def test_a_customers_reply_address_never_lets_an_agents_mail_speak_for_the_desk(opened: Lambdas) -> None:
    reference = opened.ticket().reference
    customers = reply_address("support@in.example.com", reference, AGENT.email, opened.desk.signer)
    forged = customers.replace("+t.", "+a.")
    for number, recipient in enumerate((customers, forged)):
        raw = mail(sender=AGENT.email, message_id=f"<{number}@example.com>")
        opened.receive(raw, recipients=(recipient,), source=AGENT.email)
    assert replies(opened) == []


def test_the_answer_goes_to_everybody_who_takes_part(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers={"Cc": "boss@customer.example"}))
    lambdas.world.clock.advance(timedelta(minutes=1))
    answer(lambdas)
    assert sorted(replies(lambdas)) == ["boss@customer.example", CUSTOMER]


# forwards

FORWARD = """Please take care of this one, he is a pain.

---------- Forwarded message ---------
From: Kalle Kunde <kalle@kunde.example>
Date: Mon, 2 Nov 2026 at 09:12
Subject: Coffee machine broken
To: Antti <agent@example.com>


It leaks. Please help.

Kalle
"""


def forward(lambdas: Lambdas, sender: str = AGENT.email, text: str = FORWARD, **receipt: object) -> None:
    raw = mail(sender=sender, subject="Fwd: Coffee machine broken", text=text, message_id="<fwd@example.com>")
    receipt.setdefault("source", sender)
    lambdas.receive(raw, **receipt)


@pytest.mark.parametrize("sender", [AGENT.email, ADMIN.email])
def test_what_an_agent_forwards_is_the_original_senders_ticket(lambdas: Lambdas, sender: str) -> None:
    forward(lambdas, sender)
    ticket = lambdas.ticket()
    assert (ticket.requester.email, ticket.requester.name) == ("kalle@kunde.example", "Kalle Kunde")
    assert ticket.subject == "Coffee machine broken"
    message = lambdas.messages()[0]
    assert message.author.name == "Kalle Kunde"
    assert message.body is not None
    assert "It leaks." in message.body.text
    assert message.mail is not None
    assert "from a forward" in message.mail.flags
    assert lambdas.outbox() == [], "the customer did not write to the desk"


def test_the_agents_remark_on_a_forward_is_an_internal_note(lambdas: Lambdas) -> None:
    forward(lambdas)
    lambdas.agent_replies()
    lambdas.send_everything()
    notes = [entry for entry in lambdas.entries() if entry.kind is EntryKind.NOTE]
    assert ["he is a pain" in (note.body.text if note.body else "") for note in notes] == [True]
    assert notes[0].author.id == AGENT.id
    assert all("pain" not in sent.raw for sent in lambdas.sent())


def test_whom_an_agent_copied_on_a_forward_does_not_take_part(lambdas: Lambdas) -> None:
    headers = {"Cc": "boss@elsewhere.example"}
    lambdas.receive(mail(sender=AGENT.email, subject="Fwd: Coffee", text=FORWARD, headers=headers), source=AGENT.email)
    assert (lambdas.ticket().requester.email, lambdas.ticket().participants) == ("kalle@kunde.example", 0)


@pytest.mark.parametrize(
    ("sender", "receipt"),
    [
        (CUSTOMER, {}),
        (OTHER.email, {}),
        (AGENT.email, {"verdicts": PASS | {"dmarc": "FAIL"}, "dmarc_policy": "none"}),
    ],
    ids=["a customer", "an agent of another department", "somebody who says to be an agent"],
)
def test_what_others_forward_is_their_own_mail(lambdas: Lambdas, sender: str, receipt: dict[str, object]) -> None:
    forward(lambdas, sender, **receipt)
    assert lambdas.ticket().requester.email == sender


def test_an_agent_who_forwards_mail_of_our_own_opens_a_ticket_of_theirs(lambdas: Lambdas) -> None:
    forward(lambdas, text=FORWARD.replace("kalle@kunde.example", "support@in.example.com"))
    assert lambdas.ticket().requester.email == AGENT.email


def test_an_agent_without_a_forward_is_a_customer_like_any_other(lambdas: Lambdas) -> None:
    lambdas.receive(mail(sender=AGENT.email), source=AGENT.email)
    assert lambdas.ticket().requester.email == AGENT.email


# what a review found


def test_an_agent_whose_role_may_not_reply_does_not_reply_by_mail(opened: Lambdas) -> None:
    reader = replace(AGENT, role="reader", grants=frozenset({Permission.SEE_DEPARTMENTS}))
    opened.desk.directory.save_agent(reader)
    answer(opened)
    assert replies(opened) == []
    assert len(opened.quarantine()) == 1


@pytest.mark.parametrize("text", [QUOTE, "\n", f"{ENCRYPTED_MAIL}\n"], ids=["only a quote", "empty", "encrypted"])
def test_an_answer_without_words_of_its_own_is_not_sent_on(opened: Lambdas, text: str) -> None:
    raw = mail(sender=AGENT.email, text=text, message_id=ID)
    opened.receive(raw, recipients=(address(opened),), source=AGENT.email)
    assert replies(opened) == []
    assert len(opened.quarantine()) == 1


def test_dmarc_must_pass_for_an_agent_to_speak_or_to_forward(opened: Lambdas) -> None:
    aligned = PASS | {"dmarc": "GRAY"}
    answer(opened, verdicts=aligned)
    assert replies(opened) == []
    opened.receive(
        mail(sender=AGENT.email, subject="Fwd: Coffee", text=FORWARD, message_id="<f@x>"),
        source=AGENT.email,
        verdicts=aligned,
    )
    assert opened.tickets()[-1].requester.email == AGENT.email


def test_an_answer_that_was_sent_stays_sent_when_it_comes_again_and_things_have_changed(opened: Lambdas) -> None:
    key, recipient = answer(opened), address(opened)
    opened.desk.directory.save_agent(replace(AGENT, enabled=False))
    opened.announce(notice(key, recipients=(recipient,), source=AGENT.email))
    assert replies(opened) == [CUSTOMER]
    assert opened.quarantine() == []


def test_an_agents_address_beside_a_customers_own_does_not_keep_the_mail_from_its_ticket(opened: Lambdas) -> None:
    own = reply_address("support@in.example.com", opened.ticket().reference, CUSTOMER, opened.desk.signer)
    opened.receive(mail(message_id="<both@customer.example>"), recipients=(address(opened), own))
    assert len(opened.messages()) == 2
    assert opened.quarantine() == []


def test_an_attached_original_is_kept_with_its_html_files_and_id_and_shows_nothing_of_the_agents(
    lambdas: Lambdas,
) -> None:
    original = mail(
        sender="Kalle Kunde <kalle@kunde.example>",
        html="<p>It <b>leaks</b>.</p>",
        attachments={"leak.png": b"PNG"},
        message_id="<orig@kunde.example>",
    )
    around = EmailMessage(policy=WIRE)
    around["From"], around["To"], around["Subject"] = AGENT.email, "support@in.example.com", "Fwd: leak"
    around["Message-ID"] = "<fwd@laptop.corp.internal>"
    around.set_content("Please.\n")
    around.add_attachment(message_from_bytes(original, policy=WIRE))
    lambdas.receive(around.as_bytes(), source=AGENT.email)
    (message,) = lambdas.messages()
    assert lambdas.ticket().requester.email == "kalle@kunde.example"
    assert message.body is not None and message.body.html is not None
    assert "<b>leaks</b>" in message.body.html
    assert [file.name for file in message.attachments] == ["leak.png"]
    assert message.mail is not None and message.mail.message_id == "orig@kunde.example"
    lambdas.world.clock.advance(timedelta(minutes=1))
    lambdas.agent_replies()
    lambdas.send_everything()
    assert all("corp.internal" not in sent.raw for sent in lambdas.sent())


def test_a_former_agent_forwards_as_anybody_else(lambdas: Lambdas) -> None:
    lambdas.desk.directory_cache.current()
    lambdas.desk.directory.save_agent(replace(AGENT, enabled=False))
    forward(lambdas)
    assert lambdas.ticket().requester.email == AGENT.email
