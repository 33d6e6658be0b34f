"""What `chalice package` makes of the app: functions with limits, rights of their own and no secrets, and no route that
nobody declared."""

import json
import re
from typing import Any

import pytest
from chalice.config import Config

from chalicelib.api import routes as api
from chalicelib.pages import routes as pages
from tests.infra.templates import ROOT, config, functions, of_type, packaged, packaged_of_type, policies, values

FUNCTIONS = sorted(config()["lambda_functions"])
READERS = ("ingest_mail", "ingest_held", "send_mail", "mail_feedback", "derive")
# how many of a queue's messages are in work at once; the fewest that Lambda allows are two
LIMITED = {"ingest_mail": 5, "ingest_held": 2, "send_mail": 2}
# what all functions of a new account may run at once (AWS Lambda quotas), and what nobody can reserve of a higher quota
NEW_ACCOUNT, UNRESERVED = 10, 100
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
def test_what_strangers_can_fill_is_read_by_few_at_a_time_and_the_rest_at_the_lowest_price(function: str) -> None:
    """A limit keeps three more pollers at each queue, which cost money in quiet hours."""
    assert mapping(function).get("ScalingConfig", {}).get("MaximumConcurrency") == LIMITED.get(function)


def test_a_flood_of_mail_leaves_concurrency_to_people_even_in_a_new_account() -> None:
    """Else Lambda would refuse messages, and each refusal uses up one of the message's tries."""
    assert sum(LIMITED.values()) < NEW_ACCOUNT


def test_a_new_account_can_be_deployed_to_because_nothing_is_reserved() -> None:
    assert not [name for name, function in functions().items() if "ReservedConcurrentExecutions" in function]


def offered() -> dict[str, int]:
    """What the guide says to write into a stage to reserve concurrency."""
    guide = (ROOT / "infra" / "README.md").read_text()
    (block,) = re.findall(r"```json\n(.*?)```", guide, flags=re.DOTALL)
    written = json.loads(f"{{{block}}}")["lambda_functions"]
    return {name: settings["reserved_concurrency"] for name, settings in written.items()}


def test_the_guide_says_how_a_function_gets_concurrency_that_no_other_can_take() -> None:
    together = sum(offered().values())
    guide = (ROOT / "infra" / "README.md").read_text()
    assert f"reserve {together} together" in guide
    assert f"quota of at least {UNRESERVED + together}" in guide
    assert set(offered()) == set(FUNCTIONS) - {"mail_feedback"}


@pytest.mark.parametrize("function", LIMITED)
def test_a_mapping_asks_for_no_more_at_once_than_the_guide_reserves(function: str) -> None:
    assert LIMITED[function] <= offered()[function]


def test_what_the_guide_reserves_reaches_the_functions() -> None:
    settings = {name: {"reserved_concurrency": number} for name, number in offered().items()}
    stages = {"dev": config()["stages"]["dev"] | {"lambda_functions": settings}}
    project = Config("dev", config_from_disk=config() | {"stages": stages})
    assert {name: project.scope("dev", name).reserved_concurrency for name in FUNCTIONS} == {
        name: offered().get(name) for name in FUNCTIONS
    }


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
