"""Customers: people recognised by their mail address, with an id that outlives names and addresses."""

import re
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ids import digest

_CUSTOMER_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes to the desk. A nameless one has an empty name and keeps the id when the name is learnt."""

    id: str
    email: str
    name: str
    created_at: datetime
    version: int = 1
    phone: str = ""


def customer_id_for(email: str) -> str:
    """The id of whoever writes from this (normalised) address: the same address always leads to the same customer."""
    return digest("customer", email, length=16)


def is_customer_id(text: str) -> bool:
    return _CUSTOMER_ID.fullmatch(text) is not None
