"""What counting needs from outside."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.beside import Values
from chalicelib.domain.counting import Slot, Tally
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass

# the numbers of one owner: by place and name
Numbers = Mapping[str, Mapping[str, int]]


class CountStore(Protocol):
    def tally(self, subject: str) -> Tally:
        """What a ticket or mail is counted in, strongly consistent; an empty one if that was never counted."""
        ...

    def move(self, before: Tally, after: Tally) -> bool:
        """Store the tally and change the numbers by the difference, all or nothing, if the stored one is still
        `before`; says whether."""
        ...

    def tidy(self, left: Iterable[Slot]) -> None:
        """Numbers that were left and are zero now need not stay: hours without due tickets, minutes of an agent."""
        ...

    def numbers(self, owners: Mapping[str, str]) -> Mapping[str, Numbers]:
        """The numbers of each owner, of all places up to the one named: one round trip. They may be a moment old."""
        ...

    def mentions(self, agent: str, limit: int, after: str | None) -> tuple[Sequence[tuple[str, str]], str | None]:
        """References of tickets at work whose notes mention the agent, each with its position, newest first, and
        behind which position to go on."""
        ...


@dataclass(frozen=True, slots=True)
class MadeView:
    """A view as it is kept: with the fingerprint of the request that made it, and when its tickets must be counted or
    that be looked after."""

    view: SavedView
    fingerprint: str
    count_at: datetime | None


class ViewStore(Protocol):
    def load(self, *, consistent: bool) -> Mapping[str, SavedView]:
        """All views of the desk, by id."""
        ...

    def get(self, id: str) -> MadeView | None:
        """Strongly consistent."""
        ...

    def add(self, made: MadeView) -> MadeView | None:
        """Store a new view. Returns None, or the one that has its id."""
        ...

    def replace(self, before: SavedView, made: MadeView) -> None:
        """Store a changed view. Raises StaleVersion with the stored one, NotFound if it is gone."""
        ...

    def delete(self, view: SavedView) -> None:
        """Forget a view, if there is one. Raises StaleVersion with the stored one if it changed."""
        ...

    def look_after(self, view: SavedView, at: datetime | None) -> None:
        """Note when the tick shall look at its counting again; None says that all is counted. Nothing happens if its
        conditions changed meanwhile, or it is gone."""
        ...


class TicketFacts(Protocol):
    """What lists do not carry. It may be a moment old."""

    def heads(self, references: Sequence[str]) -> Mapping[str, Ticket]:
        """Up to 100 tickets by reference."""
        ...

    def values(self, references: Sequence[str]) -> Mapping[str, Values]:
        """Values of custom fields of up to 100 tickets; those without any are left out."""
        ...
