"""What finding tickets needs from outside, as a Protocol: a search service could stand behind it as well."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from chalicelib.domain.search.question import Sought
from chalicelib.domain.search.ranking import Hits
from chalicelib.domain.search.terms import Indexed
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry


class SearchIndex(Protocol):
    """Which words lead to which tickets. It may lag behind the tickets by moments, so what it says of a ticket is only
    shown after the ticket itself was looked at."""

    def known(self, reference: str) -> Indexed | None:
        """What was kept of a ticket last, strongly consistent."""
        ...

    def keep(self, before: Indexed | None, after: Indexed, *, anew: bool = False) -> bool:
        """Let the words of `after` lead to its ticket if the index still knows `before` of it; says whether.

        A crash half-way leaves `before` known, and keeping the same again completes it. `anew` is for an index in which
        something got lost: all words count as new, also those of `before`.
        """
        ...

    def settle(self) -> None:
        """Put what was kept lately where it costs little to look it up; does nothing while it is little."""
        ...

    def find(
        self, sought: Sequence[Sought], departments: Collection[str] | None, reference: str | None
    ) -> tuple[Sequence[Hits], Ticket | None]:
        """For each word the tickets of these departments (None: of all) in which it stands, and beside them the ticket
        with this reference: one round trip."""
        ...

    def look_at(self, references: Sequence[str]) -> Sequence[tuple[Ticket, Indexed | None]]:
        """The tickets, in this order, with what the index knows of them: one round trip for up to 200."""
        ...

    def timelines(self, references: Sequence[str]) -> Mapping[str, Sequence[Entry]]:
        """The newest entries of each ticket, up to 100: one round trip for up to 16."""
        ...
