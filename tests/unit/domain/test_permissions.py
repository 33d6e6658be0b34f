from dataclasses import replace

import pytest

from chalicelib.domain.directory import Agent, Directory, Role
from chalicelib.domain.errors import InvalidInput, NotFound, Unauthenticated
from chalicelib.domain.permissions import (
    active,
    assignable,
    may_see,
    sees_only_own,
    visible,
    visible_departments,
)
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, SUPPORT
from tests.support.tickets import a_ticket

FREE = a_ticket()
MINE = a_ticket(assignee=RESTRICTED.id)
ELSEWHERE = a_ticket(department="billing", assignee=RESTRICTED.id)
DIRECTORY = Directory({"support": SUPPORT, "billing": BILLING}, {})


@pytest.mark.parametrize(
    ("agent", "sees"),
    [
        (ADMIN, (True, True, True)),
        (AGENT, (True, True, False)),
        (OTHER, (False, False, True)),
        (RESTRICTED, (False, True, True)),
    ],
    ids=lambda value: value.id if isinstance(value, Agent) else "",
)
def test_each_role_sees_its_tickets_and_no_others(agent: Agent, sees: tuple[bool, ...]) -> None:
    assert tuple(may_see(agent, ticket) for ticket in (FREE, MINE, ELSEWHERE)) == sees


@pytest.mark.parametrize("role", list(Role))
def test_a_disabled_agent_sees_nothing(role: Role) -> None:
    agent = Agent("x", "x@example.com", "X", role, ("support",), enabled=False)
    assert not may_see(agent, a_ticket(assignee="x"))
    with pytest.raises(Unauthenticated):
        active(agent)


def test_a_removed_agent_is_not_signed_in() -> None:
    with pytest.raises(Unauthenticated):
        active(None)
    assert active(AGENT) is AGENT


def test_a_foreign_ticket_is_refused_in_the_words_of_a_nonexistent_one() -> None:
    refusals = []
    for ticket in (None, FREE):
        with pytest.raises(NotFound) as refusal:
            visible(OTHER, ticket)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert visible(AGENT, FREE) is FREE


def test_lists_span_the_departments_an_agent_works_in() -> None:
    assert visible_departments(ADMIN, DIRECTORY) == (SUPPORT, BILLING)
    assert visible_departments(AGENT, DIRECTORY) == (SUPPORT,)
    assert visible_departments(replace(AGENT, departments=("gone", "billing")), DIRECTORY) == (BILLING,)
    assert [sees_only_own(agent) for agent in (ADMIN, AGENT, RESTRICTED)] == [False, False, True]


@pytest.mark.parametrize("agent", [ADMIN, AGENT, RESTRICTED], ids=lambda agent: agent.id)
def test_who_works_in_the_department_can_get_its_ticket(agent: Agent) -> None:
    assert assignable(agent, "support") is agent


@pytest.mark.parametrize("agent", [None, OTHER, replace(AGENT, enabled=False), replace(ADMIN, enabled=False)])
def test_who_could_not_work_on_a_ticket_does_not_get_it(agent: Agent | None) -> None:
    with pytest.raises(InvalidInput) as refusal:
        assignable(agent, "support")
    assert [problem.field for problem in refusal.value.problems] == ["assignee"]


def test_an_agent_of_elsewhere_is_refused_in_the_words_of_a_nonexistent_one() -> None:
    refusals = set()
    for agent in (None, OTHER, replace(AGENT, enabled=False)):
        with pytest.raises(InvalidInput) as refusal:
            assignable(agent, "support")
        refusals.add(str(refusal.value))
    assert len(refusals) == 1
