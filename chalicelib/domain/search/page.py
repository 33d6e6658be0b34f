"""Which part of an answer is asked for, and in what order. Apart, because every start of the API needs it."""

from enum import StrEnum

from chalicelib.domain.values import dataclass


class Sort(StrEnum):
    """Newest: opened last. Best: the words stand in the subject, the requester or the reference, and as a whole."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Page:
    """The order, the size, and the position behind which the page begins."""

    sort: Sort
    limit: int
    after: str | None = None
