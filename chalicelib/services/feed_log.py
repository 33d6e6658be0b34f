"""The log of what changed, written after each change of a ticket."""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.timeline import Entry
from chalicelib.services.derive import Derived
from chalicelib.services.feed_ports import FeedStore, Left
from chalicelib.services.ports import Clock

# readers begin this early and more before their position; what came later they may have read past
IN_TIME = timedelta(seconds=5)


class FeedLog:
    """A derivation. The same change written down twice is told twice under one version, which readers expect."""

    def __init__(self, store: FeedStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def derive(self, change: Derived) -> None:
        """Write down the ticket as it is. Raises Unavailable if that took so long that it must be written again."""
        began = self._clock.now()
        left = _left(change.entries)
        self._store.log(self._clock.now(), change.ticket, left)
        if self._clock.now() - began > IN_TIME:
            raise Unavailable("the log was written late")


def _left(entries: Iterable[Entry]) -> Left:
    """What these changes took the ticket away from."""
    changes = [change for entry in entries for change in entry.changes if change.before]
    return Left(
        departments=frozenset(change.before for change in changes if change.field == "department"),
        agents=frozenset(change.before for change in changes if change.field == "assignee"),
    )
