"""A fake of searching: one ticket whatever is asked, and a list of values for one field."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.search.fields import Choice, Field
from chalicelib.services.records import Listed
from chalicelib.services.search_rows import row_of
from chalicelib.services.searching import Page

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases


class FakeSearching:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def find(self, agent: Agent, text: str, page: Page) -> Listed:
        self._cases._note("search", agent=agent, text=text, page=page)
        if text == "stauts:open":
            raise InvalidInput.of("q", "stauts: at character 1 is no field")
        return Listed((row_of(self._cases.tickets["K7QF3M2X"], "1"),), "0|1|K7QF3M2X")

    def fields(self, agent: Agent) -> Mapping[Field, tuple[Choice, ...]]:
        return {Field.STATUS: (Choice("open", "Open"),)}
