"""Steps of the model in which agents have pages open: in the end each shows exactly what its reader sees."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from chalicelib.domain.directory import Agent
from chalicelib.domain.permissions import may_see
from chalicelib.services.feed import Look
from tests.faults.invariants import Violation
from tests.faults.site import Site
from tests.faults.state import State
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED

READERS = (ADMIN, AGENT, OTHER, RESTRICTED)


@dataclass
class Page:
    """Where a page stands, and the versions of the tickets that it shows."""

    cursor: str | None = None
    shown: dict[str, int] = field(default_factory=dict)

    def take(self, look: Look, as_loaded: dict[str, int]) -> None:
        self.cursor = look.cursor
        if look.reload:
            self.shown = as_loaded
        for each in look.changed:
            self.shown[each.row.reference] = max(each.version, self.shown.get(each.row.reference, 0))
        for reference in look.gone:
            self.shown.pop(reference, None)


class ModelOfPages(RuleBasedStateMachine):
    site: Site
    state: State
    _try: Callable[[Callable[[], Any]], Any]

    def __init__(self) -> None:
        super().__init__()
        self.pages = {agent.id: Page() for agent in READERS}

    @rule(reader=st.sampled_from(READERS))
    def a_page_looks(self, reader: Agent) -> None:
        page = self.pages[reader.id]
        look = self._try(lambda: self.site.desk.feed.look(reader, page.cursor))
        if isinstance(look, Look):
            page.take(look, _seen_by(reader, self.site.read()))

    def _pages_that_are_wrong(self) -> Iterator[Violation]:
        """Once nothing is under way any more."""
        for reader in READERS:
            self.a_page_looks(reader)
            shown, seen = self.pages[reader.id].shown, _seen_by(reader, self.state)
            if shown != seen:
                yield Violation("pages", "wrong", f"the page of {reader.id} shows {shown}, not {seen}")


def _seen_by(agent: Agent, state: State) -> dict[str, int]:
    return {reference: ticket.version for reference, ticket in state.tickets.items() if may_see(agent, ticket)}
