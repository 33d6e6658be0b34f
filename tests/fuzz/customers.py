"""Customers for the fuzzer: new ones to merge, and what the schema of a profile cannot say."""

import itertools
from typing import Any

from chalicelib.domain.customer import Customer, customer_id_for
from chalicelib.services.customer_records import CustomerChange
from tests.support.desk import World

_numbers = itertools.count()
_KNOWN = {"group": "", "organisation": "", "language": "fi", "zone": "Europe/Helsinki", "other_emails": []}


def a_new_customer(world: World) -> str:
    """The id of somebody in version 1."""
    email = f"somebody{next(_numbers)}@fuzz.example"
    customer = Customer(customer_id_for(email), email, "Somebody", world.clock.now())
    world.desk.customer_store.commit((CustomerChange(None, customer),))
    return customer.id


def mend(operation: str, body: dict[str, Any]) -> None:
    """Only what exists can be named."""
    if operation == "edit_customer":
        body |= {name: value for name, value in _KNOWN.items() if name in body}
