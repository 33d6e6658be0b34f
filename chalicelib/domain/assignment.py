"""Who gets a ticket that nobody holds: the members of its department by turns, or the one with the least to do.

A turn is a number that is given out once. It decides by turns, and between equals among the least loaded. So two
tickets that come at the same moment go to different people, without either waiting for the other.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime

from chalicelib.domain.agents import Agent, may
from chalicelib.domain.departments import Assignment, Department
from chalicelib.domain.directory import Directory
from chalicelib.domain.moves import Edit, Moved, edited
from chalicelib.domain.permissions import works_in
from chalicelib.domain.roles import Permission
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import ENDED, WAITING_FOR_US, Ticket
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A number that nobody else gets, and how many tickets wait for each agent, as far as that was asked."""

    number: int
    loads: Mapping[str, int] = field(default_factory=dict)


def takes_tickets(agent: Agent, department: str) -> bool:
    """Whether this agent is there and answers for the department; how much they hold is another question."""
    return agent.available and works_in(agent, department) and may(agent, Permission.REPLY)


def takers(department: Department, directory: Directory) -> tuple[Agent, ...]:
    """Members who may get a ticket of the department, always in the same order."""
    members = directory.members(department.id)
    return tuple(sorted((each for each in members if takes_tickets(each, department.id)), key=lambda each: each.id))


def capacity_of(agent: Agent, department: Department) -> int:
    """How many waiting tickets the agent is given, 0 for any number; their own setting goes before the department's."""
    return department.capacity if agent.capacity is None else agent.capacity


def needs_loads(department: Department, agents: tuple[Agent, ...]) -> bool:
    """Whether choosing among these agents takes more than turns."""
    return department.assignment is Assignment.LEAST_LOADED or any(capacity_of(each, department) for each in agents)


def chosen(department: Department, agents: tuple[Agent, ...], turn: Turn) -> Agent | None:
    """Whose ticket it becomes; None if all have as much as they are given."""
    loads = {each.id: turn.loads.get(each.id, 0) for each in agents}
    free = [each for each in agents if _has_room(each, department, loads[each.id])]
    if not free:
        return None
    start = turn.number % len(free)
    in_turn = [*free[start:], *free[:start]]
    if department.assignment is Assignment.LEAST_LOADED:
        return min(in_turn, key=lambda each: loads[each.id])
    return in_turn[0]


def _has_room(agent: Agent, department: Department, load: int) -> bool:
    capacity = capacity_of(agent, department)
    return not capacity or load < capacity


def seeks_agent(before: Ticket, after: Ticket, department: Department, holder: Agent | None) -> bool:
    """Whether a ticket that moved is assigned anew: it waits for us and nobody who is there holds it, or it came back
    to a department that does not keep the last agent."""
    if department.assignment is Assignment.OFF or after.status not in WAITING_FOR_US:
        return False
    if holder is None or not takes_tickets(holder, department.id):
        return True
    return before.status in ENDED and not department.keep_last_agent


def handed_to(moved: Moved, agent: str | None, now: datetime, rules: Rulebook) -> Moved:
    """The move with this assignee, None for nobody, as one step with it: the version does not rise again."""
    edit = Edit(assignee=agent) if agent else Edit(unassign=True)
    after = edited(moved.ticket, edit, now, rules)
    return Moved(replace(after.ticket, version=moved.ticket.version), (*moved.alarms, *after.alarms))
