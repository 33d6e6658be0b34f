"""Several requests for the time of the slowest."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

# requests at the same time; the client keeps twice as many connections
MOST_AT_ONCE = 16

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def side_by_side(ask: Callable[[Task], Answer], tasks: Sequence[Task]) -> Sequence[Answer]:
    """All answers, in order. The caller asks for one itself."""
    first, *others = tasks
    waiting = _threads().map(ask, others) if others else ()
    return [ask(first), *waiting]


@cache
def _threads() -> "ThreadPoolExecutor":
    """Kept for the next time: starting threads is a fifth of a list's work."""
    # imported here: most requests need no threads, and every cold start would pay for them
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(MOST_AT_ONCE - 1)
