"""To solve: which tickets are handed out, to whom, and in what order."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.agents import Agent, may
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.permissions import sees_only_own, visible_departments
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import PRIORITIES, UNPROMISED_TARGET, WAITING_FOR_US, Priority, Ticket


def queue_departments(agent: Agent, directory: Directory) -> tuple[Department, ...]:
    """Departments whose tickets are handed to this agent: the own ones, for who sees all and is a member of none all,
    without those they switched off."""
    member = tuple(directory.departments[id] for id in agent.departments if id in directory.departments)
    return tuple(each for each in member or visible_departments(agent, directory) if each.id not in agent.queue_off)


def is_handable(ticket: Ticket, agent: Agent, departments: Sequence[Department]) -> bool:
    """Whether the queue may give the ticket to this agent now: it waits for us and nobody else works on it."""
    if ticket.status not in WAITING_FOR_US or ticket.merged_into or all(ticket.department != d.id for d in departments):
        return False
    return ticket.assignee == agent.id or (ticket.assignee is None and not sees_only_own(agent))


def urgency(due_at: datetime | None, priority: Priority, waiting_since: datetime) -> tuple[datetime, int, datetime]:
    """A sort key, the most urgent first: nearest due time, then priority, then who waits longest.

    Where nothing is promised, `Ticket.due_at` is a week after the customer wrote: nothing waits forever.
    """
    return due_at or waiting_since + UNPROMISED_TARGET, -PRIORITIES.index(priority), waiting_since


def may_answer(agent: Agent, ticket: Ticket, department: Department | None) -> bool:
    """Whether the agent holds the ticket, where only what the queue hands out is answered. Admins are free to help."""
    bound = department is not None and department.queue_only and not may(agent, Permission.CONFIGURE)
    return ticket.assignee == agent.id or not bound


def require_handed(agent: Agent, ticket: Ticket, department: Department | None) -> None:
    """Raises Forbidden for an answer to a ticket that the queue did not give, where nothing else may be answered."""
    if not may_answer(agent, ticket, department):
        raise Forbidden("This department answers what its queue hands out: take the next ticket from there.")


def require_not_picked(agent: Agent, ticket: Ticket, assignee: str | None, department: Department | None) -> None:
    """Raises Forbidden for an agent who takes a ticket past the queue, where tickets come from the queue alone."""
    if assignee == agent.id and not may_answer(agent, ticket, department):
        raise Forbidden("This department hands its tickets out by the queue: take the next one from there.")
