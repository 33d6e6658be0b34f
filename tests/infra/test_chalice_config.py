"""Functions get the right names, sizes and no more rights than they use; `chalice package` works from a fresh clone."""

import json
from typing import Any

import pytest

from infra.stack import variables
from tests.infra.templates import config, packaged, policies, template, values

FUNCTIONS = {"api_handler", "ingest_mail", "ingest_held", "send_mail", "mail_feedback", "derive", "fan_out", "tick"}
STATEMENTS = [
    pytest.param(function, statement, id=f"{function}-{statement['Sid']}")
    for function, policy in policies().items()
    for statement in policy["Statement"]
]
# Resources that cannot carry our prefix: mail identities are domains, a pool's ARN holds only its random id.
NAMELESS = {"arn:aws:ses:*:*:identity/*", "arn:aws:cognito-idp:*:*:userpool/*"}


def test_every_function_is_configured_with_memory_time_and_its_own_policy() -> None:
    functions = config()["lambda_functions"]
    assert set(functions) == FUNCTIONS
    for name, settings in functions.items():
        assert settings["iam_policy_file"] == f"policy-{name}.json"
        assert settings["lambda_memory_size"] >= 256
        assert settings["lambda_timeout"] <= 60


def test_the_api_answers_before_the_gateway_gives_up() -> None:
    assert config()["lambda_functions"]["api_handler"]["lambda_timeout"] < 29


def test_a_sweep_ends_before_the_next_begins() -> None:
    assert config()["lambda_functions"]["tick"]["lambda_timeout"] < 60


def test_chalice_keeps_to_the_decisions_about_deployment() -> None:
    settings = config()
    assert settings["version"] == "2.0"
    assert settings["app_name"] == "lippu"
    assert settings["automatic_layer"] is True
    assert settings["autogen_policy"] is False
    assert settings["api_gateway_endpoint_type"] == "REGIONAL"
    assert settings["minimum_compression_size"] >= 0


@pytest.mark.parametrize("stage", config()["stages"])
def test_a_stage_has_exactly_the_variables_that_the_stack_puts_out(stage: str) -> None:
    assert set(config()["stages"][stage]["environment_variables"]) == set(
        variables(dict.fromkeys(template()["Outputs"], ""))
    )


@pytest.mark.parametrize(("function", "statement"), STATEMENTS)
def test_a_right_names_its_actions_and_resources(function: str, statement: dict[str, Any]) -> None:
    assert statement["Effect"] == "Allow"
    assert not any("*" in action for action in values(statement["Action"]))
    for resource in values(statement["Resource"]):
        named = resource.removeprefix("arn:aws:").split(":", 3)[3]
        assert "lippu" in named or resource in NAMELESS, resource


def test_signing_in_is_bound_to_our_own_pool() -> None:
    (sign_in,) = [s for s in policies()["api_handler"]["Statement"] if s["Sid"] == "SignIn"]
    (tag,) = sign_in["Condition"]["StringEquals"].items()
    (pool,) = [r for r in template()["Resources"].values() if r["Type"] == "AWS::Cognito::UserPool"]
    assert tag == ("aws:ResourceTag/app", pool["Properties"]["UserPoolTags"]["app"])


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_only_the_sender_may_send_mail(function: str) -> None:
    actions = {a for s in policies()[function]["Statement"] for a in values(s["Action"])}
    assert any(action.startswith("ses:") for action in actions) == (function == "send_mail")


def test_mail_has_the_same_rights_on_both_lanes_but_for_the_queues() -> None:
    usual, slow = (
        [s for s in policies()[function]["Statement"] if s["Sid"] not in ("Queue", "HeldQueue")]
        for function in ("ingest_mail", "ingest_held")
    )
    assert usual == slow


@pytest.fixture(scope="module")
def sam() -> dict[str, Any]:
    return packaged()


def functions(sam: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        r["Properties"]["Handler"]: r["Properties"]
        for r in sam["Resources"].values()
        if r["Type"] == "AWS::Serverless::Function"
    }


def test_every_packaged_resource_has_a_type_and_no_placeholder(sam: dict[str, Any]) -> None:
    assert all("Type" in resource for resource in sam["Resources"].values())
    # the document of the API speaks of placeholders in texts
    text = json.dumps([r for r in sam["Resources"].values() if r["Type"] != "AWS::Serverless::Api"]).lower()
    assert "placeholder" not in text
    assert "unset" not in text


def test_every_function_is_packaged_with_the_rights_of_its_policy_file(sam: dict[str, Any]) -> None:
    granted = {
        function["Handler"]: sam["Resources"][function["Role"]["Fn::GetAtt"][0]]["Properties"]["Policies"][0][
            "PolicyDocument"
        ]
        for function in functions(sam).values()
    }
    wanted = {("app.app" if f == "api_handler" else f"app.{f}"): policy for f, policy in policies().items()}
    assert granted == wanted


def test_each_function_reads_its_own_queue_message_by_message_and_the_stream_from_its_start(
    sam: dict[str, Any],
) -> None:
    events = {
        handler: event["Properties"]
        for handler, function in functions(sam).items()
        for event in function.get("Events", {}).values()
        if event["Type"] in ("SQS", "DynamoDB")
    }
    stage = config()["stages"]["dev"]["environment_variables"]
    for handler, queue in (
        ("app.ingest_mail", "LIPPU_INBOUND_QUEUE"),
        ("app.ingest_held", "LIPPU_HELD_QUEUE"),
        ("app.send_mail", "LIPPU_OUTBOUND_QUEUE"),
        ("app.mail_feedback", "LIPPU_FEEDBACK_QUEUE"),
        ("app.derive", "LIPPU_DERIVED_QUEUE"),
    ):
        assert events[handler]["BatchSize"] == 1
        assert json.dumps(events[handler]["Queue"]).rstrip('}]"').endswith(f":{stage[queue]}")
    assert events["app.fan_out"]["StartingPosition"] == "TRIM_HORIZON"
    assert events["app.fan_out"]["Stream"] == stage["LIPPU_STREAM_ARN"]


def test_sizes_reach_the_functions(sam: dict[str, Any]) -> None:
    for name, settings in config()["lambda_functions"].items():
        function = functions(sam)["app.app" if name == "api_handler" else f"app.{name}"]
        assert function["Timeout"] == settings["lambda_timeout"]
        assert function["MemorySize"] == settings["lambda_memory_size"]
        assert function.get("ReservedConcurrentExecutions") == settings.get("reserved_concurrency")
