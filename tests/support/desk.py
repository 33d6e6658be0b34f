"""A desk in memory: moto's AWS with the table of `infra/template.yaml`, two departments and a few agents."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

import botocore.session
from moto import mock_aws

from chalicelib.bootstrap import Desk
from chalicelib.domain.directory import Agent, Department, Role
from chalicelib.settings import Settings
from tests.support.clock import CountingIds, StillClock
from tests.support.one_at_a_time import one_at_a_time
from tests.support.quick_moto import quick_answers
from tests.support.template import table_properties

REGION = "eu-west-1"
SETTINGS = Settings(
    table="lippu-test",
    raw_bucket="lippu-test-raw",
    files_bucket="lippu-test-files",
    held_queue_url="",
    outbound_queue_url="",
    derived_queue_url="",
    user_pool_id="",
    user_pool_client_id="",
    keys_parameter="/lippu/test/keys",
    configuration_set="lippu-test",
    public_url="https://desk.example.com",
    mail_domain="in.example.com",
    region=REGION,
)
PASSWORD = "Correct-horse-7"  # a password of the emulator

SUPPORT = Department(
    id="support",
    name="Customer support",
    addresses=("support@in.example.com", "help@in.example.com"),
    first_response=timedelta(hours=8),
    sender_name="Example support",
    signature="Your support team",
    notify=("support-lead@example.com",),
)
BILLING = Department(
    id="billing", name="Billing", addresses=("billing@in.example.com",), first_response=timedelta(days=1)
)
ADMIN = Agent("a-admin", "admin@example.com", "Aino Admin", Role.ADMIN)
AGENT = Agent("a-agent", "agent@example.com", "Antti Agent", Role.AGENT, ("support",))
OTHER = Agent("a-other", "other@example.com", "Outi Other", Role.AGENT, ("billing",))
RESTRICTED = Agent("a-restricted", "restricted@example.com", "Raija Restricted", Role.RESTRICTED, ("support",))
AGENTS = (ADMIN, AGENT, OTHER, RESTRICTED)


class World:
    """A desk with its surroundings: `aws` makes plain botocore clients to look at what was stored and sent."""

    def __init__(self, desk: Desk, clock: StillClock, session: botocore.session.Session) -> None:
        self.desk = desk
        self.clock = clock
        self._session = session

    def aws(self, service: str) -> Any:
        return _client(service)

    def items(self) -> list[dict[str, Any]]:
        """Everything in the table."""
        return list(self.aws("dynamodb").scan(TableName=SETTINGS.table)["Items"])

    def put_raw(self, key: str, raw: bytes) -> None:
        self.aws("s3").put_object(Bucket=SETTINGS.raw_bucket, Key=key, Body=raw)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@cache
def _client(service: str) -> Any:
    return _session().create_client(service, region_name=REGION)


@contextmanager
def world(*, with_people: bool = False) -> Iterator[World]:
    """A fresh world. `with_people` also makes Cognito users, which takes a moment longer."""
    with mock_aws(), one_at_a_time(), quick_answers():
        _client("dynamodb").create_table(TableName=SETTINGS.table, **table_properties())
        s3 = _client("s3")
        for bucket in (SETTINGS.raw_bucket, SETTINGS.files_bucket):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        keys = json.dumps({"1": base64.b64encode(b"k" * 32).decode()})
        _client("ssm").put_parameter(Name=SETTINGS.keys_parameter, Value=keys, Type="SecureString")
        urls = {
            f"{name}_queue_url": _client("sqs").create_queue(QueueName=f"lippu-test-{name}")["QueueUrl"]
            for name in ("held", "outbound", "derived")
        }
        ses = _client("sesv2")
        for department in (SUPPORT, BILLING):
            for address in department.addresses:
                ses.create_email_identity(EmailIdentity=address)
        pool, client = _user_pool() if with_people else ("", "")
        settings = _with(SETTINGS, **urls, user_pool_id=pool, user_pool_client_id=client)
        clock = StillClock()
        desk = Desk(settings, clock, CountingIds())
        for department in (SUPPORT, BILLING):
            desk.directory.save_department(department)
        for agent in AGENTS:
            desk.directory.save_agent(agent)
        yield World(desk, clock, _session())


def _with(settings: Settings, **values: str) -> Settings:
    return Settings(**{field: getattr(settings, field) for field in Settings.__dataclass_fields__} | values)


def _user_pool() -> tuple[str, str]:
    cognito = _client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="test", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="test", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    for agent in AGENTS:
        cognito.admin_create_user(UserPoolId=pool, Username=agent.email, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=agent.email, Password=PASSWORD, Permanent=True)
    return pool, client
