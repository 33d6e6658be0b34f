"""Mails that were set aside, as the table keeps them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamo.quarantine_store import DynamoQuarantineStore
from chalicelib.services.ports import QuarantineStore
from chalicelib.services.records import Once, QuarantinedMail, QuarantineState
from tests.support.clock import START
from tests.support.desk import AGENT, World

WAITING, PROCESSED, DISCARDED = QuarantineState
MAIL = QuarantinedMail(
    id="A" * 26,
    raw_key="inbound/1",
    reason="spam check failed",
    at=START,
    sender="eve@evil.example",
    subject="Win",
    recipients=("support@in.example.com", "billing@in.example.com"),
    verdicts=(("dmarc", "FAIL"), ("spam", "FAIL")),
    source="bounce@evil.example",
    dmarc_policy="reject",
)


@pytest.fixture
def quarantine(world: World) -> QuarantineStore:
    return DynamoQuarantineStore(world.desk.table)


@pytest.fixture
def decide(quarantine: QuarantineStore) -> Callable[..., bool]:
    """Makes a decision about the mail under a request of its own."""

    def make(state: QuarantineState, *since: QuarantineState, key: str = "", mail: QuarantinedMail = MAIL) -> bool:
        decided = replace(mail, state=state, decided_by=AGENT.id, decided_at=START, references=("K7QF3M2X",))
        once = Once(key or f"key-{state}", "asked", "", "", START + timedelta(days=30))
        return quarantine.decide(decided, since, once)

    return make


def listed(quarantine: QuarantineStore, state: QuarantineState) -> list[str]:
    return [row.id for row in quarantine.list(state, 10, None).rows]


def test_a_mail_is_read_back_with_its_whole_receipt(world: World, quarantine: QuarantineStore) -> None:
    world.desk.tickets.quarantine(MAIL)
    assert quarantine.get(MAIL.id) == MAIL
    assert quarantine.get("B" * 26) is None


def test_a_row_of_the_list_needs_no_second_look(world: World, quarantine: QuarantineStore) -> None:
    world.desk.tickets.quarantine(MAIL)
    (row,) = quarantine.list(WAITING, 10, None).rows
    assert (row.id, row.at, row.sender, row.subject) == (MAIL.id, MAIL.at, MAIL.sender, MAIL.subject)
    assert (row.recipients, row.reason, row.verdicts) == (MAIL.recipients, MAIL.reason, MAIL.verdicts)


def test_the_list_is_newest_first_and_continues_behind_the_last_row(world: World, quarantine: QuarantineStore) -> None:
    ids = [f"{number:026}" for number in range(5)]
    for number, id in enumerate(ids):
        world.desk.tickets.quarantine(replace(MAIL, id=id, at=START + timedelta(minutes=number)))
    found, after = [], None
    for _ in range(5):
        page = quarantine.list(WAITING, 2, after)
        found += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert found == ids[::-1]


def test_a_decision_moves_the_mail_to_another_list(
    world: World, quarantine: QuarantineStore, decide: Callable[..., bool]
) -> None:
    world.desk.tickets.quarantine(MAIL)
    assert decide(PROCESSED, WAITING, DISCARDED)
    assert listed(quarantine, WAITING) == []
    assert listed(quarantine, PROCESSED) == [MAIL.id]
    stored = quarantine.get(MAIL.id)
    assert stored and (stored.state, stored.decided_by, stored.decided_at) == (PROCESSED, AGENT.id, START)
    assert stored.references == ("K7QF3M2X",)


def test_a_discarded_mail_that_is_restored_stands_where_it_stood(
    world: World, quarantine: QuarantineStore, decide: Callable[..., bool]
) -> None:
    newer = replace(MAIL, id="B" * 26, at=START + timedelta(minutes=1))
    for mail in (MAIL, newer):
        world.desk.tickets.quarantine(mail)
    assert decide(DISCARDED, WAITING)
    assert decide(WAITING, DISCARDED)
    assert listed(quarantine, WAITING) == [newer.id, MAIL.id]


def test_a_decision_counts_only_since_the_states_it_names(
    world: World, quarantine: QuarantineStore, decide: Callable[..., bool]
) -> None:
    world.desk.tickets.quarantine(MAIL)
    assert decide(DISCARDED, WAITING)
    assert not decide(DISCARDED, WAITING, key="another")
    assert not decide(WAITING, PROCESSED)
    assert listed(quarantine, DISCARDED) == [MAIL.id]


def test_a_request_that_was_done_decides_nothing_more(
    world: World, quarantine: QuarantineStore, decide: Callable[..., bool]
) -> None:
    world.desk.tickets.quarantine(MAIL)
    assert decide(DISCARDED, WAITING, key="first")
    assert decide(WAITING, DISCARDED, key="second")
    assert not decide(DISCARDED, WAITING, key="first")
    assert listed(quarantine, WAITING) == [MAIL.id]


def test_a_mail_that_comes_again_changes_no_decision(
    world: World, quarantine: QuarantineStore, decide: Callable[..., bool]
) -> None:
    world.desk.tickets.quarantine(MAIL)
    assert decide(PROCESSED, WAITING)
    world.desk.tickets.quarantine(replace(MAIL, at=START + timedelta(hours=1)))
    assert listed(quarantine, WAITING) == []
