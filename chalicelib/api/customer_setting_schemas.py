"""Groups of customers and organisations, as admins send them and as the interface answers them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.bodies import LINE, NAMED_LINE
from chalicelib.api.setting_types import LocalNames, Order, SettingId
from chalicelib.domain.blocks import LONGEST_REASON
from chalicelib.domain.customer_groups import MOST_DOMAINS
from chalicelib.domain.naming import LONGEST_NAME

Count = Annotated[int, Meta(ge=0)]
Domain = Annotated[str, Meta(min_length=4, max_length=253, examples=["customer.example"])]


class CustomerGroupBody(msgspec.Struct, forbid_unknown_fields=True):
    """A group of customers, for policies to name. Nobody is put into a `retired` one any more."""

    names: LocalNames
    order: Order = 0
    retired: bool = False


class OrganisationBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whom customers write for. Who writes from one of the `domains`, or from below one, belongs to it; its customers
    are in its `group`."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, pattern=NAMED_LINE)]
    domains: Annotated[tuple[Domain, ...], Meta(max_length=MOST_DOMAINS)] = ()
    group: SettingId | None = None
    retired: bool = False


class BlockBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a sender is blocked, for colleagues."""

    reason: Annotated[str, Meta(max_length=LONGEST_REASON, pattern=LINE)] = ""


class BlockedSender(msgspec.Struct):
    """An address, or a domain with those below it, whose mail is set aside."""

    id: str
    reason: str
    version: Count


class CustomerGroup(msgspec.Struct):
    """A group of customers. One that is `used` cannot be removed."""

    id: str
    names: dict[str, str]
    order: Count
    retired: bool
    used: bool
    version: Count


class Organisation(msgspec.Struct):
    """An organisation that customers write for. One that is `used` cannot be removed."""

    id: str
    name: str
    domains: tuple[str, ...]
    group: str | None
    retired: bool
    used: bool
    version: Count
