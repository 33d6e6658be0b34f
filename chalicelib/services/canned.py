"""Canned messages and predefined answers: kept by agents, filled in for a ticket."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import CannedKind, CannedText, Shelved, check_canned, text_in
from chalicelib.domain.errors import InvalidInput, NotFound, StaleVersion
from chalicelib.domain.placeholders import fill_what_is_known, names_in
from chalicelib.domain.scopes import Scope, require_editor, scope_of
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import StoredFile
from chalicelib.services.attachments import Attachments, Link
from chalicelib.services.canned_values import needs_fields, values_of
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.library import Library
from chalicelib.services.library_ports import LibraryStore, Shelf
from chalicelib.services.library_records import CannedEdit, Rendered
from chalicelib.services.ports import TicketStore
from chalicelib.services.requests import Request


class Canned:
    """What is somebody else's alone, or another department's, does not exist for an agent: NotFound."""

    def __init__(
        self,
        store: LibraryStore,
        library: Library,
        tickets: TicketStore,
        attachments: Attachments,
        directory: DirectoryCache,
    ) -> None:
        self._store = store
        self._library = library
        self._tickets = tickets
        self._attachments = attachments
        self._directory = directory

    def list(self, agent: Agent) -> tuple[Shelved, ...]:
        return self._library.rows(agent, Shelf.TEXTS)

    def get(self, agent: Agent, id: str) -> CannedText:
        found = self._store.text(scope_of(agent, id), id)
        if found is None:
            raise NotFound("no such text")
        return found

    def create(self, agent: Agent, kind: CannedKind, scope: Scope, edit: CannedEdit, request: Request) -> CannedText:
        """Raises Forbidden, InvalidInput naming all that is wrong, Conflict for one too many."""
        id = self._library.new_id(agent, scope)
        new = self._edited(agent, CannedText(id, kind, "", {}, version=0), edit)
        stored = self._library.create(agent, new, request)
        return new if stored == id else self.get(agent, stored)

    def change(self, agent: Agent, id: str, version: int, edit: CannedEdit) -> CannedText:
        """Raises NotFound, Forbidden, InvalidInput, StaleVersion."""
        before = self.get(agent, id)
        require_editor(agent, scope_of(agent, id))
        after = self._edited(agent, replace(before, version=version), edit)
        if before == after:
            return after
        if before.version != version:
            raise StaleVersion(before)
        self._library.change(agent, before, after)
        return after

    def delete(self, agent: Agent, id: str, version: int) -> None:
        """Raises NotFound, Forbidden, StaleVersion. Its files stay for the replies that were sent with them."""
        self._library.delete(agent, self.get(agent, id), version)

    def link(self, agent: Agent, id: str, file_id: str) -> Link:
        return self._attachments.link_to(self.get(agent, id).files, file_id)

    def render(self, agent: Agent, ticket: Ticket, id: str, language: str = "") -> Rendered:
        """The text in the wanted language, else the ticket's, the department's, English or any, with what is known
        filled in."""
        canned, directory = self.get(agent, id), self._directory.current()
        department = directory.departments.get(ticket.department)
        code, text = text_in(canned.texts, language, ticket.language, department.language if department else "")
        read = needs_fields(names_in(text))
        fields = self._tickets.beside(ticket.reference).fields if read else {}
        return Rendered(canned, code, fill_what_is_known(text, values_of(ticket, agent, directory, fields, code)))

    def count_uses(self, agent: Agent, ids: Sequence[str]) -> None:
        self._library.count_uses(agent, Shelf.TEXTS, ids)

    def _edited(self, agent: Agent, before: CannedText, edit: CannedEdit) -> CannedText:
        """The next version, checked. Raises InvalidInput."""
        after = replace(
            before,
            name=before.name if edit.name is None else edit.name.strip(),
            folder=before.folder if edit.folder is None else edit.folder.strip(),
            texts=before.texts if edit.texts is None else {code: _lines(text) for code, text in edit.texts.items()},
            files=self._files(agent, before, edit),
            version=before.version + 1,
        )
        check_canned(after, tuple(self._directory.current().fields))
        return after

    def _files(self, agent: Agent, before: CannedText, edit: CannedEdit) -> tuple[StoredFile, ...]:
        known = {file.id: file for file in before.files}
        staying = list(known) if edit.files is None else edit.files
        for number, id in enumerate(staying):
            if id not in known:
                raise InvalidInput.of(f"files[{number}]", "is not a file of this answer")
        added = {file.id: file for file in self._attachments.keep_prepared(agent, edit.uploads)}
        return tuple(({id: known[id] for id in staying} | added).values())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
