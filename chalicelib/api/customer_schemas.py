"""Customers as the interface answers them, and what it reads to find, correct and merge them."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import ANY_TEXT, LINE, PHONE, Cursor, Email, Limit
from chalicelib.api.schemas import CustomerId, Ticket
from chalicelib.api.setting_types import SettingId
from chalicelib.api.timeline_schemas import Author, FieldChange
from chalicelib.domain.customer_changes import LONGEST_ADDRESS, LONGEST_NOTES, MOST_EMAILS, MOST_PHONES

Phone = Annotated[str, Meta(min_length=3, max_length=40, pattern=PHONE)]
# empty for none
OptionalSetting = Annotated[str, Meta(max_length=32)]


class CustomersGroup(msgspec.Struct):
    """A group with its id; `by_hand` says whether somebody chose it, rather than the organisation."""

    id: str
    by_hand: bool


class CustomersOrganisation(msgspec.Struct):
    """An organisation; `by_hand` says whether somebody chose it, rather than the address."""

    id: str
    name: str
    by_hand: bool


class Customer(msgspec.Struct):
    """A person who writes to the desk. A nameless one has an empty name. `version` is also the ETag.

    `email` is the address they are known by, `other_emails` are more of theirs. `language` (ISO 639-1) and `zone`
    (IANA) are null where unknown. `address` is the postal one. `notes` are agents' own about the person: no customer
    sees them.
    """

    id: CustomerId
    email: str
    other_emails: tuple[str, ...]
    name: str
    phones: tuple[str, ...]
    address: str
    language: str | None
    zone: str | None
    group: CustomersGroup | None
    organisation: CustomersOrganisation | None
    notes: str
    created_at: Annotated[datetime, Meta(tz=True)]
    version: Annotated[int, Meta(ge=1)]


class CustomerWithTickets(msgspec.Struct):
    """A customer with the newest tickets that the caller may see."""

    customer: Customer
    tickets: tuple[Ticket, ...]


class CustomerRow(msgspec.Struct):
    """A customer as lists show them. `group` and `organisation` are those that somebody chose."""

    id: CustomerId
    email: str
    name: str
    phones: tuple[str, ...]
    group: str | None
    organisation: str | None


class CustomerList(msgspec.Struct):
    """One page; follow `next` until it is null."""

    customers: tuple[CustomerRow, ...]
    next: str | None


class CustomersTickets(msgspec.Struct):
    """One page of a customer's tickets, newest first; follow `next` until it is null."""

    tickets: tuple[Ticket, ...]
    next: str | None


class CustomerEvent(msgspec.Struct):
    """Who changed what about a customer. `merged` is the address of whom they were united with."""

    id: str
    at: Annotated[datetime, Meta(tz=True)]
    author: Author
    changes: tuple[FieldChange, ...]
    merged: str | None


class CustomersEvents(msgspec.Struct):
    """One page, newest first; follow `next` until it is null."""

    events: tuple[CustomerEvent, ...]
    next: str | None


class CustomerEditBody(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays, an empty one is cleared. Lists are whole lists.

    An address in `other_emails` leads to this customer from then on; one that is another customer's is refused.
    """

    name: Annotated[str, Meta(max_length=100, pattern=LINE)] | UnsetType = UNSET
    other_emails: Annotated[tuple[Email, ...], Meta(max_length=MOST_EMAILS)] | UnsetType = UNSET
    phones: Annotated[tuple[Phone, ...], Meta(max_length=MOST_PHONES)] | UnsetType = UNSET
    address: Annotated[str, Meta(max_length=LONGEST_ADDRESS, pattern=ANY_TEXT)] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=2)] | UnsetType = UNSET
    zone: Annotated[str, Meta(max_length=64, pattern=LINE)] | UnsetType = UNSET
    group: OptionalSetting | UnsetType = UNSET
    organisation: OptionalSetting | UnsetType = UNSET
    notes: Annotated[str, Meta(max_length=LONGEST_NOTES, pattern=ANY_TEXT)] | UnsetType = UNSET


class CustomerMergeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The customer who lives on."""

    into: CustomerId


class CustomerQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Exactly one of `email`, `phone`, `group` and `organisation`."""

    email: Email | UnsetType = UNSET
    phone: Phone | UnsetType = UNSET
    group: SettingId | UnsetType = UNSET
    organisation: SettingId | UnsetType = UNSET
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET


class CustomersPageQuery(msgspec.Struct, forbid_unknown_fields=True):
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET
