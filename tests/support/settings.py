"""Settings of every kind, and how admins would write them."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.agents import Agent
from chalicelib.domain.blocks import Block
from chalicelib.domain.categories import Category
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.fields import Choice, CustomField, FieldKind
from chalicelib.domain.roles import CustomRole, Permission, Role
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.settings import Setting
from chalicelib.domain.sla_policy import (
    AddTag,
    Audience,
    Conditions,
    Notify,
    Policy,
    Promise,
    RaisePriority,
    Reassign,
    ShareUsed,
    Step,
    Target,
    TimeLeft,
)
from chalicelib.domain.statuses import CustomStatus
from chalicelib.domain.ticket import Priority, Status
from chalicelib.domain.week import Week

OWNER = Agent("a-owner", "owner@example.com", "Oili Owner", Role.OWNER)
CLERK = Agent("clerk", "clerk@example.com", "Kaisa Clerk", Role.AGENT, ("support",))
LEGAL = Department(
    "legal", "Legal", ("legal@in.example.com",), timedelta(hours=4), escalates_to="support", more_languages=("fi",)
)
WAITING = CustomStatus("waiting-for-parts", {"en": "Waiting for parts"}, Status.ANSWERED, "#aa0000", order=5)
PRINTING = Category("printing", {"en": "Printing", "fi": "Tulostus"}, "support", Priority.LOW)
COLOUR = CustomField(
    "colour", {"en": "Colour"}, FieldKind.CHOICE, (Choice("red", {"en": "Red"}), Choice("blue", {"en": "Blue"}))
)
SERIAL = CustomField("serial", {"en": "Serial number"}, FieldKind.TEXT, for_customers=True)
READER = CustomRole("reader", "Reader", frozenset({Permission.SEE_DEPARTMENTS, Permission.NOTE}))
OFFICE = Schedule(
    "office", "Office", "Europe/Helsinki", Week.of(monday="09:00-12:00 13:00-17:00", friday="09:00-15:00")
)
STEPS = (
    Step(ShareUsed(75), (Notify(Audience.ASSIGNEE), Notify(Audience.AGENT, "a-admin"))),
    Step(TimeLeft(timedelta(minutes=-30)), (RaisePriority("high"), Reassign(department="billing"), AddTag("late"))),
)
GOLD = PlacedPolicy(
    10,
    Policy(
        "gold",
        1,
        "Gold",
        "always",
        {Target.FIRST_RESPONSE: Promise(timedelta(hours=1), STEPS)},
        Conditions(departments=frozenset({"support"}), priorities=frozenset({"high"}), tags=frozenset({"vip"})),
    ),
)
VIP = CustomerGroup("vip", {"en": "VIP", "fi": "VIP-asiakkaat"}, order=5)
SPAMMER = Block("spammer.example", "Sends advertisements")
ACME = Organisation("acme", "Acme Tools", ("acme.example",))
# one of each kind that can be made on the desk of the tests
EACH: tuple[Setting, ...] = (LEGAL, CLERK, WAITING, PRINTING, COLOUR, READER, OFFICE, GOLD, VIP, ACME, SPAMMER)

DEPARTMENT_BODY: dict[str, Any] = {
    "name": "Legal",
    "addresses": ["legal@in.example.com"],
    "first_response_minutes": 240,
    "languages": ["en", "fi"],
    "escalates_to": "support",
}
AGENT_BODY: dict[str, Any] = {
    "email": "clerk@example.com",
    "name": "Kaisa Clerk",
    "role": "agent",
    "departments": ["support"],
}
ROLE_BODY: dict[str, Any] = {"name": "Reader", "permissions": ["note", "see_departments"]}
STATUS_BODY: dict[str, Any] = {
    "names": {"en": "Waiting for parts"},
    "behaves_as": "answered",
    "colour": "#aa0000",
    "order": 5,
}
CATEGORY_BODY: dict[str, Any] = {
    "names": {"en": "Printing", "fi": "Tulostus"},
    "department": "support",
    "priority": "low",
}
FIELD_BODY: dict[str, Any] = {
    "names": {"en": "Colour"},
    "kind": "choice",
    "choices": [{"id": "red", "names": {"en": "Red"}}, {"id": "blue", "names": {"en": "Blue"}}],
}
HOURS_BODY: dict[str, Any] = {
    "name": "Office",
    "zone": "Europe/Helsinki",
    "week": {"monday": ["09:00-12:00", "13:00-17:00"], "friday": ["09:00-15:00"]},
}
POLICY_BODY: dict[str, Any] = {
    "name": "Gold",
    "order": 10,
    "hours": "always",
    "targets": {
        "first_response": {
            "minutes": 60,
            "steps": [
                {
                    "percent": 75,
                    "actions": [{"do": "notify", "audience": "assignee"}, {"do": "notify", "agent": "a-admin"}],
                },
                {
                    "minutes_left": -30,
                    "actions": [
                        {"do": "raise_priority", "priority": "high"},
                        {"do": "reassign", "department": "billing"},
                        {"do": "add_tag", "tag": "late"},
                    ],
                },
            ],
        }
    },
    "conditions": {"departments": ["support"], "priorities": ["high"], "tags": ["vip"]},
}
GROUP_BODY: dict[str, Any] = {"names": {"en": "VIP", "fi": "VIP-asiakkaat"}, "order": 5}
BLOCK_BODY: dict[str, Any] = {"reason": "Sends advertisements"}
ORGANISATION_BODY: dict[str, Any] = {"name": "Acme Tools", "domains": ["acme.example"]}
# by the name of the route that takes it
BODIES: dict[str, dict[str, Any]] = {
    "save_department": DEPARTMENT_BODY,
    "save_agent": AGENT_BODY,
    "save_role": ROLE_BODY,
    "save_status": STATUS_BODY,
    "save_category": CATEGORY_BODY,
    "save_field": FIELD_BODY,
    "save_business_hours": HOURS_BODY,
    "save_sla_policy": POLICY_BODY,
    "save_customer_group": GROUP_BODY,
    "save_organisation": ORGANISATION_BODY,
    "save_blocked_sender": BLOCK_BODY,
}
# path of each kind with what makes one there
ROUTES: dict[str, dict[str, Any]] = {
    "/api/departments/legal": DEPARTMENT_BODY,
    "/api/agents/clerk": AGENT_BODY,
    "/api/roles/reader": ROLE_BODY,
    "/api/statuses/waiting-for-parts": STATUS_BODY,
    "/api/categories/printing": CATEGORY_BODY,
    "/api/fields/colour": FIELD_BODY,
    "/api/business-hours/office": HOURS_BODY,
    "/api/sla-policies/gold": POLICY_BODY,
    "/api/customer-groups/vip": GROUP_BODY,
    "/api/organisations/acme": ORGANISATION_BODY,
    "/api/blocked-senders/spammer.example": BLOCK_BODY,
}
