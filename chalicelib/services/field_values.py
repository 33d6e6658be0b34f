"""Values of custom fields on a ticket: whether they fit their fields, and whether those that must be there are."""

from collections.abc import Iterable, Mapping

from chalicelib.domain.beside import Values
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import FieldProblem, InvalidInput
from chalicelib.domain.fields import CustomField, FieldValue, checked, missing
from chalicelib.domain.ticket import ENDED, Status, Ticket
from chalicelib.services.ports import TicketStore

UNKNOWN = "is not a field of this desk"
RETIRED = "is not asked for any more; it can only be emptied"


def changed_values(before: Values, wanted: Mapping[str, object], directory: Directory) -> Values:
    """The values after a change; null empties a field. Raises InvalidInput naming every value that does not fit."""
    values, problems = dict(before), list[FieldProblem]()
    for id, value in wanted.items():
        try:
            after = _checked(directory.fields.get(id), id, value)
        except InvalidInput as refused:
            problems += refused.problems
            continue
        if after is None:
            values.pop(id, None)
        else:
            values[id] = after
    if problems:
        raise InvalidInput(*problems)
    return values


def ends(ticket: Ticket, status: Status | None) -> bool:
    """Whether that status resolves or closes a ticket that was neither."""
    return status in ENDED and ticket.status not in ENDED


def required_for(resolved: bool, department: Department | None, directory: Directory) -> tuple[str, ...]:
    """Fields without which a ticket of the department is not resolved. Nobody is asked for retired ones."""
    if not resolved or department is None:
        return ()
    return asked_for(department.required_to_resolve, directory)


def asked_for(ids: Iterable[str], directory: Directory) -> tuple[str, ...]:
    return tuple(id for id in ids if id in directory.fields and not directory.fields[id].retired)


def values_after(
    tickets: TicketStore,
    ticket: Ticket,
    wanted: Mapping[str, object] | None,
    required: tuple[str, ...],
    directory: Directory,
) -> tuple[Values, Values]:
    """The values before and after a change. They are read only where something is wanted or required.

    Raises InvalidInput naming every value that does not fit, or that is required and not there.
    """
    if not wanted and not required:
        return {}, {}
    before = tickets.beside(ticket.reference).fields
    after = changed_values(before, wanted or {}, directory)
    problems = missing(required, after)
    if problems:
        raise InvalidInput(*problems)
    return before, after


def _checked(field: CustomField | None, id: str, value: object) -> FieldValue | None:
    if field is None:
        raise InvalidInput.of(f"fields.{id}", UNKNOWN)
    after = checked(field, value)
    if field.retired and after is not None:
        raise InvalidInput.of(f"fields.{id}", RETIRED)
    return after
