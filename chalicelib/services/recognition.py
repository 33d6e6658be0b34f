"""Who a customer is by now: one that was merged into another leads to the survivor.

Nobody is asked before a ticket is opened. The customer is assumed to be ordinary, and a condition of the transaction
says so if they are not; then they are looked up, which few ever are.
"""

from dataclasses import replace

from chalicelib.domain.customer import Customer, customer_id_for
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.standing import ORDINARY, Standing, group_of
from chalicelib.domain.ticket import Requester
from chalicelib.domain.values import dataclass
from chalicelib.services.customer_ports import CustomerStore

MOST_MERGES = 10


@dataclass(frozen=True, slots=True)
class Recognised:
    """A requester with the id that they have by now, how they stand, and the group that follows from it."""

    requester: Requester
    standing: Standing
    group: str


def assumed(requester: Requester, directory: Directory) -> Recognised:
    """The requester as an ordinary customer."""
    return Recognised(requester, ORDINARY, group_of(requester.email, ORDINARY, directory))


class Recognition:
    def __init__(self, customers: CustomerStore) -> None:
        self._customers = customers

    def recognise(self, requester: Requester, directory: Directory, known: Customer | None = None) -> Recognised:
        """The requester as stored; `known` is what was read of them already. Raises Unavailable."""
        customer = self.survivor(known or self._customers.customer(requester.customer_id))
        if customer is None:
            return assumed(requester, directory)
        group = group_of(customer.email, customer.standing, directory)
        return Recognised(replace(requester, customer_id=customer.id), customer.standing, group)

    def survivor(self, customer: Customer | None) -> Customer | None:
        """Whom this customer is part of by now, themselves if nobody merged them. Raises Unavailable."""
        for _ in range(MOST_MERGES):
            if customer is None or not customer.standing.merged_into:
                return customer
            customer = self._customers.customer(customer.standing.merged_into)
        raise Unavailable("the customer was merged too often to be found")

    def is_requester(self, email: str, requester: Requester) -> bool:
        """Whether this (normalised) address is another one of the requester's."""
        writer = self.survivor(self._customers.customer(customer_id_for(email)))
        if writer is None:
            return False
        if writer.id == requester.customer_id:
            return True
        owner = self.survivor(self._customers.customer(requester.customer_id))
        return owner is not None and owner.id == writer.id
