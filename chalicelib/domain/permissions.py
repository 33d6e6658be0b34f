"""Who may see and do what. Use cases call these first; what may not be seen does not exist for the caller."""

from chalicelib.domain.directory import Agent, Department, Directory, Role
from chalicelib.domain.errors import InvalidInput, NotFound, Unauthenticated
from chalicelib.domain.ticket import Ticket


def may_see(agent: Agent, ticket: Ticket) -> bool:
    """An admin sees all, an agent the own departments, a restricted agent only what is assigned to them."""
    if not agent.enabled:
        return False
    if agent.role is Role.ADMIN:
        return True
    if agent.role is Role.RESTRICTED:
        return ticket.assignee == agent.id
    return ticket.department in agent.departments


def visible(agent: Agent, ticket: Ticket | None) -> Ticket:
    """The ticket if this agent may see it. Raises NotFound otherwise, whether or not it exists."""
    if ticket is None or not may_see(agent, ticket):
        raise NotFound("no such ticket")
    return ticket


def visible_departments(agent: Agent, directory: Directory) -> tuple[Department, ...]:
    """Departments whose tickets this agent may list."""
    if agent.role is Role.ADMIN:
        return tuple(directory.departments.values())
    return tuple(directory.departments[id] for id in agent.departments if id in directory.departments)


def sees_only_own(agent: Agent) -> bool:
    return agent.role is Role.RESTRICTED


def active(agent: Agent | None) -> Agent:
    """The agent if still allowed in. Raises Unauthenticated for a removed or disabled one."""
    if agent is None or not agent.enabled:
        raise Unauthenticated("not signed in")
    return agent


def assignable(agent: Agent | None, department: str) -> Agent:
    """The agent who is to get a ticket of `department`.

    Raises InvalidInput if they could not work on it, in the same words if there is no such agent: who works in other
    departments is not for everybody to find out.
    """
    works_there = agent is not None and agent.enabled and (agent.role is Role.ADMIN or department in agent.departments)
    if agent is None or not works_there:
        raise InvalidInput.of("assignee", "is not an agent who works in the ticket's department")
    return agent
