"""The shortcuts around botocore lead where the long way leads. They know its inside, so its version is pinned."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore
import botocore.config
import botocore.session
import pytest
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import EndpointResolutionError

from chalicelib.adapters import aws
from chalicelib.adapters.dynamo.answers import ItemParsers

TESTED_VERSION = "1.43.106"
REQUESTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "dynamodb": ("get_item", {"TableName": "t", "Key": {"pk": {"S": "a"}}}),
    "s3": ("get_object", {"Bucket": "bucket", "Key": "k"}),
    "sqs": ("send_message", {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/q", "MessageBody": "x"}),
    "sesv2": ("send_email", {"Content": {"Raw": {"Data": b"x"}}}),
    "ssm": ("get_parameter", {"Name": "x"}),
    "cognito-idp": ("admin_get_user", {"UserPoolId": "eu-west-1_x", "Username": "x"}),
}
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-north-1", "ap-southeast-5", "cn-north-1", "us-gov-west-1")
VARIANTS = ({}, {"use_fips_endpoint": True}, {"use_dualstack_endpoint": True})
# what a client for buckets is made with
REGIONAL = {"s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}}


def test_the_version_that_these_shortcuts_were_tested_with_is_the_one_that_is_shipped() -> None:
    pins = (Path(__file__).parents[2] / "requirements.txt").read_text().splitlines()
    assert f"botocore=={TESTED_VERSION}" in pins
    assert botocore.__version__ == TESTED_VERSION


class _Sent(Exception):
    def __init__(self, request: AWSRequest) -> None:
        self.request = request


def destination(session: botocore.session.Session, service: str, region: str, **config: Any) -> tuple[str, str]:
    """Where a request goes, and for which region and service it is signed; or why it cannot go anywhere."""
    if service == "s3":
        config |= REGIONAL
    client = session.create_client(service, region_name=region, config=botocore.config.Config(**config))

    def stop(request: AWSRequest, **_: Any) -> None:
        raise _Sent(request)

    client.meta.events.register("before-send", stop)
    operation, arguments = REQUESTS[service]
    try:
        getattr(client, operation)(**arguments)
    except _Sent as sent:
        signed: str = str(sent.request.headers["Authorization"])
        return sent.request.url, signed.split("/", 2)[2].partition(",")[0]
    except EndpointResolutionError as error:  # China has no FIPS
        return str(error), ""
    raise AssertionError("nothing was sent")


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
@pytest.mark.parametrize("service", REQUESTS)
def test_requests_go_where_a_stock_client_sends_them(service: str, variant: dict[str, Any]) -> None:
    stock = botocore.session.Session()
    for region in REGIONS:
        here = destination(aws.lean_session(), service, region, **variant)
        assert here == destination(stock, service, region, **variant)


def test_buckets_are_asked_for_in_their_own_region() -> None:
    url = aws.client("s3", "us-east-1").generate_presigned_url("get_object", Params={"Bucket": "b-1", "Key": "k"})
    assert url.startswith("https://b-1.s3.us-east-1.amazonaws.com/k?")


ITEM = {
    "s": {"S": "äé\N{FIRE}"},
    "empty": {"S": ""},
    "n": {"N": "12.50"},
    "b": {"B": "AAEC/w=="},
    "bs": {"BS": ["AAE=", "/w=="]},
    "ss": {"SS": ["x", "y"]},
    "ns": {"NS": ["1", "2"]},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "null": {"NULL": True},
    "list": {"L": [{"S": "x"}, {"B": "AAE="}, {"M": {"B": {"B": "AAE="}}}]},
    "map": {"M": {"B": {"B": "AAE="}, "inner": {"M": {"n": {"N": "1"}}}}},
}
CANCELLED = {
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "Message": "Transaction cancelled",
    "CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "no", "Item": ITEM}],
}
REFUSED = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no", "Item": ITEM}
ANSWERS: list[tuple[str, dict[str, Any], int, Any]] = [
    ("get_item", {"TableName": "t", "Key": {}}, 200, {"Item": ITEM}),
    ("get_item", {"TableName": "t", "Key": {}}, 200, {}),
    (
        "query",
        {"TableName": "t"},
        200,
        {"Items": [ITEM, {}, ITEM], "Count": 3, "ScannedCount": 3, "LastEvaluatedKey": {"pk": {"S": "x"}}},
    ),
    (
        "batch_get_item",
        {"RequestItems": {"t": {"Keys": [{"pk": {"S": "x"}}]}}},
        200,
        {
            "Responses": {"t": [ITEM, ITEM]},
            "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "x"}}], "ConsistentRead": True}},
        },
    ),
    (
        "update_item",
        {"TableName": "t", "Key": {}},
        200,
        {"Attributes": ITEM, "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 1.5}},
    ),
    ("transact_write_items", {"TransactItems": [{"Delete": {"TableName": "t", "Key": {}}}]}, 400, CANCELLED),
    ("put_item", {"TableName": "t", "Item": {}}, 400, REFUSED),
    ("put_item", {"TableName": "t", "Item": {}}, 400, {"__type": "x#ThrottlingException", "message": "slow down"}),
]


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        return [self._content]


def answer(session: botocore.session.Session, operation: str, arguments: dict[str, Any], status: int, body: Any) -> Any:
    config = botocore.config.Config(retries={"total_max_attempts": 1})
    client = session.create_client("dynamodb", region_name="eu-west-1", config=config)
    headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "id"}
    content = json.dumps(body).encode()
    client.meta.events.register(
        "before-send", lambda request, **_: AWSResponse(request.url, status, headers, _Body(content))
    )
    try:
        return getattr(client, operation)(**arguments)
    except client.exceptions.ClientError as error:
        return error.response


@pytest.mark.parametrize(("operation", "arguments", "status", "body"), ANSWERS)
def test_an_answer_reads_as_a_stock_client_reads_it(
    operation: str, arguments: dict[str, Any], status: int, body: Any
) -> None:
    session = aws.lean_session()
    session.register_component("response_parser_factory", ItemParsers())
    here = answer(session, operation, arguments, status, body)
    assert here == answer(botocore.session.Session(), operation, arguments, status, body)
