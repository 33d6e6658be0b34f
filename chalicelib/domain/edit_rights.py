"""Which permissions a change of a ticket needs."""

from collections.abc import Iterator

from chalicelib.domain.agents import Agent
from chalicelib.domain.moves import Edit
from chalicelib.domain.permissions import require
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import ENDED, Status, Ticket


def require_edit(agent: Agent, ticket: Ticket, edit: Edit) -> None:
    """Raises Forbidden naming the first permission that the agent's role lacks for this change."""
    for permission in dict.fromkeys(_needed(ticket, edit)):
        require(agent, permission)


def _needed(ticket: Ticket, edit: Edit) -> Iterator[Permission]:
    if edit.department is not None and edit.department != ticket.department:
        yield Permission.TRANSFER
    if edit.assignee is not None or edit.unassign:
        yield Permission.ASSIGN
    others = (edit.priority, edit.tags, edit.category, edit.custom_status, edit.postpone)
    if any(each is not None for each in others):
        yield Permission.EDIT
    yield from _to_move(ticket.status, edit.status)


def _to_move(before: Status, after: Status | None) -> Iterator[Permission]:
    if after is None or after is before:
        return
    if before is Status.TRASH:
        yield Permission.RESTORE
    if after is Status.TRASH:
        yield Permission.TRASH
    elif after in ENDED:
        yield Permission.RESOLVE
    elif before is not Status.TRASH:
        yield Permission.EDIT
