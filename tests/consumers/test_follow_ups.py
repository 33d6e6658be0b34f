"""Answers to what ended: within the window they wake the ticket, later they open a new one that names it. Answers to
what was merged land where it lives on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import FieldChange
from chalicelib.mail.thread import reply_address
from chalicelib.services.records import Change
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail, notice
from tests.support.setting_up import set_up
from tests.support.tickets import an_entry

WINDOW = SUPPORT.follow_up_window
MOMENT = timedelta(seconds=1)


def ended(lambdas: Lambdas, status: Status) -> Ticket:
    lambdas.receive()
    ticket = lambdas.ticket()
    return lambdas.desk.edits.edit(AGENT, ticket, ticket.version, Edit(status=status), None)


def answer(lambdas: Lambdas, ticket: Ticket, sender: str = CUSTOMER) -> str:
    token = reply_address("support@in.example.com", ticket.reference, CUSTOMER, lambdas.desk.signer)
    raw = mail(sender=sender, message_id="<later@customer.example>")
    return lambdas.receive(raw, recipients=(token,), source=sender)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_an_answer_at_the_end_of_the_window_wakes_the_ticket(lambdas: Lambdas, status: Status) -> None:
    ticket = ended(lambdas, status)
    lambdas.world.clock.advance(WINDOW)
    answer(lambdas, ticket)
    assert lambdas.ticket().status is Status.OPEN


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_an_answer_after_the_window_opens_a_ticket_that_names_the_old_one(lambdas: Lambdas, status: Status) -> None:
    old = ended(lambdas, status)
    lambdas.world.clock.advance(WINDOW + MOMENT)
    answer(lambdas, old)
    first, second = lambdas.tickets()
    assert first == old
    assert (second.status, second.follows, second.requester) == (Status.NEW, old.reference, old.requester)
    (entry,) = lambdas.messages(second.reference)
    assert entry.changes == (FieldChange("follows", "", old.reference),)


def test_a_late_answer_that_comes_twice_opens_one_ticket(lambdas: Lambdas) -> None:
    old = ended(lambdas, Status.CLOSED)
    lambdas.world.clock.advance(WINDOW + MOMENT)
    key = answer(lambdas, old)
    token = reply_address("support@in.example.com", old.reference, CUSTOMER, lambdas.desk.signer)
    lambdas.announce(notice(key, recipients=(token,)))
    assert len(lambdas.tickets()) == 2


def test_a_stranger_with_an_old_reply_address_learns_of_no_ticket(lambdas: Lambdas) -> None:
    old = ended(lambdas, Status.CLOSED)
    lambdas.world.clock.advance(WINDOW + MOMENT)
    answer(lambdas, old, "eve@evil.example")
    assert lambdas.tickets()[1].follows is None


def test_an_unanswered_ticket_takes_answers_for_ever(lambdas: Lambdas) -> None:
    lambdas.receive()
    ticket = lambdas.ticket()
    lambdas.world.clock.advance(10 * WINDOW)
    answer(lambdas, ticket)
    assert len(lambdas.messages()) == 2


def test_spam_stays_spam_however_late(lambdas: Lambdas) -> None:
    ticket = ended(lambdas, Status.SPAM)
    lambdas.world.clock.advance(10 * WINDOW)
    answer(lambdas, ticket)
    assert lambdas.ticket().status is Status.SPAM


def merge(lambdas: Lambdas, source: Ticket, into: str) -> None:
    after = replace(source, version=source.version + 1, status=Status.CLOSED, merged_into=into)
    entry = an_entry(lambdas.desk.ids.ulid(lambdas.world.clock.now()), source.reference)
    lambdas.desk.tickets.commit(Change(source, after, (entry,)))


def test_an_answer_to_a_merged_ticket_lands_in_the_survivor(lambdas: Lambdas) -> None:
    for number in range(3):
        lambdas.receive(mail(message_id=f"<{number}@customer.example>"))
        lambdas.world.clock.advance(MOMENT)
    one, two, three = lambdas.tickets()
    merge(lambdas, one, two.reference)
    merge(lambdas, two, three.reference)
    lambdas.world.clock.advance(10 * WINDOW)
    answer(lambdas, one)
    assert [len(lambdas.messages(ticket.reference)) for ticket in (one, two, three)] == [2, 2, 2]
    assert lambdas.messages(three.reference)[-1].mail.message_id == "later@customer.example"  # type: ignore[union-attr]


def test_a_circle_of_merges_loses_no_mail(lambdas: Lambdas) -> None:
    lambdas.receive()
    ticket = lambdas.ticket()
    merge(lambdas, ticket, ticket.reference)
    answer(lambdas, ticket)
    assert len(lambdas.messages()) == 3, "two of the conversation, one made by the test"


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_where_tickets_are_not_reopened_an_answer_to_one_that_ended_opens_another_at_once(
    lambdas: Lambdas, status: Status
) -> None:
    set_up(lambdas.desk, replace(SUPPORT, reopens=False))
    old = ended(lambdas, status)
    lambdas.world.clock.advance(MOMENT)
    answer(lambdas, old)
    first, second = lambdas.tickets()
    assert first == old
    assert (second.status, second.follows) == (Status.NEW, old.reference)


def test_where_tickets_are_not_reopened_one_that_did_not_end_goes_on(lambdas: Lambdas) -> None:
    set_up(lambdas.desk, replace(SUPPORT, reopens=False))
    lambdas.receive()
    lambdas.agent_replies()
    answer(lambdas, lambdas.ticket())
    assert lambdas.ticket().status is Status.OPEN
