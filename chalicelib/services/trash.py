"""Tickets are never deleted: they go to the trash, and come back from there or from the spam."""

from chalicelib.domain.directory import Agent
from chalicelib.domain.moves import Edit
from chalicelib.domain.permissions import require, visible
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.services.checked_edit import restoring, trashing
from chalicelib.services.edits import Edits
from chalicelib.services.requests import Request


class Trash:
    """Both commands are changes like any other: one entry, one transaction, under the version they are based on."""

    def __init__(self, edits: Edits) -> None:
        self._edits = edits

    def trash(self, agent: Agent, ticket: Ticket | None, version: int, request: Request) -> Ticket:
        """The ticket in the trash. Raises NotFound, Forbidden, StaleVersion, InvalidInput for a merged one."""
        seen = visible(agent, ticket)
        require(agent, Permission.TRASH)
        return self._edits.edit(agent, seen, version, trashing(), request)

    def restore(self, agent: Agent, ticket: Ticket | None, version: int, request: Request) -> Ticket:
        """The ticket where it was before. Raises as `trash` does, and InvalidInput for one that was not put aside."""
        seen = visible(agent, ticket)
        require(agent, Permission.RESTORE)
        # an old version is no question of what the ticket is now: the change itself tells a repetition from a rival
        edit = restoring(seen) if seen.version == version else Edit()
        return self._edits.edit(agent, seen, version, edit, request)
