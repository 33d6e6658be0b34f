"""Every function may do what its use cases do with AWS, and nothing else: its own policy file judges each call."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.aws import client
from chalicelib.domain.errors import Unavailable
from tests.infra.rights.forbidden import FORBIDDEN, RAW, Call, ask
from tests.infra.rights.guard import Guard, guarding
from tests.infra.rights.judge import Need, NotUnderstood, allows, grants, without
from tests.infra.rights.runtime import needed_by_lambda
from tests.infra.rights.story import day, story_in
from tests.infra.templates import policies
from tests.support.desk import REGION, SETTINGS, World, world
from tests.support.proof import is_full

# the whole day of the desk under the evaluator takes a minute
pytestmark = pytest.mark.skipif(not is_full(), reason="every right of every function is tried in `make proof`")

FUNCTIONS = sorted(policies())


def test_every_call_of_every_function_is_allowed_by_its_own_policy() -> None:
    assert day().refused == []
    assert all(day().used[function] for function in FUNCTIONS)


def test_no_function_has_a_right_that_it_does_not_use() -> None:
    """Each single grant is taken away in turn: some call, or something Lambda does in its name, must then fail."""
    unused = []
    for function, policy in policies().items():
        needed = day().used[function] | set(needed_by_lambda(function))
        for grant in grants(policy):
            if all(allows(without(policy, grant), need) for need in needed):
                unused.append((function, *grant))
    assert unused == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_lambda_does_in_the_name_of_a_function_is_allowed(function: str) -> None:
    refused = [need for need in needed_by_lambda(function) if not allows(policies()[function], need)]
    assert refused == []


@pytest.fixture(scope="module")
def guarded() -> Iterator[tuple[World, Guard]]:
    guard = Guard(policies())
    with world() as fresh, guarding(guard):
        yield fresh, guard


@pytest.mark.parametrize(
    ("function", "call"),
    [
        pytest.param(function, call, id=f"{function}-{call.service}-{call.operation}-{number}")
        for function, calls in FORBIDDEN.items()
        for number, call in enumerate(calls)
    ],
)
def test_a_forbidden_call_is_refused_and_changes_nothing(
    guarded: tuple[World, Guard], function: str, call: Call
) -> None:
    fresh, guard = guarded
    before = fresh.items()
    with guard.acting(function), pytest.raises(ClientError, match="AccessDenied"):
        ask(call)
    assert guard.refused[-1][0] == function
    assert fresh.items() == before


def test_every_function_is_asked_for_something_forbidden() -> None:
    assert sorted(FORBIDDEN) == FUNCTIONS
    assert all(FORBIDDEN.values())


def test_a_link_is_signed_only_for_what_the_signer_may_do(guarded: tuple[World, Guard]) -> None:
    """Whoever holds a link acts with the rights of the function that signed it."""
    _, guard = guarded
    s3 = client("s3", REGION)
    with guard.acting("api_handler"):
        assert s3.generate_presigned_url("get_object", Params={"Bucket": SETTINGS.files_bucket, "Key": "files/1"})
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.generate_presigned_url("get_object", Params=RAW | {"Key": "elsewhere/1"})
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.generate_presigned_post(SETTINGS.files_bucket, "elsewhere/1")


def test_a_missing_right_stops_the_flow_that_needs_it(guarded: tuple[World, Guard]) -> None:
    crippled = dict(policies())
    (grant,) = [g for g in grants(crippled["ingest_mail"]) if g[1] == "s3:GetObject"]
    crippled["ingest_mail"] = without(crippled["ingest_mail"], grant)
    guard = Guard(crippled)
    with story_in(guarded[0], guard) as story, pytest.raises(Unavailable, match="file storage"):
        story.receive()
    assert [need.action for _, need in guard.refused] == ["s3:GetObject"]


# the evaluator itself

TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/lippu-test"


def policy(**statement: Any) -> dict[str, Any]:
    return {"Statement": [{"Sid": "S", "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE} | statement]}


@pytest.mark.parametrize(
    ("resource", "arn", "allowed"),
    [
        (TABLE, TABLE, True),
        ("*", TABLE, True),
        ("arn:aws:dynamodb:*:*:table/lippu-*", TABLE, True),
        ("arn:aws:dynamodb:*:*:table/lippu-*", TABLE + "/index/by_timer", True),
        ("arn:aws:dynamodb:*:*:table/lippu-????", TABLE, True),
        ("arn:aws:dynamodb:*:*:table/lippu", TABLE, False),
        ("arn:aws:dynamodb:*:*:table/other-*", TABLE, False),
        ("arn:aws:dynamodb:*:table/lippu-*", TABLE, False),
        ("arn:aws:logs:*:*:log-group:/a-*", "arn:aws:logs:eu:1:log-group:/a-b:log-stream:c", True),
        ("arn:aws:s3:::lippu-*-raw-*", "arn:aws:s3:::lippu-test-files-1", False),
        ("arn:aws:s3:::a[bc]", "arn:aws:s3:::ab", False),
    ],
)
def test_resources_match_as_iam_matches_them(resource: str, arn: str, allowed: bool) -> None:
    assert allows(policy(Resource=resource), Need("dynamodb:GetItem", arn)) == allowed


def test_a_denial_weighs_more_than_any_permission() -> None:
    both = [*policy()["Statement"], *policy(Effect="Deny", Action="dynamodb:*")["Statement"]]
    assert not allows({"Statement": both}, Need("dynamodb:GetItem", TABLE))


def test_a_condition_on_a_tag_needs_the_tag() -> None:
    conditional = policy(Condition={"StringEquals": {"aws:ResourceTag/app": "lippu"}})
    assert allows(conditional, Need("dynamodb:GetItem", TABLE, (("app", "lippu"),)))
    assert not allows(conditional, Need("dynamodb:GetItem", TABLE, (("app", "other"),)))
    assert not allows(conditional, Need("dynamodb:GetItem", TABLE))


@pytest.mark.parametrize(
    "odd",
    [{"Condition": {"Bool": {"a": "b"}}}, {"Condition": {"StringEquals": {"aws:SourceIp": "1"}}}, {"NotResource": "*"}],
)
def test_what_the_evaluator_does_not_know_is_an_error(odd: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        allows(policy(**odd), Need("dynamodb:GetItem", TABLE))


def test_policies_are_small_enough_for_a_role() -> None:
    """IAM quotas: inline policies of a role have 10,240 characters together, blanks not counted."""
    assert all(len(json.dumps(each, separators=(",", ":"))) < 10_240 for each in policies().values())
