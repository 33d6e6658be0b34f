"""Refusals of changes that came too late, by what they are about: each shows what is stored now."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chalicelib.api import (
    customer_schemas,
    customer_setting_schemas,
    draft_schemas,
    library_schemas,
    schemas,
    setting_schemas,
    timeline_schemas,
    view_schemas,
)
from chalicelib.api.problems import Problem


def _stale(name: str, shown: type[Any], what: str) -> type[Any]:
    problem = msgspec.defstruct(name, [("current", shown)], bases=(Problem,), omit_defaults=True, kw_only=True)
    problem.__doc__ = f"Somebody was faster: `current` is the {what} as it is now."
    return problem


class StaleTicket(Problem, omit_defaults=True, kw_only=True):
    """Somebody was faster: `current` is the ticket as it is now. `news` is what came since the entry that the request
    named, as far as its author should read it first; naming the newest of these consents to them."""

    current: schemas.Ticket
    news: tuple[timeline_schemas.Entry, ...] = ()


class StaleDraft(Problem, omit_defaults=True, kw_only=True):
    """It was saved from elsewhere: `current` is the draft as it is now, null if it was sent or discarded."""

    current: draft_schemas.Draft | None


# by the name of the path's parameter
STALE: dict[str, type[Any]] = {
    "reference": StaleTicket,
    "draft": StaleDraft,
    "customer": _stale("StaleCustomer", customer_schemas.Customer, "customer"),
    "event": _stale("StaleMailTemplate", schemas.MailTemplate, "template"),
    "canned": _stale("StaleCanned", library_schemas.Canned, "text"),
    "macro": _stale("StaleMacro", library_schemas.Macro, "macro"),
    "department": _stale("StaleDepartment", setting_schemas.DepartmentSetting, "department"),
    "agent": _stale("StaleAgent", setting_schemas.AgentSetting, "agent"),
    "role": _stale("StaleRole", setting_schemas.RoleSetting, "role"),
    "status": _stale("StaleStatus", setting_schemas.CustomStatus, "status"),
    "category": _stale("StaleCategory", setting_schemas.Category, "category"),
    "field": _stale("StaleField", setting_schemas.CustomField, "field"),
    "hours": _stale("StaleBusinessHours", setting_schemas.BusinessHours, "hours"),
    "view": _stale("StaleView", view_schemas.SavedView, "view"),
    "policy": _stale("StaleSlaPolicy", setting_schemas.SlaPolicy, "policy"),
    "group": _stale("StaleCustomerGroup", customer_setting_schemas.CustomerGroup, "group"),
    "sender": _stale("StaleBlockedSender", customer_setting_schemas.BlockedSender, "block"),
    "organisation": _stale("StaleOrganisation", customer_setting_schemas.Organisation, "organisation"),
}


# whatever else a path names below a ticket has no version of its own there: the ticket's is meant
_WITHIN_TICKETS = frozenset({"draft"})


def stale_problem(parameters: Iterable[str]) -> type[Any]:
    """For a route with these parameters in its path, of which the last says what it is about; one without any is about
    the caller."""
    named = [name for name in parameters if name in STALE]
    if "reference" in named and not _WITHIN_TICKETS.intersection(named):
        return STALE["reference"]
    return STALE[named[-1]] if named else STALE["agent"]
