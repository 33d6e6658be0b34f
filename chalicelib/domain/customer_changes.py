"""What agents change about customers, and how two customers who are one person become one.

The survivor of a merge keeps what it has and takes the rest from the other. The other leads to it from then on: whoever
writes from one of its addresses is the survivor.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.customer import Customer, Profile
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.standing import Standing
from chalicelib.domain.timeline import FieldChange
from chalicelib.domain.values import dataclass

MOST_EMAILS = 20
MOST_PHONES = 10
LONGEST_ADDRESS = 500
LONGEST_NOTES = 4000
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class CustomerEdit:
    """What to change; None leaves it alone, an empty value clears it. `group` and `organisation` are ids."""

    name: str | None = None
    phones: tuple[str, ...] | None = None
    other_emails: tuple[str, ...] | None = None
    language: str | None = None
    zone: str | None = None
    group: str | None = None
    organisation: str | None = None
    address: str | None = None
    notes: str | None = None


def edited(customer: Customer, profile: Profile, edit: CustomerEdit) -> tuple[Customer, Profile]:
    """The customer after an agent's change, in the version it has. Raises InvalidInput for too many addresses."""
    standing = replace(
        customer.standing,
        group=_changed(customer.standing.group, edit.group),
        organisation=_changed(customer.standing.organisation, edit.organisation),
    )
    after = replace(
        customer,
        name=_changed(customer.name, edit.name),
        phones=_changed(customer.phones, edit.phones),
        other_emails=_changed(customer.other_emails, edit.other_emails),
        language=_changed(customer.language, edit.language),
        zone=_changed(customer.zone, edit.zone),
        standing=standing,
    )
    _require_room(after)
    return after, Profile(_changed(profile.address, edit.address), _changed(profile.notes, edit.notes))


def united(survivor: Customer, profile: Profile, other: Customer, others_profile: Profile) -> tuple[Customer, Profile]:
    """The survivor with everything that it lacked. Raises InvalidInput for too many addresses or numbers."""
    after = replace(
        survivor,
        name=survivor.name or other.name,
        phones=_together(survivor.phones, other.phones),
        other_emails=_together(survivor.other_emails, other.emails),
        language=survivor.language or other.language,
        zone=survivor.zone or other.zone,
        standing=replace(
            survivor.standing,
            group=survivor.standing.group or other.standing.group,
            organisation=survivor.standing.organisation or other.standing.organisation,
        ),
    )
    _require_room(after)
    notes = "\n\n".join(each for each in (profile.notes, others_profile.notes) if each)
    return after, Profile(profile.address or others_profile.address, notes[:LONGEST_NOTES])


def led_to(other: Customer, survivor_id: str, now: datetime) -> Customer:
    """What is left of a customer who is part of another: their address, which leads there."""
    return replace(
        other,
        phones=(),
        other_emails=(),
        standing=Standing(merged_into=survivor_id),
        unsettled_at=now,
    )


def pointer(email: str, id: str, leads_to: str, now: datetime) -> Customer:
    """A further address of a customer: whoever writes from it is that customer."""
    return Customer(id, email, "", now, standing=Standing(merged_into=leads_to))


def customer_changes(before: tuple[Customer, Profile], after: tuple[Customer, Profile]) -> tuple[FieldChange, ...]:
    """What differs, for people to read."""
    (old, old_profile), (new, new_profile) = before, after
    pairs = (
        ("name", old.name, new.name),
        ("emails", ", ".join(old.emails), ", ".join(new.emails)),
        ("phones", ", ".join(old.phones), ", ".join(new.phones)),
        ("language", old.language, new.language),
        ("zone", old.zone, new.zone),
        ("group", old.standing.group, new.standing.group),
        ("organisation", old.standing.organisation, new.standing.organisation),
        ("address", old_profile.address, new_profile.address),
        ("notes", old_profile.notes, new_profile.notes),
    )
    return tuple(FieldChange(field, was, now) for field, was, now in pairs if was != now)


def _changed(old: Kept, new: Kept | None) -> Kept:
    return old if new is None else new


def _together(one: tuple[str, ...], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _require_room(customer: Customer) -> None:
    if len(customer.other_emails) > MOST_EMAILS:
        raise InvalidInput.of("emails", f"a customer has at most {MOST_EMAILS} further addresses")
    if len(customer.phones) > MOST_PHONES:
        raise InvalidInput.of("phones", f"a customer has at most {MOST_PHONES} numbers")
