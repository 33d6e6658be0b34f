"""Whether IAM would allow a call, as far as our policy files go. What they do not use is refused with an exception
rather than guessed.

moto's own enforcement is not enough: it ignores `Resource` and `Condition`, and for a transaction it asks for
`dynamodb:TransactWriteItems`, a right that AWS does not have.

Sources: IAM guide, "Policy evaluation logic" and "Policy elements: Resource" (a wildcard stays within its part of an
ARN, except for one at the end).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.infra.templates import values

Policy = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Need:
    """The right to do one thing with one resource. `tags` are those of the resource."""

    action: str
    resource: str
    tags: tuple[tuple[str, str], ...] = ()


class NotUnderstood(Exception):
    """The policy uses something that this evaluator does not know."""


def allows(policy: Policy, need: Need) -> bool:
    """No statement denies it and one allows it."""
    effects = [statement["Effect"] for statement in policy["Statement"] if _covers(statement, need)]
    return "Allow" in effects and "Deny" not in effects


def grants(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Statement, action and resource of each single thing that a policy allows."""
    for statement in policy["Statement"]:
        for action in values(statement["Action"]):
            for resource in values(statement["Resource"]):
                yield statement["Sid"], action, resource


def without(policy: Policy, grant: tuple[str, str, str]) -> Policy:
    """The policy with one statement split up, so that it allows all but this one thing."""
    sid, action, resource = grant
    left = []
    for statement in policy["Statement"]:
        if statement["Sid"] != sid:
            left.append(statement)
            continue
        actions, resources = values(statement["Action"]), values(statement["Resource"])
        left += [
            statement | {"Action": [a for a in actions if a != action]},
            statement | {"Action": action, "Resource": [r for r in resources if r != resource]},
        ]
    return {"Statement": left}


def _covers(statement: Mapping[str, Any], need: Need) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"}
    if unknown:
        raise NotUnderstood(", ".join(sorted(unknown)))
    return (
        any(_matches(action.lower(), need.action.lower()) for action in values(statement["Action"]))
        and any(_is_among(resource, need.resource) for resource in values(statement["Resource"]))
        and all(_holds(*condition, need) for condition in statement.get("Condition", {}).items())
    )


def _is_among(pattern: str, arn: str) -> bool:
    if pattern == "*":
        return True
    patterns, parts = pattern.split(":", 5), arn.split(":", 5)
    return len(patterns) == len(parts) and all(map(_matches, patterns, parts))


def _matches(pattern: str, text: str) -> bool:
    wild = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(wild, text, re.DOTALL) is not None


def _holds(operator: str, wanted: Mapping[str, Any], need: Need) -> bool:
    if operator != "StringEquals":
        raise NotUnderstood(operator)
    present = {f"aws:ResourceTag/{name}": value for name, value in need.tags}
    if any(not key.startswith("aws:ResourceTag/") for key in wanted):
        raise NotUnderstood(str(wanted))
    return all(present.get(key) in values(value) for key, value in wanted.items())
