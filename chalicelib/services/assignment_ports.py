"""What assignment and the queue need from outside, beside the ports of tickets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.assignment import Turn
from chalicelib.domain.presence import Presence
from chalicelib.domain.values import dataclass
from chalicelib.services.records import Listed, ListQuery


class Turns(Protocol):
    """Turns of departments that assign by themselves."""

    def take(self, department: str, loads_of: Sequence[str]) -> Turn:
        """The department's next turn, and how many waiting tickets these agents hold: one round trip.

        No two callers get the same number; one that is not used is lost. The loads may be milliseconds old.
        """
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody asks the queue for a ticket: in which moment, of which departments, and until when that matters."""

    moment: str
    agent: str
    departments: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What waits, how many others asked for tickets of the same departments in that moment before, and who is where."""

    listed: Listed
    others: int
    presences: Sequence[Presence]


class QueueLists(Protocol):
    """What waits, who else asks at the same moment, and who is at which ticket."""

    def list(self, query: ListQuery) -> Listed: ...

    def look(self, query: ListQuery, asking: Asking | None) -> Seen:
        """All of it in one round trip; without `asking` nobody is told of it, and nobody else is asked about."""
        ...
