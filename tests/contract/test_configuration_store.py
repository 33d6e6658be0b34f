"""Changes of the configuration in the table: all of one is stored or nothing, and every one leaves its record."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamo.audit_store import DynamoAuditLog
from chalicelib.adapters.dynamo.configuration_store import KEPT_FORMER
from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.departments import Assignment
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.roles import Permission
from chalicelib.domain.settings import Kind, Setting, at_version, found, kind_of
from chalicelib.services.configuration_ports import AuditRecord, ConfigurationChange, Overtaken
from tests.support.desk import AGENT, SUPPORT, World
from tests.support.settings import COLOUR, EACH, GOLD, LEGAL, OFFICE, READER, SERIAL, WAITING


def change(
    world: World, before: Setting | None, after: Setting | None, *, along: Any = (), revision: int | None = None
) -> ConfigurationChange:
    now = world.clock.now()
    changed = after or before
    assert changed
    record = AuditRecord(
        world.desk.ids.ulid(now), now, "a-admin", kind_of(changed), changed.id, None, {"name": "Ä"}, "request-1"
    )
    return ConfigurationChange(before, after, along, world_revision(world) if revision is None else revision, record)


def world_revision(world: World) -> int:
    return world.desk.configuration_store.read().revision


def records(world: World) -> list[dict[str, Any]]:
    return [item for item in world.items() if item["pk"]["S"].startswith("AUDIT#")]


@pytest.mark.parametrize("setting", EACH, ids=lambda setting: kind_of(setting))
def test_a_setting_is_read_back_as_it_was_stored_changed_and_removed(world: World, setting: Setting) -> None:
    store, kind = world.desk.configuration_store, kind_of(setting)
    store.commit(change(world, None, setting))
    assert found(store.read(), kind, setting.id) == found(world.desk.directory.load(), kind, setting.id) == setting
    store.commit(change(world, setting, at_version(setting, 2)))
    assert found(store.read(), kind, setting.id) == at_version(setting, 2)
    store.commit(change(world, at_version(setting, 2), None))
    assert found(store.read(), kind, setting.id) is None
    assert store.read().revision == len(records(world)) == 3


def test_everything_about_a_department_an_agent_and_hours_is_kept(world: World) -> None:
    department = replace(
        LEGAL,
        reopens=False,
        auto_close=None,
        auto_close_notice=timedelta(hours=3),
        follow_up_window=timedelta(),
        assignment=Assignment.LEAST_LOADED,
        keep_last_agent=True,
        capacity=7,
        queue_only=True,
        required_on_form=("serial",),
        required_to_resolve=("colour", "serial"),
        signature="a\nb",
    )
    agent = replace(
        AGENT,
        role="reader",
        grants=READER.permissions,
        capacity=0,
        available=False,
        queue_off=frozenset({"support"}),
        notifications={Occasion.MENTIONED: Way.MAIL},
        language="fi",
        version=1,
    )
    hours = replace(
        OFFICE,
        region="FI",
        closed_on=frozenset({date(2026, 12, 23)}),
        public_holidays=frozenset({date(2026, 12, 25)}),
        known_through=2031,
    )
    field = replace(COLOUR, used=True, retired=True)
    for setting in (department, hours, field):
        world.desk.configuration_store.commit(change(world, None, setting))
    world.desk.directory.save_agent(agent)
    directory = world.desk.directory.load()
    assert directory.departments["legal"] == department
    assert directory.agents[AGENT.id] == world.desk.directory.agent(AGENT.id) == agent
    assert directory.agents[AGENT.id].permissions == {Permission.SEE_DEPARTMENTS, Permission.NOTE}
    assert directory.schedules["office"] == hours
    assert directory.fields["colour"] == field


def test_a_department_and_an_agent_of_an_older_release_are_read_and_can_be_changed(world: World) -> None:
    dynamodb, table = world.aws("dynamodb"), world.desk.settings.table
    text, yes = {"S": "x"}, {"BOOL": True}
    plain = {"name": text, "pk": {"S": "DIRECTORY"}}
    old = (
        {"sk": {"S": "DEPARTMENT#old"}, "addresses": {"S": '["old@in.example.com"]'}, "first_response": {"N": "60"}}
        | {"notify": {"S": "[]"}},
        {"sk": {"S": "AGENT#old"}, "email": {"S": "old@x.example"}, "role": {"S": "admin"}, "enabled": yes}
        | {"departments": {"S": "[]"}},
    )
    for item in old:
        dynamodb.put_item(TableName=table, Item=plain | item)
    store = world.desk.configuration_store
    directory = store.read()
    department, agent = directory.departments["old"], directory.agents["old"]
    assert (department.version, department.reopens, department.auto_close) == (1, True, None)
    assert (agent.version, agent.available, agent.role) == (1, True, "admin")
    store.commit(change(world, department, replace(department, name="New", version=2)))
    store.replace_agent(agent, replace(agent, available=False, version=2))
    assert store.read().departments["old"].name == "New"
    assert not store.read().agents["old"].available


def test_a_change_on_another_version_or_revision_is_overtaken_and_stores_nothing(world: World) -> None:
    store = world.desk.configuration_store
    store.commit(change(world, None, WAITING))
    before = world.items()
    two = at_version(WAITING, 2)
    for refused in (
        change(world, None, WAITING),
        change(world, two, at_version(WAITING, 3)),
        change(world, WAITING, two, revision=0),
        change(world, WAITING, two, revision=7),
        change(world, two, None),
        change(world, None, READER, along=((replace(AGENT, version=9), replace(AGENT, version=10)),)),
    ):
        with pytest.raises(Overtaken):
            store.commit(refused)
    assert world.items() == before


def test_agents_change_along_with_a_setting(world: World) -> None:
    joined = replace(AGENT, departments=("support", "legal"), version=2)
    world.desk.configuration_store.commit(change(world, None, LEGAL, along=((AGENT, joined),)))
    assert world.desk.directory.load().agents[AGENT.id] == joined


def test_a_change_whose_answer_was_lost_succeeds_once(world: World) -> None:
    store = world.desk.configuration_store
    same = change(world, None, WAITING)
    store.commit(same)
    store.commit(same)
    assert store.read().revision == len(records(world)) == 1


def test_a_replaced_or_removed_policy_is_still_known_as_it_was_promised(world: World) -> None:
    store = world.desk.configuration_store
    second = replace(GOLD, policy=replace(GOLD.policy, version=2, name="More gold"))
    store.commit(change(world, None, GOLD))
    store.commit(change(world, GOLD, second))
    store.commit(change(world, second, None))
    directory = world.desk.directory.load()
    assert directory.policies == {}
    assert directory.policy_as_promised("gold", 1) == GOLD.policy
    assert directory.policy_as_promised("gold", 2) == second.policy


def test_of_a_policy_that_changes_often_the_latest_versions_are_kept(world: World) -> None:
    store, current = world.desk.configuration_store, GOLD
    store.commit(change(world, None, GOLD))
    for version in range(2, KEPT_FORMER + 4):
        following = replace(GOLD, policy=replace(GOLD.policy, version=version))
        store.commit(change(world, current, following))
        current = following
    former = {version for _, version in store.read().former_policies}
    assert former == set(range(3, KEPT_FORMER + 3))


def test_what_tickets_have_is_marked_and_not_deleted_at_the_same_moment(world: World) -> None:
    store = world.desk.configuration_store
    store.commit(change(world, None, SERIAL))
    removal = change(world, SERIAL, None)
    assert store.mark_used(Kind.FIELD, "serial")
    assert store.mark_used(Kind.FIELD, "serial")
    assert store.read().fields["serial"].used
    with pytest.raises(Overtaken):
        store.commit(removal)
    assert not store.mark_used(Kind.FIELD, "gone")
    assert "gone" not in store.read().fields


def test_what_an_agent_set_is_stored_on_the_version_that_was_read(world: World) -> None:
    store = world.desk.configuration_store
    away = replace(AGENT, available=False, version=2)
    store.replace_agent(AGENT, away)
    store.replace_agent(AGENT, away)
    with pytest.raises(StaleVersion) as refusal:
        store.replace_agent(AGENT, replace(AGENT, language="fi", version=2))
    assert refusal.value.current == away
    with pytest.raises(NotFound):
        store.replace_agent(replace(AGENT, id="gone"), replace(away, id="gone"))
    assert records(world) == []


def test_a_record_is_written_once_and_never_over_another(world: World) -> None:
    store = world.desk.configuration_store
    first = change(world, None, WAITING)
    store.commit(first)
    (stored,) = records(world)
    store.commit(replace(change(world, None, READER), record=replace(first.record, kind="role")))
    assert records(world) == [stored]
    assert world.desk.directory.load().roles == {}


def test_the_log_is_read_newest_first_across_months_and_by_kind_and_actor(world: World) -> None:
    store, log = world.desk.configuration_store, DynamoAuditLog(world.desk.table)
    for number, setting in enumerate((WAITING, READER, SERIAL, OFFICE)):
        store.commit(change(world, None, setting))
        world.clock.advance(timedelta(days=20 if number else 500))
    now, since = world.clock.now(), store.read().audited_since
    assert since == "2026-11"

    def read(limit: int, kind: str | None = None, actor: str | None = None) -> list[str]:
        seen, after = [], None
        while True:
            page = log.page(now, since, limit, after, kind, actor)
            seen += [record.kind for record in page.records]
            assert len(page.records) <= limit
            after = page.next
            if after is None:
                return seen

    everything = ["business-hours", "field", "role", "status"]
    assert read(25) == read(1) == read(2) == read(25, actor="a-admin") == everything
    assert read(1, kind="role") == ["role"]
    assert read(25, actor="somebody") == []
    record = log.page(now, since, 1, None, None, None).records[0]
    assert (record.actor, record.setting, record.request_id) == ("a-admin", "office", "request-1")
    assert record.after == {"name": "Ä"}


def test_other_items_of_the_directory_are_not_taken_for_settings(world: World) -> None:
    world.desk.configuration_store.commit(change(world, None, WAITING))
    directory = world.desk.directory.load()
    assert set(directory.departments) == {SUPPORT.id, "billing"}
    assert isinstance(directory.agents[AGENT.id], Agent)
