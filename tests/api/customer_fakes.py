"""Fakes of what the API offers around customers. They share what was asked and what fails."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.agents import Agent
from chalicelib.domain.customer import Customer, CustomerEvent, Profile, customer_id_for
from chalicelib.domain.customer_card import Card
from chalicelib.domain.customer_changes import CustomerEdit
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.standing import Standing
from chalicelib.domain.timeline import Author, AuthorKind, FieldChange
from chalicelib.services.customer_records import CustomersEvents
from chalicelib.services.customers import CustomerPage, Found, History
from chalicelib.services.requests import Request
from tests.support.clock import START
from tests.support.settings import ACME

if TYPE_CHECKING:
    from tests.api.fakes import FakeUseCases

EMAIL = "maija@customer.example"
CUSTOMER_ID = customer_id_for(EMAIL)
OTHER_CUSTOMER_ID = customer_id_for("pekka@customer.example")
MAIJA = Customer(
    CUSTOMER_ID,
    EMAIL,
    "Maija",
    START,
    phones=("+358 40 1",),
    other_emails=("maija@home.example",),
    language="fi",
    zone="Europe/Helsinki",
    standing=Standing(group="vip"),
)
CARD = Card(MAIJA, Profile("Katu 1", "Prefers the phone."), "vip", ACME)
EVENT = CustomerEvent(
    "01KB3RSEVW0000000000000001",
    START,
    Author(AuthorKind.AGENT, "a-agent", "Antti"),
    (FieldChange("name", "", "Maija"),),
)


class FakeCustomers:
    """One customer, who may be found, read, changed and merged."""

    def __init__(self, cases: "FakeUseCases") -> None:
        self._cases = cases

    def with_email(self, agent: Agent, email: str) -> Found:
        self._cases._note("with_email", email=email)
        return Found((MAIJA,))

    def with_phone(self, agent: Agent, phone: str) -> Found:
        self._cases._note("with_phone", phone=phone)
        return Found(())

    def members(self, agent: Agent, of: str, limit: int, after: str | None) -> Found:
        self._cases._note("members", of=of, limit=limit, after=after)
        return Found((MAIJA,), "maija#place")

    def get(self, agent: Agent, customer_id: str) -> CustomerPage:
        self._cases._note("get", customer_id=customer_id)
        self._known(customer_id)
        return CustomerPage(CARD, [next(iter(self._cases.tickets.values()))])

    def history(self, agent: Agent, customer_id: str, limit: int, after: str | None) -> History:
        self._cases._note("history", customer_id=customer_id, limit=limit, after=after)
        self._known(customer_id)
        return History([next(iter(self._cases.tickets.values()))], self._cases.next_position)

    def events(self, agent: Agent, customer_id: str, limit: int, after: str | None) -> CustomersEvents:
        self._cases._note("events", customer_id=customer_id, limit=limit, after=after)
        self._known(customer_id)
        return CustomersEvents((EVENT,), self._cases.next_position)

    def edit(self, agent: Agent, customer_id: str, version: int, edit: CustomerEdit) -> Card:
        self._cases._note("edit_customer", version=version, edit=edit)
        return self._changed(customer_id, version)

    def merge(self, agent: Agent, customer_id: str, version: int, into: str, request: Request) -> Card:
        self._cases._note("merge_customer", version=version, into=into)
        return self._changed(customer_id, version)

    def _changed(self, customer_id: str, version: int) -> Card:
        self._known(customer_id)
        if version != MAIJA.version:
            raise StaleVersion(CARD)
        return replace(CARD, customer=replace(MAIJA, version=version + 1))

    def _known(self, customer_id: str) -> None:
        if customer_id != CUSTOMER_ID:
            raise NotFound("no such customer")
