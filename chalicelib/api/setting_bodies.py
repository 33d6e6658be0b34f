"""What admins send to set up people, departments, and the lists that tickets are sorted by."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import Cursor, Email, Limit
from chalicelib.api.setting_types import (
    Colour,
    HeldLanguage,
    Ids,
    Line,
    LocalNames,
    Name,
    Order,
    PausingReason,
    SettingId,
    Signature,
)
from chalicelib.api.wording import explain_pattern
from chalicelib.domain.agents import Way
from chalicelib.domain.departments import Assignment
from chalicelib.domain.digests import Cadence
from chalicelib.domain.fields import MOST_CHOICES, FieldKind
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Priority
from chalicelib.services.audit import Audited

YEAR_HOURS = 366 * 24
_TIME_OF_DAY = explain_pattern(r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", "must be a time such as 08:00")


class DepartmentBody(msgspec.Struct, forbid_unknown_fields=True):
    """A department. The first of its `addresses` sends, the first of its `languages` is its own.

    A ticket that waits for the customer is closed after `auto_close_hours`, null for never. `capacity` is how many open
    tickets an agent is given, 0 without limit. `members` are the ids of all who work there from now on; left out, they
    stay. Fields and categories are named by id; `form_categories` are those to choose from on the form.
    """

    name: Name
    addresses: Annotated[tuple[Email, ...], Meta(min_length=1, max_length=20)]
    first_response_minutes: Annotated[int, Meta(ge=1, le=YEAR_HOURS * 60)]
    sender_name: Line = ""
    signature: Signature = ""
    notify: Annotated[tuple[Email, ...], Meta(max_length=20)] = ()
    languages: Annotated[tuple[HeldLanguage, ...], Meta(min_length=1, max_length=20)] = ("en",)
    reopens: bool = True
    follow_up_days: Annotated[int, Meta(ge=0, le=3650)] = 30
    auto_close_hours: Annotated[int, Meta(ge=1, le=YEAR_HOURS)] | None = 120
    auto_close_notice_hours: Annotated[int, Meta(ge=0, le=YEAR_HOURS)] = 24
    assignment: Assignment = Assignment.OFF
    keep_last_agent: bool = False
    capacity: Annotated[int, Meta(ge=0, le=10_000)] = 0
    queue_only: bool = False
    escalates_to: SettingId | None = None
    required_on_form: Ids = ()
    required_to_resolve: Ids = ()
    form_categories: Ids = ()
    members: Annotated[tuple[SettingId, ...], Meta(max_length=500)] | UnsetType = UNSET


class AgentBody(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody who answers. `role` is a built-in one or the id of a custom one; `capacity` null is the department's."""

    email: Email
    name: Name
    role: SettingId
    departments: Ids = ()
    enabled: bool = True
    capacity: Annotated[int, Meta(ge=0, le=10_000)] | None = None


class RoleBody(msgspec.Struct, forbid_unknown_fields=True):
    """A role of the desk's own: exactly one permission to see, and any others."""

    name: Name
    permissions: Annotated[tuple[Permission, ...], Meta(min_length=1, max_length=len(Permission))]


class StatusBody(msgspec.Struct, forbid_unknown_fields=True):
    """A status with a name in one language or more. `pauses_for` says for whom it stops the clocks."""

    names: LocalNames
    behaves_as: Literal["open", "answered", "postponed", "resolved", "closed"]
    colour: Colour
    order: Order = 0
    pauses_for: PausingReason | None = None
    retired: bool = False


class CategoryBody(msgspec.Struct, forbid_unknown_fields=True):
    """A category, with the department and priority that its tickets get unless somebody chooses others."""

    names: LocalNames
    department: SettingId | None = None
    priority: Priority | None = None
    order: Order = 0
    retired: bool = False


class FieldChoiceBody(msgspec.Struct, forbid_unknown_fields=True):
    """One of the values to choose from."""

    id: SettingId
    names: LocalNames


class FieldBody(msgspec.Struct, forbid_unknown_fields=True):
    """A custom field. Customers see those `for_customers`; departments say which are required."""

    names: LocalNames
    kind: FieldKind
    choices: Annotated[tuple[FieldChoiceBody, ...], Meta(max_length=MOST_CHOICES)] = ()
    for_customers: bool = False
    order: Order = 0
    retired: bool = False


class NotificationsBody(msgspec.Struct, forbid_unknown_fields=True):
    """How to be told of what; an occasion that is left out stays as it is."""

    assigned: Way | UnsetType = UNSET
    escalated: Way | UnsetType = UNSET
    customer_wrote: Way | UnsetType = UNSET
    new_ticket: Way | UnsetType = UNSET
    mentioned: Way | UnsetType = UNSET
    sla_warning: Way | UnsetType = UNSET
    sla_breach: Way | UnsetType = UNSET
    reminder: Way | UnsetType = UNSET


class DigestBody(msgspec.Struct, forbid_unknown_fields=True):
    """When what is collected comes: each full hour, or every day `at` a time (`08:00`) of `zone` (IANA)."""

    cadence: Cadence = Cadence.DAILY
    at: Annotated[str, Meta(pattern=_TIME_OF_DAY)] = "08:00"
    zone: Annotated[str, Meta(min_length=1, max_length=64)] = "UTC"


class OwnSettingsBody(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; a field that is left out stays. `queue_off` is the whole list, `language` empty for none,
    `undo_seconds` for how long a reply can be taken back before it goes out, 0 for not at all."""

    available: bool | UnsetType = UNSET
    undo_seconds: Literal[0, 5, 15, 30] | UnsetType = UNSET
    queue_off: Ids | UnsetType = UNSET
    notifications: NotificationsBody | UnsetType = UNSET
    digest: DigestBody | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=2)] | UnsetType = UNSET


class AuditQuery(msgspec.Struct, forbid_unknown_fields=True):
    """`actor` is the id of whoever made the change."""

    kind: Audited | UnsetType = UNSET
    actor: SettingId | UnsetType = UNSET
    limit: Limit = 25
    cursor: Cursor | UnsetType = UNSET
