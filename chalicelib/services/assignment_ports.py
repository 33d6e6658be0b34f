"""What assignment and the queue need from outside, beside the ports of tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.assignment import Turn
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


class QueueLists(Protocol):
    """What waits, and who else asks at the same moment."""

    def list(self, query: ListQuery) -> Listed: ...

    def list_asking(self, query: ListQuery, asking: Asking) -> tuple[Listed, int]:
        """The list, and how many others asked for tickets of the same departments in that moment before: one round
        trip."""
        ...
