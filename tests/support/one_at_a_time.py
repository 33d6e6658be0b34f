"""moto answers one request at a time: its tables are dicts, and a write in one thread breaks the loop of a reader in
another. The product asks side by side, on AWS as in tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.botocore_stubber import BotocoreStubber


@contextmanager
def one_at_a_time() -> Iterator[None]:
    lock, process = threading.RLock(), BotocoreStubber.process_request

    def whole(self: BotocoreStubber, request: Any) -> Any:
        with lock:
            return process(self, request)

    with patch.object(BotocoreStubber, "process_request", whole):
        yield
