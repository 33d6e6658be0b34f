"""Rights that no code of ours uses, each with its reason: Lambda acts with a function's role, too."""

from tests.infra.rights.calls import arn, named, table
from tests.infra.rights.judge import Need

_QUEUES = {
    "ingest_mail": "InboundQueue",
    "ingest_held": "HeldQueue",
    "send_mail": "OutboundQueue",
    "mail_feedback": "FeedbackQueue",
    "derive": "DerivedQueue",
}


def needed_by_lambda(function: str) -> dict[Need, str]:
    """What the service does in the function's name, and why."""
    return _logs(function) | _queue(function) | (_stream() if function == "fan_out" else {})


def _logs(function: str) -> dict[Need, str]:
    group = "/aws/lambda/lippu-test" + ("" if function == "api_handler" else f"-{function}")
    return {
        Need("logs:CreateLogGroup", arn("logs", f"log-group:{group}")): (
            "functions deployed from `chalice package` have names that the template cannot know beforehand"
        ),
        Need("logs:CreateLogStream", arn("logs", f"log-group:{group}:log-stream:2026")): "each instance writes its own",
        Need("logs:PutLogEvents", arn("logs", f"log-group:{group}:log-stream:2026")): "what a function prints",
    }


def _queue(function: str) -> dict[Need, str]:
    if function not in _QUEUES:
        return {}
    queue = arn("sqs", named(_QUEUES[function], "QueueName"))
    return {
        Need("sqs:ReceiveMessage", queue): "Lambda polls the queue",
        Need("sqs:DeleteMessage", queue): "Lambda deletes what the function has done",
        Need("sqs:GetQueueAttributes", queue): "Lambda reads the visibility time-out",
    }


def _stream() -> dict[Need, str]:
    stream = table("/stream/2026-11-23T09:00:00.000")
    return {
        Need(f"dynamodb:{operation}", stream): "Lambda polls the table's stream"
        for operation in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
    }
