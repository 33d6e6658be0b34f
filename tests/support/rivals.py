"""Several people at once: their requests to the table come in any order, each whole.

DynamoDB isolates transactions. moto's, when refused, put back the table of before, and with it what others wrote
meanwhile; so each request waits for the one before.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from unittest.mock import patch

from chalicelib.bootstrap import Desk
from chalicelib.domain.errors import LippuError

Result = TypeVar("Result")


def at_once(desk: Desk, *acts: Callable[[], Result]) -> list[Result | LippuError]:
    """What each act came to: its result, or the refusal it met."""
    start, lock, ask = threading.Barrier(len(acts)), threading.Lock(), desk.table.call
    ends: list[Result | LippuError] = []

    def whole(operation: str, **arguments: Any) -> Any:
        with lock:
            return ask(operation, **arguments)

    def run(act: Callable[[], Result]) -> None:
        start.wait()
        try:
            ends.append(act())
        except LippuError as refusal:
            ends.append(refusal)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    with patch.object(desk.table, "call", whole):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return ends
