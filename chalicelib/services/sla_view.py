"""What was promised about a ticket, what became of each promise, and why: proved from the timeline."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import visible
from chalicelib.domain.sla_policy import Terms
from chalicelib.domain.sla_readings import Reading, Span, explain, read
from chalicelib.domain.sla_story import story_of
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.domain.values import dataclass
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, TicketStore

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Explained:
    """One promise now, and its life from the opening on, without gaps."""

    reading: Reading
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SlaExplained:
    """All promises of the policy in force, as of `at`; no terms, no promises."""

    ticket: Ticket
    at: datetime
    terms: Terms | None
    clocks: tuple[Explained, ...]


class SlaView:
    def __init__(self, tickets: TicketStore, directory: DirectoryCache, clock: Clock) -> None:
        self._tickets = tickets
        self._directory = directory
        self._clock = clock

    def explain(self, agent: Agent, ticket: Ticket | None) -> SlaExplained:
        """The readings are those of the clocks on the ticket's head, which decide; the spans say how they came about.

        Raises NotFound.
        """
        head, entries = self._whole(visible(agent, ticket).reference)
        visible(agent, head)
        rules = self._directory.rules_for(head)
        now = self._clock.now()
        clocks, terms = rules.in_force(head.clocks)
        story = story_of(head, entries, rules)
        explained = tuple(
            Explained(reading, explain(story.start, story.facts, reading.target, now))
            for reading in read(clocks, terms, now)
        )
        return SlaExplained(head, now, terms, explained)

    def _whole(self, reference: str) -> tuple[Ticket, list[Entry]]:
        """The ticket with all its entries, oldest first; of one moment, because the first page holds the head."""
        first = self._tickets.page(reference, AT_ONCE)
        if first is None:
            raise NotFound("no such ticket")
        newest_first = [*first.entries, *self._earlier(reference, first.older)]
        return first.ticket, newest_first[::-1]

    def _earlier(self, reference: str, before: str | None) -> Iterator[Entry]:
        while before:
            page = self._tickets.page(reference, AT_ONCE, before)
            if page is None:
                return
            yield from page.entries
            before = page.older
