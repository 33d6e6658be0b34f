"""`python -m infra.deploy`: everything of a stage that is not code. `chalice deploy` comes after it and reads what
it wrote.

Safe to repeat: stacks are created or updated, signing keys are made once, and the stage's variables in
`.chalice/config.json` are replaced.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

from infra import stack
from infra.problem import Problem, told

CONFIG = Path(__file__).parents[1] / ".chalice" / "config.json"
API_STAGE = "api"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m infra.deploy",
        description="Create or update a stage's table, buckets, queues and the like, and tell Chalice their names.",
        epilog="Uses your AWS credentials and region (AWS_PROFILE, AWS_DEFAULT_REGION).",
    )
    parser.add_argument("--stage", default="dev", help="lower-case letters, digits and hyphens")
    parser.add_argument("--mail-domain", required=True, help="domain of the support addresses: help.example.com")
    parser.add_argument("--public-url", required=True, help="where people reach Lippu: https://help.example.com")
    parser.add_argument("--alarm-email", help='address that gets alarms; "" for none, left out: as before')
    parser.add_argument(
        "--encrypt-topics",
        action=argparse.BooleanOptionalAction,
        help="own KMS key for topics, about 1 USD a month; left out: as before",
    )
    parser.add_argument(
        "--without-mail-in", action="store_true", help="leave SES's receipt rules alone (not every region has them)"
    )
    return told(lambda: deploy(parser.parse_args()))


def deploy(options: argparse.Namespace) -> None:
    """Raises Problem if a parameter or a stack is refused."""
    parameters = {
        "Stage": _matching(options.stage, r"[a-z][a-z0-9-]{0,15}", "--stage"),
        "PublicUrl": _matching(options.public_url.rstrip("/"), r"https://[^/]+", "--public-url"),
        "MailDomain": _matching(options.mail_domain.lower(), r"[a-z0-9-]+(\.[a-z0-9-]+)+", "--mail-domain"),
    }
    account = boto3.client("sts").get_caller_identity()["Account"]
    cloudformation = boto3.client("cloudformation")
    name = f"lippu-{options.stage}"
    print(f"Stage {options.stage} in account {account}, {cloudformation.meta.region_name}")

    print(f"  stack {name} ...")
    optional = {
        "AlarmEmail": options.alarm_email,
        "EncryptTopics": None if options.encrypt_topics is None else str(options.encrypt_topics).lower(),
    }
    outputs = stack.apply(cloudformation, name, stack.TEMPLATE, parameters | optional)
    made = stack.ensure_keys(boto3.client("ssm"), outputs["KeysParameter"])
    print(f"  signing keys {'made' if made else 'kept'} in {outputs['KeysParameter']}")
    write_variables(CONFIG, options.stage, stack.variables(outputs))
    print(f"  variables of the stage written to {CONFIG}")
    if not options.without_mail_in:
        _mail_in(cloudformation, name, {key: parameters[key] for key in ("Stage", "MailDomain")})
    print(f"\nNext: chalice deploy --stage {options.stage}")
    print(f"Then: python -m infra.desk --stage {options.stage} --help (first departments and agents)")


def write_variables(config: Path, stage: str, variables: Mapping[str, str]) -> None:
    """Replace the stage's LIPPU_* variables; other settings and variables of the stage stay.

    Raises Problem if the file is not what Chalice would read.
    """
    try:
        content = json.loads(config.read_text(encoding="utf-8"))
        chalice_stage = content.setdefault("stages", {}).setdefault(stage, {"api_gateway_stage": API_STAGE})
        others = {
            key: value
            for key, value in chalice_stage.get("environment_variables", {}).items()
            if not key.startswith("LIPPU_")
        }
    except (OSError, ValueError, AttributeError) as error:
        raise Problem(f"{config} cannot be read as Chalice's configuration: {error}") from error
    chalice_stage["environment_variables"] = others | dict(variables)
    config.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _mail_in(cloudformation: Any, name: str, parameters: Mapping[str, str]) -> None:
    print(f"  stack {name}-mail-in ...")
    outputs = stack.apply(cloudformation, f"{name}-mail-in", stack.MAIL_IN_TEMPLATE, parameters)
    ses = boto3.client("ses")
    active = ses.describe_active_receipt_rule_set().get("Metadata", {}).get("Name")
    if active is None:
        ses.set_active_receipt_rule_set(RuleSetName=outputs["RuleSet"])
    elif active != outputs["RuleSet"]:
        # Only one rule set is active in an account and region: switching it off may stop somebody else's mail.
        print(f"    NOTE: rule set {active} is active, so no mail arrives here yet. To switch over:")
        print(f"    aws ses set-active-receipt-rule-set --rule-set-name {outputs['RuleSet']}")
    print("    DNS records the mail domain needs:")
    for record in ("Mx", "Dkim1", "Dkim2", "Dkim3"):
        print(f"      {outputs[record]}")


def _matching(value: str, pattern: str, option: str) -> str:
    if not re.fullmatch(pattern, value):
        raise Problem(f"{option} {value!r} is not valid; see --help for an example.", 2)
    return value


if __name__ == "__main__":
    sys.exit(main())
