"""What admins send to set up business hours and service level policies. Work times are whole minutes."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import Tag
from chalicelib.api.setting_types import Ids, Name, Order, PausingReason, SettingId
from chalicelib.api.wording import explain_pattern
from chalicelib.domain.schedules import MOST_CLOSING_DAYS
from chalicelib.domain.sla_policy import Audience
from chalicelib.domain.ticket import Priority

YEAR_MINUTES = 366 * 24 * 60
_PERIOD = explain_pattern(r"^[0-9]{2}:[0-5][0-9]-[0-9]{2}:[0-5][0-9]$(?!\n)", "must be written like 09:00-17:30")
_ZONE = explain_pattern(r"^[A-Za-z0-9_+/-]+$(?!\n)", "must be a time zone such as Europe/Helsinki")
_REGION = explain_pattern(
    r"^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$(?!\n)", "must be a country such as FI, or a part of one such as US-CA"
)
Period = Annotated[str, Meta(max_length=11, pattern=_PERIOD)]
Periods = Annotated[tuple[Period, ...], Meta(max_length=12)]
Minutes = Annotated[int, Meta(ge=1, le=YEAR_MINUTES)]


class WeekBody(msgspec.Struct, forbid_unknown_fields=True):
    """Opening times of each weekday, in order; a day that is left out is closed. 24:00 is the end of a day."""

    monday: Periods = ()
    tuesday: Periods = ()
    wednesday: Periods = ()
    thursday: Periods = ()
    friday: Periods = ()
    saturday: Periods = ()
    sunday: Periods = ()


class HoursBody(msgspec.Struct, forbid_unknown_fields=True):
    """Business hours. `region` says whose public holidays are closed (ISO 3166), `closed_on` which dates besides."""

    name: Name
    zone: Annotated[str, Meta(min_length=1, max_length=64, pattern=_ZONE)]
    week: WeekBody
    closed_on: Annotated[tuple[date, ...], Meta(max_length=MOST_CLOSING_DAYS)] = ()
    region: Annotated[str, Meta(max_length=6, pattern=_REGION)] = ""


class ActionBody(msgspec.Struct, forbid_unknown_fields=True):
    """Something to do: `notify` an `audience` (or one `agent`), `raise_priority` to a `priority`, `reassign` to an
    `agent` or a `department`, `add_tag` with a `tag`.
    """

    do: Literal["notify", "raise_priority", "reassign", "add_tag"]
    audience: Audience | UnsetType = UNSET
    agent: SettingId | UnsetType = UNSET
    department: SettingId | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    tag: Tag | UnsetType = UNSET


class StepBody(msgspec.Struct, forbid_unknown_fields=True):
    """When to do what: at a share of the promised time in `percent` (100 is the breach), or when `minutes_left` of work
    time are left, fewer than none that long after the due time.
    """

    actions: Annotated[tuple[ActionBody, ...], Meta(min_length=1, max_length=10)]
    percent: Annotated[int, Meta(ge=1, le=1000)] | UnsetType = UNSET
    minutes_left: Annotated[int, Meta(ge=-YEAR_MINUTES, le=YEAR_MINUTES)] | UnsetType = UNSET


class PromiseBody(msgspec.Struct, forbid_unknown_fields=True):
    """The work time within which something must have happened, and the steps on the way."""

    minutes: Minutes
    steps: Annotated[tuple[StepBody, ...], Meta(max_length=10)] = ()


class TargetsBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is promised; one at least."""

    first_response: PromiseBody | UnsetType = UNSET
    next_response: PromiseBody | UnsetType = UNSET
    first_assignment: PromiseBody | UnsetType = UNSET
    resolution: PromiseBody | UnsetType = UNSET


class ConditionsBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which tickets a policy is for: each kind that names something must match. Empty ones fit every ticket."""

    departments: Ids = ()
    priorities: Annotated[tuple[Priority, ...], Meta(max_length=len(Priority))] = ()
    groups: Ids = ()
    tags: Annotated[tuple[Tag, ...], Meta(max_length=50)] = ()


class PolicyBody(msgspec.Struct, forbid_unknown_fields=True):
    """A service level policy. The first that fits, by `order`, is a ticket's; `hours` are business hours by id."""

    name: Name
    order: Order
    hours: SettingId
    targets: TargetsBody
    conditions: ConditionsBody = msgspec.field(default_factory=ConditionsBody)
    pauses_for: Annotated[tuple[PausingReason, ...], Meta(max_length=2)] = ("customer", "third_party")
