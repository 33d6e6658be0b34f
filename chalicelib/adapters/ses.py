"""Sending through SES v2, one attempt for each call.

SES has no idempotency token: were botocore to repeat a request whose answer was lost, the customer would get the
mail up to three times. What an attempt came to is therefore sorted into surely refused, surely never, and unknown.
"""

from functools import cached_property
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)

from chalicelib.adapters.aws import client
from chalicelib.services.ports import Ambiguous, Refused, Rejected

# quotas and a paused or suspended account: about us, not about the mail
_TRY_LATER = frozenset(
    {
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "Throttling",
        "ThrottlingException",
    }
)
# 401, 403, 404: credentials, rights or the configuration set are wrong, which people repair while the mail waits
_OUR_FAULT = frozenset({401, 403, 404, 429})
_NEVER_CONNECTED = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError, NoCredentialsError)


class SesMailer:
    """`Mailer` on SES v2."""

    def __init__(self, region: str, configuration_set: str) -> None:
        self._region = region
        self._configuration_set = configuration_set

    @cached_property
    def _ses(self) -> Any:
        return client("sesv2", self._region, read_timeout=20, attempts=1)

    def send(self, raw: bytes, sender: str, recipient: str, outbox_id: str, attempt: int) -> str:
        try:
            answer = self._ses.send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": [recipient]},
                Content={"Raw": {"Data": raw}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[
                    {"Name": "outbox_id", "Value": outbox_id},
                    {"Name": "attempt", "Value": str(attempt)},
                ],
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if code in _TRY_LATER or status in _OUR_FAULT:
                raise Refused(code) from error
            if status >= 500:
                raise Ambiguous(code) from error
            raise Rejected(code) from error
        except _NEVER_CONNECTED as error:
            raise Refused(type(error).__name__) from error
        except BotoCoreError as error:
            raise Ambiguous(type(error).__name__) from error
        message_id: str = answer["MessageId"]
        return message_id
