"""From settings to what the interface shows. Fields are listed one by one: nothing leaves by accident."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from chalicelib.api import customer_setting_views as of_customers
from chalicelib.api import people_schemas as people
from chalicelib.api import setting_schemas as schemas
from chalicelib.api.sla_views import hours, policy
from chalicelib.domain.agents import Agent
from chalicelib.domain.blocks import Block
from chalicelib.domain.categories import Category
from chalicelib.domain.customer_groups import CustomerGroup, Organisation
from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Directory, PlacedPolicy
from chalicelib.domain.fields import CustomField
from chalicelib.domain.permissions import knows, visible_departments
from chalicelib.domain.priorities import PRIORITY_NAMES, QUESTIONS
from chalicelib.domain.roles import BUILT_IN, CustomRole
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.settings import Setting
from chalicelib.domain.statuses import CustomStatus
from chalicelib.domain.ticket import Priority

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def setting(stored: Setting) -> Any:
    """Whichever kind it is."""
    return _VIEWS[type(stored)](stored)


def department(stored: Department) -> schemas.DepartmentSetting:
    return schemas.DepartmentSetting(
        id=stored.id,
        name=stored.name,
        addresses=stored.addresses,
        first_response_minutes=stored.first_response // MINUTE,
        sender_name=stored.sender_name,
        signature=stored.signature,
        notify=stored.notify,
        languages=stored.languages,
        reopens=stored.reopens,
        follow_up_days=stored.follow_up_window // DAY,
        auto_close_hours=None if stored.auto_close is None else stored.auto_close // HOUR,
        auto_close_notice_hours=stored.auto_close_notice // HOUR,
        assignment=stored.assignment,
        keep_last_agent=stored.keep_last_agent,
        capacity=stored.capacity,
        queue_only=stored.queue_only,
        escalates_to=stored.escalates_to,
        required_on_form=stored.required_on_form,
        required_to_resolve=stored.required_to_resolve,
        form_categories=stored.form_categories,
        version=stored.version,
    )


def agent(stored: Agent) -> schemas.AgentSetting:
    return schemas.AgentSetting(
        id=stored.id,
        email=stored.email,
        name=stored.name,
        role=stored.role,
        departments=stored.departments,
        enabled=stored.enabled,
        capacity=stored.capacity,
        available=stored.available,
        queue_off=tuple(sorted(stored.queue_off)),
        notifications={str(occasion): str(way) for occasion, way in sorted(stored.notifications.items())},
        language=stored.language,
        version=stored.version,
    )


def me(stored: Agent, directory: Directory) -> people.Me:
    seen = visible_departments(stored, directory)
    return people.Me(
        id=stored.id,
        name=stored.name,
        email=stored.email,
        role=stored.role,
        permissions=tuple(sorted(stored.permissions)),
        departments=tuple(people.Department(each.id, each.name) for each in seen),
        available=stored.available,
        queue_off=tuple(sorted(stored.queue_off)),
        notifications={str(occasion): str(way) for occasion, way in sorted(stored.notifications.items())},
        digest=people.Digest(stored.digest.cadence, f"{stored.digest.at:%H:%M}", stored.digest.zone),
        language=stored.language,
        undo_seconds=stored.undo_seconds,
        version=stored.version,
    )


def role(stored: CustomRole) -> schemas.RoleSetting:
    permissions = tuple(sorted(stored.permissions))
    return schemas.RoleSetting(stored.id, stored.name, permissions, built_in=False, version=stored.version)


def built_in_roles() -> Iterable[schemas.RoleSetting]:
    for id, permissions in BUILT_IN.items():
        yield schemas.RoleSetting(str(id), str(id), tuple(sorted(permissions)), built_in=True, version=0)


def status(stored: CustomStatus) -> schemas.CustomStatus:
    return schemas.CustomStatus(
        id=stored.id,
        names=dict(stored.names),
        behaves_as=stored.behaves_as,
        colour=stored.colour,
        order=stored.order,
        pauses_for=stored.pauses_for,
        retired=stored.retired,
        used=stored.used,
        version=stored.version,
    )


def category(stored: Category) -> schemas.Category:
    return schemas.Category(
        id=stored.id,
        names=dict(stored.names),
        department=stored.department,
        priority=stored.priority,
        order=stored.order,
        retired=stored.retired,
        used=stored.used,
        version=stored.version,
    )


def field(stored: CustomField) -> schemas.CustomField:
    return schemas.CustomField(
        id=stored.id,
        names=dict(stored.names),
        kind=stored.kind,
        choices=tuple(schemas.FieldChoice(choice.id, dict(choice.names)) for choice in stored.choices),
        for_customers=stored.for_customers,
        order=stored.order,
        retired=stored.retired,
        used=stored.used,
        version=stored.version,
    )


def colleagues(caller: Agent, directory: Directory) -> list[people.Colleague]:
    """Those who share a department with the agent; of their departments only the shared ones are told."""
    shared = {department.id for department in visible_departments(caller, directory)}
    shown = []
    for other in directory.agents.values():
        together = tuple(id for id in other.departments if id in shared)
        if knows(caller, other, directory):
            shown.append(people.Colleague(other.id, other.name, other.enabled, together))
    return shown


def configuration(caller: Agent, directory: Directory, *, whole: bool) -> schemas.Configuration:
    """What the caller may know of it; all of it for those who set the desk up."""
    return schemas.Configuration(
        departments=tuple(
            schemas.WorkDepartment(
                id=each.id,
                name=each.name,
                languages=each.languages,
                queue_only=each.queue_only,
                escalates=each.escalates_to is not None,
                required_to_resolve=each.required_to_resolve,
            )
            for each in visible_departments(caller, directory)
        ),
        agents=tuple(colleagues(caller, directory)),
        statuses=tuple(map(status, _in_order(directory.statuses.values()))),
        categories=tuple(
            _known(category(each), caller, directory) for each in _in_order(directory.categories.values())
        ),
        fields=tuple(map(field, _in_order(directory.fields.values()))),
        customer_groups=tuple(map(of_customers.group, _in_order(directory.groups.values()))),
        organisations=tuple(map(of_customers.organisation, of_customers.organisations(caller, directory))),
        blocked_senders=tuple(map(of_customers.block, of_customers.blocks(caller, directory))),
        priorities=tuple(schemas.PriorityInfo(each, dict(PRIORITY_NAMES[each])) for each in Priority),
        priority_questions=tuple(dict(question) for question in QUESTIONS),
        setup=_setup(directory) if whole else None,
    )


def _known(shown: schemas.Category, caller: Agent, directory: Directory) -> schemas.Category:
    """Departments whose tickets the caller does not see are not named to them."""
    if shown.department not in {each.id for each in visible_departments(caller, directory)}:
        shown.department = None
    return shown


def _setup(directory: Directory) -> schemas.Setup:
    placed = sorted(directory.policies.values(), key=lambda each: (each.order, each.id))
    return schemas.Setup(
        departments=tuple(map(department, directory.departments.values())),
        agents=tuple(map(agent, directory.agents.values())),
        roles=(*built_in_roles(), *map(role, directory.roles.values())),
        business_hours=tuple(map(hours, directory.schedules.values())),
        sla_policies=tuple(map(policy, placed)),
    )


def _in_order(listed: Iterable[Any]) -> list[Any]:
    return sorted(listed, key=lambda each: (each.order, each.id))


_VIEWS: Mapping[type, Callable[[Any], Any]] = {
    Department: department,
    Agent: agent,
    CustomRole: role,
    CustomStatus: status,
    Category: category,
    CustomField: field,
    Schedule: hours,
    PlacedPolicy: policy,
    CustomerGroup: of_customers.group,
    Organisation: of_customers.organisation,
    Block: of_customers.block,
}
