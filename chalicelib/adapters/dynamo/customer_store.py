"""Customers and the references of their tickets, in one partition each."""

from collections.abc import Sequence

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.items import (
    CUSTOMER,
    CUSTOMER_TICKET,
    TICKET,
    CustomerItem,
    customer_pk,
    ticket_pk,
)
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.customer import Customer
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.ticket import Ticket

TICKETS_SHOWN = 50


class DynamoCustomerStore:
    """`CustomerStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, customer_id: str) -> tuple[Customer, Sequence[str]] | None:
        # "CUSTOMER" sorts before "TICKET#...": read backwards, the newest tickets come first, the profile last
        pk = customer_pk(customer_id)
        newest = self._table.query(
            "pk = :pk AND sk >= :low", {"pk": pk, "low": CUSTOMER}, limit=TICKETS_SHOWN + 1, forward=False
        )
        items: list[Item] = newest["Items"]
        profile = next((item for item in items if item["sk"]["S"] == CUSTOMER), None)
        if profile is None and items:
            profile = self._table.get(pk, CUSTOMER)
        if profile is None:
            return None
        listed = [item["sk"]["S"] for item in items if item["sk"]["S"].startswith(CUSTOMER_TICKET)]
        return _from_item(profile), [sk.rpartition("#")[2] for sk in listed[:TICKETS_SHOWN]]

    def save(self, old: Customer, new: Customer) -> None:
        stored, current = self._table.conditional_put(
            _to_item(new),
            "#version = :version",
            {"version": {"N": str(old.version)}},
            {"#version": "version"},
        )
        if stored:
            return
        if current is None:
            raise NotFound("no such customer")
        if _from_item(current) != new:
            raise StaleVersion(_from_item(current))

    def tickets(self, references: Sequence[str]) -> Sequence[Ticket]:
        keys = [(ticket_pk(reference), TICKET) for reference in references]
        found = self._table.get_many(keys, consistent=False)
        return [ticket_items.from_item(found[key]) for key in keys if key in found]


def _to_item(customer: Customer) -> Item:
    return CustomerItem(
        pk=customer_pk(customer.id),
        sk=CUSTOMER,
        email=customer.email,
        name=customer.name or None,
        phone=customer.phone or None,
        created=customer.created_at,
        version=customer.version,
    ).raw()


def _from_item(item: Item) -> Customer:
    stored = CustomerItem.from_raw_data(dict(item))
    return Customer(
        id=stored.pk.removeprefix("C#"),
        email=stored.email,
        name=stored.name or "",
        created_at=stored.created,
        version=int(stored.version),
        phone=stored.phone or "",
    )
