"""Macros: kept by agents, previewed on a ticket, and applied to it as one change."""

from dataclasses import replace

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import Shelved
from chalicelib.domain.change_words import in_words
from chalicelib.domain.errors import InvalidInput, NotFound, StaleVersion
from chalicelib.domain.permissions import visible
from chalicelib.domain.recipes import Macro, Recipe, check_macro
from chalicelib.domain.scopes import Scope, scope_of
from chalicelib.domain.ticket import Ticket
from chalicelib.services.applying import Applying
from chalicelib.services.canned import Canned
from chalicelib.services.changes import commit_as, last_seen, remembered
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.library import Library
from chalicelib.services.library_ports import LibraryStore, Shelf
from chalicelib.services.library_records import MacroEdit, MacroPreview
from chalicelib.services.ports import Clock, TicketStore
from chalicelib.services.requests import Request, answer_again


class Macros:
    """What is somebody else's alone, or another department's, does not exist for an agent: NotFound."""

    def __init__(
        self,
        store: LibraryStore,
        library: Library,
        applying: Applying,
        canned: Canned,
        tickets: TicketStore,
        directory: DirectoryCache,
        clock: Clock,
    ) -> None:
        self._store = store
        self._library = library
        self._applying = applying
        self._canned = canned
        self._tickets = tickets
        self._directory = directory
        self._clock = clock

    def list(self, agent: Agent) -> tuple[Shelved, ...]:
        return self._library.rows(agent, Shelf.MACROS)

    def get(self, agent: Agent, id: str) -> Macro:
        found = self._store.macro(scope_of(agent, id), id)
        if found is None:
            raise NotFound("no such macro")
        return found

    def create(self, agent: Agent, scope: Scope, edit: MacroEdit, request: Request) -> Macro:
        """Raises Forbidden, InvalidInput naming all that is wrong, Conflict for one too many."""
        id = self._library.new_id(agent, scope)
        new = self._edited(agent, Macro(id, "", Recipe(), version=0), edit)
        stored = self._library.create(agent, new, request)
        return new if stored == id else self.get(agent, stored)

    def change(self, agent: Agent, id: str, version: int, edit: MacroEdit) -> Macro:
        """Raises NotFound, Forbidden, InvalidInput, StaleVersion."""
        before = self.get(agent, id)
        after = self._edited(agent, replace(before, version=version), edit)
        if before == after:
            return after
        if before.version != version:
            raise StaleVersion(before)
        self._library.change(agent, before, after)
        return after

    def delete(self, agent: Agent, id: str, version: int) -> None:
        """Raises NotFound, Forbidden, StaleVersion."""
        self._library.delete(agent, self.get(agent, id), version)

    def preview(self, agent: Agent, ticket: Ticket, id: str) -> MacroPreview:
        """What applying it would do now; nothing is stored. Raises as `apply` does, but for empty placeholders."""
        macro = self.get(agent, id)
        outlook = self._applying.outlook(agent, ticket, macro.recipe, self._clock.now(), tentative=True)
        words = in_words(outlook.changes, self._directory.current())
        return MacroPreview(macro, words, outlook.rendered, macro.recipe.write_as)

    def apply(
        self, agent: Agent, ticket: Ticket | None, version: int, id: str, text: str | None, request: Request
    ) -> Ticket:
        """The ticket after all that the macro does, in one transaction; `text` is the agent's wording of its text.

        Raises NotFound, StaleVersion, Forbidden for any part that the agent may not do, InvalidInput for what cannot be
        done and for placeholders that are still empty. Nothing is done then.
        """
        before = last_seen(agent, ticket, request, self._tickets)
        if before:
            return before
        seen = visible(agent, ticket)
        if seen.version != version:
            return self._already_done(request, seen)
        macro, now = self.get(agent, id), self._clock.now()
        outlook = self._applying.outlook(agent, seen, macro.recipe, now)
        change = self._applying.change(agent, outlook, macro.recipe, f"macro {macro.name}", now, text)
        if change is None:
            return seen
        named = remembered(agent, request, change.after, change.entries[-1].id, now)
        stored = commit_as(agent, self._tickets, replace(change, once=named))
        if stored:
            answer_again(request, stored)
            return stored.ticket or visible(agent, self._tickets.ticket(seen.reference))
        self._library.count_uses(agent, Shelf.MACROS, [id])
        if macro.recipe.canned:
            self._library.count_uses(agent, Shelf.TEXTS, [macro.recipe.canned])
        return change.after

    def _already_done(self, request: Request, current: Ticket) -> Ticket:
        """The version is old: fine if this very request made it so, else somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored is None:
            raise StaleVersion(current)
        answer_again(request, stored)
        return current

    def _edited(self, agent: Agent, before: Macro, edit: MacroEdit) -> Macro:
        """The next version, checked. Raises InvalidInput."""
        after = Macro(
            before.id,
            before.name if edit.name is None else edit.name.strip(),
            before.recipe if edit.recipe is None else edit.recipe,
            before.folder if edit.folder is None else edit.folder.strip(),
            before.version + 1,
        )
        check_macro(after, scope_of(agent, after.id), self._directory.current())
        if edit.recipe and edit.recipe.canned:
            self._require_text(agent, edit.recipe.canned)
        return after

    def _require_text(self, agent: Agent, id: str) -> None:
        try:
            self._canned.get(agent, id)
        except NotFound as missing:
            raise InvalidInput.of("changes.canned", "is not a prepared text of yours") from missing
