"""A CloudFormation stack made or brought up to date, and its outputs as the functions' variables."""

import base64
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.problem import Problem

HERE = Path(__file__).parent
TEMPLATE = HERE / "template.yaml"
MAIL_IN_TEMPLATE = HERE / "mail-in.yaml"

_BROKEN = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}


def apply(
    cloudformation: Any, name: str, template: Path, parameters: Mapping[str, str | None], pause: float = 5.0
) -> dict[str, str]:
    """Create the stack, or update it if it exists, and wait. Returns its outputs.

    A parameter given as None keeps its value, which at first is the template's default. `pause` is the number of
    seconds between two looks. Raises Problem naming the resource that failed and why.
    """
    existing = _find(cloudformation, name)
    if existing is not None and existing["StackStatus"] in _BROKEN:
        raise Problem(
            f"Stack {name} is in state {existing['StackStatus']}: its first creation failed and it cannot be"
            f" updated. Delete it (aws cloudformation delete-stack --stack-name {name}) and start again."
        )
    request = {
        "StackName": name,
        "TemplateBody": template.read_text(encoding="utf-8"),
        "Parameters": list(_parameters(parameters, existing)),
        # Without this a failed creation leaves the resources marked Retain behind, and the next one trips
        # over them.
        "RetainExceptOnCreate": True,
    }
    if existing is None:
        cloudformation.create_stack(**request)
    elif not _start_update(cloudformation, request):
        return _outputs(existing)
    return _outputs(_wait(cloudformation, name, pause))


def _parameters(
    parameters: Mapping[str, str | None], existing: Mapping[str, Any] | None
) -> Iterator[dict[str, str | bool]]:
    known = {parameter["ParameterKey"] for parameter in (existing or {}).get("Parameters", ())}
    for key, value in parameters.items():
        if value is not None:
            yield {"ParameterKey": key, "ParameterValue": value}
        elif key in known:
            yield {"ParameterKey": key, "UsePreviousValue": True}


def variables(outputs: Mapping[str, str]) -> dict[str, str]:
    """Outputs as environment variables: RawBucket becomes LIPPU_RAW_BUCKET."""
    return {"LIPPU_" + re.sub(r"(?<!^)(?=[A-Z])", "_", key).upper(): value for key, value in sorted(outputs.items())}


def ensure_keys(ssm: Any, parameter: str) -> bool:
    """Make the signing keys unless there are some. Says whether it made them. An existing parameter is never
    touched.
    """
    keys = {"1": base64.b64encode(secrets.token_bytes(32)).decode()}
    try:
        ssm.put_parameter(Name=parameter, Type="SecureString", Value=json.dumps(keys), Overwrite=False)
    except ssm.exceptions.ParameterAlreadyExists:
        return False
    return True


def _find(cloudformation: Any, name: str) -> dict[str, Any] | None:
    try:
        stacks = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return next((stack for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"), None)


def _start_update(cloudformation: Any, request: Mapping[str, Any]) -> bool:
    try:
        cloudformation.update_stack(**request)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return False
        raise
    return True


def _wait(cloudformation: Any, name: str, pause: float) -> dict[str, Any]:
    while True:
        stack = _find(cloudformation, name)
        status = stack["StackStatus"] if stack else "gone"
        if stack and status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if not status.endswith("_IN_PROGRESS"):
            raise Problem(f"Stack {name} ended as {status}. {_first_failure(cloudformation, name)}")
        time.sleep(pause)


def _first_failure(cloudformation: Any, name: str) -> str:
    """The failure that caused the others: the oldest one of the last attempt (events come newest first)."""
    failure = "CloudFormation gives no reason; see the stack's events."
    for event in cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
        if event["ResourceStatus"].endswith("_FAILED"):
            reason = event.get("ResourceStatusReason", "no reason given")
            failure = f"{event['LogicalResourceId']} ({event.get('ResourceType', '?')}): {reason}"
        if event["LogicalResourceId"] == name and event["ResourceStatus"] in (
            "CREATE_IN_PROGRESS",
            "UPDATE_IN_PROGRESS",
        ):
            break
    return failure


def _outputs(stack: Mapping[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
