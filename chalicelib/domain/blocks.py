"""Senders whose mail is set aside: single addresses, and whole mail domains with those below them."""

import re

from chalicelib.domain.customer_groups import domains_above, is_domain
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.lines import is_plain_line
from chalicelib.domain.values import dataclass

LONGEST_REASON = 200
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Block:
    """`id` is the address or the domain, in small letters; `reason` is for colleagues."""

    id: str
    reason: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for what is neither, and for a reason that cannot be shown."""
        local, at, domain = self.id.rpartition("@")
        if not is_domain(domain) or (at and not _LOCAL_PART.fullmatch(local)):
            raise InvalidInput.of("sender", "must be a mail address or a domain, in small letters")
        if len(self.reason) > LONGEST_REASON or not is_plain_line(self.reason):
            raise InvalidInput.of("reason", f"must be one line of at most {LONGEST_REASON} characters")


def names_of(email: str) -> tuple[str, ...]:
    """What a (normalised) address may be blocked by: itself, without its plus part, its domain and those above."""
    local, _, domain = email.rpartition("@")
    return (email, f"{local.partition('+')[0]}@{domain}", *domains_above(email))
