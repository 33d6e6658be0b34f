"""Sessions and the directory in the table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.session import Session
from tests.contract.conftest import Changes
from tests.support.clock import START
from tests.support.desk import AGENT, AGENTS, BILLING, SUPPORT, World
from tests.support.tickets import REFERENCE, a_ticket

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
