"""Service level policies as JSON values and back. Work times are minutes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chalicelib.domain.directory import PlacedPolicy
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

MINUTE = timedelta(minutes=1)


def policy_to_json(placed: PlacedPolicy) -> dict[str, Any]:
    policy, conditions = placed.policy, placed.policy.conditions
    return {
        "id": policy.id,
        "version": policy.version,
        "order": placed.order,
        "name": policy.name,
        "hours": policy.hours,
        "targets": {target.value: _promise(promise) for target, promise in policy.targets.items()},
        "conditions": {
            name: sorted(getattr(conditions, name)) for name in ("departments", "priorities", "groups", "tags")
        },
        "pauses_for": sorted(policy.pauses_for),
    }


def policy_from_json(value: Mapping[str, Any]) -> PlacedPolicy:
    conditions = {name: frozenset(wanted) for name, wanted in value["conditions"].items()}
    return PlacedPolicy(
        order=value["order"],
        policy=Policy(
            id=value["id"],
            version=value["version"],
            name=value["name"],
            hours=value["hours"],
            targets={Target(name): _promise_from(each) for name, each in value["targets"].items()},
            conditions=Conditions(**conditions),
            pauses_for=frozenset(map(WaitsFor, value["pauses_for"])),
        ),
    )


def _promise(promise: Promise) -> dict[str, Any]:
    return {"work": promise.work // MINUTE, "steps": [_step(step) for step in promise.steps]}


def _promise_from(value: Mapping[str, Any]) -> Promise:
    return Promise(value["work"] * MINUTE, tuple(map(_step_from, value["steps"])))


def _step(step: Step) -> dict[str, Any]:
    when = {"percent": step.when.percent} if isinstance(step.when, ShareUsed) else {"left": step.when.work // MINUTE}
    return when | {"do": [_action(action) for action in step.actions]}


def _step_from(value: Mapping[str, Any]) -> Step:
    when = ShareUsed(value["percent"]) if "percent" in value else TimeLeft(value["left"] * MINUTE)
    return Step(when, tuple(map(_action_from, value["do"])))


def _action(action: Action) -> list[str]:
    match action:
        case Notify(audience, agent):
            return ["notify", audience.value, agent]
        case RaisePriority(priority):
            return ["raise_priority", priority]
        case Reassign(agent, department):
            return ["reassign", agent, department]
        case AddTag(tag):
            return ["add_tag", tag]


def _action_from(value: list[str]) -> Action:
    name, *rest = value
    if name == "notify":
        return Notify(Audience(rest[0]), rest[1])
    if name == "raise_priority":
        return RaisePriority(rest[0])
    if name == "reassign":
        return Reassign(rest[0], rest[1])
    return AddTag(rest[0])
