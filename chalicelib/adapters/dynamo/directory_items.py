"""Departments and agents as items: their attributes, and both directions."""

from datetime import time, timedelta

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo.items import DIRECTORY, ListAttribute, TableItem
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.departments import AUTO_CLOSE_NOTICE, FOLLOW_UP_WINDOW, Assignment, Department
from chalicelib.domain.digests import Cadence, DigestPlan
from chalicelib.domain.roles import BUILT_IN, Permission, Role

DEPARTMENT_SK = "DEPARTMENT#"
AGENT_SK = "AGENT#"
# stands for "never", which is something else than "as it comes with the desk"
NEVER = 0


class DepartmentItem(TableItem):
    """pk `DIRECTORY`, sk `DEPARTMENT#<id>`. Times in seconds; what is absent is as it comes with the desk."""

    name = UnicodeAttribute()
    addresses = ListAttribute()
    first_response = NumberAttribute()
    sender_name = UnicodeAttribute(null=True)
    signature = UnicodeAttribute(null=True)
    notify = ListAttribute()
    language = UnicodeAttribute(null=True)
    follow_up_window = NumberAttribute(null=True)
    more_languages = ListAttribute(null=True)
    stays_ended = BooleanAttribute(null=True)
    auto_close = NumberAttribute(null=True)
    auto_close_notice = NumberAttribute(null=True)
    assignment = UnicodeAttribute(null=True)
    keep_last_agent = BooleanAttribute(null=True)
    capacity = NumberAttribute(null=True)
    queue_only = BooleanAttribute(null=True)
    escalates_to = UnicodeAttribute(null=True)
    required_on_form = ListAttribute(null=True)
    required_to_resolve = ListAttribute(null=True)
    form_categories = ListAttribute(null=True)
    version = NumberAttribute(null=True)


class AgentItem(TableItem):
    """pk `DIRECTORY`, sk `AGENT#<id>`. `grants` are the permissions of a custom role."""

    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    departments = ListAttribute()
    enabled = BooleanAttribute()
    grants = ListAttribute(null=True)
    capacity = NumberAttribute(null=True)
    away = BooleanAttribute(null=True)
    queue_off = ListAttribute(null=True)
    notifications = ListAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    undo = NumberAttribute(null=True)
    version = NumberAttribute(null=True)


def department_to_item(department: Department) -> Item:
    close = department.auto_close
    return DepartmentItem(
        pk=DIRECTORY,
        sk=DEPARTMENT_SK + department.id,
        name=department.name,
        addresses=[address.lower() for address in department.addresses],
        first_response=_seconds(department.first_response),
        sender_name=department.sender_name or None,
        signature=department.signature or None,
        notify=list(department.notify),
        language=department.language,
        follow_up_window=_seconds(department.follow_up_window),
        more_languages=list(department.more_languages) or None,
        stays_ended=not department.reopens or None,
        auto_close=NEVER if close is None else _seconds(close),
        auto_close_notice=_seconds(department.auto_close_notice),
        assignment=department.assignment.value,
        keep_last_agent=department.keep_last_agent or None,
        capacity=department.capacity or None,
        queue_only=department.queue_only or None,
        escalates_to=department.escalates_to or None,
        required_on_form=list(department.required_on_form) or None,
        required_to_resolve=list(department.required_to_resolve) or None,
        form_categories=list(department.form_categories) or None,
        version=department.version,
    ).raw()


def department_from_item(item: Item) -> Department:
    stored = DepartmentItem.from_raw_data(dict(item))
    return Department(
        id=stored.sk.removeprefix(DEPARTMENT_SK),
        name=stored.name,
        addresses=tuple(stored.addresses),
        first_response=timedelta(seconds=int(stored.first_response)),
        sender_name=stored.sender_name or "",
        signature=stored.signature or "",
        notify=tuple(stored.notify),
        language=stored.language or "en",
        follow_up_window=_time(stored.follow_up_window, FOLLOW_UP_WINDOW),
        more_languages=tuple(stored.more_languages or ()),
        reopens=not stored.stays_ended,
        auto_close=_auto_close(stored.auto_close),
        auto_close_notice=_time(stored.auto_close_notice, AUTO_CLOSE_NOTICE),
        assignment=Assignment(stored.assignment or Assignment.OFF),
        keep_last_agent=bool(stored.keep_last_agent),
        capacity=int(stored.capacity or 0),
        queue_only=bool(stored.queue_only),
        escalates_to=stored.escalates_to,
        required_on_form=tuple(stored.required_on_form or ()),
        required_to_resolve=tuple(stored.required_to_resolve or ()),
        form_categories=tuple(stored.form_categories or ()),
        version=int(stored.version or 1),
    )


def agent_to_item(agent: Agent) -> Item:
    return AgentItem(
        pk=DIRECTORY,
        sk=AGENT_SK + agent.id,
        email=agent.email,
        name=agent.name,
        role=str(agent.role),
        departments=list(agent.departments),
        enabled=agent.enabled,
        grants=sorted(agent.grants) or None,
        capacity=agent.capacity,
        away=not agent.available or None,
        queue_off=sorted(agent.queue_off) or None,
        notifications=[[str(occasion), str(way)] for occasion, way in agent.notifications.items()] or None,
        digest=_plan_to_text(agent.digest),
        language=agent.language or None,
        undo=agent.undo_seconds or None,
        version=agent.version,
    ).raw()


def agent_from_item(item: Item) -> Agent:
    stored = AgentItem.from_raw_data(dict(item))
    return Agent(
        id=stored.sk.removeprefix(AGENT_SK),
        email=stored.email,
        name=stored.name,
        role=Role(stored.role) if stored.role in BUILT_IN else stored.role,
        departments=tuple(stored.departments),
        enabled=stored.enabled,
        grants=frozenset(Permission(each) for each in stored.grants or () if each in set(Permission)),
        capacity=None if stored.capacity is None else int(stored.capacity),
        available=not stored.away,
        queue_off=frozenset(stored.queue_off or ()),
        notifications={Occasion(each): Way(way) for each, way in stored.notifications or () if each in set(Occasion)},
        digest=_plan_from_text(stored.digest),
        language=stored.language or "",
        undo_seconds=int(stored.undo or 0),
        version=int(stored.version or 1),
    )


def _plan_to_text(plan: DigestPlan) -> str | None:
    return None if plan == DigestPlan() else f"{plan.cadence.value} {plan.at:%H:%M} {plan.zone}"


def _plan_from_text(text: str | None) -> DigestPlan:
    if text is None:
        return DigestPlan()
    cadence, at, zone = text.split(" ")
    return DigestPlan(Cadence(cadence), time.fromisoformat(at), zone)


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())


def _time(seconds: float | None, otherwise: timedelta) -> timedelta:
    return otherwise if seconds is None else timedelta(seconds=int(seconds))


def _auto_close(seconds: float | None) -> timedelta | None:
    """None for never; desks from before there was an end never close a ticket by themselves."""
    return timedelta(seconds=int(seconds)) if seconds else None
