"""Stands between the functions and AWS: each call is judged by the policy of the function that makes it, before it is
made. A refused call fails as it would on AWS."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import botocore.signers
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.infra.rights.calls import needs, telling_absent_from_forbidden
from tests.infra.rights.judge import Need, Policy, allows

_call = BaseClient._make_api_call
_sign_url = botocore.signers.generate_presigned_url
_sign_form = botocore.signers.generate_presigned_post


class Guard:
    """`acting` says whose calls are made; what a test does itself is not judged."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._function: str | None = None
        self.used: dict[str, set[Need]] = {function: set() for function in policies}
        self.calls = 0
        self.refused: list[tuple[str, Need]] = []

    @property
    def function(self) -> str | None:
        return self._function

    @contextmanager
    def acting(self, function: str) -> Iterator[None]:
        before, self._function = self._function, function
        try:
            yield
        finally:
            self._function = before

    def judge(self, operation: str, wanted: list[Need]) -> None:
        """Raises ClientError with AccessDenied if the function may not."""
        if self._function is None:
            return
        self.calls += 1
        for need in wanted:
            if not allows(self._policies[self._function], need):
                self.refused.append((self._function, need))
                answer = {"Error": {"Code": "AccessDeniedException", "Message": need.action}}
                raise ClientError({**answer, "ResponseMetadata": {"HTTPStatusCode": 403}}, operation)
            self.used[self._function].add(need)


@contextmanager
def guarding(guard: Guard) -> Iterator[None]:
    """Every botocore client in this process is watched, and every link and form that one signs: whoever uses these
    acts with the rights of the function that signed."""

    def call(client: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        if guard.function is None:
            return _call(client, operation, arguments)
        guard.judge(operation, needs(client.meta.service_model.service_name, operation, arguments))
        try:
            return _call(client, operation, arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                guard.judge(operation, [telling_absent_from_forbidden(arguments)])
            raise

    def sign_url(client: BaseClient, ClientMethod: str, Params: Any, **more: Any) -> str:  # noqa: N803 - botocore's
        operation = client.meta.method_to_api_mapping[ClientMethod]
        guard.judge(operation, needs("s3", operation, Params))
        url: str = _sign_url(client, ClientMethod, Params, **more)
        return url

    def sign_form(client: BaseClient, Bucket: str, Key: str, **more: Any) -> Any:  # noqa: N803 - botocore's
        guard.judge("PutObject", needs("s3", "PutObject", {"Bucket": Bucket, "Key": Key}))
        return _sign_form(client, Bucket, Key, **more)

    with (
        patch.object(BaseClient, "_make_api_call", call),
        patch.object(botocore.signers, "generate_presigned_url", sign_url),
        patch.object(botocore.signers, "generate_presigned_post", sign_form),
    ):
        yield
