"""One suite for the outbox in DynamoDB and for the one in memory that other tests use."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.outbox import (
    Delivery,
    MailKind,
    OutboxMail,
    SendState,
    claimed,
    failed,
    lease_over,
    pending,
    sent,
    suppressed,
)
from chalicelib.services.ports import OutboxStore
from chalicelib.services.records import Change
from tests.support.clock import START
from tests.support.desk import world as a_world
from tests.support.memory import MemoryOutbox
from tests.support.tickets import a_ticket, an_entry

ENTRY = an_entry("01KB3RSEVW0000000000000001")
MAIL = pending("K7QF3M2X", ENTRY.id, MailKind.REPLY, "maija@customer.example", "Maija", START)
LATER = START + timedelta(hours=1)
EVERY_STATE = {
    SendState.PENDING: MAIL,
    SendState.SENDING: claimed(MAIL, START, "one"),
    SendState.SENT: sent(claimed(MAIL, START, "one"), "ses-0"),
    SendState.SUPPRESSED: suppressed(MAIL, "bounced"),
    SendState.FAILED: failed(claimed(MAIL, START, "one"), "rejected"),
    SendState.UNKNOWN: replace(claimed(MAIL, START, "one"), state=SendState.UNKNOWN, fires_at=None, reason="no answer"),
}


class Outbox:
    """The store under test, how a mail gets into it, and where a thread key leads."""

    def __init__(self, store: OutboxStore, kind: str, tickets: object = None) -> None:
        self.store, self.kind, self._tickets = store, kind, tickets

    def holding(self, mail: OutboxMail) -> OutboxStore:
        if isinstance(self.store, MemoryOutbox):
            self.store.mails[mail.id] = mail
        else:
            self._tickets.commit(Change(None, a_ticket(), (ENTRY,), (mail,)))  # type: ignore[attr-defined]
        return self.store

    def thread(self, key: str) -> str | None:
        if isinstance(self.store, MemoryOutbox):
            return self.store.threads.get(key)
        once = self._tickets.traces([key], []).mails.get(key)  # type: ignore[attr-defined]
        return once.reference if once else None


@pytest.fixture(params=["dynamo", "memory"])
def outbox(request: pytest.FixtureRequest) -> Iterator[Outbox]:
    if request.param == "memory":
        yield Outbox(MemoryOutbox(), request.param)
    else:
        with a_world() as world:
            yield Outbox(world.desk.outbox, request.param, world.desk.tickets)


@pytest.mark.parametrize("state", list(SendState))
def test_a_mail_is_read_back_as_it_was_stored(outbox: Outbox, state: SendState) -> None:
    mail = replace(EVERY_STATE[state], refusals=3, possible_duplicate=True, delivery=Delivery.DELAYED)
    assert outbox.holding(mail).get(mail.id) == mail


@pytest.mark.parametrize("id", [MAIL.id, "", "nonsense", "a-b-c"])
def test_a_mail_that_does_not_exist_is_none(outbox: Outbox, id: str) -> None:
    assert outbox.store.get(id) is None
    assert outbox.store.record_delivery(id, Delivery.BOUNCED, "") is None
    assert outbox.store.get(id) is None


def test_one_of_two_workers_gets_the_claim(outbox: Outbox) -> None:
    store = outbox.holding(MAIL)
    assert store.replace(MAIL, claimed(MAIL, START, "one"))
    assert not store.replace(MAIL, claimed(MAIL, START, "two"))
    assert store.get(MAIL.id) == claimed(MAIL, START, "one")


def test_a_claim_whose_answer_was_lost_is_recognised_when_it_is_repeated(outbox: Outbox) -> None:
    store = outbox.holding(MAIL)
    assert store.replace(MAIL, claimed(MAIL, START, "one"))
    assert store.replace(MAIL, claimed(MAIL, START, "one"))


def test_a_worker_of_an_earlier_attempt_cannot_change_a_later_one(outbox: Outbox) -> None:
    first = claimed(MAIL, START, "one")
    second = claimed(lease_over(first, LATER), LATER, "one")
    store = outbox.holding(second)
    assert not store.replace(first, failed(first, "late answer of the first attempt"))
    assert store.get(MAIL.id) == second


def test_a_mail_that_is_gone_cannot_be_replaced(outbox: Outbox) -> None:
    assert not outbox.store.replace(MAIL, claimed(MAIL, START, "one"))
    assert outbox.store.get(MAIL.id) is None


@pytest.mark.parametrize("state", list(SendState))
def test_an_accepted_mail_is_sent_whatever_was_thought_of_it(outbox: Outbox, state: SendState) -> None:
    store = outbox.holding(EVERY_STATE[state])
    store.record_sent(sent(claimed(MAIL, START, "one"), "ses-1"), "thread", LATER)
    stored = store.get(MAIL.id)
    assert stored is not None
    assert (stored.state, stored.ses_id, stored.fires_at, stored.reason) == (SendState.SENT, "ses-1", None, "")
    assert outbox.thread("thread") == MAIL.reference


@pytest.mark.parametrize("state", list(SendState))
def test_a_send_event_decides_what_is_not_decided_yet(outbox: Outbox, state: SendState) -> None:
    store = outbox.holding(EVERY_STATE[state])
    store.record_delivery(MAIL.id, Delivery.NONE, "")
    stored = store.get(MAIL.id)
    assert stored is not None
    decided = state in (SendState.SUPPRESSED, SendState.FAILED)
    assert stored.state is (state if decided else SendState.SENT)
    assert stored.fires_at is None


@pytest.mark.parametrize("state", list(SendState))
def test_a_delivery_proves_that_a_mail_was_sent(outbox: Outbox, state: SendState) -> None:
    store = outbox.holding(EVERY_STATE[state])
    before = store.record_delivery(MAIL.id, Delivery.DELIVERED, "")
    stored = store.get(MAIL.id)
    assert before == EVERY_STATE[state]
    assert stored is not None
    assert (stored.state, stored.delivery, stored.fires_at) == (SendState.SENT, Delivery.DELIVERED, None)


def test_reports_in_any_order_leave_the_highest(outbox: Outbox) -> None:
    store = outbox.holding(EVERY_STATE[SendState.SENT])
    told = []
    for delivery in (
        Delivery.DELIVERED,
        Delivery.DELAYED,
        Delivery.DELIVERED,
        Delivery.COMPLAINED,
        Delivery.BOUNCED,
        Delivery.NONE,
    ):
        told.append(store.record_delivery(MAIL.id, delivery, delivery.value) is not None)
        told.append(store.record_delivery(MAIL.id, delivery, "again") is not None)
    stored = store.get(MAIL.id)
    assert stored is not None
    assert (stored.delivery, stored.reason) == (Delivery.COMPLAINED, "complained")
    assert told == [True, False, False, False, False, False, True, False, False, False, False, False]


def test_a_repetition_that_waits_is_not_sent_when_the_first_copy_is_reported(outbox: Outbox) -> None:
    waiting = lease_over(claimed(MAIL, START, "one"), LATER)
    store = outbox.holding(waiting)
    store.record_delivery(MAIL.id, Delivery.NONE, "")
    assert not store.replace(waiting, claimed(waiting, LATER, "one"))


def test_a_suppressed_address_is_so_in_every_spelling_and_for_the_first_reason(outbox: Outbox) -> None:
    store = outbox.store
    assert not store.is_suppressed("maija@customer.example")
    store.suppress("Maija@customer.example", "bounced", START)
    store.suppress("maija@customer.example", "complained", LATER)
    assert store.is_suppressed("MAIJA@customer.example")
    assert not store.is_suppressed("pekka@customer.example")
