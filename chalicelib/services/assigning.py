"""Departments that assign by themselves: who gets a ticket that arrives, comes back, or changes hands.

The rules need at most one round trip (a turn, and what everybody holds), and departments that assign by hand none. That
a ticket arrives matters more than whose it is: without an answer it is nobody's for the moment.
"""

import logging
from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.assignment import chosen, handed_to, needs_loads, seeks_agent, takers, takes_tickets
from chalicelib.domain.departments import Assignment, Department
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.moves import Moved
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import WAITING_FOR_US, Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.assignment_ports import Turns

log = logging.getLogger(__name__)
WORDS = {Assignment.ROUND_ROBIN: "assigned by turns", Assignment.LEAST_LOADED: "assigned to who had the least to do"}
BACK = "assigned to who had it before"


@dataclass(frozen=True, slots=True)
class Given:
    """A move with what the department's rule made of it; `why` is what the timeline says, empty if it did nothing."""

    moved: Moved
    why: str = ""


class Assigning:
    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def opened(self, ticket: Ticket, now: datetime, rules: Rulebook, last_agent: str | None = None) -> Given:
        """A new ticket; `last_agent` had the one that it continues."""
        moved = Moved(ticket)
        department = rules.directory.departments.get(ticket.department)
        if department is None or ticket.status not in WAITING_FOR_US:
            return Given(moved)
        last = rules.directory.agents.get(last_agent or "")
        if department.keep_last_agent and last and takes_tickets(last, department.id):
            return Given(handed_to(moved, last.id, now, rules), BACK)
        if department.assignment is Assignment.OFF:
            return Given(moved)
        agent = self._next(department, rules.directory)
        return Given(handed_to(moved, agent, now, rules), WORDS[department.assignment]) if agent else Given(moved)

    def moved(self, before: Ticket, moved: Moved, now: datetime, rules: Rulebook) -> Given:
        """A ticket that its customer woke or that changed its department. Somebody who is away loses it also when
        nobody else can take it."""
        after, directory = moved.ticket, rules.directory
        department = directory.departments.get(after.department)
        holder = directory.agents.get(after.assignee or "")
        if department is None or not seeks_agent(before, after, department, holder):
            return Given(moved)
        agent = self._next(department, directory)
        stays = agent is None and (holder is None or takes_tickets(holder, department.id))
        if stays or agent == after.assignee:
            return Given(moved)
        return Given(handed_to(moved, agent, now, rules), WORDS[department.assignment] if agent else "")

    def taken_from(self, holder: str, moved: Moved, now: datetime, rules: Rulebook) -> Given:
        """A ticket that its holder cannot work on: the next one's by the department's rule, else nobody's."""
        department = rules.directory.departments.get(moved.ticket.department)
        agent = None
        if department and department.assignment is not Assignment.OFF:
            agent = self._next(department, rules.directory, {holder})
        return Given(handed_to(moved, agent, now, rules), WORDS[department.assignment] if department and agent else "")

    def _next(self, department: Department, directory: Directory, without: Collection[str] = ()) -> str | None:
        agents = tuple(each for each in takers(department, directory) if each.id not in without)
        if not agents:
            return None
        asked = [each.id for each in agents] if needs_loads(department, agents) else []
        try:
            turn = self._turns.take(department.id, asked)
        except Unavailable:
            log.warning("nobody knows whose turn it is in %s; the ticket is nobody's for now", department.id)
            return None
        agent = chosen(department, agents, turn)
        return agent.id if agent else None
