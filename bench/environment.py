"""The variables with which functions run while they are measured. Importing this module sets them."""

import os

from tests.support.desk import REGION, SETTINGS

VARIABLES = {
    "AWS_LAMBDA_FUNCTION_NAME": "lippu-bench",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_SESSION_TOKEN": "bench",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "LIPPU_INBOUND_QUEUE": "inbound",
    "LIPPU_HELD_QUEUE": "held",
    "LIPPU_OUTBOUND_QUEUE": "outbound",
    "LIPPU_DERIVED_QUEUE": "derived",
    "LIPPU_FEEDBACK_QUEUE": "feedback",
    "LIPPU_STREAM_ARN": "arn:aws:dynamodb:eu-west-1:123456789012:table/lippu-bench/stream/now",
} | {
    f"LIPPU_{field.upper()}": getattr(SETTINGS, field) or "bench"
    for field in SETTINGS.__dataclass_fields__
    if field != "region"
}

os.environ.update(VARIABLES)
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION"):
    os.environ.pop(name, None)
