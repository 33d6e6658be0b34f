"""Answers of AWS from a tin: recorded once from an emulator, then given again without any work.

What is measured with them is our own code, PynamoDB and botocore, up to the socket and from it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import botocore.endpoint
import botocore.httpsession
from botocore.awsrequest import AWSPreparedRequest, AWSResponse


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content

    def read(self, amount: int | None = None) -> bytes:
        content, self._content = self._content, b""
        return content


Tin = dict[str, list[Answer]]


def recorded(act: Callable[[], object]) -> Tin:
    """Runs `act` on an emulator; its answers by operation, in the order they came."""
    tin: Tin = {}
    real: Any = botocore.endpoint.convert_to_response_dict

    seen: list[AWSResponse] = []

    def note(response: AWSResponse, operation: Any) -> Any:
        if any(response is other for other in seen):  # botocore converts each answer twice
            return real(response, operation)
        seen.append(response)
        if operation.has_streaming_output:
            content = response.raw.read()
            response.raw = _Body(content)
        else:
            content = response.content
        tin.setdefault(operation.name, []).append(Answer(response.status_code, dict(response.headers), content))
        return real(response, operation)

    with patch.object(botocore.endpoint, "convert_to_response_dict", note):
        act()
    return tin


@contextmanager
def replayed(tin: Tin) -> Iterator[None]:
    """Answer all requests from the tin, each operation's answers in turn and over again."""
    turns = dict.fromkeys(tin, 0)

    def send(session: object, request: AWSPreparedRequest) -> AWSResponse:
        operation = _operation_of(request)
        answers = tin[operation]
        answer = answers[turns[operation] % len(answers)]
        turns[operation] += 1
        return AWSResponse(request.url, answer.status, answer.headers, _Body(answer.content))

    with patch.object(botocore.httpsession.URLLib3Session, "send", send):
        yield


def _operation_of(request: AWSPreparedRequest) -> str:
    target = request.headers.get("X-Amz-Target")
    if target is None:
        return "GetObject"  # the only request that is not JSON
    name = target.decode() if isinstance(target, bytes) else str(target)
    return name.rpartition(".")[2]
