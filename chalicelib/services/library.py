"""Keeping what agents prepared: who may change it, one version after the other, with a record of what is shared."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import MOST_IN_A_SCOPE, CannedKind, CannedText, Shelved
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound, StaleVersion, Unavailable
from chalicelib.domain.scopes import Reach, Scope, require_editor, scope_of, scopes_of
from chalicelib.services.audit import Audited
from chalicelib.services.configuration_ports import AuditRecord
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.library_ports import LibraryChange, LibraryStore, Prepared, Shelf
from chalicelib.services.ports import Clock, Ids
from chalicelib.services.records import Once
from chalicelib.services.requests import REMEMBERED_FOR, Request, refuse_another

log = logging.getLogger(__name__)
# of each text that changed, in the log
RECORDED_CHARACTERS = 500


class Library:
    def __init__(self, store: LibraryStore, directory: DirectoryCache, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def rows(self, agent: Agent, shelf: Shelf) -> tuple[Shelved, ...]:
        """All that the agent may use: the own, the departments', and what is for everybody."""
        return self._store.rows(shelf, tuple(scopes_of(agent, self._directory.current())))

    def new_id(self, agent: Agent, scope: Scope) -> str:
        """An id for something new. Raises Forbidden, InvalidInput for a department that is not the agent's."""
        own = Scope(scope.reach, agent.id) if scope.reach is Reach.PERSONAL else scope
        if own not in tuple(scopes_of(agent, self._directory.current())):
            raise InvalidInput.of("scope.department", "is not a department of yours")
        require_editor(agent, own)
        return own.new_id(self._ids.ulid(self._clock.now()))

    def create(self, agent: Agent, new: Prepared, request: Request) -> str:
        """Store it. Returns its id: that of the first time, if the request comes again. Raises Conflict for one too
        many in a scope."""
        scope, now = scope_of(agent, new.id), self._clock.now()
        if len(self._store.rows(shelf_of(new), (scope,))) >= MOST_IN_A_SCOPE:
            raise Conflict(f"There are {MOST_IN_A_SCOPE} already: delete some that nobody uses.")
        expires = now + REMEMBERED_FOR
        once = Once(request.key, request.fingerprint, "", "", expires, result=new.id.encode())
        stored = self._commit(agent, scope, None, new, now, once)
        if stored is None:
            return new.id
        refuse_another(request, stored)
        return stored.result.decode()

    def change(self, agent: Agent, before: Prepared, after: Prepared) -> None:
        """Replace what is stored. The same change a second time is taken for a repetition. Raises Forbidden,
        StaleVersion, NotFound."""
        scope = scope_of(agent, after.id)
        require_editor(agent, scope)
        try:
            self._commit(agent, scope, before, after, self._clock.now())
        except StaleVersion as stale:
            if stale.current != after:
                raise

    def delete(self, agent: Agent, before: Prepared, version: int) -> None:
        """Raises Forbidden, StaleVersion, NotFound."""
        scope = scope_of(agent, before.id)
        require_editor(agent, scope)
        if before.version != version:
            raise StaleVersion(before)
        self._commit(agent, scope, before, None, self._clock.now())

    def count_uses(self, agent: Agent, shelf: Shelf, ids: Iterable[str]) -> None:
        """Count what was used. A count that fails is one too few: nothing is lost for the sake of it."""
        for id in dict.fromkeys(ids):
            try:
                self._store.count_use(shelf, scope_of(agent, id), id)
            except (NotFound, Unavailable) as reason:
                log.warning("a use was not counted: %s", reason)

    def _commit(
        self,
        agent: Agent,
        scope: Scope,
        before: Prepared | None,
        after: Prepared | None,
        now: datetime,
        once: Once | None = None,
    ) -> Once | None:
        record = self._record(agent, before, after, now) if scope.is_shared else None
        opens_log = record is not None and not self._directory.current().audited_since
        stored = self._store.commit(LibraryChange(scope, before, after, record, opens_log, once))
        if opens_log:
            self._directory.forget()
        return stored

    def _record(self, agent: Agent, before: Prepared | None, after: Prepared | None, now: datetime) -> AuditRecord:
        changed = after or before
        if changed is None:
            raise ValueError("nothing changes")
        return AuditRecord(
            id=self._ids.ulid(now),
            at=now,
            actor=agent.id,
            kind=kind_of(changed),
            setting=changed.id,
            before=_recorded(before, after),
            after=_recorded(after, before),
        )


def shelf_of(prepared: Prepared) -> Shelf:
    return Shelf.TEXTS if isinstance(prepared, CannedText) else Shelf.MACROS


def kind_of(prepared: Prepared) -> Audited:
    """What the log calls it."""
    if isinstance(prepared, CannedText):
        return Audited.MESSAGE if prepared.kind is CannedKind.MESSAGE else Audited.ANSWER
    return Audited.MACRO


def _recorded(shown: Prepared | None, other: Prepared | None) -> Mapping[str, Any] | None:
    """What the log keeps: of texts only those that changed, and their beginnings; of files their names."""
    if shown is None:
        return None
    if not isinstance(shown, CannedText):
        return asdict(shown)
    others = other.texts if isinstance(other, CannedText) else {}
    changed = {code: text for code, text in shown.texts.items() if others.get(code) != text}
    return {
        "id": shown.id,
        "kind": shown.kind.value,
        "name": shown.name,
        "folder": shown.folder,
        "languages": sorted(shown.texts),
        "texts": {code: text[:RECORDED_CHARACTERS] for code, text in changed.items()},
        "files": [file.name for file in shown.files],
        "version": shown.version,
    }
