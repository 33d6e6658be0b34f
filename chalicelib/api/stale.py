"""Refusals of changes that came too late, by what they are about: each shows what is stored now."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chalicelib.api import schemas, setting_schemas
from chalicelib.api.problems import Problem


def _stale(name: str, shown: type[Any], what: str) -> type[Any]:
    problem = msgspec.defstruct(name, [("current", shown)], bases=(Problem,), omit_defaults=True, kw_only=True)
    problem.__doc__ = f"Somebody was faster: `current` is the {what} as it is now."
    return problem


# by the name of the path's parameter
STALE: dict[str, type[Any]] = {
    "reference": _stale("StaleTicket", schemas.Ticket, "ticket"),
    "customer": _stale("StaleCustomer", schemas.Customer, "customer"),
    "event": _stale("StaleMailTemplate", schemas.MailTemplate, "template"),
    "department": _stale("StaleDepartment", setting_schemas.DepartmentSetting, "department"),
    "agent": _stale("StaleAgent", setting_schemas.AgentSetting, "agent"),
    "role": _stale("StaleRole", setting_schemas.RoleSetting, "role"),
    "status": _stale("StaleStatus", setting_schemas.CustomStatus, "status"),
    "category": _stale("StaleCategory", setting_schemas.Category, "category"),
    "field": _stale("StaleField", setting_schemas.CustomField, "field"),
    "hours": _stale("StaleBusinessHours", setting_schemas.BusinessHours, "hours"),
    "policy": _stale("StaleSlaPolicy", setting_schemas.SlaPolicy, "policy"),
}


def stale_problem(parameters: Iterable[str]) -> type[Any]:
    """For a route with these parameters in its path; one without any is about the caller."""
    return next((STALE[name] for name in parameters if name in STALE), STALE["agent"])
