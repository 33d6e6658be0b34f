"""Customers, their profiles, events and the rows by which they are found, to items and back."""

from collections.abc import Iterator

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo.items import (
    CUSTOMER,
    CUSTOMER_LOG,
    PROFILE,
    TIMER_SHARD,
    ListAttribute,
    TableItem,
    TimeAttribute,
    customer_pk,
)
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.customer import Customer, CustomerEvent, Profile, phone_key
from chalicelib.domain.standing import ORDINARY, Standing
from chalicelib.domain.timeline import Author, AuthorKind, FieldChange


class CustomerItem(TableItem):
    """pk `C#<customer>`, sk `CUSTOMER`: no name until one is learnt.

    emails: further addresses. standing: whom they are part of, group and organisation chosen by hand, between bars;
    absent for ordinary customers, on which opening a ticket is conditional. timer and fires: their tickets have yet to
    follow a change.
    """

    email = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    phones = ListAttribute(null=True)
    emails = ListAttribute(null=True)
    lang = UnicodeAttribute(null=True)
    zone = UnicodeAttribute(null=True)
    standing = UnicodeAttribute(null=True)
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)
    created = TimeAttribute()
    version = NumberAttribute()


class CustomerTicketItem(TableItem):
    """pk `C#<customer>`, sk `TICKET#<created>#<reference>`: nothing but its key, written once."""


class ProfileItem(TableItem):
    """pk `C#<customer>`, sk `PROFILE`: what opening a ticket does not touch; only where there is any."""

    address = UnicodeAttribute(null=True)
    notes = UnicodeAttribute(null=True)


class CustomerEventItem(TableItem):
    """pk `C#<customer>`, sk `LOG#<ulid>`: who changed what about the customer; written once, never changed."""

    at = TimeAttribute()
    author = ListAttribute()
    changes = ListAttribute()
    merged = UnicodeAttribute(null=True)


class LookUpItem(TableItem):
    """pk `PHONE#<number>` or `MEMBERS#<group or organisation>#<id>`, sk ends in the customer's id: only a key."""


def standing_to_text(standing: Standing) -> str:
    return "|".join((standing.merged_into, standing.group, standing.organisation))


def to_item(customer: Customer) -> Item:
    return CustomerItem(
        pk=customer_pk(customer.id),
        sk=CUSTOMER,
        email=customer.email,
        name=customer.name or None,
        phones=list(customer.phones) or None,
        emails=list(customer.other_emails) or None,
        lang=customer.language or None,
        zone=customer.zone or None,
        standing=standing_to_text(customer.standing) if customer.standing != ORDINARY else None,
        timer=TIMER_SHARD if customer.unsettled_at else None,
        fires=customer.unsettled_at,
        created=customer.created_at,
        version=customer.version,
    ).raw()


def from_item(item: Item) -> Customer:
    stored = CustomerItem.from_raw_data(dict(item))
    return Customer(
        id=stored.pk.removeprefix("C#"),
        email=stored.email,
        name=stored.name or "",
        created_at=stored.created,
        version=int(stored.version),
        phones=tuple(stored.phones or ()),
        other_emails=tuple(stored.emails or ()),
        language=stored.lang or "",
        zone=stored.zone or "",
        standing=Standing(*stored.standing.split("|")) if stored.standing else ORDINARY,
        unsettled_at=stored.fires,
    )


def profile_to_item(customer_id: str, profile: Profile) -> Item:
    return ProfileItem(
        pk=customer_pk(customer_id), sk=PROFILE, address=profile.address or None, notes=profile.notes or None
    ).raw()


def profile_from_item(item: Item | None) -> Profile:
    if item is None:
        return Profile()
    stored = ProfileItem.from_raw_data(dict(item))
    return Profile(stored.address or "", stored.notes or "")


def event_to_item(customer_id: str, event: CustomerEvent) -> Item:
    author = event.author
    return CustomerEventItem(
        pk=customer_pk(customer_id),
        sk=f"{CUSTOMER_LOG}{event.id}",
        at=event.at,
        author=[author.kind.value, author.id, author.name],
        changes=[[change.field, change.before, change.after] for change in event.changes],
        merged=event.merged or None,
    ).raw()


def event_from_item(item: Item) -> CustomerEvent:
    stored = CustomerEventItem.from_raw_data(dict(item))
    kind, id, name = stored.author
    changes = tuple(FieldChange(*change) for change in stored.changes)
    event_id = stored.sk.removeprefix(CUSTOMER_LOG)
    return CustomerEvent(event_id, stored.at, Author(AuthorKind(kind), id, name), changes, stored.merged or "")


def look_ups(customer: Customer | None) -> frozenset[tuple[str, str]]:
    """Keys of the rows by which this customer is found."""
    return frozenset(_look_ups(customer)) if customer else frozenset()


def _look_ups(customer: Customer) -> Iterator[tuple[str, str]]:
    end = customer_pk(customer.id)
    for phone in customer.phones:
        yield f"PHONE#{phone_key(phone)}", end
    name = (customer.name or customer.email).casefold()
    if customer.standing.group:
        yield f"MEMBERS#group#{customer.standing.group}", f"{name}#{end}"
    if customer.standing.organisation:
        yield f"MEMBERS#organisation#{customer.standing.organisation}", f"{name}#{end}"
