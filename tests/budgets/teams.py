"""Departments of their own with three agents, for operations that need a setting that others must not have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.domain.directory import Agent, Department, Role
from chalicelib.domain.moves import Edit
from tests.budgets.surroundings import Office, a_ticket
from tests.support.tickets import edited


@dataclass(frozen=True)
class Team:
    office: Office
    department: Department
    agents: tuple[Agent, ...]

    def wait(self, tickets: int, held_by: Agent | None = None) -> None:
        """So many new tickets, of nobody or of this agent."""
        office = self.office
        for number in range(tickets):
            ticket = a_ticket(office.desk, self.department.id, office.now - timedelta(seconds=number))
            if held_by:
                ticket = edited(ticket, Edit(assignee=held_by.id), ticket.moved_at)
            office.put(ticket_items.to_item(ticket))


def a_team(office: Office, **settings: Any) -> Team:
    """A new department; it is known to this desk's cache alone, so that reading the directory costs what it did."""
    name = f"team{office.number()}"
    department = Department(name, "Team", (f"{name}@in.example.com",), timedelta(hours=8), **settings)
    agents = tuple(
        Agent(f"a-{name}-{n}", f"{name}-{n}@example.com", f"Agent {n}", Role.AGENT, (name,)) for n in range(3)
    )
    cache = office.desk.directory_cache
    directory = cache.current()
    known: Mapping[str, Agent] = {**directory.agents, **{agent.id: agent for agent in agents}}
    cache._directory = replace(directory, departments={**directory.departments, name: department}, agents=known)
    return Team(office, department, agents)
