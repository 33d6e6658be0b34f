"""Fakes of prepared texts and macros. They share what was asked and what fails."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.canned import CannedKind, CannedText, Shelved
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.moves import noted
from chalicelib.domain.permissions import visible
from chalicelib.domain.placeholders import Filled
from chalicelib.domain.recipes import Macro, Recipe, WriteAs
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import StoredFile
from chalicelib.services.attachments import Link
from chalicelib.services.library_records import MacroPreview, Rendered
from tests.support.clock import START

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

CANNED_ID = "d.support.01KB3RSEVW0000000000000001"
FILE = StoredFile("0", "files/secret-key", "terms.pdf", "application/pdf", 7)
TEXT = CannedText(CANNED_ID, CannedKind.ANSWER, "Thanks", {"en": "Thank you, {{requester.name}}."}, "Manners", (FILE,))
RENDERED = Rendered(TEXT, "en", Filled("Thank you, {{requester.name}}.", ("requester.name",)))
RECIPE = Recipe(Status.RESOLVED, priority=Priority.LOW, fields={"size": 3}, canned=CANNED_ID, write_as=WriteAs.REPLY)
MACRO = Macro(CANNED_ID, "Refund", RECIPE, "Money")


class FakeCanned:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def list(self, agent: Agent) -> Sequence[Shelved]:
        self._cases._note("list_canned")
        return (Shelved(CANNED_ID, "answer", "Thanks", "Manners", ("en",), 7, 1),)

    def get(self, agent: Agent, id: str) -> CannedText:
        self._cases._note("get_canned", id=id)
        _exists(id)
        return TEXT

    def create(self, agent: Agent, *rest: Any) -> CannedText:
        self._cases._note("create_canned", rest=rest)
        return TEXT

    def change(self, agent: Agent, id: str, version: int, edit: Any) -> CannedText:
        self._cases._note("change_canned", edit=edit)
        _exists(id)
        if version != TEXT.version:
            raise StaleVersion(TEXT)
        return replace(TEXT, version=version + 1)

    def delete(self, agent: Agent, id: str, version: int) -> None:
        self.change(agent, id, version, None)

    def link(self, agent: Agent, id: str, file_id: str) -> Link:
        self._cases._note("link_canned", file_id=file_id)
        _exists(id)
        if file_id != FILE.id:
            raise NotFound("no such file")
        return Link("https://files.example.com/terms.pdf?signature", START + timedelta(minutes=5))

    def render(self, agent: Agent, ticket: Ticket, id: str, language: str = "") -> Rendered:
        self._cases._note("render", ticket=ticket, language=language)
        _exists(id)
        return RENDERED

    def count_uses(self, agent: Agent, ids: Sequence[str]) -> None:
        if ids:
            self._cases._note("count_uses", ids=ids)


class FakeMacros:
    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def list(self, agent: Agent) -> Sequence[Shelved]:
        self._cases._note("list_macros")
        return (Shelved(CANNED_ID, "macro", "Refund", "Money", (), 7, 1),)

    def get(self, agent: Agent, id: str) -> Macro:
        self._cases._note("get_macro", id=id)
        _exists(id)
        return MACRO

    def create(self, agent: Agent, *rest: Any) -> Macro:
        self._cases._note("create_macro", rest=rest)
        return MACRO

    def change(self, agent: Agent, id: str, version: int, edit: Any) -> Macro:
        self._cases._note("change_macro", edit=edit)
        _exists(id)
        if version != MACRO.version:
            raise StaleVersion(MACRO)
        return replace(MACRO, version=version + 1)

    def delete(self, agent: Agent, id: str, version: int) -> None:
        self.change(agent, id, version, None)

    def preview(self, agent: Agent, ticket: Ticket, id: str) -> MacroPreview:
        self._cases._note("preview_macro", ticket=ticket)
        _exists(id)
        return MacroPreview(MACRO, ("Status: new → resolved",), RENDERED, WriteAs.REPLY)

    def apply(
        self, agent: Agent, ticket: Ticket | None, version: int, id: str, text: str | None, request: Any
    ) -> Ticket:
        self._cases._note("apply_macro", ticket=ticket, text=text)
        seen = visible(agent, ticket)
        _exists(id)
        if version != seen.version:
            raise StaleVersion(seen)
        return noted(seen)


def _exists(id: str) -> None:
    if id != CANNED_ID:
        raise NotFound("no such thing")
