"""Customers: people recognised by their mail addresses, with an id that outlives names and addresses."""

import re
from datetime import datetime

from chalicelib.domain.ids import digest
from chalicelib.domain.standing import ORDINARY, Standing
from chalicelib.domain.timeline import Author, FieldChange
from chalicelib.domain.values import dataclass

_CUSTOMER_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
_NO_DIGITS = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes to the desk. A nameless one has an empty name and keeps the id when the name is learnt.

    `email` is the address that they are known by, `other_emails` are more of theirs. `language` (ISO 639-1) and `zone`
    (IANA) are empty where unknown. `unsettled_at` says since when their tickets have yet to follow a change.
    """

    id: str
    email: str
    name: str
    created_at: datetime
    version: int = 1
    phones: tuple[str, ...] = ()
    other_emails: tuple[str, ...] = ()
    language: str = ""
    zone: str = ""
    standing: Standing = ORDINARY
    unsettled_at: datetime | None = None

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email, *self.other_emails)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is only of interest to whoever looks at the customer: the postal address, and agents' notes about them."""

    address: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class CustomerEvent:
    """Who changed what about a customer. `merged` names whom they were united with. Never altered afterwards."""

    id: str
    at: datetime
    author: Author
    changes: tuple[FieldChange, ...]
    merged: str = ""


def customer_id_for(email: str) -> str:
    """The id of whoever writes from this (normalised) address: the same address always leads to the same customer."""
    return digest("customer", email, length=16)


def is_customer_id(text: str) -> bool:
    return _CUSTOMER_ID.fullmatch(text) is not None


def phone_key(phone: str) -> str:
    """A phone number by which it is found however it is written: digits, with + for 00 before the country."""
    digits = _NO_DIGITS.sub("", phone)
    if phone.strip().startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits
