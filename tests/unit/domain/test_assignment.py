"""Who gets a ticket that nobody holds."""

from dataclasses import replace

import pytest

from chalicelib.domain.assignment import Turn, chosen, handed_to, needs_loads, seeks_agent, takers
from chalicelib.domain.departments import Assignment
from chalicelib.domain.directory import Agent, Directory, Role
from chalicelib.domain.moves import Moved, noted
from chalicelib.domain.ticket import Status
from tests.support.clock import START
from tests.support.desk import SUPPORT
from tests.support.tickets import RULES, a_ticket

ANNA, BERT, CLEO = (Agent(f"a-{name}", f"{name}@x.example", name, Role.AGENT, ("support",)) for name in "abc")
ALL = (ANNA, BERT, CLEO)
BY_TURNS = replace(SUPPORT, assignment=Assignment.ROUND_ROBIN)
BY_LOAD = replace(SUPPORT, assignment=Assignment.LEAST_LOADED)


def directory(*agents: Agent) -> Directory:
    return Directory({SUPPORT.id: SUPPORT}, {agent.id: agent for agent in agents})


def ids(*numbers: int, loads: dict[str, int] | None = None, department: object = BY_TURNS) -> list[str | None]:
    found = [chosen(department, ALL, Turn(number, loads or {})) for number in numbers]  # type: ignore[arg-type]
    return [agent.id if agent else None for agent in found]


def test_by_turns_everybody_gets_one_before_anybody_gets_two() -> None:
    assert sorted(map(str, ids(7, 8, 9))) == [ANNA.id, BERT.id, CLEO.id]
    assert ids(7) == ids(10)


def test_the_least_loaded_gets_it_and_turns_decide_between_equals() -> None:
    loads = {ANNA.id: 3, BERT.id: 1, CLEO.id: 1}
    assert set(ids(*range(6), loads=loads, department=BY_LOAD)) == {BERT.id, CLEO.id}
    assert ids(1, loads=loads, department=BY_LOAD) != ids(2, loads=loads, department=BY_LOAD)


def test_whoever_has_as_much_as_they_are_given_gets_no_more() -> None:
    two_each = replace(BY_TURNS, capacity=2)
    assert set(ids(*range(6), loads={ANNA.id: 2, BERT.id: 1}, department=two_each)) == {BERT.id, CLEO.id}
    assert ids(1, loads={agent.id: 2 for agent in ALL}, department=two_each) == [None]


def test_an_agents_own_capacity_goes_before_the_departments() -> None:
    busy, free = replace(ANNA, capacity=1), replace(BERT, capacity=0)
    department = replace(BY_TURNS, capacity=2)
    loads = {busy.id: 1, free.id: 50}
    assert [chosen(department, (busy, free), Turn(n, loads)) for n in range(3)] == [free] * 3


@pytest.mark.parametrize(
    "absent",
    [
        replace(BERT, available=False),
        replace(BERT, enabled=False),
        replace(BERT, departments=("billing",)),
        replace(BERT, role="reader", grants=frozenset()),
    ],
    ids=["away", "disabled", "elsewhere", "may not reply"],
)
def test_only_members_who_are_there_and_may_answer_take_part(absent: Agent) -> None:
    assert takers(BY_TURNS, directory(CLEO, absent, ANNA)) == (ANNA, CLEO)


def test_an_admin_takes_part_only_as_a_member() -> None:
    admin = Agent("a-0", "admin@x.example", "Admin", Role.ADMIN)
    assert takers(BY_TURNS, directory(admin)) == ()
    assert takers(BY_TURNS, directory(replace(admin, departments=("support",)))) != ()


def test_loads_are_asked_only_where_they_matter() -> None:
    assert not needs_loads(BY_TURNS, ALL)
    assert needs_loads(BY_LOAD, ALL)
    assert needs_loads(replace(BY_TURNS, capacity=5), ALL)
    assert needs_loads(BY_TURNS, (ANNA, replace(BERT, capacity=5)))


class TestATicketThatComesBack:
    ended, woken = a_ticket(status=Status.RESOLVED, assignee=ANNA.id), a_ticket(status=Status.OPEN, assignee=ANNA.id)

    def test_stays_where_the_last_agent_is_kept(self) -> None:
        assert not seeks_agent(self.ended, self.woken, replace(BY_TURNS, keep_last_agent=True), ANNA)

    def test_is_assigned_anew_elsewhere(self) -> None:
        assert seeks_agent(self.ended, self.woken, BY_TURNS, ANNA)

    def test_stays_with_its_holder_within_a_conversation(self) -> None:
        assert not seeks_agent(replace(self.ended, status=Status.ANSWERED), self.woken, BY_TURNS, ANNA)

    @pytest.mark.parametrize("holder", [None, replace(ANNA, available=False), replace(ANNA, enabled=False)])
    def test_is_assigned_anew_when_its_holder_is_not_there(self, holder: Agent | None) -> None:
        answered = replace(self.ended, status=Status.ANSWERED)
        assert seeks_agent(answered, self.woken, replace(BY_TURNS, keep_last_agent=True), holder)

    def test_stays_where_tickets_are_assigned_by_hand(self) -> None:
        assert not seeks_agent(self.ended, self.woken, SUPPORT, None)

    def test_is_assigned_only_when_it_waits_for_us(self) -> None:
        assert not seeks_agent(self.woken, self.ended, BY_TURNS, None)


def test_being_handed_over_is_one_step_with_the_move() -> None:
    before = a_ticket()
    moved = handed_to(Moved(noted(before)), ANNA.id, START, RULES)
    assert (moved.ticket.assignee, moved.ticket.version) == (ANNA.id, before.version + 1)
    assert handed_to(moved, None, START, RULES).ticket.assignee is None
