"""Admins set up a desk, on the real store: what would lead into a dead end is refused, every change is on record."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, StaleVersion, Unavailable
from chalicelib.domain.fields import FieldKind
from chalicelib.domain.permissions import may
from chalicelib.domain.roles import CustomRole, Permission, Role
from chalicelib.domain.settings import Kind, Setting, at_version, kind_of
from chalicelib.domain.sla_policy import Conditions
from chalicelib.domain.ticket import Status
from chalicelib.services.audit import Audited
from chalicelib.services.configuration import Configuration
from chalicelib.services.configuration_ports import AuditRecord, Overtaken
from chalicelib.services.records import Change
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, SUPPORT, World, world
from tests.support.settings import (
    CLERK,
    COLOUR,
    EACH,
    GOLD,
    LEGAL,
    OFFICE,
    OWNER,
    PRINTING,
    READER,
    SERIAL,
    WAITING,
)
from tests.support.tickets import a_ticket, an_entry


@pytest.fixture
def fresh() -> Iterator[World]:
    with world() as built:
        built.desk.directory.save_agent(OWNER)
        yield built


@pytest.fixture
def desk(fresh: World) -> Configuration:
    return fresh.desk.configuration


def log_of(fresh: World, agent: Agent = ADMIN, **wanted: Any) -> tuple[AuditRecord, ...]:
    return fresh.desk.audit.list(agent, 50, None, wanted.get("kind"), wanted.get("actor")).records


def refused(fields: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        fields()
    assert all(problem.message for problem in refusal.value.problems)
    return [problem.field for problem in refusal.value.problems]


@pytest.mark.parametrize("setting", EACH, ids=lambda setting: kind_of(setting))
def test_what_an_owner_sets_up_is_stored_in_force_and_on_record(
    fresh: World, desk: Configuration, setting: Setting
) -> None:
    saved = desk.save(OWNER, setting, None, "request-1")
    assert saved == at_version(setting, 1)
    again = desk.save(OWNER, setting_named(saved, "Other"), 1, "request-2")
    assert again.version == 2
    newest, first = log_of(fresh)
    assert (newest.actor, newest.kind, newest.setting, newest.request_id) == (
        OWNER.id,
        kind_of(setting),
        setting.id,
        "request-2",
    )
    assert newest.before == first.after != newest.after
    assert first.before is None


def setting_named(setting: Any, name: str) -> Any:
    if hasattr(setting, "policy"):
        return replace(setting, policy=replace(setting.policy, name=name))
    if hasattr(setting, "reason"):
        return replace(setting, reason=name)
    return replace(setting, names={"en": name}) if hasattr(setting, "names") else replace(setting, name=name)


@pytest.mark.parametrize("setting", EACH, ids=lambda setting: kind_of(setting))
@pytest.mark.parametrize("agent", [AGENT, RESTRICTED, replace(OWNER, enabled=False)], ids=lambda agent: agent.role)
def test_nobody_else_sets_anything_up(fresh: World, desk: Configuration, setting: Setting, agent: Agent) -> None:
    desk.save(OWNER, setting, None)
    before = fresh.items()
    with pytest.raises(Forbidden):
        desk.save(agent, setting_named(setting, "Mine"), 1)
    with pytest.raises(Forbidden):
        desk.delete(agent, kind_of(setting), setting.id, 1)
    with pytest.raises(Forbidden):
        log_of(fresh, agent)
    assert fresh.items() == before


def test_of_two_changes_at_once_one_is_refused_with_what_is_stored(desk: Configuration) -> None:
    saved = desk.save(ADMIN, WAITING, None)
    for version in (None, 2, 7):
        with pytest.raises(StaleVersion) as refusal:
            desk.save(ADMIN, replace(WAITING, colour="#00ff00"), version)
        assert refusal.value.current == saved
    with pytest.raises(StaleVersion):
        desk.delete(ADMIN, Kind.STATUS, WAITING.id, 2)
    with pytest.raises(NotFound):
        desk.save(ADMIN, replace(WAITING, id="nowhere"), 1)
    with pytest.raises(NotFound):
        desk.delete(ADMIN, Kind.STATUS, "nowhere", 1)


def test_a_change_whose_answer_was_lost_succeeds_and_is_recorded_once(fresh: World, desk: Configuration) -> None:
    assert desk.save(ADMIN, WAITING, None) == desk.save(ADMIN, WAITING, None)
    second = replace(WAITING, retired=True)
    assert desk.save(ADMIN, second, 1) == desk.save(ADMIN, second, 1)
    assert len(log_of(fresh)) == 2


def test_a_change_is_checked_again_when_another_came_first(
    fresh: World, desk: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One admin removes a department while another makes a category for it."""
    desk.save(ADMIN, LEGAL, None)
    store = fresh.desk.configuration_store
    commit, rivals = store.commit, [True]

    def overtaken(change: Any) -> None:
        if rivals:
            rivals.clear()
            desk.delete(ADMIN, Kind.DEPARTMENT, "legal", 1)
        commit(change)

    monkeypatch.setattr(store, "commit", overtaken)
    assert refused(lambda: desk.save(ADMIN, replace(PRINTING, department="legal"), None)) == ["department"]
    assert fresh.desk.directory.load().categories.get("printing") is None


def test_who_is_always_overtaken_is_told_to_try_again(
    fresh: World, desk: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(change: Any) -> None:
        raise Overtaken

    monkeypatch.setattr(fresh.desk.configuration_store, "commit", never)
    with pytest.raises(Unavailable):
        desk.save(ADMIN, WAITING, None)
    desk_has = fresh.desk.directory.load()
    assert WAITING.id not in desk_has.statuses


# departments


def test_an_address_belongs_to_one_department_and_to_nobody_in_person(desk: Configuration) -> None:
    mine = replace(LEGAL, addresses=("legal@in.example.com", "Help@in.example.com"))
    assert refused(lambda: desk.save(ADMIN, mine, None)) == ["addresses", "department.support.addresses"]
    assert refused(lambda: desk.save(ADMIN, replace(LEGAL, addresses=(AGENT.email,)), None)) == [
        f"agent.{AGENT.id}.email",
        "addresses",
    ]
    for odd in ("legal+x@in.example.com", "legal", "büro@in.example.com"):
        assert refused(lambda odd=odd: desk.save(ADMIN, replace(LEGAL, addresses=(odd,)), None)) == ["addresses"]
    assert refused(lambda: desk.save(ADMIN, replace(LEGAL, notify=("support@in.example.com",)), None)) == ["notify"]


def test_a_department_nobody_would_answer_in_is_refused(desk: Configuration) -> None:
    lonely = replace(LEGAL, escalates_to=None)
    assert refused(lambda: desk.save(ADMIN, lonely, None)) == ["members"]
    assert refused(lambda: desk.save(ADMIN, lonely, None, members=[])) == ["members"]
    assert refused(lambda: desk.save(ADMIN, lonely, None, members=["nobody"])) == ["members"]
    assert desk.save(ADMIN, lonely, None, members=[OTHER.id]).version == 1


def test_a_new_department_gets_its_members_in_the_same_change(fresh: World, desk: Configuration) -> None:
    desk.save(ADMIN, LEGAL, None, members=[AGENT.id, OTHER.id])
    agents = fresh.desk.directory.load().agents
    assert agents[AGENT.id].departments == ("support", "legal")
    assert agents[AGENT.id].version == 2
    desk.save(ADMIN, replace(LEGAL, name="Law"), 1, members=[OTHER.id])
    agents = fresh.desk.directory.load().agents
    assert agents[AGENT.id].departments == ("support",)
    assert agents[OTHER.id].departments == ("billing", "legal")
    newest = log_of(fresh)[0]
    assert newest.after
    assert list(newest.after["agents"]) == [AGENT.id]
    desk.save(ADMIN, replace(LEGAL, name="Lawyers"), 2)
    assert fresh.desk.directory.load().agents[OTHER.id].departments == ("billing", "legal")


def test_the_last_who_can_answer_does_not_leave(desk: Configuration) -> None:
    """Outi is alone in Billing: disabling her, taking her out, or giving her a role without replies would strand it."""
    desk.save(OWNER, READER, None)
    for gone in (
        replace(OTHER, enabled=False),
        replace(OTHER, departments=()),
        replace(OTHER, role="reader"),
    ):
        assert refused(lambda gone=gone: desk.save(OWNER, gone, 1)) == ["department.billing.members"]
    assert refused(lambda: desk.save(OWNER, BILLING, 1, members=[])) == ["members"]
    desk.save(OWNER, replace(BILLING, escalates_to="support"), 1)
    assert desk.save(OWNER, replace(OTHER, enabled=False), 1).version == 2


def test_a_role_cannot_lose_the_right_to_reply_where_its_holders_are_the_last(desk: Configuration) -> None:
    desk.save(OWNER, replace(READER, permissions=READER.permissions | {Permission.REPLY}), None)
    desk.save(OWNER, replace(OTHER, role="reader"), 1)
    assert refused(lambda: desk.save(OWNER, READER, 1)) == ["department.billing.members"]


def test_a_department_that_something_names_is_not_removed(desk: Configuration) -> None:
    desk.save(ADMIN, LEGAL, None)
    desk.save(ADMIN, replace(PRINTING, department="legal"), None)
    desk.save(ADMIN, replace(BILLING, escalates_to="legal"), 1)
    promised = replace(GOLD.policy, conditions=Conditions(departments=frozenset({"legal"})))
    desk.save(ADMIN, replace(GOLD, policy=promised), None)
    with pytest.raises(Conflict) as refusal:
        desk.delete(ADMIN, Kind.DEPARTMENT, "legal", 1)
    for named in ("category printing", "department billing", "sla-policy gold"):
        assert named in str(refusal.value)


def test_a_department_with_tickets_or_people_is_not_removed(fresh: World, desk: Configuration) -> None:
    desk.save(ADMIN, LEGAL, None, members=[OTHER.id])
    with pytest.raises(Conflict, match=f"agent {OTHER.id}"):
        desk.delete(ADMIN, Kind.DEPARTMENT, "legal", 1)
    desk.save(ADMIN, LEGAL, 1, members=[])
    ticket = a_ticket(department="legal")
    fresh.desk.tickets.commit(Change(None, ticket, (an_entry(fresh.desk.ids.ulid(fresh.clock.now())),)))
    version = fresh.desk.directory.load().departments["legal"].version
    with pytest.raises(Conflict, match="tickets"):
        desk.delete(ADMIN, Kind.DEPARTMENT, "legal", version)


def test_an_unused_department_is_removed_and_the_log_keeps_it(fresh: World, desk: Configuration) -> None:
    desk.save(ADMIN, LEGAL, None)
    desk.delete(ADMIN, Kind.DEPARTMENT, "legal", 1)
    assert "legal" not in fresh.desk.directory.load().departments
    removal = log_of(fresh)[0]
    assert removal.after is None
    assert removal.before
    assert removal.before["addresses"] == ["legal@in.example.com"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"escalates_to": "nowhere"}, "escalates_to"),
        ({"more_languages": ("xx",)}, "languages"),
        ({"required_on_form": ("nothing",)}, "required_on_form"),
        ({"required_to_resolve": ("nothing",)}, "required_to_resolve"),
        ({"required_on_form": ("colour",)}, "required_on_form"),
    ],
)
def test_a_department_names_only_what_there_is(desk: Configuration, change: dict[str, Any], field: str) -> None:
    desk.save(ADMIN, COLOUR, None)
    assert field in refused(lambda: desk.save(ADMIN, replace(LEGAL, **change), None))


# people


def test_only_an_owner_makes_changes_and_removes_owners_and_admins(desk: Configuration) -> None:
    for agent, version in (
        (replace(CLERK, role=Role.ADMIN), None),
        (replace(CLERK, role=Role.OWNER), None),
        (replace(OWNER, name="Mine"), 1),
        (replace(OWNER, email="me@example.com"), 1),
        (replace(ADMIN, role=Role.OWNER), 1),
        (replace(ADMIN, email="me@example.com"), 1),
        (replace(AGENT, role=Role.ADMIN), 1),
    ):
        with pytest.raises(Forbidden):
            desk.save(ADMIN, agent, version)
    assert desk.save(ADMIN, replace(ADMIN, name="Aino A.", departments=("support",)), 1).version == 2
    assert desk.save(OWNER, replace(CLERK, role=Role.OWNER), None).version == 1
    assert desk.save(OWNER, replace(ADMIN, role=Role.AGENT), 2).version == 3


@pytest.mark.parametrize("gone", [{"enabled": False}, {"role": Role.ADMIN}])
def test_the_last_owner_stays(desk: Configuration, gone: dict[str, Any]) -> None:
    assert refused(lambda: desk.save(OWNER, replace(OWNER, **gone), 1)) == ["role"]
    desk.save(OWNER, replace(CLERK, role=Role.OWNER), None)
    assert desk.save(OWNER, replace(OWNER, **gone), 1).version == 2


def test_nobody_hands_out_more_than_they_have(desk: Configuration) -> None:
    wide = CustomRole("lead", "Lead", frozenset({Permission.SEE_DEPARTMENTS, Permission.MANAGE_PEOPLE}))
    lead = replace(CLERK, role="lead", grants=wide.permissions)
    desk.save(OWNER, wide, None)
    desk.save(OWNER, lead, None)
    for forbidden in (
        lambda: desk.save(lead, replace(wide, permissions=wide.permissions | {Permission.EXPORT}), 1),
        lambda: desk.save(lead, replace(READER, permissions=frozenset({Permission.SEE_ALL})), None),
        lambda: desk.save(lead, replace(lead, role=Role.AGENT), 1),
        lambda: desk.save(lead, replace(OTHER, role="lead"), 1),
        lambda: desk.save(lead, replace(lead, departments=("support", "billing")), 1),
        lambda: desk.save(lead, WAITING, None),
    ):
        with pytest.raises(Forbidden):
            forbidden()
    narrow = replace(READER, permissions=frozenset({Permission.SEE_ASSIGNED}))
    assert desk.save(lead, narrow, None).version == 1


def test_an_address_is_one_agents_and_not_the_desks(desk: Configuration) -> None:
    assert refused(lambda: desk.save(OWNER, replace(CLERK, email="AGENT@example.com"), None)) == [
        f"agent.{AGENT.id}.email",
        "email",
    ]
    assert refused(lambda: desk.save(OWNER, replace(CLERK, email="support+x@in.example.com"), None)) == ["email"]
    assert refused(lambda: desk.save(OWNER, replace(CLERK, email="nobody"), None)) == ["email"]
    assert refused(lambda: desk.save(OWNER, replace(CLERK, departments=("nowhere",)), None)) == ["departments"]
    assert refused(lambda: desk.save(OWNER, replace(CLERK, role="nothing"), None)) == ["role"]


def test_an_admins_change_leaves_what_the_agent_set(fresh: World, desk: Configuration) -> None:
    store = fresh.desk.configuration_store
    store.replace_agent(AGENT, replace(AGENT, available=False, language="fi", version=2))
    desk.save(ADMIN, replace(AGENT, name="Antti A.", available=True), 2)
    stored = fresh.desk.directory.load().agents[AGENT.id]
    assert (stored.name, stored.available, stored.language) == ("Antti A.", False, "fi")


def test_a_changed_role_counts_for_its_holders_at_once(fresh: World, desk: Configuration) -> None:
    desk.save(OWNER, READER, None)
    desk.save(OWNER, replace(CLERK, role="reader"), None)
    clerk = fresh.desk.directory.agent(CLERK.id)
    assert clerk
    assert not may(clerk, Permission.REPLY)
    desk.save(OWNER, replace(READER, permissions=READER.permissions | {Permission.REPLY}), 1)
    clerk = fresh.desk.directory.agent(CLERK.id)
    assert clerk
    assert may(clerk, Permission.REPLY)
    assert clerk.version == 2
    with pytest.raises(Conflict, match=f"agent {CLERK.id}"):
        desk.delete(OWNER, Kind.ROLE, "reader", 2)


# lists


@pytest.mark.parametrize(("setting", "kind"), [(WAITING, Kind.STATUS), (PRINTING, Kind.CATEGORY), (SERIAL, Kind.FIELD)])
def test_what_tickets_have_is_retired_and_not_removed(
    fresh: World, desk: Configuration, setting: Any, kind: Kind
) -> None:
    desk.save(ADMIN, setting, None)
    fresh.desk.configuration_store.mark_used(kind, setting.id)
    with pytest.raises(Conflict, match="retire"):
        desk.delete(ADMIN, kind, setting.id, 1)
    retired = desk.save(ADMIN, replace(setting, retired=True), 1)
    assert (getattr(retired, "retired", None), getattr(retired, "used", None)) == (True, True)


def test_what_tickets_have_keeps_its_meaning(fresh: World, desk: Configuration) -> None:
    store = fresh.desk.configuration_store
    for setting in (WAITING, COLOUR):
        desk.save(ADMIN, setting, None)
        store.mark_used(kind_of(setting), setting.id)
    for change, words in (
        (replace(WAITING, behaves_as=Status.OPEN), "behaves_as"),
        (replace(COLOUR, choices=COLOUR.choices[:1]), "among the choices"),
        (replace(COLOUR, kind=FieldKind.TEXT, choices=()), "kind"),
    ):
        with pytest.raises(Conflict, match=words):
            desk.save(ADMIN, change, 1)


def test_what_came_with_the_desk_is_changed_or_retired_and_not_removed(fresh: World, desk: Configuration) -> None:
    shipped = fresh.desk.directory.load().statuses["in-progress"]
    with pytest.raises(Conflict, match="retire"):
        desk.delete(ADMIN, Kind.STATUS, "in-progress", 1)
    assert desk.save(ADMIN, replace(shipped, retired=True), None).version == 1
    with pytest.raises(Conflict, match="retire"):
        desk.delete(ADMIN, Kind.STATUS, "in-progress", 1)
    assert fresh.desk.directory.load().statuses["in-progress"].retired


def test_a_field_that_a_department_requires_is_not_retired_removed_or_hidden(desk: Configuration) -> None:
    desk.save(ADMIN, SERIAL, None)
    desk.save(ADMIN, replace(SUPPORT, required_on_form=("serial",)), 1)
    assert refused(lambda: desk.save(ADMIN, replace(SERIAL, retired=True), 1)) == [
        "department.support.required_on_form"
    ]
    assert refused(lambda: desk.save(ADMIN, replace(SERIAL, for_customers=False), 1)) == [
        "department.support.required_on_form"
    ]
    with pytest.raises(Conflict, match="department support"):
        desk.delete(ADMIN, Kind.FIELD, "serial", 1)


def test_hours_that_a_policy_names_are_not_removed(desk: Configuration) -> None:
    promise = replace(GOLD, policy=replace(GOLD.policy, hours="office"))
    assert refused(lambda: desk.save(ADMIN, promise, None)) == ["hours"]
    desk.save(ADMIN, OFFICE, None)
    desk.save(ADMIN, promise, None)
    with pytest.raises(Conflict, match="sla-policy gold"):
        desk.delete(ADMIN, Kind.HOURS, "office", 1)


def test_a_removed_policy_leaves_its_name_to_the_tickets(fresh: World, desk: Configuration) -> None:
    desk.save(ADMIN, GOLD, None)
    desk.delete(ADMIN, Kind.POLICY, "gold", 1)
    assert fresh.desk.directory.load().policy_as_promised("gold", 1) == GOLD.policy
    with pytest.raises(Conflict, match="another id"):
        desk.save(ADMIN, GOLD, None)


def test_a_policy_names_only_what_there_is(desk: Configuration) -> None:
    nobody = replace(
        GOLD.policy, conditions=Conditions(departments=frozenset({"nowhere"}), priorities=frozenset({"x"}))
    )
    assert refused(lambda: desk.save(ADMIN, replace(GOLD, policy=nobody), None)) == [
        "conditions.departments",
        "conditions.priorities",
    ]


def test_an_agent_whom_a_policy_tells_may_be_disabled(desk: Configuration) -> None:
    desk.save(OWNER, GOLD, None)
    assert desk.save(OWNER, replace(ADMIN, enabled=False), 1).version == 2


# room


def test_more_than_can_be_read_at_once_is_refused(desk: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = replace(SUPPORT, signature="ä" * 4000)
    assert refused(lambda: desk.save(ADMIN, wide, 1)) == ["body"]
    monkeypatch.setattr("chalicelib.services.configuration_checks.MOST_BYTES", 500)
    assert refused(lambda: desk.save(ADMIN, WAITING, None)) == ["body"]
    monkeypatch.setattr("chalicelib.services.configuration_checks.MOST", dict.fromkeys(Kind, 1))
    assert refused(lambda: desk.save(ADMIN, WAITING, None)) == ["id"]


def test_the_log_holds_every_change_and_pages_through_them(fresh: World, desk: Configuration) -> None:
    assert fresh.desk.audit.list(ADMIN, 5, None, None, None).records == ()
    for setting in EACH:
        desk.save(OWNER, setting, None)
        fresh.clock.advance(timedelta(days=9))
    assert len(log_of(fresh)) == len(EACH)
    assert [record.setting for record in log_of(fresh, kind="role")] == ["reader"]
    assert log_of(fresh, actor="somebody") == ()


def test_what_an_admin_changed_is_used_by_the_same_process_at_once(fresh: World, desk: Configuration) -> None:
    cache = fresh.desk.directory_cache
    assert "legal" not in cache.current().departments
    desk.save(ADMIN, LEGAL, None)
    assert "legal" in cache.current().departments


def test_the_log_shows_records_of_every_kind_of_setting() -> None:
    assert {kind.value for kind in Kind} <= {kind.value for kind in Audited}
