"""Customers in the table: what is stored is read, on the version that it was based on, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.customer import Customer, CustomerEvent, Profile
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.standing import Standing
from chalicelib.domain.timeline import Author, AuthorKind, FieldChange
from chalicelib.services.customer_ports import CustomerDiffers, CustomerStore
from chalicelib.services.customer_records import CustomerChange
from chalicelib.services.records import Once
from tests.contract.conftest import Changes
from tests.support.clock import START
from tests.support.desk import World
from tests.support.tickets import MAIJA, a_ticket

BEFORE = Customer(MAIJA.customer_id, MAIJA.email, "Maija", START)
FULL = replace(
    BEFORE,
    version=2,
    phones=("+358 40 1",),
    other_emails=("maija@home.example",),
    language="fi",
    zone="Europe/Helsinki",
    standing=Standing(group="vip", organisation="acme"),
    unsettled_at=START,
)
EVENT = CustomerEvent(
    "01KB3RSEVW0000000000000001",
    START,
    Author(AuthorKind.AGENT, "a-agent", "Antti"),
    (FieldChange("name", "", "Maija"),),
    merged="pekka@acme.example",
)
PROFILE = Profile("Katu 1\nHelsinki", "Ä note")


@pytest.fixture
def customers(world: World) -> CustomerStore:
    store = world.desk.customer_store
    store.commit((CustomerChange(None, BEFORE),))
    return store


def test_everything_about_a_customer_is_kept(customers: CustomerStore) -> None:
    customers.commit((CustomerChange(BEFORE, FULL, EVENT, PROFILE),))
    assert customers.customer(BEFORE.id) == customers.customers([BEFORE.id])[BEFORE.id] == FULL
    assert customers.known(BEFORE.id) == (FULL, PROFILE)
    opened = customers.open(BEFORE.id, 5)
    assert opened and (opened.customer, opened.profile, opened.tickets.references) == (FULL, PROFILE, ())
    assert customers.events(BEFORE.id, 5, None).events == (EVENT,)


def test_a_change_is_stored_on_the_version_that_was_read_or_not_at_all(customers: CustomerStore) -> None:
    customers.commit((CustomerChange(BEFORE, FULL),))
    other = replace(BEFORE, id="0" * 16)
    with pytest.raises(StaleVersion) as refusal:
        customers.commit((CustomerChange(BEFORE, replace(BEFORE, version=2, name="X")), CustomerChange(None, other)))
    assert refusal.value.current == FULL
    assert customers.customer(other.id) is None


def test_a_change_whose_answer_was_lost_succeeds(customers: CustomerStore) -> None:
    for _ in range(2):
        assert customers.commit((CustomerChange(BEFORE, FULL, EVENT),)) is None
    assert customers.customer(BEFORE.id) == FULL


def test_a_request_that_was_done_before_gets_its_answer(customers: CustomerStore) -> None:
    once = Once("key", "asked", BEFORE.id, "", START + timedelta(days=30))
    assert customers.commit((CustomerChange(BEFORE, FULL),), once) is None
    assert customers.commit((CustomerChange(FULL, replace(FULL, version=3)),), once) == once
    assert customers.customer(BEFORE.id) == FULL


def test_a_customer_who_is_there_is_not_made_again(customers: CustomerStore) -> None:
    with pytest.raises(CustomerDiffers) as refusal:
        customers.commit((CustomerChange(None, FULL),))
    assert refusal.value.customer == BEFORE


def test_what_customers_are_found_by_follows_their_changes(customers: CustomerStore) -> None:
    customers.commit((CustomerChange(BEFORE, FULL),))
    assert customers.with_phone("+358401") == [BEFORE.id]
    assert customers.members("group#vip", 5, None).customer_ids == (BEFORE.id,)
    customers.commit((CustomerChange(FULL, replace(BEFORE, version=3)),))
    assert customers.with_phone("+358401") == []
    assert customers.members("group#vip", 5, None).customer_ids == ()


def test_a_removed_customer_is_gone(customers: CustomerStore) -> None:
    customers.commit((CustomerChange(BEFORE, None),))
    assert customers.customer(BEFORE.id) is None
    assert customers.open(BEFORE.id, 5) is None


def test_who_has_something_to_follow_is_due_until_it_is_done(customers: CustomerStore, world: World) -> None:
    customers.commit((CustomerChange(BEFORE, FULL),))

    def due() -> list[str]:
        return [id for page in world.desk.timers.due(START, 10) for id in page.customers]

    assert due() == [BEFORE.id]
    assert not customers.settle(replace(FULL, version=7))
    assert due() == [BEFORE.id]
    assert customers.settle(FULL)
    assert due() == []


def test_tickets_come_newest_first_in_pages(customers: CustomerStore, world: World, change: Changes) -> None:
    for number in range(5):
        at = START + timedelta(minutes=number)
        world.desk.tickets.commit(change.opening(a_ticket(f"{number:08d}", now=at)))
    first = customers.tickets_of(MAIJA.customer_id, 2)
    assert first.references == ("00000004", "00000003")
    second = customers.tickets_of(MAIJA.customer_id, 2, first.next)
    assert second.references == ("00000002", "00000001")
    third = customers.tickets_of(MAIJA.customer_id, 2, second.next)
    assert (third.references, third.next) == (("00000000",), None)
    tickets = customers.tickets([*first.references, "ZZZZZZZZ"])
    assert [ticket.reference for ticket in tickets] == list(first.references)
    assert customers.position_of(tickets[1]) == first.next


def test_a_ticket_is_opened_only_for_a_customer_who_stands_as_assumed(
    customers: CustomerStore, world: World, change: Changes
) -> None:
    customers.commit((CustomerChange(BEFORE, FULL),))
    opening = change.opening(a_ticket())
    with pytest.raises(CustomerDiffers) as refusal:
        world.desk.tickets.commit(opening)
    assert refusal.value.customer == FULL
    assert world.desk.tickets.ticket(opening.after.reference) is None
    with pytest.raises(CustomerDiffers):
        world.desk.tickets.commit(replace(opening, standing=Standing(merged_into="0" * 16)))
    world.desk.tickets.commit(replace(opening, standing=FULL.standing))
    assert world.desk.tickets.ticket(opening.after.reference)
    assert customers.customer(BEFORE.id) == FULL
