"""Customers, from domain objects to what the interface shows. Fields are listed one by one: nothing leaves by
accident."""

from msgspec import UNSET

from chalicelib.api import customer_schemas as schemas
from chalicelib.api import timeline_schemas
from chalicelib.domain import customer as customers
from chalicelib.domain.customer_card import Card
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.customer_groups import Organisation


def customer(card: Card) -> schemas.Customer:
    stored, chosen = card.customer, card.customer.standing
    return schemas.Customer(
        id=stored.id,
        email=stored.email,
        other_emails=stored.other_emails,
        name=stored.name,
        phones=stored.phones,
        address=card.profile.address,
        language=stored.language or None,
        zone=stored.zone or None,
        group=schemas.CustomersGroup(card.group, card.group == chosen.group) if card.group else None,
        organisation=_organisation(card.organisation, chosen.organisation),
        notes=card.profile.notes,
        created_at=stored.created_at,
        version=stored.version,
    )


def _organisation(stored: Organisation | None, chosen: str) -> schemas.CustomersOrganisation | None:
    return schemas.CustomersOrganisation(stored.id, stored.name, stored.id == chosen) if stored else None


def row(stored: customers.Customer) -> schemas.CustomerRow:
    return schemas.CustomerRow(
        id=stored.id,
        email=stored.email,
        name=stored.name,
        phones=stored.phones,
        group=stored.standing.group or None,
        organisation=stored.standing.organisation or None,
    )


def event(stored: customers.CustomerEvent) -> schemas.CustomerEvent:
    return schemas.CustomerEvent(
        id=stored.id,
        at=stored.at,
        author=timeline_schemas.Author(stored.author.kind, stored.author.id, stored.author.name),
        changes=tuple(timeline_schemas.FieldChange(each.field, each.before, each.after) for each in stored.changes),
        merged=stored.merged or None,
    )


def edit_of(body: schemas.CustomerEditBody) -> CustomerEdit:
    sent = {name: getattr(body, name) for name in body.__struct_fields__}
    return CustomerEdit(**{name: value for name, value in sent.items() if value is not UNSET})
