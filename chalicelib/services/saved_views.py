"""Agents make views for themselves and their teams, change and remove them."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.conditions import Condition, require_condition, require_field
from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import Conflict, Forbidden, IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.ids import digest
from chalicelib.domain.permissions import may, sees_only_own, visible_departments
from chalicelib.domain.roles import Permission
from chalicelib.domain.saved_views import EVERYBODY, ROW_COLUMNS, SavedView
from chalicelib.domain.values import dataclass
from chalicelib.domain.views import View, built_in_for, has_view, may_change, may_share, saved_for
from chalicelib.services.count_ports import MadeView, ViewStore
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock
from chalicelib.services.requests import Request
from chalicelib.services.view_cache import SETTLED, ViewCache

MOST_PRIVATE = 20
MOST_SHARED = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """What a view shall be; without a `team` it is private."""

    name: str
    conditions: tuple[Condition, ...]
    order: str
    columns: tuple[str, ...]
    team: str


class SavedViews:
    def __init__(self, store: ViewStore, cache: ViewCache, directory: DirectoryCache, clock: Clock) -> None:
        self._store = store
        self._cache = cache
        self._directory = directory
        self._clock = clock

    def all(self, agent: Agent) -> tuple[Sequence[View], Sequence[SavedView]]:
        """The views that come with the desk and the saved ones that this agent has."""
        return built_in_for(agent), saved_for(agent, self._store.load(consistent=True).values())

    def make(self, agent: Agent, draft: Draft, request: Request) -> SavedView:
        """A new view; the same request again gets the one that it made.

        Raises InvalidInput naming what no ticket could be asked, Forbidden for a team that the agent may not make views
        for, Conflict where there are too many, IdempotencyMismatch.
        """
        id = digest("view", request.key, length=16)
        view = self._checked(agent, _drafted(SavedView(id, draft.name, (), owner=agent.id), agent, draft))
        self._require_room(agent, view)
        view = replace(view, made_by=agent.id)
        stored = self._store.add(MadeView(view, request.fingerprint, self._clock.now() + SETTLED))
        self._cache.forget()
        if stored is None:
            return view
        if stored.fingerprint != request.fingerprint:
            raise IdempotencyMismatch("this Idempotency-Key was used for another request")
        return stored.view

    def change(self, agent: Agent, id: str, version: int, draft: Draft) -> SavedView:
        """The view with all of it replaced. Raises NotFound, Forbidden, InvalidInput, StaleVersion."""
        made = self._made(agent, id)
        before = made.view
        if before.version != version:
            raise StaleVersion(before)
        after = self._checked(agent, replace(_drafted(before, agent, draft), version=version + 1))
        is_counted_anew = (after.conditions, after.owner, after.team) != (before.conditions, before.owner, before.team)
        count_at = made.count_at
        if is_counted_anew:
            after = replace(after, counting=before.counting + 1)
            count_at = self._clock.now() + SETTLED
        try:
            self._store.replace(before, MadeView(after, made.fingerprint, count_at))
        except StaleVersion as stale:
            if not has_view(agent, stale.current):
                raise NotFound("no such view") from stale
            raise
        finally:
            self._cache.forget()
        return after

    def delete(self, agent: Agent, id: str, version: int) -> None:
        """Raises NotFound, Forbidden, StaleVersion."""
        view = self._made(agent, id).view
        if view.version != version:
            raise StaleVersion(view)
        self._store.delete(view)
        self._cache.forget()

    def _made(self, agent: Agent, id: str) -> MadeView:
        """A view that the agent may change. Raises NotFound alike for others' and for none."""
        made = self._store.get(id)
        if made is None or not has_view(agent, made.view):
            raise NotFound("no such view")
        if not may_change(agent, made.view):
            raise Forbidden("only who made a view, and those who set the desk up, change it")
        return made

    def _checked(self, agent: Agent, view: SavedView) -> SavedView:
        """Raises InvalidInput and Forbidden."""
        known = _known_to(agent, self._directory.current())
        if view.team and view.team != EVERYBODY and view.team not in known.departments:
            raise InvalidInput.of("team", "is not a department of yours")
        if view.team and not may_share(agent, view.team):
            raise Forbidden("your role does not make views for others")
        for number, condition in enumerate(view.conditions):
            require_condition(condition, known, f"conditions[{number}]")
        for number, column in enumerate(view.columns):
            require_field(column, known, f"columns[{number}]", ROW_COLUMNS)
        return view

    def _require_room(self, agent: Agent, view: SavedView) -> None:
        views = self._store.load(consistent=True).values()
        alike = [each for each in views if bool(each.owner) == bool(view.owner) and each.owner in ("", agent.id)]
        most = MOST_PRIVATE if view.owner else MOST_SHARED
        if len(alike) >= most and view.id not in {each.id for each in alike}:
            raise Conflict(f"There are {most} such views already; remove one first.")


def _drafted(view: SavedView, agent: Agent, draft: Draft) -> SavedView:
    return replace(
        view,
        name=" ".join(draft.name.split()),
        conditions=draft.conditions,
        order=draft.order,
        columns=draft.columns,
        owner="" if draft.team else view.owner or agent.id,
        team=draft.team,
    )


def _known_to(agent: Agent, directory: Directory) -> Directory:
    """The directory with the departments and colleagues that the agent knows of."""
    if may(agent, Permission.SEE_ALL):
        return directory
    departments = {department.id: department for department in visible_departments(agent, directory)}
    colleagues = {
        other.id: other
        for other in directory.agents.values()
        if other.id == agent.id or (not sees_only_own(agent) and not departments.keys().isdisjoint(other.departments))
    }
    return replace(directory, departments=departments, agents=colleagues)
