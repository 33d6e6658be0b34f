"""What admins set up, as the interface answers it. `version` of a setting is what a change of it is based on, 0 for
one that came with the desk and was never changed."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from chalicelib.api.customer_setting_schemas import BlockedSender, CustomerGroup, Organisation
from chalicelib.api.people_schemas import Colleague
from chalicelib.domain.departments import Assignment
from chalicelib.domain.fields import FieldKind
from chalicelib.domain.roles import Permission
from chalicelib.domain.sla_policy import Audience, WaitsFor
from chalicelib.domain.ticket import Priority, Status
from chalicelib.services.audit import Audited

Count = Annotated[int, Meta(ge=0)]
Names = dict[str, str]


class DepartmentSetting(msgspec.Struct):
    """A department as admins see it. Who works there stands with the agents."""

    id: str
    name: str
    addresses: tuple[str, ...]
    first_response_minutes: Count
    sender_name: str
    signature: str
    notify: tuple[str, ...]
    languages: tuple[str, ...]
    reopens: bool
    follow_up_days: Count
    auto_close_hours: Count | None
    auto_close_notice_hours: Count
    assignment: Assignment
    keep_last_agent: bool
    capacity: Count
    queue_only: bool
    escalates_to: str | None
    required_on_form: tuple[str, ...]
    required_to_resolve: tuple[str, ...]
    form_categories: tuple[str, ...]
    version: Count


class AgentSetting(msgspec.Struct):
    """An agent as admins see them. The agent alone sets `available`, `queue_off`, `notifications` and `language`."""

    id: str
    email: str
    name: str
    role: str
    departments: tuple[str, ...]
    enabled: bool
    capacity: Count | None
    available: bool
    queue_off: tuple[str, ...]
    notifications: dict[str, str]
    language: str
    version: Count


class RoleSetting(msgspec.Struct):
    """A role. A `built_in` one cannot be changed, and its id is its name."""

    id: str
    name: str
    permissions: tuple[Permission, ...]
    built_in: bool
    version: Count


class CustomStatus(msgspec.Struct):
    """A status of the desk's own. A `retired` one still shows on tickets; one that is `used` cannot be removed."""

    id: str
    names: Names
    behaves_as: Status
    colour: str
    order: Count
    pauses_for: WaitsFor | None
    retired: bool
    used: bool
    version: Count


class Category(msgspec.Struct):
    """A category with the department and priority that its tickets get."""

    id: str
    names: Names
    department: str | None
    priority: Priority | None
    order: Count
    retired: bool
    used: bool
    version: Count


class FieldChoice(msgspec.Struct):
    id: str
    names: Names


class CustomField(msgspec.Struct):
    """A field of tickets."""

    id: str
    names: Names
    kind: FieldKind
    choices: tuple[FieldChoice, ...]
    for_customers: bool
    order: Count
    retired: bool
    used: bool
    version: Count


class BusinessHours(msgspec.Struct):
    """Business hours. `public_holidays` are those of the region up to the end of the year `known_through`."""

    id: str
    name: str
    zone: str
    week: dict[str, tuple[str, ...]]
    closed_on: tuple[date, ...]
    region: str
    public_holidays: tuple[date, ...]
    known_through: Count
    version: Count


class SlaAction(msgspec.Struct):
    """Something to do; what does not belong to it is null."""

    do: str
    audience: Audience | None
    agent: str | None
    department: str | None
    priority: str | None
    tag: str | None


class SlaStep(msgspec.Struct):
    percent: int | None
    minutes_left: int | None
    actions: tuple[SlaAction, ...]


class SlaPromise(msgspec.Struct):
    minutes: Count
    steps: tuple[SlaStep, ...]


class SlaConditions(msgspec.Struct):
    departments: tuple[str, ...]
    priorities: tuple[str, ...]
    groups: tuple[str, ...]
    tags: tuple[str, ...]


class SlaPolicy(msgspec.Struct):
    """A service level policy; `targets` by what is promised. Tickets keep the version they were promised."""

    id: str
    name: str
    order: Count
    hours: str
    targets: dict[str, SlaPromise]
    conditions: SlaConditions
    pauses_for: tuple[WaitsFor, ...]
    version: Count


class WorkDepartment(msgspec.Struct):
    """What the workspace needs to know of a department whose tickets the caller sees."""

    id: str
    name: str
    languages: tuple[str, ...]
    queue_only: bool
    escalates: bool
    required_to_resolve: tuple[str, ...]


class PriorityInfo(msgspec.Struct):
    id: Priority
    names: Names


class Setup(msgspec.Struct):
    """The whole configuration, for those who change it."""

    departments: tuple[DepartmentSetting, ...]
    agents: tuple[AgentSetting, ...]
    roles: tuple[RoleSetting, ...]
    business_hours: tuple[BusinessHours, ...]
    sla_policies: tuple[SlaPolicy, ...]


class Configuration(msgspec.Struct):
    """What a desk works with. `priority_questions` help to find the right priority. `setup` is for those alone who set
    the desk up.
    """

    departments: tuple[WorkDepartment, ...]
    agents: tuple[Colleague, ...]
    statuses: tuple[CustomStatus, ...]
    categories: tuple[Category, ...]
    fields: tuple[CustomField, ...]
    customer_groups: tuple[CustomerGroup, ...]
    organisations: tuple[Organisation, ...]
    blocked_senders: tuple[BlockedSender, ...]
    priorities: tuple[PriorityInfo, ...]
    priority_questions: tuple[Names, ...]
    setup: Setup | None


class AuditRecord(msgspec.Struct):
    """Who changed what. `before` and `after` are the whole setting, null where there was none."""

    id: str
    at: Annotated[datetime, Meta(tz=True)]
    actor: str
    kind: Audited
    setting: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str


class AuditList(msgspec.Struct):
    """One page, newest first; it may be short although there are more: follow `next` until it is null."""

    records: tuple[AuditRecord, ...]
    next: str | None
