"""Ops set up the first departments and agents: on record like every change."""

from argparse import Namespace
from dataclasses import replace

from chalicelib.domain.settings import Kind
from chalicelib.services.audit import Audited
from chalicelib.services.recorded import OPERATIONS
from infra.desk import add_department
from tests.support.desk import ADMIN, AGENT, SUPPORT, World

BILLS = Namespace(
    id="bills", name="Bills", address=["bills@in.example.com"], answer_within=8.0, signature="", notify=[]
)


def test_what_ops_set_up_is_on_record_and_counted_in_the_revision(world: World) -> None:
    desk = world.desk
    for name in ("Bills", "Invoices"):
        add_department(desk.founding, Namespace(**vars(BILLS) | {"name": name}))
    desk.founding.save(replace(AGENT, name="Antti A."))
    directory = desk.directory.load()
    assert (directory.departments["bills"].name, directory.departments["bills"].version) == ("Invoices", 2)
    assert (directory.agents[AGENT.id].name, directory.agents[AGENT.id].version) == ("Antti A.", 2)
    agent, second, first = desk.audit.list(ADMIN, 50, None, None, None).records
    assert {record.actor for record in (agent, second, first)} == {OPERATIONS}
    assert (first.kind, first.setting, first.before) == ("department", "bills", None)
    assert second.before == first.after
    assert agent.before is not None
    assert agent.before["name"] == AGENT.name
    assert directory.revision == 3


def test_an_admin_who_looked_before_is_told_that_ops_were_faster(world: World) -> None:
    recorded = world.desk.recorded
    seen = recorded.read()
    world.desk.founding.save(replace(SUPPORT, name="Care"))
    assert not recorded.store(ADMIN.id, seen, SUPPORT, replace(SUPPORT, name="Help", version=2))
    assert world.desk.directory.load().departments["support"].name == "Care"


def test_records_of_every_kind_of_setting_can_be_shown() -> None:
    assert {kind.value for kind in Kind} <= {kind.value for kind in Audited}
