"""What an attempt to send came to, from answers as SES gives them on the wire; and that it was one attempt."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib.adapters.ses import SesMailer
from chalicelib.services.ports import Ambiguous, Refused, Rejected
from tests.support.desk import REGION, World

Answer = Callable[[AWSPreparedRequest], AWSResponse]


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


class Wire:
    """Stands where the network begins: answers each HTTP request and counts them."""

    def __init__(self, mailer: SesMailer) -> None:
        self.requests: list[AWSPreparedRequest] = []
        self.answer: Answer | Exception = answer(200, {"MessageId": "ses-1"})
        mailer._ses.meta.events.register_first("before-send.sesv2.SendEmail", self._send)

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer(request)


def answer(status: int, body: dict[str, Any], code: str = "") -> Answer:
    headers = {"content-type": "application/json"} | ({"x-amzn-errortype": code} if code else {})
    return lambda request: AWSResponse(request.url, status, headers, _Raw(json.dumps(body).encode()))


@pytest.fixture
def mailer(world: World) -> SesMailer:
    return SesMailer(REGION, "lippu-test")


@pytest.fixture
def wire(mailer: SesMailer) -> Wire:
    return Wire(mailer)


def send(mailer: SesMailer) -> str:
    return mailer.send(b"Subject: x\r\n\r\nHi", "support@in.example.com", "maija@customer.example", "id-1", 2)


def test_an_accepted_mail_gives_its_ses_id_after_one_request(mailer: SesMailer, wire: Wire) -> None:
    assert send(mailer) == "ses-1"
    assert len(wire.requests) == 1
    asked = json.loads(wire.requests[0].body)
    assert asked["FromEmailAddress"] == "support@in.example.com"
    assert asked["Destination"] == {"ToAddresses": ["maija@customer.example"]}
    assert asked["ConfigurationSetName"] == "lippu-test"
    assert asked["EmailTags"] == [{"Name": "outbox_id", "Value": "id-1"}, {"Name": "attempt", "Value": "2"}]
    assert set(asked["Content"]) == {"Raw"}


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (429, "TooManyRequestsException", Refused),
        (429, "SomethingNew", Refused),
        (400, "LimitExceededException", Refused),
        (400, "SendingPausedException", Refused),
        (400, "AccountSuspendedException", Refused),
        (400, "ThrottlingException", Refused),
        (403, "AccessDeniedException", Refused),
        (403, "ExpiredTokenException", Refused),
        (404, "NotFoundException", Refused),
        (400, "MessageRejected", Rejected),
        (400, "BadRequestException", Rejected),
        (400, "MailFromDomainNotVerifiedException", Rejected),
        (413, "RequestEntityTooLarge", Rejected),
        (500, "InternalFailure", Ambiguous),
        (503, "ServiceUnavailable", Ambiguous),
        (502, "", Ambiguous),
    ],
)
def test_a_refusal_is_sorted_by_what_it_means_for_the_mail(
    mailer: SesMailer, wire: Wire, status: int, code: str, outcome: type[Exception]
) -> None:
    wire.answer = answer(status, {"message": "no"}, code)
    with pytest.raises(outcome):
        send(mailer)
    assert len(wire.requests) == 1, "SES has no idempotency token: a second request could be a second mail"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (EndpointConnectionError(endpoint_url="x"), Refused),
        (ConnectTimeoutError(endpoint_url="x"), Refused),
        (ReadTimeoutError(endpoint_url="x"), Ambiguous),
        (ConnectionClosedError(endpoint_url="x"), Ambiguous),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_a_broken_connection_is_ambiguous_unless_it_never_stood(
    mailer: SesMailer, wire: Wire, error: Exception, outcome: type[Exception]
) -> None:
    wire.answer = error
    with pytest.raises(outcome):
        send(mailer)
    assert len(wire.requests) == 1


def test_reasons_hold_no_addresses(mailer: SesMailer, wire: Wire) -> None:
    wire.answer = answer(400, {"message": "maija@customer.example is not verified"}, "MessageRejected")
    with pytest.raises(Rejected) as reason:
        send(mailer)
    assert str(reason.value) == "MessageRejected"
