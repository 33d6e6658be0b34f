"""Permissions, roles and who may change whom."""

from dataclasses import replace

import pytest

from chalicelib.domain.agents import Agent, may
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.permissions import may_see, may_see_mail_to, require, sees_only_own
from chalicelib.domain.roles import BUILT_IN, SCOPES, CustomRole, Permission, Role
from tests.support.desk import ADMIN, AGENT, RESTRICTED, SUPPORT
from tests.support.tickets import a_ticket

P = Permission
DIRECTORY = Directory({"support": SUPPORT})


def holder(*permissions: Permission, departments: tuple[str, ...] = ("support",)) -> Agent:
    return Agent("x", "x@example.com", "X", "own", departments, grants=frozenset(permissions))


@pytest.mark.parametrize("role", list(Role))
def test_every_built_in_role_sees_in_exactly_one_way(role: Role) -> None:
    assert len(BUILT_IN[role] & SCOPES) == 1


def test_a_custom_role_gives_what_it_lists_and_no_more() -> None:
    agent = holder(P.SEE_DEPARTMENTS, P.NOTE)
    assert [permission for permission in Permission if may(agent, permission)] == [P.SEE_DEPARTMENTS, P.NOTE]
    require(agent, P.NOTE)
    with pytest.raises(Forbidden, match="reply"):
        require(agent, P.REPLY)
    assert not may(replace(agent, enabled=False), P.NOTE)


def test_what_stands_in_grants_adds_nothing_to_a_built_in_role() -> None:
    assert not may(replace(RESTRICTED, grants=frozenset(Permission)), P.CONFIGURE)


@pytest.mark.parametrize(
    ("scope", "sees"),
    [
        (P.SEE_ALL, (True, True, True)),
        (P.SEE_DEPARTMENTS, (True, True, False)),
        (P.SEE_ASSIGNED, (False, True, True)),
    ],
)
def test_the_scope_of_a_custom_role_decides_which_tickets_are_seen(scope: Permission, sees: tuple[bool, ...]) -> None:
    tickets = (a_ticket(), a_ticket(assignee="x"), a_ticket(department="billing", assignee="x"))
    agent = holder(scope)
    assert tuple(may_see(agent, ticket) for ticket in tickets) == sees
    assert not any(may_see(replace(agent, enabled=False), ticket) for ticket in tickets)
    assert sees_only_own(agent) == (scope is P.SEE_ASSIGNED)


def test_an_agent_whose_role_is_gone_sees_nothing() -> None:
    assert not may_see(holder(), a_ticket(assignee="x"))
    assert sees_only_own(holder())


def test_mail_that_was_set_aside_needs_its_own_permission() -> None:
    to = ("support@in.example.com",)
    assert may_see_mail_to(holder(P.SEE_DEPARTMENTS, P.SEE_QUARANTINE), to, DIRECTORY)
    assert not may_see_mail_to(holder(P.SEE_DEPARTMENTS), to, DIRECTORY)
    assert not may_see_mail_to(holder(P.SEE_ASSIGNED, P.SEE_QUARANTINE), to, DIRECTORY)
    assert may_see_mail_to(holder(P.SEE_ALL, P.SEE_QUARANTINE), ("x@example.com",), DIRECTORY)


@pytest.mark.parametrize(
    ("id", "permissions", "field"),
    [
        ("own", {P.REPLY}, "permissions"),
        ("own", {P.SEE_ALL, P.SEE_ASSIGNED}, "permissions"),
        ("own", {P.SEE_ASSIGNED, P.SEE_QUARANTINE}, "permissions"),
        ("admin", {P.SEE_ALL}, "id"),
    ],
)
def test_a_role_that_says_too_little_or_too_much_cannot_be_made(
    id: str, permissions: set[Permission], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CustomRole(id, "Own", frozenset(permissions))
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_a_word_that_lists_know_is_no_agent() -> None:
    with pytest.raises(InvalidInput):
        replace(AGENT, id="me")
    assert replace(ADMIN, id="mine").id == "mine"
