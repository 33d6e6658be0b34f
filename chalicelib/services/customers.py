"""Customers as agents see them. A restricted agent knows only customers of tickets assigned to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.customer import Customer, customer_id_for
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.permissions import may_see, require, sees_only_own
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import NAME_BYTES, Ticket, clip
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.ports import CustomerStore


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A customer with the tickets the caller may see, newest first."""

    customer: Customer
    tickets: Sequence[Ticket]


class Customers:
    def __init__(self, store: CustomerStore) -> None:
        self._store = store

    def find(self, agent: Agent, email: str) -> Customer:
        """Whoever writes from this address. Raises NotFound, also for something that is no address."""
        try:
            address = normalise_address(email)
        except ValueError as error:
            raise NotFound("no such customer") from error
        return self.get(agent, customer_id_for(address)).customer

    def get(self, agent: Agent, customer_id: str) -> CustomerPage:
        found = self._store.get(customer_id)
        if found is None:
            raise NotFound("no such customer")
        customer, references = found
        tickets = [ticket for ticket in self._store.tickets(references) if may_see(agent, ticket)]
        if sees_only_own(agent) and not tickets:
            raise NotFound("no such customer")
        return CustomerPage(customer, tickets)

    def edit(self, agent: Agent, customer_id: str, version: int, name: str | None, phone: str | None) -> Customer:
        """The customer after the change. Raises NotFound, Forbidden, StaleVersion."""
        customer = self.get(agent, customer_id).customer
        require(agent, Permission.EDIT)
        if customer.version != version:
            raise StaleVersion(customer)
        after = replace(
            customer,
            version=version + 1,
            name=customer.name if name is None else clip(name, 4 * NAME_BYTES),
            phone=customer.phone if phone is None else phone,
        )
        self._store.save(customer, after)
        return after
