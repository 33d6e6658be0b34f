"""A customer with everything that agents see of them, and what follows from it."""

from chalicelib.domain.customer import Customer, Profile
from chalicelib.domain.customer_groups import Organisation
from chalicelib.domain.directory import Directory
from chalicelib.domain.standing import group_of, organisation_of
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """`group` is the id of the group that policies go by, empty for none."""

    customer: Customer
    profile: Profile
    group: str
    organisation: Organisation | None


def card_of(customer: Customer, profile: Profile, directory: Directory) -> Card:
    group = group_of(customer.email, customer.standing, directory)
    organisation = directory.organisations.get(organisation_of(customer.email, customer.standing, directory))
    return Card(customer, profile, group, organisation)
