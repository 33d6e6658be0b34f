"""From what admins send to settings. Each raises InvalidInput for what cannot be."""

from datetime import time, timedelta

from msgspec import UNSET

from chalicelib.api.setting_bodies import (
    AgentBody,
    CategoryBody,
    DepartmentBody,
    DigestBody,
    FieldBody,
    OwnSettingsBody,
    RoleBody,
    StatusBody,
)
from chalicelib.api.setting_types import given
from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.categories import Category
from chalicelib.domain.departments import Department
from chalicelib.domain.digests import DigestPlan
from chalicelib.domain.fields import Choice, CustomField
from chalicelib.domain.roles import CustomRole
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.statuses import CustomStatus
from chalicelib.domain.ticket import Status
from chalicelib.services.own_settings import OwnEdit


def department(id: str, body: DepartmentBody) -> Department:
    language, *more = body.languages
    close = body.auto_close_hours
    return Department(
        id=id,
        name=body.name,
        addresses=tuple(body.addresses),
        first_response=timedelta(minutes=body.first_response_minutes),
        sender_name=body.sender_name,
        signature=body.signature,
        notify=tuple(body.notify),
        language=language,
        follow_up_window=timedelta(days=body.follow_up_days),
        more_languages=tuple(more),
        reopens=body.reopens,
        auto_close=None if close is None else timedelta(hours=close),
        auto_close_notice=timedelta(hours=body.auto_close_notice_hours),
        assignment=body.assignment,
        keep_last_agent=body.keep_last_agent,
        capacity=body.capacity,
        queue_only=body.queue_only,
        escalates_to=body.escalates_to,
        required_on_form=tuple(dict.fromkeys(body.required_on_form)),
        required_to_resolve=tuple(dict.fromkeys(body.required_to_resolve)),
        form_categories=tuple(dict.fromkeys(body.form_categories)),
    )


def agent(id: str, body: AgentBody) -> Agent:
    return Agent(
        id=id,
        email=body.email,
        name=body.name,
        role=body.role,
        departments=tuple(dict.fromkeys(body.departments)),
        enabled=body.enabled,
        capacity=body.capacity,
    )


def role(id: str, body: RoleBody) -> CustomRole:
    return CustomRole(id, body.name, frozenset(body.permissions))


def status(id: str, body: StatusBody) -> CustomStatus:
    return CustomStatus(
        id=id,
        names=given(body.names),
        behaves_as=Status(body.behaves_as),
        colour=body.colour,
        order=body.order,
        pauses_for=WaitsFor(body.pauses_for) if body.pauses_for else None,
        retired=body.retired,
    )


def category(id: str, body: CategoryBody) -> Category:
    return Category(
        id=id,
        names=given(body.names),
        department=body.department,
        priority=body.priority,
        order=body.order,
        retired=body.retired,
    )


def field(id: str, body: FieldBody) -> CustomField:
    return CustomField(
        id=id,
        names=given(body.names),
        kind=body.kind,
        choices=tuple(Choice(choice.id, given(choice.names)) for choice in body.choices),
        for_customers=body.for_customers,
        order=body.order,
        retired=body.retired,
    )


def own_edit(body: OwnSettingsBody) -> OwnEdit:
    chosen = None if body.notifications is UNSET else given(body.notifications)
    return OwnEdit(
        available=None if body.available is UNSET else body.available,
        queue_off=None if body.queue_off is UNSET else body.queue_off,
        notifications=None if chosen is None else {Occasion(each): Way(way) for each, way in chosen.items()},
        digest=None if body.digest is UNSET else _plan(body.digest),
        language=None if body.language is UNSET else body.language,
        undo_seconds=None if body.undo_seconds is UNSET else body.undo_seconds,
    )


def _plan(body: DigestBody) -> DigestPlan:
    return DigestPlan(body.cadence, time.fromisoformat(body.at), body.zone)
