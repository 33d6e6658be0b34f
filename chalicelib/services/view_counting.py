"""A new or changed view is counted by looking at all tickets that may be in it once more, some at a time.

The tick starts it a minute after the view was saved: by then every function that counts knows the view, so that none
takes a ticket out again. Each step announces the next one; if one is lost, the tick starts anew.
"""

from datetime import datetime, timedelta

from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Status
from chalicelib.services.count_ports import ViewStore
from chalicelib.services.counting import Counting
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, DerivedQueue, TicketLists, TicketStore
from chalicelib.services.records import ListQuery
from chalicelib.services.view_cache import ViewCache

LOOKED_AFTER = timedelta(minutes=15)
CHUNK = 50


class ViewCounting:
    def __init__(
        self,
        store: ViewStore,
        cache: ViewCache,
        counting: Counting,
        lists: TicketLists,
        tickets: TicketStore,
        directory: DirectoryCache,
        queue: DerivedQueue,
        clock: Clock,
    ) -> None:
        self._store = store
        self._cache = cache
        self._counting = counting
        self._lists = lists
        self._tickets = tickets
        self._directory = directory
        self._queue = queue
        self._clock = clock

    def begin(self, id: str, now: datetime) -> bool:
        """Announce a view whose time has come; says whether it had. Raises Unavailable."""
        made = self._store.get(id)
        if made is None or made.count_at is None or made.count_at > now:
            return False
        self._queue.put([{"view": id, "after": ""}])
        self._store.look_after(made.view, now + LOOKED_AFTER)
        return True

    def go_on(self, id: str, after: str) -> None:
        """Count the next tickets from behind the place `after`, and announce what is left. Raises Unavailable."""
        made = self._store.get(id)
        if made is None or made.view.counted == made.view.counting:
            return
        view = made.view
        if self._cache.current().get(id) != view:
            self._cache.forget()
        following = self._count_some(view, after)
        if following is None:
            self._store.look_after(view, None)
            return
        self._queue.put([{"view": id, "after": following}])
        self._store.look_after(view, self._clock.now() + LOOKED_AFTER)

    def _count_some(self, view: SavedView, after: str) -> str | None:
        """Where to go on: the number of a list and a position in it; None at the end."""
        partitions = self._partitions(view)
        number, _, position = after.partition("|")
        for place in range(int(number or 0), len(partitions)):
            listed = self._lists.list(ListQuery((partitions[place],), False, "newest", CHUNK, position or None))
            for row in listed.rows:
                ticket = self._tickets.ticket(row.reference)
                if ticket:
                    self._counting.count(ticket, {})
            if listed.next:
                return f"{place}|{listed.next}"
            if listed.rows and place + 1 < len(partitions):
                return f"{place + 1}|"
            position = ""
        return None

    def _partitions(self, view: SavedView) -> tuple[tuple[str, Status], ...]:
        departments = view.wanted("department") or tuple(self._directory.current().departments)
        return tuple((department, status) for department in departments for status in view.statuses)
