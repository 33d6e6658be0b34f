"""Admins change what the desk is made of. Each change is checked against the whole configuration and written down.

A change names the version it replaces. It is stored together with its record in the audit log, on condition that
nothing else changed meanwhile: what two admins do at once may be right for each and wrong together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.domain.agents import Agent
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound, StaleVersion, Unavailable
from chalicelib.domain.people_rules import may_change_agent, may_change_role, may_place_in
from chalicelib.domain.permissions import may, require
from chalicelib.domain.roles import CustomRole, Permission
from chalicelib.domain.settings import Kind, Setting, at_version, found, kind_of, with_setting, without_setting
from chalicelib.domain.ticket import Status
from chalicelib.services.configuration_checks import (
    MARKED,
    require_consistent,
    require_fresh_id,
    require_kept,
    require_not_needed,
    require_room,
    require_unused,
)
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import TicketLists
from chalicelib.services.preparing import Preparing
from chalicelib.services.recorded import TRIES, Recorded
from chalicelib.services.records import ListQuery

# a transaction has 100 parts
MOST_ALONG = 90
# what agents set for themselves
_OWN = ("available", "queue_off", "notifications", "digest", "language")
NEEDED: Mapping[Kind, Permission] = {
    **dict.fromkeys(Kind, Permission.CONFIGURE),
    Kind.AGENT: Permission.MANAGE_PEOPLE,
    Kind.ROLE: Permission.MANAGE_PEOPLE,
    Kind.BLOCK: Permission.BLOCK,
}


class Configuration:
    def __init__(
        self,
        recorded: Recorded,
        cache: DirectoryCache,
        lists: TicketLists,
        preparing: Preparing,
    ) -> None:
        self._recorded = recorded
        self._cache = cache
        self._lists = lists
        self._preparing = preparing

    def current(self, agent: Agent) -> Directory:
        """The configuration; those who change it see what a colleague stored just now."""
        if sets_up(agent):
            self._cache.forget()
        return self._cache.current()

    def save(
        self,
        agent: Agent,
        setting: Setting,
        based_on: int | None,
        request_id: str = "",
        members: Sequence[str] | None = None,
    ) -> Setting:
        """Replace that version of a setting, None for one that does not exist yet or came with the desk.

        `members` are all who work in a department from now on. The same change a second time is taken for a repetition.
        Raises Forbidden, NotFound, InvalidInput saying what to change, StaleVersion if somebody was faster.
        """
        kind = kind_of(setting)
        require(agent, NEEDED[kind])
        setting = self._preparing.prepared(setting)
        for _ in range(TRIES):
            directory = self._recorded.read()
            before = found(directory, kind, setting.id)
            after = at_version(_completed(setting, before, directory), (based_on or 0) + 1)
            if before == after:
                return after
            _require_version(before, based_on)
            along = _along(agent, after, directory, members)
            _require_rights(agent, before, after)
            require_fresh_id(before, after, directory)
            require_kept(before, after)
            changed = _with(directory, after, along)
            require_consistent(directory, changed, after)
            require_room(changed, after)
            if self._recorded.store(agent.id, directory, before, after, along, request_id):
                return after
        raise Unavailable("others keep changing the configuration")

    def delete(self, agent: Agent, kind: Kind, id: str, version: int, request_id: str = "") -> None:
        """Remove a setting in that version. Raises Forbidden, NotFound, StaleVersion, Conflict while it is needed."""
        require(agent, NEEDED[kind])
        for _ in range(TRIES):
            directory = self._recorded.read()
            before = found(directory, kind, id)
            if before is None:
                raise NotFound("no such setting")
            require_unused(before)
            _require_version(before, version)
            if isinstance(before, CustomRole):
                may_change_role(agent, before, None)
            require_not_needed(directory, without_setting(directory, kind, id), before)
            if kind is Kind.DEPARTMENT:
                self._require_no_tickets(id)
            if self._recorded.store(agent.id, directory, before, None, request_id=request_id):
                return
        raise Unavailable("others keep changing the configuration")

    def _require_no_tickets(self, department: str) -> None:
        boxes = tuple((department, status) for status in Status)
        if self._lists.list(ListQuery(boxes, of_assignee=False, order="newest", limit=1)).rows:
            raise Conflict("The department has tickets: transfer them first, or keep it for their sake.")


def sets_up(agent: Agent) -> bool:
    """Whether this agent sees the whole configuration."""
    return may(agent, Permission.CONFIGURE) or may(agent, Permission.MANAGE_PEOPLE)


def _require_version(stored: Setting | None, based_on: int | None) -> None:
    version = (stored.version or None) if stored else None
    if version != based_on:
        if stored is None:
            raise NotFound("no such setting")
        raise StaleVersion(stored)


def _require_rights(agent: Agent, before: Setting | None, after: Setting) -> None:
    if isinstance(after, Agent):
        may_change_agent(agent, before if isinstance(before, Agent) else None, after)
    if isinstance(after, CustomRole):
        may_change_role(agent, before if isinstance(before, CustomRole) else None, after)


def _completed(setting: Setting, before: Setting | None, directory: Directory) -> Setting:
    """With what admins do not set: marks of use, what an agent set for themselves, and the permissions of the role."""
    if isinstance(setting, Agent):
        role = directory.roles.get(setting.role)
        completed = replace(setting, grants=role.permissions if role else frozenset())
        if isinstance(before, Agent):
            own = {name: getattr(before, name) for name in _OWN}
            completed = replace(completed, **own)
        return completed
    if isinstance(setting, MARKED):
        return replace(setting, used=getattr(before, "used", False))
    return setting


def _along(
    actor: Agent, setting: Setting, directory: Directory, members: Sequence[str] | None
) -> tuple[tuple[Agent, Agent], ...]:
    """Agents that change because of a setting, as they are and as they will be."""
    if isinstance(setting, CustomRole):
        holders = (agent for agent in directory.agents.values() if agent.role == setting.id)
        changed = [(agent, replace(agent, grants=setting.permissions)) for agent in holders]
    elif members is not None:
        changed = _membership(actor, setting.id, directory, members)
    else:
        changed = []
    different = [(old, replace(new, version=old.version + 1)) for old, new in changed if old != new]
    if len(different) > MOST_ALONG:
        raise InvalidInput.of("members", f"{len(different)} people would change at once; at most {MOST_ALONG} can")
    return tuple(different)


def _membership(
    actor: Agent, department: str, directory: Directory, members: Sequence[str]
) -> list[tuple[Agent, Agent]]:
    changed = []
    for id in members:
        if id not in directory.agents:
            raise InvalidInput.of("members", f"{id} is not an agent of this desk")
    for agent in directory.agents.values():
        left = tuple(each for each in agent.departments if each != department)
        if agent.id in members and department not in agent.departments:
            changed.append((agent, replace(agent, departments=(*agent.departments, department))))
        elif agent.id not in members and left != agent.departments:
            changed.append((agent, replace(agent, departments=left)))
    if changed:
        require(actor, Permission.MANAGE_PEOPLE)
        may_place_in(actor, department)
    return changed


def _with(directory: Directory, after: Setting, along: tuple[tuple[Agent, Agent], ...]) -> Directory:
    for _, agent in along:
        directory = with_setting(directory, agent)
    return with_setting(directory, after)
