"""What a change of a ticket comes to before anything is stored: checked against the desk's configuration, moved by the
rules, with the custom fields it wants and needs. Single changes, macros and bulk jobs plan alike.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Agent
from chalicelib.domain.beside import Beside, Values, beside_changes
from chalicelib.domain.directory import Directory
from chalicelib.domain.edit_rights import require_edit
from chalicelib.domain.merging import not_merged
from chalicelib.domain.moves import Edit, Moved, edited
from chalicelib.domain.permissions import may, require
from chalicelib.domain.queue import require_not_picked
from chalicelib.domain.roles import Permission
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import FieldChange
from chalicelib.domain.values import dataclass
from chalicelib.services.assigning import Assigning, Given
from chalicelib.services.checked_edit import checked
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.field_values import ends, required_for, values_after
from chalicelib.services.marks import Marks
from chalicelib.services.ports import TicketStore


@dataclass(frozen=True, slots=True)
class Planned:
    """The ticket after the change with `why` it is assigned, and the custom fields before and after."""

    edit: Edit
    moved: Moved
    why: str
    before: Values
    values: Values

    @property
    def changed_fields(self) -> tuple[FieldChange, ...]:
        return beside_changes(Beside(self.before), Beside(self.values))

    @property
    def fields(self) -> Values | None:
        """What is stored of the custom fields, None for no change."""
        return self.values if self.values != self.before else None


class Planning:
    def __init__(self, tickets: TicketStore, assigning: Assigning, directory: DirectoryCache, marks: Marks) -> None:
        self._tickets = tickets
        self._assigning = assigning
        self._directory = directory
        self._marks = marks

    def require(self, agent: Agent, seen: Ticket, edit: Edit, fields: Mapping[str, object] | None) -> None:
        """Raises Forbidden naming the permission that the agent lacks for this."""
        require_edit(agent, seen, edit)
        if fields:
            require(agent, Permission.EDIT)

    def planned(
        self,
        agent: Agent,
        seen: Ticket,
        edit: Edit,
        fields: Mapping[str, object] | None,
        now: datetime,
        answered: Moved | None = None,
        *,
        tentative: bool = False,
    ) -> Planned:
        """The change of a ticket, which an answer that goes along has `answered` first.

        A `tentative` plan takes no turn of a department that assigns by itself. Raises Forbidden for a ticket picked
        past the queue, InvalidInput for what is not allowed, for required fields that are empty, and for a ticket that
        was merged into another.
        """
        not_merged(seen)
        directory = self._directory.current()
        edit = checked(edit, seen, directory, may_transfer=may(agent, Permission.TRANSFER))
        require_not_picked(agent, seen, edit.assignee, directory.departments.get(edit.department or seen.department))
        given = self._moved(seen, answered, edit, now, self._directory.rules_for(seen), tentative)
        after = given.moved.ticket
        required = required_for(ends(seen, after.status), directory.departments.get(after.department), directory)
        old, values = values_after(self._tickets, seen, fields, required, directory)
        return Planned(edit, given.moved, given.why, old, values)

    def mark(self, planned: Planned) -> None:
        """Note what the change uses, just before it is stored."""
        directory: Directory = self._directory.current()
        self._marks.note(directory, planned.edit, planned.values.keys() - planned.before.keys())

    def _moved(
        self, seen: Ticket, answered: Moved | None, edit: Edit, now: datetime, rules: Rulebook, tentative: bool
    ) -> Given:
        """The change; a ticket that another department takes over is assigned as that one does, unless to whom is
        said."""
        moved = edited(answered.ticket if answered else seen, edit, now, rules)
        if answered:
            # both are one change
            moved = Moved(replace(moved.ticket, version=seen.version + 1), answered.alarms + moved.alarms)
        if moved.ticket.department == seen.department or edit.assignee or tentative:
            return Given(moved)
        return self._assigning.moved(seen, moved, now, rules)
