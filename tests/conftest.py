"""Every test gets fake credentials and no network. A test that needs real sockets on 127.0.0.1 says so."""

import os
from collections.abc import Iterator

import pytest

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "LIPPU_INBOUND_QUEUE": "lippu-test-inbound",
        "LIPPU_HELD_QUEUE": "lippu-test-held",
        "LIPPU_OUTBOUND_QUEUE": "lippu-test-outbound",
        "LIPPU_DERIVED_QUEUE": "lippu-test-derived",
        "LIPPU_FEEDBACK_QUEUE": "lippu-test-feedback",
        "LIPPU_STREAM_ARN": "arn:aws:dynamodb:eu-west-1:123456789012:table/lippu-test/stream/now",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    }
)
os.environ.pop("AWS_PROFILE", None)
os.environ.pop("AWS_ENDPOINT_URL", None)

from tests.support.desk import World
from tests.support.desk import world as a_world


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as fresh:
        yield fresh


@pytest.fixture
def peopled_world() -> Iterator[World]:
    with a_world(with_people=True) as fresh:
        yield fresh
