"""Who may see and do what. Use cases call these first; what may not be seen does not exist for the caller."""

from collections.abc import Iterable
from typing import Protocol

from chalicelib.domain.agents import may as may
from chalicelib.domain.directory import Agent, Department, Directory
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket


class Held(Protocol):
    """What decides who sees a ticket."""

    @property
    def department(self) -> str: ...
    @property
    def assignee(self) -> str | None: ...


def may_see(agent: Agent, ticket: Held) -> bool:
    """An admin sees all, an agent the own departments, a restricted agent only what is assigned to them."""
    return sees(agent, ticket.department, ticket.assignee)


def sees(agent: Agent, department: str, assignee: str | None) -> bool:
    """Whether this agent sees what is in that department and those hands."""
    if may(agent, Permission.SEE_ALL):
        return True
    if may(agent, Permission.SEE_DEPARTMENTS):
        return department in agent.departments
    return may(agent, Permission.SEE_ASSIGNED) and assignee == agent.id


def visible(agent: Agent, ticket: Ticket | None) -> Ticket:
    """The ticket if this agent may see it. Raises NotFound otherwise, whether or not it exists."""
    if ticket is None or not may_see(agent, ticket):
        raise NotFound("no such ticket")
    return ticket


def visible_departments(agent: Agent, directory: Directory) -> tuple[Department, ...]:
    """Departments whose tickets this agent may list."""
    if may(agent, Permission.SEE_ALL):
        return tuple(directory.departments.values())
    return tuple(directory.departments[id] for id in agent.departments if id in directory.departments)


def sees_only_own(agent: Agent) -> bool:
    return not {Permission.SEE_ALL, Permission.SEE_DEPARTMENTS} & agent.permissions


def knows(caller: Agent, other: Agent, directory: Directory) -> bool:
    """Whether this agent may be told the other's name: they share a department, or the caller sees all of them."""
    if other.id == caller.id or may(caller, Permission.SEE_ALL):
        return True
    shared = {department.id for department in visible_departments(caller, directory)} & set(other.departments)
    return bool(shared) and not sees_only_own(caller)


def may_see_mail_to(agent: Agent, recipients: Iterable[str], directory: Directory) -> bool:
    """Whether this agent looks after a mail that was set aside: it was sent to a department they work in.

    Mail to none of our addresses is theirs who see all. Who sees only what is assigned to them never sees any.
    """
    if sees_only_own(agent) or not may(agent, Permission.SEE_QUARANTINE):
        return False
    if may(agent, Permission.SEE_ALL):
        return True
    departments = (directory.department_for(recipient) for recipient in recipients)
    return any(department.id in agent.departments for department in departments if department)


def admin_only(agent: Agent, action: str) -> None:
    """Raises Forbidden for everybody else; `action` says what only admins do."""
    if not may(agent, Permission.CONFIGURE):
        raise Forbidden(f"only an admin {action}")


def require(agent: Agent, permission: Permission) -> None:
    """Raises Forbidden for an agent whose role does not permit this."""
    if not may(agent, permission):
        raise Forbidden(f"your role lacks the permission {permission}")


def active(agent: Agent | None) -> Agent:
    """The agent if still allowed in. Raises Unauthenticated for a removed or disabled one."""
    if agent is None or not agent.enabled:
        raise Unauthenticated("not signed in")
    return agent


def works_in(agent: Agent, department: str) -> bool:
    """Whether this agent answers for the department."""
    return may(agent, Permission.SEE_ALL) or (agent.enabled and department in agent.departments)


def assignable(agent: Agent | None, department: str) -> Agent:
    """The agent who is to get a ticket of `department`.

    Raises InvalidInput if they could not work on it, in the same words if there is no such agent: who works in other
    departments is not for everybody to find out.
    """
    if agent is None or not works_in(agent, department):
        raise InvalidInput.of("assignee", "is not an agent who works in the ticket's department")
    return agent
