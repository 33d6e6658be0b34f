"""The deployment's own template brought to life on the emulator, and somebody to sign in as."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import boto3

from infra import stack
from infra.local.environment import REGION
from infra.local.seed.people import AGENTS
from infra.problem import Problem

STAGE = "local"
MAIL_DOMAIN = "help.example.com"
PASSWORD = "lippu-local-only"  # noqa: S105, for the sample people of the emulator, which only this machine reaches

PEOPLE = AGENTS
# id, name, first answer within, signature
DEPARTMENTS = (
    ("support", "Support", timedelta(hours=8), "Kind regards\nThe support team"),
    ("billing", "Billing", timedelta(hours=24), "Kind regards\nBilling"),
    ("technical", "Technical service", timedelta(hours=8), "Kind regards\nThe technicians"),
)


def email_of(person: str) -> str:
    return f"{person}@example.com"


def resources(public_url: str, known: bool) -> dict[str, str]:
    """Create or update the stack and the signing keys. Returns the LIPPU_* variables.

    `known` says that an earlier run had them: if they are gone, the state was damaged, which is a Problem.
    """
    cloudformation = boto3.client("cloudformation")
    if known and not _has_table():
        raise Problem(
            "The state folder is damaged: the emulator no longer finds its table, which happens when it is"
            " killed before its first orderly stop. Start with FRESH=1 to begin with an empty desk."
        )
    parameters = {
        "Stage": STAGE,
        "PublicUrl": public_url,
        "MailDomain": MAIL_DOMAIN,
        "DeletionProtection": "false",
    }
    outputs = stack.apply(cloudformation, f"lippu-{STAGE}", stack.TEMPLATE, parameters, pause=0.05)
    for queue in ("HeldQueue", "OutboundQueue", "DerivedQueue"):
        outputs[f"{queue}Url"] = queue_url(outputs[queue])
    stack.ensure_keys(boto3.client("ssm"), outputs["KeysParameter"])
    return stack.variables(outputs)


def queue_url(name: str) -> str:
    """The queue's address at the emulator's present port; the emulator itself repeats the one it had at
    first.
    """
    sqs = boto3.client("sqs")
    path = urlsplit(sqs.get_queue_url(QueueName=name)["QueueUrl"]).path
    return f"{sqs.meta.endpoint_url}{path}"


def topic_arn(suffix: str) -> str:
    """Topics are not among the stack's outputs: only mail services publish to them, and their names are
    fixed.
    """
    account = boto3.client("sts").get_caller_identity()["Account"]
    return f"arn:aws:sns:{REGION}:{account}:lippu-{STAGE}-{suffix}"


def sample_desk(directory: Any, save_user: Callable[[str, str], object]) -> None:
    """Put departments and people into an empty desk. One that has any is left as its users made it."""
    from chalicelib.domain.directory import Agent, Department, Role

    if directory.load().departments:
        return
    for id, name, promise, signature in DEPARTMENTS:
        addresses = (f"{id}@{MAIL_DOMAIN}",)
        directory.save_department(
            Department(id=id, name=name, addresses=addresses, first_response=promise, signature=signature)
        )
    for id, name, role, departments in PEOPLE:
        save_user(email_of(id), PASSWORD)
        directory.save_agent(Agent(id=id, email=email_of(id), name=name, role=Role(role), departments=departments))


def _has_table() -> bool:
    return f"lippu-{STAGE}" in boto3.client("dynamodb").list_tables()["TableNames"]
