"""What time does to a ticket: it wakes, the customer is told that it will close, and it closes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.bootstrap import Desk
from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.hours import ALWAYS
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.sla_policy import Policy, Promise, Target, WaitsFor
from chalicelib.domain.ticket import Priority, Status
from chalicelib.domain.timeline import SYSTEM, Entry, EventName, FieldChange
from chalicelib.mail.thread import reply_address
from tests.support.clock import START
from tests.support.desk import ADMIN, AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def answered(lambdas: Lambdas) -> Iterator[Lambdas]:
    """A ticket by mail that an agent answered a minute later; the customer is silent."""
    lambdas.receive()
    lambdas.world.clock.advance(MINUTE)
    lambdas.agent_replies()
    lambdas.send_everything()
    yield lambdas


def ticks(lambdas: Lambdas, until: timedelta) -> None:
    """The sweep comes four times a day until then; a minute apart would take the test's time and change nothing."""
    while lambdas.world.clock.now() < START + until:
        lambdas.world.clock.advance(min(timedelta(hours=6), START + until - lambdas.world.clock.now()))
        lambdas.tick()


def events(lambdas: Lambdas, *names: EventName) -> list[Entry]:
    return [entry for entry in lambdas.entries() if entry.event in names]


def customer_writes(lambdas: Lambdas) -> None:
    to = reply_address("support@in.example.com", lambdas.ticket().reference, CUSTOMER, lambdas.desk.signer)
    lambdas.receive(mail(message_id="<again@customer.example>"), recipients=(to,))


def test_a_silent_customer_is_told_a_day_before_and_the_ticket_closes_five_days_after_the_answer(
    answered: Lambdas,
) -> None:
    ticks(answered, 4 * DAY)
    assert answered.ticket().status is Status.ANSWERED
    assert events(answered, EventName.CLOSES_SOON) == []
    ticks(answered, 4 * DAY + MINUTE)
    (notice,) = events(answered, EventName.CLOSES_SOON)
    assert (notice.author, notice.at) == (SYSTEM, START + 4 * DAY + MINUTE)
    ticks(answered, 5 * DAY)
    assert answered.ticket().status is Status.ANSWERED
    ticks(answered, 5 * DAY + MINUTE)
    assert answered.ticket().status is Status.CLOSED
    (closed,) = events(answered, EventName.CLOSED_BY_ITSELF)
    assert closed.changes == (FieldChange("status", "answered", "closed"),)
    ticks(answered, 9 * DAY)
    assert len(events(answered, EventName.CLOSES_SOON, EventName.CLOSED_BY_ITSELF)) == 2


def test_the_notice_is_one_automatic_mail_that_says_when_and_how_to_object(answered: Lambdas) -> None:
    ticks(answered, 4 * DAY + MINUTE)
    (outgoing,) = (each for each in answered.outbox() if each.kind is MailKind.CLOSING)
    answered.send(outgoing.id)
    sent = answered.sent()[-1]
    assert sent.recipient == CUSTOMER
    assert sent.parsed["Auto-Submitted"] == "auto-generated"
    assert "2026-11-28 09:01 UTC" in sent.text
    assert answered.ticket().reference[:4] in sent.parsed["Subject"]
    assert sent.parsed["Reply-To"].startswith("support+t.")


@pytest.mark.parametrize("days", [1, 4.5])
def test_an_answer_of_the_customer_cancels_the_closing(answered: Lambdas, days: float) -> None:
    ticks(answered, days * DAY)
    customer_writes(answered)
    ticks(answered, 20 * DAY)
    assert answered.ticket().status is Status.OPEN
    assert events(answered, EventName.CLOSED_BY_ITSELF) == []


def test_a_ticket_that_waits_for_us_never_closes_itself(lambdas: Lambdas) -> None:
    lambdas.receive()
    ticks(lambdas, 40 * DAY)
    assert lambdas.ticket().status is Status.NEW


def test_after_a_long_outage_the_customer_still_gets_the_whole_notice(answered: Lambdas) -> None:
    answered.world.clock.advance(30 * DAY)
    answered.tick()
    now = answered.world.clock.now()
    assert answered.ticket().status is Status.ANSWERED
    ticks(answered, now - START + DAY)
    assert answered.ticket().status is Status.CLOSED


def postpone(lambdas: Lambdas, waits_for: WaitsFor) -> None:
    ticket = lambdas.ticket()
    edit = Edit(Status.POSTPONED, postpone=(START + DAY, waits_for))
    lambdas.desk.edits.edit(AGENT, ticket, ticket.version, edit, None)


def test_a_postponed_ticket_wakes_at_its_time_and_is_new_again_if_it_was(lambdas: Lambdas) -> None:
    lambdas.receive()
    postpone(lambdas, WaitsFor.THIRD_PARTY)
    lambdas.world.clock.advance(DAY - MINUTE)
    lambdas.tick()
    assert lambdas.ticket().status is Status.POSTPONED
    lambdas.world.clock.advance(MINUTE)
    lambdas.tick()
    lambdas.tick()
    assert lambdas.ticket().status is Status.NEW
    (woken,) = events(lambdas, EventName.WOKEN)
    assert FieldChange("status", "postponed", "new") in woken.changes


def test_a_customers_answer_wakes_a_postponed_ticket_at_once(answered: Lambdas) -> None:
    postpone(answered, WaitsFor.CUSTOMER)
    customer_writes(answered)
    assert (answered.ticket().status, answered.ticket().postponed) == (Status.OPEN, None)
    ticks(answered, 2 * DAY)
    assert events(answered, EventName.WOKEN) == []


def test_a_clock_that_waited_for_a_third_party_goes_on_where_it_stood(lambdas: Lambdas) -> None:
    lambdas.receive()
    postpone(lambdas, WaitsFor.THIRD_PARTY)
    ticks(lambdas, DAY + timedelta(hours=7))
    assert events(lambdas, EventName.SLA_BREACH) == []
    ticks(lambdas, DAY + timedelta(hours=8))
    assert len(events(lambdas, EventName.SLA_BREACH)) == 1


def test_an_answer_that_comes_after_a_breach_nobody_noticed_does_not_hide_it(lambdas: Lambdas) -> None:
    lambdas.receive()
    lambdas.world.clock.advance(timedelta(hours=9))
    lambdas.agent_replies()
    (breach,) = events(lambdas, EventName.SLA_BREACH)
    assert breach.detail == "first answer due 2026-11-23T17:00:00.000Z"
    lambdas.tick()
    assert len(events(lambdas, EventName.SLA_BREACH)) == 1


def test_a_promise_newer_than_what_a_function_remembers_is_not_lost(lambdas: Lambdas) -> None:
    lambdas.receive()
    desk = lambdas.desk
    desk.directory_cache.current()
    other = Desk(desk.settings, lambdas.world.clock, desk.ids)
    gold = Policy("gold", 1, "Gold", ALWAYS.id, {Target.RESOLUTION: Promise(timedelta(hours=2))})
    other.configuration.save(ADMIN, PlacedPolicy(1, gold), None)
    ticket = lambdas.ticket()
    other.edits.edit(AGENT, ticket, ticket.version, Edit(priority=Priority.HIGH), None)
    ticket = lambdas.ticket()
    assert ticket.clocks.policy == ("gold", 1)
    desk.edits.edit(AGENT, ticket, ticket.version, Edit(assignee=AGENT.id), None)
    assert lambdas.ticket().clocks.policy == ("gold", 1)
    assert lambdas.ticket().due_at == START + timedelta(hours=2)
