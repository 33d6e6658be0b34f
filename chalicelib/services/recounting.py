"""Counts all tickets by reading them, to prove that the numbers which are kept are right, and to repair them.

The table is read as a whole, which takes a while: what changes meanwhile looks like a difference. So it is done in a
quiet moment, by ops.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Protocol

from chalicelib.domain.beside import Values
from chalicelib.domain.counting import BY, Slot, Tally, slots_of
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.counting import Counting, MailCounting
from chalicelib.services.view_cache import ViewCache


@dataclass(frozen=True, slots=True)
class Everything:
    """All that counts are made of, and the numbers that are kept."""

    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Values] = field(default_factory=dict)
    mails: frozenset[str] = frozenset()
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    numbers: Mapping[Slot, int] = field(default_factory=dict)


class CountAudit(Protocol):
    def read(self) -> Everything:
        """The whole table."""
        ...

    def correct(self, by: Mapping[Slot, int]) -> None:
        """Add to numbers without asking any ticket."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is kept, and what counting came to."""

    slot: Slot
    kept: int
    counted: int


class Recounting:
    def __init__(self, audit: CountAudit, views: ViewCache, counting: Counting, mails: MailCounting) -> None:
        self._audit = audit
        self._views = views
        self._counting = counting
        self._mails = mails

    def differences(self) -> list[Difference]:
        """Every number that is not what the tickets say."""
        everything = self._audit.read()
        counted = Counter(slot for tally in self._true_slots(everything) for slot in tally)
        return self._compared(everything, counted)

    def repair(self) -> list[Difference]:
        """Count each ticket and mail again as if it had changed, then correct what no ticket explains. Returns what is
        still different, which is nothing while nobody works."""
        before = self._audit.read()
        for reference, ticket in before.tickets.items():
            self._counting.count(ticket, before.notes.get(reference, {}))
        for id in before.mails:
            self._mails.count(id)
        after = self._audit.read()
        explained = Counter(slot for tally in after.tallies.values() for slot in tally.slots)
        wrong = self._compared(after, explained)
        self._audit.correct({each.slot: each.counted - each.kept for each in wrong})
        return self.differences()

    def _true_slots(self, everything: Everything) -> Iterable[frozenset[Slot]]:
        views = self._views.current().values()
        for reference, ticket in everything.tickets.items():
            values = everything.values.get(reference, {})
            yield slots_of(ticket, everything.notes.get(reference, {}), views, values)
        for id in everything.mails:
            yield self._mails.slots_of(id)

    def _compared(self, everything: Everything, counted: Mapping[Slot, int]) -> list[Difference]:
        finished = {view.id: view for view in self._views.current().values() if view.counted == view.counting}
        slots = {slot for slot in (*everything.numbers, *counted) if _is_shown(slot, finished)}
        found = (Difference(slot, everything.numbers.get(slot, 0), counted.get(slot, 0)) for slot in sorted(slots))
        return [each for each in found if each.kept != each.counted]


def _is_shown(slot: Slot, finished: Mapping[str, SavedView]) -> bool:
    """Numbers of views that are being counted, were changed or are gone are shown to nobody."""
    if not slot.place.startswith(BY):
        return True
    id, counting, *_ = slot.place.removeprefix(BY).split("#")
    return id in finished and str(finished[id].counting) == counting
