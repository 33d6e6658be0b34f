"""Sessions, directory and customers in the table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.customer import Customer
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import NotFound, StaleVersion, Unavailable
from chalicelib.domain.session import Session
from tests.contract.conftest import Changes
from tests.support.clock import START
from tests.support.desk import AGENT, AGENTS, BILLING, SUPPORT, World
from tests.support.tickets import MAIJA, REFERENCE, a_ticket

SESSION = Session("f" * 64, AGENT.id, START, START + timedelta(hours=12))


def test_one_answer_says_who_asks_and_about_which_ticket(world: World, change: Changes) -> None:
    ticket = a_ticket()
    world.desk.tickets.commit(change.opening(ticket))
    world.desk.session_store.save(SESSION)
    found = world.desk.session_store.identify(SESSION.secret_hash, AGENT.id, REFERENCE)
    assert (found.session, found.agent, found.ticket) == (SESSION, AGENT, ticket)
    assert world.desk.session_store.identify(SESSION.secret_hash, AGENT.id, None).ticket is None


def test_what_is_unknown_is_none(world: World) -> None:
    found = world.desk.session_store.identify("0" * 64, "nobody", REFERENCE)
    assert (found.session, found.agent, found.ticket) == (None, None, None)


def test_a_deleted_session_is_gone_and_deleting_again_does_no_harm(world: World) -> None:
    store = world.desk.session_store
    store.save(SESSION)
    store.delete(SESSION.secret_hash)
    store.delete(SESSION.secret_hash)
    assert store.identify(SESSION.secret_hash, AGENT.id, None).session is None


def test_dynamodb_may_delete_a_session_when_it_is_over(world: World) -> None:
    world.desk.session_store.save(SESSION)
    item = next(item for item in world.items() if item["sk"]["S"] == "SESSION")
    assert int(item["expires"]["N"]) == int(SESSION.expires_at.timestamp())


def test_departments_and_agents_are_read_back_as_they_were_saved(world: World) -> None:
    expected = Directory(
        {department.id: department for department in (SUPPORT, BILLING)}, {agent.id: agent for agent in AGENTS}
    )
    assert world.desk.directory.load() == expected


def test_saving_again_replaces(world: World) -> None:
    world.desk.directory.save_agent(replace(AGENT, enabled=False))
    world.desk.directory.save_department(replace(BILLING, addresses=("Money@In.example.com",)))
    directory = world.desk.directory.load()
    assert not directory.agents[AGENT.id].enabled
    assert directory.department_for("money@in.example.com") is not None


def test_a_directory_too_big_to_read_at_once_is_not_read_in_part(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.adapters.dynamo.directory_store.MOST", 3)
    with pytest.raises(Unavailable):
        world.desk.directory.load()


def known(world: World) -> Customer:
    found = world.desk.customer_store.get(MAIJA.customer_id)
    assert found is not None
    return found[0]


def test_a_customer_is_saved_on_the_version_that_was_read(world: World, change: Changes) -> None:
    world.desk.tickets.commit(change.opening())
    store, before = world.desk.customer_store, known(world)
    after = replace(before, version=2, phone="+358 40 1")
    store.save(before, after)
    assert known(world) == after
    with pytest.raises(StaleVersion) as refusal:
        store.save(before, replace(before, version=2, name="Other"))
    assert refusal.value.current == after


def test_a_save_whose_answer_was_lost_succeeds(world: World, change: Changes) -> None:
    world.desk.tickets.commit(change.opening())
    before = known(world)
    after = replace(before, version=2, name="Maija M.")
    world.desk.customer_store.save(before, after)
    world.desk.customer_store.save(before, after)
    assert known(world) == after


def test_a_customer_that_does_not_exist_is_neither_found_nor_made(world: World) -> None:
    nobody = Customer("0" * 16, "x@y.example", "", START)
    assert world.desk.customer_store.get(nobody.id) is None
    with pytest.raises(NotFound):
        world.desk.customer_store.save(nobody, replace(nobody, version=2))
    assert world.desk.customer_store.get(nobody.id) is None


def test_a_customer_with_many_tickets_shows_the_newest(
    world: World, change: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.adapters.dynamo.customer_store.TICKETS_SHOWN", 5)
    for number in range(8):
        at = START + timedelta(minutes=number)
        world.desk.tickets.commit(change.opening(a_ticket(f"{number:08d}", now=at)))
    found = world.desk.customer_store.get(MAIJA.customer_id)
    assert found is not None
    customer, references = found
    assert customer.name == MAIJA.name
    assert references == [f"{number:08d}" for number in range(7, 2, -1)]
    tickets = world.desk.customer_store.tickets([*references[:2], "ZZZZZZZZ"])
    assert [ticket.reference for ticket in tickets] == references[:2]
    assert world.desk.customer_store.tickets([]) == []
