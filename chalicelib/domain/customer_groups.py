"""Groups that customers are promised different things by, and the organisations that people write for."""

import re

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.lines import is_plain_line
from chalicelib.domain.naming import LONGEST_NAME, Names, require_names
from chalicelib.domain.values import dataclass

MOST_DOMAINS = 20
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """A group of customers, for policies to name. A customer is in one at most.

    Nobody is put into a retired one any more; `used` says that some customer was, by hand.
    """

    id: str
    names: Names
    order: int = 0
    retired: bool = False
    used: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for names that cannot be shown."""
        require_names(self.names)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whom people write for. Who writes from one of its mail `domains`, or a domain below one, is its customer unless
    somebody chose another; its customers are in its `group`. `used` says that somebody chose it for a customer."""

    id: str
    name: str
    domains: tuple[str, ...] = ()
    group: str | None = None
    retired: bool = False
    used: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for a name that cannot be shown, and for what is no domain."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not is_plain_line(self.name):
            raise InvalidInput.of("name", f"must be one line of 1 to {LONGEST_NAME} characters")
        if len(self.domains) > MOST_DOMAINS:
            raise InvalidInput.of("domains", f"may be at most {MOST_DOMAINS}")
        for number, domain in enumerate(self.domains):
            if not is_domain(domain):
                raise InvalidInput.of(f"domains[{number}]", "must be a domain in small letters, such as example.com")


def is_domain(text: str) -> bool:
    """Whether this is a mail domain as it is stored: small letters, international ones in their ASCII form."""
    return _DOMAIN.fullmatch(text) is not None


def domains_above(address: str) -> tuple[str, ...]:
    """The domain of a (normalised) address and those above it, nearest first: `mail.example.com`, `example.com`."""
    parts = address.rpartition("@")[2].split(".")
    return tuple(".".join(parts[start:]) for start in range(len(parts) - 1))
