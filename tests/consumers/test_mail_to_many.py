"""An answer to several people: a mail of their own for each, which shows all of them and tells none too much."""

from dataclasses import replace
from datetime import timedelta
from email.utils import getaddresses

import pytest

from chalicelib.domain.outbox import MailKind, outbox_id
from chalicelib.domain.participants import Participant
from chalicelib.domain.timeline import Body, TextPart
from chalicelib.mail.thread import read_reply_address, token_owner_is
from chalicelib.services.records import Change
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas, SentMail
from tests.support.mails import CUSTOMER

PEKKA, LIISA = "pekka@customer.example", "liisa@elsewhere.example"


@pytest.fixture
def shared(lambdas: Lambdas) -> Lambdas:
    """Maija's ticket with an answer of before; then Pekka and Liisa join."""
    lambdas.receive()
    lambdas.agent_replies("Which printer?")
    lambdas.send_everything()
    join(lambdas, Participant(PEKKA, "Pekka, P."), Participant(LIISA, ""))
    lambdas.world.clock.advance(timedelta(minutes=1))
    return lambdas


def join(lambdas: Lambdas, *people: Participant) -> None:
    ticket = lambdas.ticket()
    joined = replace(ticket, version=ticket.version + 1, participants=len(people))
    lambdas.desk.tickets.commit(Change(ticket, joined, (), participants=people))


def answer(lambdas: Lambdas) -> dict[str, SentMail]:
    """What each recipient got."""
    before = len(lambdas.sent())
    lambdas.agent_replies("Pull the plug.")
    lambdas.send_everything()
    return {mail.recipient: mail for mail in lambdas.sent()[before:]}


def addresses(mail: SentMail, header: str) -> list[str]:
    return [email for _, email in getaddresses(mail.parsed.get_all(header, []))]


def test_everybody_gets_a_mail_that_shows_all_of_them(shared: Lambdas) -> None:
    mails = answer(shared)
    assert set(mails) == {CUSTOMER, PEKKA, LIISA}
    for mail in mails.values():
        assert addresses(mail, "To") == [CUSTOMER]
        assert addresses(mail, "Cc") == [LIISA, PEKKA]
        assert mail.parsed["Bcc"] is None
        assert "Pull the plug." in mail.text


def test_everybody_answers_under_an_address_of_their_own(shared: Lambdas) -> None:
    for recipient, mail in answer(shared).items():
        token = read_reply_address(mail.parsed["Reply-To"], shared.desk.signer)
        assert token is not None
        assert token_owner_is(token, recipient)
        others = {CUSTOMER, PEKKA, LIISA} - {recipient}
        assert not any(token_owner_is(token, other) for other in others)


def test_who_joined_later_is_not_shown_what_was_said_before(shared: Lambdas) -> None:
    mails = answer(shared)
    assert "It burns." in mails[CUSTOMER].text
    assert "Which printer?" in mails[CUSTOMER].html
    for newcomer in (PEKKA, LIISA):
        for body in (mails[newcomer].text, mails[newcomer].html, mails[newcomer].raw):
            assert "burns" not in body
            assert "Which printer" not in body


def test_an_answer_to_the_requester_alone_shows_nobody_else(shared: Lambdas) -> None:
    ticket = shared.ticket()
    shared.desk.replies.reply(AGENT, ticket, ticket.version, "Just you.", (), ticket.status, _request(), to_all=False)
    shared.send_everything()
    mail = shared.sent()[-1]
    assert (mail.recipient, addresses(mail, "To"), addresses(mail, "Cc")) == (CUSTOMER, [CUSTOMER], [])


def _request():  # type: ignore[no-untyped-def]
    from chalicelib.services.requests import request_of

    return request_of(AGENT.id, "route", "alone", b"")


def test_our_own_addresses_are_not_shown_among_the_recipients(shared: Lambdas) -> None:
    join(shared, Participant(PEKKA, "Pekka"), Participant("billing@in.example.com", "Billing"))
    assert addresses(answer(shared)[CUSTOMER], "Cc") == [PEKKA]


def test_a_ticket_that_changed_hands_shows_its_old_requester_as_one_of_many(shared: Lambdas) -> None:
    shared.agent_replies("Pull the plug.")
    ticket = shared.ticket()
    liisa = replace(ticket.requester, email=LIISA, name="Liisa")
    shared.desk.tickets.commit(Change(ticket, replace(ticket, version=ticket.version + 1, requester=liisa), ()))
    shared.send_everything()
    mails = {mail.recipient: mail for mail in shared.sent()[-3:]}
    for mail in mails.values():
        assert (addresses(mail, "To"), addresses(mail, "Cc")) == ([LIISA], [CUSTOMER, PEKKA])


def test_a_repeated_attempt_sends_the_same_bytes(shared: Lambdas) -> None:
    shared.agent_replies("Pull the plug.")
    entry = shared.entries()[-1]
    id = outbox_id(entry.reference, entry.id, MailKind.REPLY, PEKKA)
    service = shared.desk.send_mail
    mail = shared.desk.outbox.get(id)
    assert mail is not None
    first, again = (service._composer.compose(service._letter(mail)) for _ in range(2))  # type: ignore[arg-type]
    assert first == again


def test_an_agents_words_go_out_without_what_their_mail_program_put_around_them(lambdas: Lambdas) -> None:
    """Agents may answer by mail; quotes and signature of that mail stay on the desk."""
    lambdas.receive()
    lambdas.agent_replies("placeholder")
    entry = lambdas.entries()[-1]
    parts = (
        TextPart("reply", "Pull the plug.\n"),
        TextPart("quote", "> This is due soon: internal\n"),
        TextPart("signature", "-- \nAntti, private line 5551\n"),
    )
    by_mail = replace(entry, body=Body(parts, "<p>Pull <b>internal</b></p>"))
    service = lambdas.desk.send_mail
    mail = next(each for each in lambdas.outbox() if each.kind is MailKind.REPLY)
    letter = service._letter(mail)
    assert letter is not None
    raw = service._composer.compose(replace(letter, entry=by_mail)).decode()
    assert "Pull the plug." in raw
    assert "internal" not in raw
    assert "5551" not in raw
    assert SUPPORT.signature in raw
