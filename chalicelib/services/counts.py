"""How many tickets are in each view, for whoever may see it: numbers that are kept, added up; no ticket is read."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.domain.counting import (
    AT,
    BY,
    DUE,
    FREE,
    MAILS,
    MENTIONED,
    MENTIONED_OWN,
    NOBODYS,
    due_place,
    minute_of,
    of_agent,
    own_due,
)
from chalicelib.domain.directory import Agent
from chalicelib.domain.permissions import may, sees_only_own, visible_departments
from chalicelib.domain.roles import Permission
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import WAITING_FOR_US, Status
from chalicelib.domain.values import dataclass
from chalicelib.domain.views import Named, View, built_in_for, end_of_day, saved_for
from chalicelib.services.count_ports import CountStore, Numbers
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock
from chalicelib.services.view_cache import ViewCache

# behind all places that begin alike
END = "~"


class Counts:
    def __init__(self, store: CountStore, views: ViewCache, directory: DirectoryCache, clock: Clock) -> None:
        self._store = store
        self._views = views
        self._directory = directory
        self._clock = clock

    def all(self, agent: Agent, zone: str) -> Mapping[str, int | None]:
        """The count of each view that the agent has, by its id; None while a saved one is still being counted.

        A ticket counts as overdue from the minute after the one in which it was due, as the list has it.
        """
        now = minute_of(self._clock.now())
        end = end_of_day(now, zone)
        saved = saved_for(agent, self._views.current().values())
        seen = tuple(department.id for department in visible_departments(agent, self._directory.current()))
        numbers = self._store.numbers(self._owners(agent, seen, saved, end))
        own = numbers[of_agent(agent.id)]
        shown = _Shown(agent, None if sees_only_own(agent) else frozenset(seen), own, numbers)
        counts: dict[str, int | None] = {view.id.value: shown.of(view, now, end) for view in built_in_for(agent)}
        return counts | {view.id: shown.of_saved(view) for view in saved}

    def _owners(
        self, agent: Agent, seen: tuple[str, ...], saved: Iterable[SavedView], end: datetime
    ) -> Mapping[str, str]:
        """Whose numbers the agent's counts are made of, and up to which place."""
        owners = {of_agent(agent.id): f"{BY}{END}"}
        if not sees_only_own(agent):
            owners |= dict.fromkeys(seen, due_place(end))
        elif any(view.team for view in saved):
            # tickets that somebody holds may be in any department
            owners |= dict.fromkeys(self._directory.current().departments, f"{BY}{END}")
        if may(agent, Permission.SEE_QUARANTINE):
            owners[MAILS] = f"{AT}{END}"
        return owners


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one agent gets to see: the tickets of `departments`, or with None only those the agent holds."""

    agent: Agent
    departments: frozenset[str] | None
    own: Numbers
    numbers: Mapping[str, Numbers]

    def of(self, view: View, now: datetime, end: datetime) -> int:
        if view.id is Named.MINE:
            return sum(self._held(status) for status in WAITING_FOR_US)
        if view.id is Named.UNASSIGNED:
            return self._at(FREE)
        if view.id is Named.OVERDUE:
            return self._due(None, now)
        if view.id is Named.DUE_TODAY:
            return self._due(now, end)
        if view.id is Named.MENTIONED:
            return self._by_name(MENTIONED if self.departments is not None else MENTIONED_OWN)
        if view.id is Named.QUARANTINE:
            return self._mails()
        return sum(self._status(status) for status in view.statuses)

    def of_saved(self, view: SavedView) -> int | None:
        if view.counted != view.counting:
            return None
        place = f"{BY}{view.id}#{view.counting}"
        if view.owner:
            found = [(at.rpartition("#")[2], held) for at, held in self.own.items() if at.startswith(f"{place}#")]
        else:
            found = [(owner, held[place]) for owner, held in self.numbers.items() if place in held]
        return sum(
            number
            for department, held in found
            for assignee, number in held.items()
            if self._counts_for(view, department, assignee)
        )

    def _counts_for(self, view: SavedView, department: str, assignee: str) -> bool:
        if self.departments is None:
            return assignee == self.agent.id
        return department in self.departments and (assignee == self.agent.id or not view.is_own_work)

    def _status(self, status: Status) -> int:
        return self._held(status) if self.departments is None else self._at(status.value)

    def _held(self, status: Status) -> int:
        return self._by_name(status.value)

    def _by_name(self, name: str) -> int:
        """Among the agent's own numbers, which are kept by department."""
        pairs = ((each.partition(" "), number) for each, number in self._own_numbers().items())
        return sum(
            number
            for (department, _, about), number in pairs
            if about == name and (self.departments is None or department in self.departments)
        )

    def _own_numbers(self) -> Mapping[str, int]:
        return self.own.get(f"{AT}0", {})

    def _at(self, name: str) -> int:
        """Of all shards of the departments."""
        return sum(
            held.get(name, 0)
            for department in self.departments or ()
            for place, held in self.numbers[department].items()
            if place.startswith(AT)
        )

    def _due(self, since: datetime | None, until: datetime) -> int:
        if self.departments is None:
            low, high = own_due(since) if since else "due ", own_due(until)
            return sum(number for name, number in self._own_numbers().items() if low <= name < high)
        low, high = _minute(since) if since else "", _minute(until)
        return sum(
            number
            for department in self.departments
            for place, held in self.numbers[department].items()
            if place.startswith(DUE)
            for name, number in held.items()
            if name.isdecimal() and low <= f"{place}:{name}" < high
        )

    def _mails(self) -> int:
        held = self.numbers[MAILS].get(f"{AT}0", {})
        if may(self.agent, Permission.SEE_ALL):
            return sum(held.values())
        mine = self.departments or frozenset()
        return sum(number for names, number in held.items() if names != NOBODYS and mine & set(names.split("+")))


def _minute(at: datetime) -> str:
    return f"{due_place(at)}:{at:%M}"
