"""What agents set for themselves, on the real store."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.errors import InvalidInput, StaleVersion, Unauthenticated
from chalicelib.services.own_settings import OwnEdit, OwnSettings
from tests.support.desk import AGENT, World, world

AWAY = OwnEdit(available=False)


@pytest.fixture
def fresh() -> Iterator[World]:
    with world() as built:
        yield built


@pytest.fixture
def own(fresh: World) -> OwnSettings:
    return fresh.desk.own_settings


def stored(fresh: World) -> Agent:
    found = fresh.desk.directory.agent(AGENT.id)
    assert found
    return found


def test_an_agent_goes_away_and_comes_back(fresh: World, own: OwnSettings) -> None:
    away = own.change(AGENT, None, AWAY)
    assert (stored(fresh), away.available, away.version) == (away, False, 2)
    assert not fresh.desk.directory_cache.current().agents[AGENT.id].available
    assert own.change(away, 2, OwnEdit(available=True)).available
    assert not fresh.desk.audit.list(replace(AGENT, role="admin"), 5, None, None, None).records


def test_only_what_is_named_changes(fresh: World, own: OwnSettings) -> None:
    agent = own.change(AGENT, None, OwnEdit(queue_off=["support"], language="fi"))
    agent = own.change(agent, None, OwnEdit(notifications={Occasion.MENTIONED: Way.MAIL, Occasion.ASSIGNED: Way.OFF}))
    agent = own.change(agent, None, OwnEdit(notifications={Occasion.ASSIGNED: Way.DIGEST}))
    assert agent == stored(fresh)
    assert (agent.queue_off, agent.language, agent.available) == (frozenset({"support"}), "fi", True)
    assert agent.notifications == {Occasion.MENTIONED: Way.MAIL, Occasion.ASSIGNED: Way.DIGEST}


@pytest.mark.parametrize("edit", [OwnEdit(queue_off=["billing"]), OwnEdit(language="xx")])
def test_what_is_not_the_agents_or_the_desks_is_refused(fresh: World, own: OwnSettings, edit: OwnEdit) -> None:
    with pytest.raises(InvalidInput):
        own.change(AGENT, None, edit)
    assert stored(fresh) == AGENT


def test_a_change_without_a_version_is_made_on_what_an_admin_made_of_the_agent(fresh: World, own: OwnSettings) -> None:
    changed = replace(AGENT, name="Antti A.", version=2)
    fresh.desk.configuration_store.replace_agent(AGENT, changed)
    assert own.change(AGENT, None, AWAY) == stored(fresh) == replace(changed, available=False, version=3)


def test_a_change_of_another_version_is_refused_with_what_is_stored(fresh: World, own: OwnSettings) -> None:
    with pytest.raises(StaleVersion):
        own.change(AGENT, 7, AWAY)
    changed = replace(AGENT, name="Antti A.", version=2)
    fresh.desk.configuration_store.replace_agent(AGENT, changed)
    with pytest.raises(StaleVersion) as refusal:
        own.change(AGENT, 1, AWAY)
    assert refusal.value.current == changed


def test_who_was_disabled_a_moment_ago_changes_nothing(fresh: World, own: OwnSettings) -> None:
    disabled = replace(AGENT, enabled=False, version=2)
    fresh.desk.configuration_store.replace_agent(AGENT, disabled)
    with pytest.raises(Unauthenticated):
        own.change(AGENT, None, AWAY)
    assert stored(fresh) == disabled
