"""The kinds of things that admins set up, and a directory with one of them changed."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chalicelib.domain.agents import Agent
from chalicelib.domain.blocks import Block
from chalicelib.domain.categories import Category
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Directory, PlacedPolicy
from chalicelib.domain.fields import CustomField
from chalicelib.domain.mail_templates import MailTemplate
from chalicelib.domain.roles import CustomRole
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.statuses import CustomStatus

Setting = (
    Department
    | Agent
    | CustomStatus
    | Category
    | CustomField
    | CustomRole
    | Schedule
    | PlacedPolicy
    | CustomerGroup
    | Organisation
    | Block
)
# what the audit log is about: templates of mail have rules of their own, and are recorded like all others
Stored = Setting | MailTemplate


class Kind(StrEnum):
    """What a setting is, as the API and the audit log call it."""

    DEPARTMENT = "department"
    AGENT = "agent"
    STATUS = "status"
    CATEGORY = "category"
    FIELD = "field"
    ROLE = "role"
    HOURS = "business-hours"
    POLICY = "sla-policy"
    MAIL_TEMPLATE = "mail-template"
    GROUP = "customer-group"
    ORGANISATION = "organisation"
    BLOCK = "blocked-sender"


_KINDS: Mapping[type, Kind] = {
    Department: Kind.DEPARTMENT,
    Agent: Kind.AGENT,
    CustomStatus: Kind.STATUS,
    Category: Kind.CATEGORY,
    CustomField: Kind.FIELD,
    CustomRole: Kind.ROLE,
    Schedule: Kind.HOURS,
    PlacedPolicy: Kind.POLICY,
    MailTemplate: Kind.MAIL_TEMPLATE,
    CustomerGroup: Kind.GROUP,
    Organisation: Kind.ORGANISATION,
    Block: Kind.BLOCK,
}
_PLACES: Mapping[Kind, str] = {
    Kind.DEPARTMENT: "departments",
    Kind.AGENT: "agents",
    Kind.STATUS: "statuses",
    Kind.CATEGORY: "categories",
    Kind.FIELD: "fields",
    Kind.ROLE: "roles",
    Kind.HOURS: "schedules",
    Kind.POLICY: "policies",
    Kind.GROUP: "groups",
    Kind.ORGANISATION: "organisations",
    Kind.BLOCK: "blocks",
}


def kind_of(setting: Stored) -> Kind:
    return _KINDS[type(setting)]


def settings_of(directory: Directory, kind: Kind) -> Mapping[str, Setting]:
    """All settings of a kind, by id."""
    settings: Mapping[str, Setting] = getattr(directory, _PLACES[kind])
    return settings


def found(directory: Directory, kind: Kind, id: str) -> Setting | None:
    return settings_of(directory, kind).get(id)


def with_setting(directory: Directory, setting: Setting) -> Directory:
    """The directory with this setting instead of the one of the same kind and id, if there is one."""
    place = _PLACES[kind_of(setting)]
    changed: dict[str, Any] = {place: {**getattr(directory, place), setting.id: setting}}
    return replace(directory, **changed)


def without_setting(directory: Directory, kind: Kind, id: str) -> Directory:
    place = _PLACES[kind]
    left: dict[str, Any] = {place: {key: value for key, value in getattr(directory, place).items() if key != id}}
    return replace(directory, **left)


def at_version(setting: Setting, version: int) -> Setting:
    """The setting as it is stored with that version."""
    if isinstance(setting, PlacedPolicy):
        return replace(setting, policy=replace(setting.policy, version=version))
    return replace(setting, version=version)
