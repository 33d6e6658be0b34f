"""Groups of customers and organisations, to what the interface shows and from what admins send."""

from collections.abc import Sequence

from chalicelib.api import customer_setting_schemas as schemas
from chalicelib.api.setting_types import given
from chalicelib.domain.agents import Agent, may
from chalicelib.domain.blocks import Block
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.directory import Directory
from chalicelib.domain.permissions import sees_only_own
from chalicelib.domain.roles import Permission


def group(stored: CustomerGroup) -> schemas.CustomerGroup:
    return schemas.CustomerGroup(
        id=stored.id,
        names=dict(stored.names),
        order=stored.order,
        retired=stored.retired,
        used=stored.used,
        version=stored.version,
    )


def organisation(stored: Organisation) -> schemas.Organisation:
    return schemas.Organisation(
        id=stored.id,
        name=stored.name,
        domains=stored.domains,
        group=stored.group,
        retired=stored.retired,
        used=stored.used,
        version=stored.version,
    )


def block(stored: Block) -> schemas.BlockedSender:
    return schemas.BlockedSender(stored.id, stored.reason, stored.version)


def blocks(caller: Agent, directory: Directory) -> Sequence[Block]:
    """By name, for those who may change them."""
    return sorted(directory.blocks.values(), key=lambda each: each.id) if may(caller, Permission.BLOCK) else ()


def organisations(caller: Agent, directory: Directory) -> Sequence[Organisation]:
    """In the order of their names; none for who knows only the customers of their own tickets."""
    if sees_only_own(caller):
        return ()
    return sorted(directory.organisations.values(), key=lambda each: (each.name.casefold(), each.id))


def group_of(id: str, body: schemas.CustomerGroupBody) -> CustomerGroup:
    return CustomerGroup(id, given(body.names), body.order, body.retired)


def organisation_of(id: str, body: schemas.OrganisationBody) -> Organisation:
    return Organisation(id, body.name, tuple(dict.fromkeys(body.domains)), body.group, body.retired)
