"""What passes through the port of customers: changes, and pages of what belongs to one."""

from chalicelib.domain.customer import Customer, CustomerEvent, Profile
from chalicelib.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """One customer's change. `before` None makes one, `after` None removes one; otherwise the stored one must still
    have the version of `before`. `profile` None leaves the profile as it is."""

    before: Customer | None
    after: Customer | None
    event: CustomerEvent | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class CustomersTickets:
    """References, newest first; `next` is the position to continue behind, if there are more."""

    references: tuple[str, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class OpenedCustomer:
    """A customer with the first page of their tickets."""

    customer: Customer
    profile: Profile
    tickets: CustomersTickets


@dataclass(frozen=True, slots=True)
class CustomersEvents:
    """What was changed, newest first; `next` is the position to continue behind, if there may be more."""

    events: tuple[CustomerEvent, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Members:
    """Ids of customers in the order of their names; `next` is the position to continue behind, if there are more."""

    customer_ids: tuple[str, ...]
    next: str | None
