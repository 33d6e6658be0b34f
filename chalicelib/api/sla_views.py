"""From business hours and policies to what the interface shows, and from what admins send to them."""

from datetime import timedelta

from msgspec import UNSET

from chalicelib.api import setting_schemas as schemas
from chalicelib.api.sla_bodies import ActionBody, HoursBody, PolicyBody, PromiseBody, StepBody
from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.sla_policy import (
    Action,
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
    WaitsFor,
)
from chalicelib.domain.week import WEEKDAYS, Week

MINUTE = timedelta(minutes=1)


def hours(stored: Schedule) -> schemas.BusinessHours:
    return schemas.BusinessHours(
        id=stored.id,
        name=stored.name,
        zone=stored.zone,
        week={day: tuple(map(str, periods)) for day, periods in zip(WEEKDAYS, stored.week.days, strict=True)},
        closed_on=tuple(sorted(stored.closed_on)),
        region=stored.region,
        public_holidays=tuple(sorted(stored.public_holidays)),
        known_through=stored.known_through,
        version=stored.version,
    )


def schedule_of(id: str, body: HoursBody) -> Schedule:
    """Raises InvalidInput."""
    week = Week.of(**{day: " ".join(getattr(body.week, day)) for day in WEEKDAYS})
    return Schedule(id, body.name, body.zone, week, frozenset(body.closed_on), body.region)


def policy(stored: PlacedPolicy) -> schemas.SlaPolicy:
    found, conditions = stored.policy, stored.policy.conditions
    return schemas.SlaPolicy(
        id=found.id,
        name=found.name,
        order=stored.order,
        hours=found.hours,
        targets={str(target): _promise(promise) for target, promise in sorted(found.targets.items())},
        conditions=schemas.SlaConditions(
            departments=tuple(sorted(conditions.departments)),
            priorities=tuple(sorted(conditions.priorities)),
            groups=tuple(sorted(conditions.groups)),
            tags=tuple(sorted(conditions.tags)),
        ),
        pauses_for=tuple(sorted(found.pauses_for)),
        version=found.version,
    )


def policy_of(id: str, body: PolicyBody) -> PlacedPolicy:
    """Raises InvalidInput."""
    promised = {target: getattr(body.targets, target.value) for target in Target}
    wanted = body.conditions
    return PlacedPolicy(
        body.order,
        Policy(
            id=id,
            version=1,
            name=body.name,
            hours=body.hours,
            targets={target: _promise_of(each) for target, each in promised.items() if each is not UNSET},
            conditions=Conditions(
                departments=frozenset(wanted.departments),
                priorities=frozenset(wanted.priorities),
                groups=frozenset(wanted.groups),
                tags=frozenset(wanted.tags),
            ),
            pauses_for=frozenset(map(WaitsFor, body.pauses_for)),
        ),
    )


def _promise(promise: Promise) -> schemas.SlaPromise:
    return schemas.SlaPromise(promise.work // MINUTE, tuple(map(_step, promise.steps)))


def _promise_of(body: PromiseBody) -> Promise:
    return Promise(body.minutes * MINUTE, tuple(map(_step_of, body.steps)))


def _step(step: Step) -> schemas.SlaStep:
    actions = tuple(map(_action, step.actions))
    if isinstance(step.when, ShareUsed):
        return schemas.SlaStep(step.when.percent, None, actions)
    return schemas.SlaStep(None, step.when.work // MINUTE, actions)


def _step_of(body: StepBody) -> Step:
    actions = tuple(map(_action_of, body.actions))
    if body.percent is not UNSET and body.minutes_left is UNSET:
        return Step(ShareUsed(body.percent), actions)
    if body.minutes_left is not UNSET and body.percent is UNSET:
        return Step(TimeLeft(body.minutes_left * MINUTE), actions)
    raise InvalidInput.of("targets", "each step needs either percent or minutes_left")


def _action(action: Action) -> schemas.SlaAction:
    shown = schemas.SlaAction("", None, None, None, None, None)
    match action:
        case Notify(audience, agent):
            shown.do, shown.audience, shown.agent = "notify", audience, agent or None
        case RaisePriority(priority):
            shown.do, shown.priority = "raise_priority", priority
        case Reassign(agent, department):
            shown.do, shown.agent, shown.department = "reassign", agent or None, department or None
        case AddTag(tag):
            shown.do, shown.tag = "add_tag", tag
    return shown


def _action_of(body: ActionBody) -> Action:
    agent = "" if body.agent is UNSET else body.agent
    department = "" if body.department is UNSET else body.department
    audience = body.audience
    if audience is UNSET and agent:
        audience = Audience.AGENT
    if body.do == "notify" and audience is not UNSET and bool(agent) == (audience is Audience.AGENT):
        return Notify(audience, agent)
    if body.do == "raise_priority" and body.priority is not UNSET:
        return RaisePriority(body.priority)
    if body.do == "reassign" and bool(agent) != bool(department):
        return Reassign(agent, department)
    if body.do == "add_tag" and body.tag is not UNSET:
        return AddTag(body.tag)
    raise InvalidInput.of("targets", f"the action {body.do} lacks what it needs, or has more than that")
