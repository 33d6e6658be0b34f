"""What happened to a ticket as its clocks saw it, read back from the timeline.

The clocks on a ticket's head were moved on fact by fact, and each fact left its trace in an entry: messages by their
kind, everything else as a change of a field. Replaying the story therefore gives the clocks on the head; `explain` in
`sla_readings.py` says from it what counted when. `moves.py` is where facts come from, in the same order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chalicelib.domain.moves import PHASES
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.sla_facts import (
    AgentAnswered,
    Assigned,
    CustomerWrote,
    Fact,
    Opened,
    Phase,
    Situation,
    StatusChanged,
    TermsChanged,
)
from chalicelib.domain.sla_policy import Terms, WaitsFor
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import Entry, EntryKind
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    start: Opened
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the ticket stood after an entry, in the words of field changes."""

    status: str = Status.NEW.value
    custom_status: str = ""
    postponed: str = ""
    merged_into: str = ""

    def after(self, entry: Entry) -> "_Place":
        told = {change.field: change.after for change in entry.changes}
        return replace(self, **{name: told[name] for name in _PLACE if name in told})

    def phase(self) -> Phase:
        return Phase.MERGED if self.merged_into else PHASES[Status(self.status)]

    def waits_for(self, rules: Rulebook) -> WaitsFor | None:
        if self.status == Status.POSTPONED and self.postponed:
            return WaitsFor(self.postponed.rpartition(" ")[2])
        custom = rules.directory.statuses.get(self.custom_status)
        return custom.pauses_for if custom else None


_PLACE = ("status", "custom_status", "postponed", "merged_into")


def story_of(ticket: Ticket, entries: Sequence[Entry], rules: Rulebook) -> Story:
    """The story of a ticket with all its entries, oldest first."""
    policies = [change for entry in entries for change in entry.changes if change.field == "policy"]
    promised = "{} {}".format(*ticket.clocks.policy) if ticket.clocks.policy else ""
    first = policies[0].before if policies else promised
    opening = next((entry for entry in entries if entry.kind in _MESSAGES), None)
    by_customer = opening is None or opening.kind is EntryKind.MESSAGE_IN
    start = Opened(ticket.created_at, _terms(first, rules), by_customer)
    return Story(start, tuple(_facts(entries, opening, Situation(answered=not by_customer), rules)))


def _facts(entries: Sequence[Entry], opening: Entry | None, situation: Situation, rules: Rulebook) -> Iterator[Fact]:
    place = _Place()
    for entry in entries:
        if entry is not opening and entry.kind in _MESSAGES:
            wrote = CustomerWrote(entry.at) if entry.kind is EntryKind.MESSAGE_IN else AgentAnswered(entry.at)
            situation = situation.after(wrote)
            yield wrote
        place = place.after(entry)
        phase, waits_for = place.phase(), place.waits_for(rules)
        if (phase, waits_for) != (situation.phase, situation.waits_for):
            moved = StatusChanged(entry.at, phase, waits_for)
            situation = situation.after(moved)
            yield moved
        yield from _changes(entry, rules)


_MESSAGES = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)


def _changes(entry: Entry, rules: Rulebook) -> Iterator[Fact]:
    for change in entry.changes:
        if change.field == "assignee" and change.after and not change.before:
            yield Assigned(entry.at)
    for change in entry.changes:
        if change.field == "policy":
            yield TermsChanged(entry.at, _terms(change.after, rules))


def _terms(promised: str, rules: Rulebook) -> Terms | None:
    """The terms that a change of the field `policy` names: an id and a version."""
    id, _, version = promised.rpartition(" ")
    return rules.terms(id, int(version)) if id else None
