"""What the live feed needs from outside: the log of what changed, and who is where."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.presence import Presence
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.records import Row


@dataclass(frozen=True, slots=True)
class Left:
    """The departments and hands that a ticket left: who saw it there may have lost sight of it."""

    departments: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Logged:
    """That a ticket changed, written down at `at` under `key`: how it was then, and what it left."""

    key: str
    at: datetime
    row: Row
    version: int
    left: Left


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What was logged, oldest first, and who was where. Without `complete` there is more than was read."""

    changes: Sequence[Logged]
    presences: Sequence[Presence]
    complete: bool


class FeedStore(Protocol):
    """The log and the presences of the desk. It may be milliseconds old, and forgets by itself."""

    def look(self, since: datetime, most: int, here: Presence | None = None) -> FeedPage:
        """What was logged after `since`, and all presences, up to `most` in all; `here` is stored. One round trip."""
        ...

    def log(self, at: datetime, ticket: Ticket, left: Left) -> None:
        """Write down at `at` that a ticket is now like this."""
        ...

    def leave(self, reference: str, agent_id: str) -> None:
        """Forget that the agent is at the ticket."""
        ...
