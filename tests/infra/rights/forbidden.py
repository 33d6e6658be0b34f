"""Calls that each function must not get away with."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from chalicelib.adapters.aws import client
from tests.support.desk import REGION, SETTINGS


class Call(NamedTuple):
    service: str
    operation: str
    arguments: Mapping[str, Any]


KEY = {"pk": {"S": "T#ABCDEFGH"}, "sk": {"S": "TICKET"}}
IN_TABLE = {"TableName": SETTINGS.table}
RAW = {"Bucket": SETTINGS.raw_bucket, "Key": "inbound/ses-1"}
FILE = {"Bucket": SETTINGS.files_bucket, "Key": "files/1"}
QUEUE = {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/123456789012/lippu-test-outbound"}
DERIVED = {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/123456789012/lippu-test-derived"}
HELD = {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/123456789012/lippu-test-held"}
KEYS = {"Name": SETTINGS.keys_parameter, "WithDecryption": True}
MAIL = {
    "FromEmailAddress": "support@in.example.com",
    "Destination": {"ToAddresses": ["maija@customer.example"]},
    "Content": {"Raw": {"Data": b"Subject: a\n\nb"}},
    "ConfigurationSetName": "lippu-test",
}
WIPE = Call("dynamodb", "delete_item", IN_TABLE | {"Key": KEY})
FORBIDDEN: Mapping[str, list[Call]] = {
    "api_handler": [
        Call("sesv2", "send_email", MAIL),
        Call("s3", "get_object", RAW | {"Key": "elsewhere/1"}),
        Call("s3", "put_object", RAW),
        Call("s3", "delete_object", RAW),
        Call("s3", "delete_object", FILE),
        Call("s3", "put_object", FILE | {"Key": "elsewhere/1"}),
        Call("sqs", "send_message", QUEUE | {"MessageBody": "{}"}),
        Call("dynamodb", "scan", IN_TABLE),
    ],
    "ingest_mail": [
        WIPE,
        Call("sqs", "send_message", QUEUE | {"MessageBody": "{}"}),
        Call("sqs", "receive_message", HELD),
        Call("sesv2", "send_email", MAIL),
        Call("s3", "put_object", RAW),
        Call("s3", "get_object", FILE),
    ],
    "ingest_held": [
        WIPE,
        Call("sesv2", "send_email", MAIL),
        Call("s3", "put_object", RAW),
        Call("sqs", "send_message", QUEUE | {"MessageBody": "{}"}),
        Call("sqs", "send_message", HELD | {"MessageBody": "{}"}),
    ],
    "send_mail": [
        WIPE,
        Call("s3", "get_object", RAW),
        Call("s3", "put_object", FILE),
        Call("sqs", "purge_queue", QUEUE),
    ],
    "mail_feedback": [
        WIPE,
        Call("sesv2", "send_email", MAIL),
        Call("s3", "get_object", FILE),
        Call("ssm", "get_parameter", KEYS),
    ],
    "derive": [
        Call("sesv2", "send_email", MAIL),
        Call("s3", "get_object", RAW),
        Call("s3", "put_object", FILE),
        Call("sqs", "purge_queue", DERIVED),
        Call("sqs", "send_message", QUEUE | {"MessageBody": "{}"}),
        Call("ssm", "get_parameter", KEYS),
    ],
    "fan_out": [
        WIPE,
        Call("dynamodb", "get_item", IN_TABLE | {"Key": KEY}),
        Call("dynamodb", "put_item", IN_TABLE | {"Item": KEY}),
        Call("ssm", "get_parameter", KEYS),
    ],
    "tick": [
        Call("sesv2", "send_email", MAIL),
        Call("s3", "get_object", RAW),
        Call("ssm", "get_parameter", KEYS),
    ],
}


def ask(call: Call) -> None:
    """Make the call, whoever is acting."""
    getattr(client(call.service, REGION), call.operation)(**call.arguments)
