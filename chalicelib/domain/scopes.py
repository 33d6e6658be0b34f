"""For whom something was prepared: one agent, a department, or everybody. Its id says so, so that nothing need be read
to know who may use it.

`p.<ulid>` belongs to whoever asks, so nobody can name what is another's; `d.<department>.<ulid>` and `g.<ulid>` are
shared.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from chalicelib.domain.agents import Agent
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import admin_only, require, visible_departments, works_in
from chalicelib.domain.roles import Permission
from chalicelib.domain.values import dataclass

_ID = re.compile(r"(?:([pg])|d\.([a-z0-9][a-z0-9-]{0,31}))\.([0-7][0-9A-HJKMNP-TV-Z]{25})")


class Reach(StrEnum):
    """Who may use it."""

    PERSONAL = "personal"
    DEPARTMENT = "department"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Scope:
    """`owner` is an agent's id for what is personal, a department's for what is the department's, else empty."""

    reach: Reach
    owner: str = ""

    @property
    def is_shared(self) -> bool:
        return self.reach is not Reach.PERSONAL

    def new_id(self, ulid: str) -> str:
        """The id of something new in this scope."""
        if self.reach is Reach.DEPARTMENT:
            return f"d.{self.owner}.{ulid}"
        return f"{'p' if self.reach is Reach.PERSONAL else 'g'}.{ulid}"


EVERYBODY = Scope(Reach.GLOBAL)


def is_scoped_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def scope_of(agent: Agent, id: str) -> Scope:
    """The scope of something this agent may use. Raises NotFound for what is not theirs, or is no such id."""
    found = _ID.fullmatch(id)
    if found is None:
        raise NotFound("no such thing")
    letter, department, _ = found.groups()
    if department is not None and not works_in(agent, department):
        raise NotFound("no such thing")
    if department is not None:
        return Scope(Reach.DEPARTMENT, department)
    return Scope(Reach.PERSONAL, agent.id) if letter == "p" else EVERYBODY


def is_for_all_of(id: str, scope: Scope) -> bool:
    """Whether everybody who uses things of the scope may use the one with this id as well. What somebody keeps for
    themselves may name anything they may use."""
    return not scope.is_shared or id.startswith(("g.", scope.new_id("")))


def scopes_of(agent: Agent, directory: Directory) -> Iterator[Scope]:
    """All scopes this agent may use, the nearest first."""
    yield Scope(Reach.PERSONAL, agent.id)
    mine = {department.id for department in visible_departments(agent, directory)} | set(agent.departments)
    yield from (Scope(Reach.DEPARTMENT, id) for id in directory.departments if id in mine)
    yield EVERYBODY


def require_editor(agent: Agent, scope: Scope) -> None:
    """Raises Forbidden for who may use what is in the scope but not change it; the own is everybody's own to change."""
    if scope.reach is Reach.GLOBAL:
        admin_only(agent, "changes what is prepared for everybody")
    elif scope.reach is Reach.DEPARTMENT:
        require(agent, Permission.MANAGE_CANNED)
