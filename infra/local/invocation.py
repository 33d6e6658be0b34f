"""Functions called as Lambda calls them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from infra.local.sources import Event, Invoke


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda passes beside the event."""

    function_name: str
    memory_limit_in_mb: int = 512
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    log_stream_name: str = "local"
    function_version: str = "$LATEST"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:local:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def call(handler: Callable[[Event, Context], object], name: str) -> Invoke:
    """A function's entry point with the context that Lambda would add."""
    return lambda event: handler(event, Context(name))
