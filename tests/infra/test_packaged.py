"""What `chalice package` makes of the app: functions with limits, rights of their own and no secrets, and no route that
nobody declared."""

import json
import re
from typing import Any

import pytest

from chalicelib.api import routes as api
from chalicelib.pages import routes as pages
from tests.infra.templates import ROOT, config, functions, of_type, packaged, packaged_of_type, policies, values

FUNCTIONS = sorted(config()["lambda_functions"])
READERS = {"ingest_mail": "InboundQueue", "send_mail": "OutboundQueue", "mail_feedback": "FeedbackQueue"}
# what a function may know that is not a name or an address: nothing
SECRET = re.compile(r"secret|password|passwd|token|credential|private|_key$", re.IGNORECASE)


def mapping(function: str) -> dict[str, Any]:
    """The event source of a function that reads a queue."""
    (event,) = functions()[function]["Events"].values()
    properties: dict[str, Any] = event["Properties"]
    return properties


def api_definition() -> dict[str, Any]:
    (rest_api,) = packaged_of_type("AWS::Serverless::Api").values()
    definition: dict[str, Any] = rest_api["DefinitionBody"]
    return definition


@pytest.mark.parametrize("function", READERS)
def test_a_message_is_handed_over_alone_and_at_once(function: str) -> None:
    assert (mapping(function)["BatchSize"], mapping(function)["MaximumBatchingWindowInSeconds"]) == (1, 0)


@pytest.mark.parametrize("function", READERS)
def test_a_mapping_asks_for_no_more_at_once_than_its_function_has_reserved(function: str) -> None:
    """Else Lambda would refuse messages, and each refusal uses up one of the message's tries."""
    asked = mapping(function)["ScalingConfig"]["MaximumConcurrency"]
    assert 2 <= asked <= functions()[function]["ReservedConcurrentExecutions"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_concurrency_that_no_other_can_take(function: str) -> None:
    assert 1 <= functions()[function]["ReservedConcurrentExecutions"] <= 100


def test_the_reserved_concurrency_is_what_the_guide_says() -> None:
    together = sum(properties["ReservedConcurrentExecutions"] for properties in functions().values())
    assert f"concurrency of its own, {together} together" in (ROOT / "infra" / "README.md").read_text()


def test_every_function_has_a_role_of_its_own() -> None:
    roles = [properties["Role"]["Fn::GetAtt"][0] for properties in functions().values()]
    assert sorted(roles) == sorted(packaged_of_type("AWS::IAM::Role"))
    assert len(set(roles)) == len(FUNCTIONS)


def test_only_lambda_may_take_a_role_and_a_role_has_no_rights_but_its_policys() -> None:
    for role in packaged_of_type("AWS::IAM::Role").values():
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert "ManagedPolicyArns" not in role
        (policy,) = role["Policies"]
        assert policy["PolicyDocument"] in policies().values()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_environment_of_a_function_holds_names_and_no_secret(function: str) -> None:
    variables = functions()[function]["Environment"]["Variables"]
    assert set(variables) == set(config()["stages"]["dev"]["environment_variables"])
    assert not [name for name in variables if SECRET.search(name)]


def test_keys_are_kept_by_the_parameter_store_and_only_named_in_the_environment() -> None:
    variables = config()["stages"]["dev"]["environment_variables"]
    assert variables["LIPPU_KEYS_PARAMETER"] == "/lippu/dev/keys"
    assert "AWS::SSM::Parameter" not in {r["Type"] for r in packaged()["Resources"].values()}


def test_only_the_api_itself_may_call_its_function() -> None:
    permissions = packaged_of_type("AWS::Lambda::Permission").values()
    assert permissions
    for permission in permissions:
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert "${RestAPIId}" in json.dumps(permission["SourceArn"])


def test_the_gateway_has_exactly_the_declared_routes() -> None:
    packaged_routes = {
        (method.upper(), path) for path, methods in api_definition()["paths"].items() for method in methods
    }
    of_pages = (declaration for blueprint in pages.blueprints() for declaration in blueprint.declarations)
    declared = {(each.method, each.path) for each in (*api.declarations(), *of_pages)}
    assert packaged_routes == declared


def test_the_document_has_exactly_the_routes_of_the_api() -> None:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text())
    documented = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert documented == {(d.method, d.path) for d in api.declarations()}


def test_no_route_answers_preflights_of_other_origins() -> None:
    methods = [method for path in api_definition()["paths"].values() for method in path]
    assert "options" not in methods
    assert "access-control-allow-origin" not in json.dumps(api_definition()).lower()


def test_the_gateway_keeps_no_answers() -> None:
    (rest_api,) = packaged_of_type("AWS::Serverless::Api").values()
    assert not rest_api.get("CacheClusterEnabled")
    assert "Caching" not in json.dumps(rest_api)


def test_the_clock_calls_the_tick_every_minute() -> None:
    (event,) = functions()["tick"]["Events"].values()
    assert event == {"Type": "Schedule", "Properties": {"Schedule": "rate(1 minute)"}}


# what a role may reach


def test_no_right_has_a_wildcard_for_actions_or_for_a_whole_service() -> None:
    for policy in policies().values():
        for statement in policy["Statement"]:
            assert not [action for action in values(statement["Action"]) if "*" in action]
            assert "*" not in values(statement["Resource"])


@pytest.mark.parametrize("type_", ["AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"])
def test_a_resource_lets_nobody_in_but_services_under_a_condition(type_: str) -> None:
    allowed = [s for p in of_type(type_).values() for s in p["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert allowed
    for statement in allowed:
        assert set(statement["Principal"]) == {"Service"}
        assert "aws:SourceArn" in json.dumps(statement["Condition"])
