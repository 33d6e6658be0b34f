"""Statuses, categories, fields, roles, hours and policies as items: one JSON text each, beside what conditions read."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo.directory_items import AGENT_SK, DEPARTMENT_SK, agent_to_item, department_to_item
from chalicelib.adapters.dynamo.items import DIRECTORY, HOURS, TIMER_SHARD, MailTemplateItem, TableItem, TimeAttribute
from chalicelib.adapters.dynamo.policy_json import policy_from_json, policy_to_json
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.agents import Agent
from chalicelib.domain.blocks import Block
from chalicelib.domain.categories import Category
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.fields import CustomField
from chalicelib.domain.mail_templates import Event, MailTemplate
from chalicelib.domain.roles import CustomRole
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.settings import Kind, Setting, Stored, kind_of
from chalicelib.domain.statuses import CustomStatus

SKS: Mapping[Kind, str] = {
    Kind.DEPARTMENT: DEPARTMENT_SK,
    Kind.AGENT: AGENT_SK,
    Kind.STATUS: "STATUS#",
    Kind.CATEGORY: "CATEGORY#",
    Kind.FIELD: "FIELD#",
    Kind.ROLE: "ROLE#",
    Kind.HOURS: HOURS,
    Kind.POLICY: "POLICY#",
    Kind.MAIL_TEMPLATE: "TEMPLATE#",
    Kind.GROUP: "GROUP#",
    Kind.ORGANISATION: "ORGANISATION#",
    Kind.BLOCK: "BLOCKED#",
}
FORMER_SK = "FORMER#"
Kept = TypeVar("Kept")


class SettingItem(TableItem):
    """pk `DIRECTORY`, sk `<KIND>#<id>` or `FORMER#<policy>#<version>`: `value` is JSON. `used`: a ticket has this.

    timer and fires: when the public holidays of hours are renewed.
    """

    value = UnicodeAttribute()
    version = NumberAttribute()
    used = BooleanAttribute(null=True)
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)


def to_item(setting: Stored) -> Item:
    if isinstance(setting, Department):
        return department_to_item(setting)
    if isinstance(setting, Agent):
        return agent_to_item(setting)
    if isinstance(setting, MailTemplate):
        return template_to_item(setting)
    renewed_at = setting.renewed_at if isinstance(setting, Schedule) else None
    return SettingItem(
        pk=DIRECTORY,
        sk=SKS[kind_of(setting)] + setting.id,
        value=_json(setting),
        version=setting.version,
        used=getattr(setting, "used", False) or None,
        timer=TIMER_SHARD if renewed_at else None,
        fires=renewed_at,
    ).raw()


def template_to_item(template: MailTemplate) -> Item:
    return MailTemplateItem(
        pk=DIRECTORY,
        sk=f"{SKS[Kind.MAIL_TEMPLATE]}{template.event.value}#{template.language}",
        subject=template.subject or None,
        text=template.text or None,
        version=template.version,
    ).raw()


def template_from_item(item: Item) -> MailTemplate:
    stored = MailTemplateItem.from_raw_data(dict(item))
    event, _, language = stored.sk.removeprefix(SKS[Kind.MAIL_TEMPLATE]).partition("#")
    subject, text = stored.subject or "", stored.text or ""
    return MailTemplate(Event(event), language, subject, text, int(stored.version), is_built_in=not text)


def former_item(placed: PlacedPolicy) -> Item:
    """A policy that was replaced or removed, beside its successors: tickets keep what they were promised."""
    return SettingItem(
        pk=DIRECTORY, sk=former_sk(placed.id, placed.version), value=_json(placed), version=placed.version
    ).raw()


def former_sk(id: str, version: int) -> str:
    return f"{FORMER_SK}{id}#{version:06d}"


def status_from_item(item: Item) -> CustomStatus:
    return _plain(item, CustomStatus)


def category_from_item(item: Item) -> Category:
    return _plain(item, Category)


def field_from_item(item: Item) -> CustomField:
    return _plain(item, CustomField)


def role_from_item(item: Item) -> CustomRole:
    return _plain(item, CustomRole)


def schedule_from_item(item: Item) -> Schedule:
    return _plain(item, Schedule)


def policy_from_item(item: Item) -> PlacedPolicy:
    return policy_from_json(json.loads(SettingItem.from_raw_data(dict(item)).value))


def group_from_item(item: Item) -> CustomerGroup:
    return _plain(item, CustomerGroup)


def organisation_from_item(item: Item) -> Organisation:
    return _plain(item, Organisation)


def block_from_item(item: Item) -> Block:
    return _plain(item, Block)


def _plain(item: Item, kind: Callable[..., Kept]) -> Kept:
    import msgspec  # functions that meet no such item do without it

    stored = SettingItem.from_raw_data(dict(item))
    value = json.loads(stored.value) | {"version": int(stored.version)}
    if stored.used is not None:
        value["used"] = stored.used
    found: Kept = msgspec.convert(value, kind)
    return found


def _json(setting: Setting) -> str:
    import msgspec

    if isinstance(setting, PlacedPolicy):
        value: dict[str, Any] = policy_to_json(setting)
    else:
        value = msgspec.to_builtins(setting, order="sorted")
        # these stand beside the text, where conditions see them
        value = {name: each for name, each in value.items() if name not in ("version", "used")}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
