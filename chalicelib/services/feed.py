"""The live feed of a page: what changed for its reader since the last look, and who is where.

One log holds the changes of all departments, so that a look costs the same however many of them somebody sees; what is
not the reader's is left out here.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from chalicelib.domain.directory import Agent
from chalicelib.domain.permissions import sees, visible
from chalicelib.domain.presence import Activity, Presence, is_here
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.feed_cursor import OVERLAP, FeedCursor, cursor_from, scope_of
from chalicelib.services.feed_ports import FeedPage, FeedStore, Logged
from chalicelib.services.ports import Clock

# what the log keeps for sure; it is deleted later
KEPT = timedelta(minutes=45)
# more than that is read faster as lists
MOST = 500


@dataclass(frozen=True, slots=True)
class Here:
    """A colleague at a ticket."""

    reference: str
    agent: str
    name: str
    activity: Activity


@dataclass(frozen=True, slots=True)
class Look:
    """What is new. With `reload` nobody knows what: everything shown must be read anew, and the cursor goes on.

    Without `recount` nothing of the reader's happened that numbers could follow from.
    """

    cursor: str
    reload: bool
    recount: bool
    changed: tuple[Logged, ...]
    gone: tuple[str, ...]
    here: tuple[Here, ...]


class Feed:
    def __init__(self, store: FeedStore, directory: DirectoryCache, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    def look(self, agent: Agent, since: str | None) -> Look:
        """What changed for this agent since the cursor was given out; without one, a cursor to begin with."""
        return self._look(agent, since, None)

    def here(self, agent: Agent, ticket: Ticket | None, activity: Activity, since: str | None) -> Look:
        """As `look`, and colleagues see the agent at the ticket for a while. Raises NotFound."""
        seen, now = visible(agent, ticket), self._clock.now()
        presence = Presence(seen.reference, agent.id, activity, now, seen.department, seen.assignee, seen.version)
        return self._look(agent, since, presence)

    def leave(self, agent: Agent, ticket: Ticket | None) -> None:
        """Colleagues do not see the agent at the ticket any more. Raises NotFound."""
        self._store.leave(visible(agent, ticket).reference, agent.id)

    def _look(self, agent: Agent, since: str | None, here: Presence | None) -> Look:
        now, scope = self._clock.now(), scope_of(agent)
        cursor = cursor_from(since) if since else None
        if cursor is None or cursor.scope != scope or now - cursor.position > KEPT:
            page = self._store.look(now, MOST, here)
            return Look(FeedCursor(now, scope).text(), True, True, (), (), self._colleagues(agent, page))
        page = self._store.look(cursor.position - OVERLAP, MOST, here)
        colleagues = self._colleagues(agent, page)
        if not page.complete:
            return Look(FeedCursor(now, scope).text(), True, True, (), (), colleagues)
        changed, gone, told = _news(agent, page.changes, cursor)
        after = cursor.moved(told, page.changes, now)
        # numbers follow a change within seconds, and minutes and mails set aside without one
        recount = bool(after.told) or after.position != cursor.position
        return Look(after.text(), False, recount, changed, gone, colleagues)

    def _colleagues(self, agent: Agent, page: FeedPage) -> tuple[Here, ...]:
        """Others at tickets that the agent sees. Where the log knows more of the ticket, that decides."""
        now, newest, agents = self._clock.now(), _newest(page.changes), self._directory.current().agents
        found = []
        for each in page.presences:
            place = each.department, each.assignee
            known = newest.get(each.reference)
            if known and known.version > each.version:
                place = known.row.department, known.row.assignee
            if each.agent != agent.id and is_here(each, now) and sees(agent, *place):
                name = agents[each.agent].name if each.agent in agents else each.agent
                found.append(Here(each.reference, each.agent, name, each.activity))
        return tuple(sorted(found, key=lambda here: (here.reference, here.agent)))


def _news(
    agent: Agent, changes: Sequence[Logged], cursor: FeedCursor
) -> tuple[tuple[Logged, ...], tuple[str, ...], list[Logged]]:
    """Tickets that changed, as they are now; those that the agent lost sight of; and the lines that told so."""
    unknown: dict[str, list[Logged]] = {}
    for change in changes:
        if cursor.tells(change):
            unknown.setdefault(change.row.reference, []).append(change)
    newest, changed, gone, told = _newest(changes), [], [], []
    for reference, lines in unknown.items():
        latest = newest[reference]
        if sees(agent, latest.row.department, latest.row.assignee):
            changed.append(latest)
        elif any(_saw(agent, line) for line in lines):
            gone.append(reference)
        else:
            continue
        told += lines
    return tuple(changed), tuple(gone), told


def _newest(changes: Iterable[Logged]) -> dict[str, Logged]:
    """Of each ticket the highest version, whatever was written down last."""
    newest: dict[str, Logged] = {}
    for change in changes:
        known = newest.get(change.row.reference)
        if known is None or change.version >= known.version:
            newest[change.row.reference] = change
    return newest


def _saw(agent: Agent, line: Logged) -> bool:
    """Whether the agent could see the ticket, then or just before."""
    return (
        sees(agent, line.row.department, line.row.assignee)
        or any(sees(agent, department, None) for department in line.left.departments)
        or any(sees(agent, "", holder) for holder in line.left.agents)
    )
