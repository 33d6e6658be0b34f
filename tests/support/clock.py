"""A clock that moves when told, and ids that are different each time but the same in every run."""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.ids import reference_from, ulid_from

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class StillClock:
    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


class CountingIds:
    """References and ULIDs made of a counter; ULIDs of one moment sort in the order they were made."""

    def __init__(self) -> None:
        self._count = 0

    def _next(self) -> int:
        self._count += 1
        return self._count

    def reference(self) -> str:
        return reference_from((self._next() * 7919).to_bytes(5, "big"))

    def ulid(self, at: datetime) -> str:
        return ulid_from(at, self._next().to_bytes(10, "big"))

    def secret(self) -> str:
        return f"{self._next():06d}-secret".ljust(43, "0")
