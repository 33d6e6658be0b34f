"""A recipe applied to a ticket: everything it does is one change with one entry, or nothing is done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import require_filled
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.merging import not_merged
from chalicelib.domain.moves import Moved, agent_answered
from chalicelib.domain.permissions import require
from chalicelib.domain.queue import require_handed
from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import (
    Body,
    Entry,
    EntryKind,
    EventName,
    FieldChange,
    StoredFile,
    field_changes,
)
from chalicelib.domain.values import dataclass
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.answers import author
from chalicelib.services.canned import Canned
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.library_records import Rendered
from chalicelib.services.planning import Planned, Planning
from chalicelib.services.ports import Ids, TicketStore
from chalicelib.services.recipients import mails_of_reply
from chalicelib.services.records import Change

KINDS = {WriteAs.REPLY: EntryKind.MESSAGE_OUT, WriteAs.NOTE: EntryKind.NOTE, None: EntryKind.EVENT}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a recipe would make of a ticket, and the text it would write."""

    before: Ticket
    planned: Planned
    rendered: Rendered | None

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        return field_changes(self.before, self.planned.moved.ticket) + self.planned.changed_fields


class Applying:
    def __init__(
        self, tickets: TicketStore, planning: Planning, canned: Canned, directory: DirectoryCache, ids: Ids
    ) -> None:
        self._tickets = tickets
        self._planning = planning
        self._canned = canned
        self._directory = directory
        self._ids = ids

    def outlook(self, agent: Agent, seen: Ticket, recipe: Recipe, now: datetime, *, tentative: bool = False) -> Outlook:
        """Raises Forbidden for any part that the agent may not do, InvalidInput for what cannot be done or names what
        is gone. A `tentative` outlook takes no turns."""
        edit = recipe.edit(seen, agent)
        self._planning.require(agent, seen, edit, recipe.fields)
        answered = self._answered(agent, seen, now) if recipe.write_as is WriteAs.REPLY else None
        if recipe.write_as is WriteAs.NOTE:
            require(agent, Permission.NOTE)
        rendered = self._rendered(agent, seen, recipe)
        planned = self._planning.planned(agent, seen, edit, recipe.fields, now, answered, tentative=tentative)
        return Outlook(seen, planned, rendered)

    def change(
        self, agent: Agent, outlook: Outlook, recipe: Recipe, how: str, now: datetime, text: str | None = None
    ) -> Change | None:
        """The change to store, None for nothing to do; `text` is what the agent made of the prepared one.

        Raises InvalidInput for placeholders that are still empty.
        """
        seen, after = outlook.before, outlook.planned.moved.ticket
        if text is not None and not outlook.rendered:
            raise InvalidInput.of("text", "goes with something that writes a text")
        if text is None and outlook.rendered:
            text = outlook.rendered.filled.text
        if text is None and not outlook.changes:
            return None
        if text is not None:
            require_filled(text)
        self._planning.mark(outlook.planned)
        files = outlook.rendered.canned.files if outlook.rendered else ()
        entry = self._entry(agent, outlook, recipe, how, now, text, files)
        people = self._tickets.participants(seen.reference) if self._writes_to_many(seen, recipe) else ()
        mails = mails_of_reply(seen, entry.id, people, now) if recipe.write_as is WriteAs.REPLY else ()
        entries = (*overdue(after, outlook.planned.moved.alarms, now, self._ids), entry)
        return Change(seen, after, entries, mails, fields=outlook.planned.fields)

    def _rendered(self, agent: Agent, seen: Ticket, recipe: Recipe) -> Rendered | None:
        try:
            return self._canned.render(agent, seen, recipe.canned) if recipe.canned else None
        except NotFound as gone:
            raise InvalidInput.of("changes.canned", "the text it writes is gone") from gone

    def _answered(self, agent: Agent, seen: Ticket, now: datetime) -> Moved:
        require(agent, Permission.REPLY)
        require_handed(agent, seen, self._directory.current().departments.get(seen.department))
        return agent_answered(not_merged(seen), now, self._directory.rules_for(seen))

    def _writes_to_many(self, seen: Ticket, recipe: Recipe) -> bool:
        return recipe.write_as is WriteAs.REPLY and bool(seen.participants)

    def _entry(
        self,
        agent: Agent,
        outlook: Outlook,
        recipe: Recipe,
        how: str,
        now: datetime,
        text: str | None,
        files: Sequence[StoredFile],
    ) -> Entry:
        return Entry(
            id=self._ids.ulid(now),
            reference=outlook.before.reference,
            kind=KINDS[recipe.write_as],
            at=now,
            author=author(agent),
            changes=outlook.changes,
            event=None if recipe.write_as else EventName.CHANGED,
            detail=", ".join(filter(None, (how, outlook.planned.why))),
            body=None if text is None else Body.plain(text),
            attachments=tuple(replace(file, id=str(number)) for number, file in enumerate(files)),
        )
