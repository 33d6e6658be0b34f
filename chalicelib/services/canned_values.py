"""What the placeholders of a prepared text stand for on a ticket. A value that nothing is known of is empty."""

from collections.abc import Iterable, Mapping

from chalicelib.domain.agents import Agent
from chalicelib.domain.beside import Values
from chalicelib.domain.canned import FIELD
from chalicelib.domain.directory import Directory
from chalicelib.domain.fields import CustomField, FieldValue
from chalicelib.domain.ids import show_reference
from chalicelib.domain.naming import named_in
from chalicelib.domain.ticket import NO_SUBJECT, Ticket
from chalicelib.mail.texts import day


def needs_fields(names: Iterable[str]) -> bool:
    """Whether values of custom fields must be read for placeholders of these names."""
    return any(name.startswith(FIELD) for name in names)


def values_of(ticket: Ticket, agent: Agent, directory: Directory, fields: Values, language: str) -> Mapping[str, str]:
    department = directory.departments.get(ticket.department)
    requester = ticket.requester
    return {
        "ticket.reference": show_reference(ticket.reference),
        "ticket.subject": ticket.subject if ticket.subject != NO_SUBJECT else "",
        "ticket.created": day(ticket.created_at, language),
        # who never said a name is called by the address
        "requester.name": requester.name if requester.name != requester.email else "",
        "requester.email": requester.email,
        "agent.name": agent.name,
        "department.name": department.name if department else "",
        "department.address": department.sender_address if department else "",
        **{f"{FIELD}{id}": _shown(directory.fields.get(id), value, language) for id, value in fields.items()},
    }


def _shown(field: CustomField | None, value: FieldValue, language: str) -> str:
    """A value as people read it: choices by their names. A checkbox says nothing that a sentence could hold."""
    if field is None or isinstance(value, bool):
        return ""
    names = {choice.id: named_in(choice.names, language) for choice in field.choices}
    chosen = value if isinstance(value, tuple) else (str(value),)
    return ", ".join(names.get(each, each) for each in chosen)
