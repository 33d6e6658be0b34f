"""An agent's change against the desk's configuration: what it names must exist and fit together."""

from dataclasses import replace

from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.moves import Edit, restored_status
from chalicelib.domain.permissions import assignable, works_in
from chalicelib.domain.ticket import Priority, Status, Ticket


def checked(edit: Edit, ticket: Ticket, directory: Directory, *, may_transfer: bool = True) -> Edit:
    """The change with what follows from it: a category brings its department and priority, an assignee who does not
    work in the new department loses the ticket, and a custom status brings the status it is a name of.

    Where the author `may_transfer` nothing, a category's department is a suggestion that is not followed. Raises
    InvalidInput for what does not exist."""
    edit = _with_category(edit, ticket, directory, may_transfer)
    department = ticket.department if edit.department is None else edit.department
    if department not in directory.departments:
        raise InvalidInput.of("department", "is not a department of this desk")
    if edit.assignee is not None:
        assignable(directory.agents.get(edit.assignee), department)
    elif ticket.assignee and department != ticket.department:
        holder = directory.agents.get(ticket.assignee)
        edit = replace(edit, unassign=edit.unassign or holder is None or not works_in(holder, department))
    return _with_status(edit, ticket, directory)


def _with_category(edit: Edit, ticket: Ticket, directory: Directory, may_transfer: bool) -> Edit:
    """A newly chosen category decides what nobody decided: a priority that is still the ordinary one, and the
    department of a ticket that was never handed on."""
    if not edit.category or edit.category == ticket.category:
        return edit
    category = directory.categories.get(edit.category)
    if category is None or category.retired:
        raise InvalidInput.of("category", "is not a category of this desk")
    if edit.priority is None and ticket.priority is Priority.MEDIUM:
        edit = replace(edit, priority=category.priority)
    if edit.department is None and ticket.transfers == 0 and may_transfer:
        edit = replace(edit, department=category.department)
    return edit


def _with_status(edit: Edit, ticket: Ticket, directory: Directory) -> Edit:
    if not edit.custom_status:
        return edit
    custom = directory.statuses.get(edit.custom_status)
    if custom is None or (custom.retired and edit.custom_status != ticket.custom_status):
        raise InvalidInput.of("custom_status", "is not a status of this desk")
    if edit.status not in (None, custom.behaves_as):
        raise InvalidInput.of("custom_status", f"is a name of {custom.behaves_as.value}")
    return replace(edit, status=custom.behaves_as)


def restoring(ticket: Ticket) -> Edit:
    """The change that takes a ticket out of the trash or the spam."""
    return Edit(status=restored_status(ticket))


def trashing() -> Edit:
    return Edit(status=Status.TRASH)
