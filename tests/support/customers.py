"""Customers for tests: who they are, and requests about them."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.customer import Customer, customer_id_for
from chalicelib.domain.customer_card import Card
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.services.requests import request_of
from tests.support.desk import AGENT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail

PEKKA = "pekka@acme.example"
MAIJA_ID = customer_id_for(CUSTOMER)
PEKKA_ID = customer_id_for(PEKKA)


def write(lambdas: Lambdas, sender: str, number: int, **more: str) -> str:
    """A new mail of somebody; returns the reference of the ticket that it opened or went into."""
    lambdas.world.clock.advance(timedelta(seconds=1))
    known = {ticket.reference for ticket in lambdas.tickets()}
    raw = mail(sender=sender, subject=f"Mail {number}", message_id=f"<{number}@{sender}>", **more)
    lambdas.receive(raw, source=sender)
    new = [ticket.reference for ticket in lambdas.tickets() if ticket.reference not in known]
    return new[0] if new else ""


def stored(lambdas: Lambdas, customer_id: str) -> Customer:
    found = lambdas.desk.customer_store.customer(customer_id)
    assert found
    return found


def change(lambdas: Lambdas, customer_id: str, **edit: object) -> Card:
    """An agent's change of the customer as stored."""
    version = stored(lambdas, customer_id).version
    return lambdas.desk.customer_edits.edit(AGENT, customer_id, version, CustomerEdit(**edit))  # type: ignore[arg-type]


def merge(lambdas: Lambdas, source: str, into: str, key: str = "a") -> Card:
    version = stored(lambdas, source).version
    request = request_of(AGENT.id, "merge customers", key, f"{source} {into}".encode())
    return lambdas.desk.customer_merging.merge(AGENT, source, version, into, request)


def settled(card: Card) -> Card:
    """As it is once its tickets followed."""
    return replace(card, customer=replace(card.customer, unsettled_at=None))


def references(lambdas: Lambdas, customer_id: str) -> list[str]:
    return list(lambdas.desk.customer_store.tickets_of(customer_id, 100).references)
