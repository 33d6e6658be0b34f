"""Set up groups of customers and organisations, and block senders."""

from chalicelib.api import customer_setting_views as views
from chalicelib.api.customer_setting_schemas import (
    BlockBody,
    BlockedSender,
    CustomerGroup,
    CustomerGroupBody,
    Organisation,
    OrganisationBody,
)
from chalicelib.api.http import Call, Tagged
from chalicelib.api.setting_routes import SettingRoutes, removed, saved
from chalicelib.domain.blocks import Block
from chalicelib.domain.settings import Kind

routes = SettingRoutes("Customer groups")


@routes.saving("/api/customer-groups/{group}", CustomerGroupBody, CustomerGroup, "Set up a customer group")
def save_customer_group(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new group. Policies name groups in their
    conditions.
    """
    return saved(call, views.group_of(call.params["group"], call.body))


@routes.removing("/api/customer-groups/{group}", "Remove a customer group")
def delete_customer_group(call: Call) -> None:
    """Removes a group that no policy and no organisation names and that nobody was put into. Others are retired."""
    removed(call, Kind.GROUP, call.params["group"])


@routes.saving("/api/organisations/{organisation}", OrganisationBody, Organisation, "Set up an organisation")
def save_organisation(call: Call) -> Tagged:
    """Replaces the version in If-Match; without If-Match makes a new organisation.

    Another group counts for tickets that are opened from then on, and for a customer's open tickets when their profile
    is next changed.
    """
    return saved(call, views.organisation_of(call.params["organisation"], call.body))


@routes.removing("/api/organisations/{organisation}", "Remove an organisation")
def delete_organisation(call: Call) -> None:
    """Removes an organisation that nobody was put into by hand. Others are retired."""
    removed(call, Kind.ORGANISATION, call.params["organisation"])


@routes.saving("/api/blocked-senders/{sender}", BlockBody, BlockedSender, "Block a sender")
def save_blocked_sender(call: Call) -> Tagged:
    """Sets aside the mail of an address, or of a domain and those below it, from then on: in the quarantine, from where
    it can be let in; what they post to the form is spam. Other running functions know of it within 30 seconds.

    Without If-Match blocks a sender; with it replaces the reason. Addresses of the desk and of its agents are refused.
    """
    body: BlockBody = call.body
    return saved(call, Block(call.params["sender"], body.reason))


@routes.removing("/api/blocked-senders/{sender}", "Unblock a sender")
def delete_blocked_sender(call: Call) -> None:
    """Takes mail of the sender again. What was set aside stays there."""
    removed(call, Kind.BLOCK, call.params["sender"])
