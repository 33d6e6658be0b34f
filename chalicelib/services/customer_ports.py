"""What the use cases around customers need from outside."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chalicelib.domain.customer import Customer, Profile
from chalicelib.domain.ticket import Ticket
from chalicelib.services.customer_records import (
    CustomerChange,
    CustomersEvents,
    CustomersTickets,
    Members,
    OpenedCustomer,
)
from chalicelib.services.records import Once


class CustomerDiffers(Exception):
    """A customer does not stand as a change assumed, or an address is theirs already. `customer` is who is stored."""

    def __init__(self, customer: Customer) -> None:
        super().__init__("the customer stands differently")
        self.customer = customer


class CustomerStore(Protocol):
    def customer(self, customer_id: str) -> Customer | None:
        """Strongly consistent. One that was merged away says so in its standing."""
        ...

    def customers(self, customer_ids: Sequence[str]) -> Mapping[str, Customer]:
        """Those that there are, by id, strongly consistent."""
        ...

    def open(self, customer_id: str, limit: int, after: str | None = None) -> OpenedCustomer | None:
        """The customer with their profile and a page of their tickets, newest first, from behind the position
        `after`."""
        ...

    def known(self, customer_id: str) -> tuple[Customer, Profile] | None:
        """The customer with their profile, strongly consistent."""
        ...

    def tickets_of(self, customer_id: str, limit: int, after: str | None = None) -> CustomersTickets:
        """References of a customer's tickets, newest first, strongly consistent."""
        ...

    def commit(self, changes: Sequence[CustomerChange], once: Once | None = None) -> Once | None:
        """Store changes of customers, all or none. Returns the stored `Once` if this very request was done before.

        Raises StaleVersion with the stored customer if one changed meanwhile, CustomerDiffers if a new one is there
        already, Unavailable.
        """
        ...

    def settle(self, customer: Customer) -> bool:
        """Note that the tickets followed all changes up to this version of the customer; False if it changed."""
        ...

    def events(self, customer_id: str, limit: int, after: str | None) -> CustomersEvents:
        """What was changed about a customer, newest first."""
        ...

    def with_phone(self, key: str) -> Sequence[str]:
        """Ids of the customers with this number."""
        ...

    def members(self, of: str, limit: int, after: str | None) -> Members:
        """Ids of the customers whom somebody put into a group or organisation (`group#vip`), by name."""
        ...

    def position_of(self, ticket: Ticket) -> str:
        """Where a ticket stands among its customer's."""
        ...

    def tickets(self, references: Sequence[str]) -> Sequence[Ticket]: ...
