"""The real clock and the real source of randomness. Nothing else in the product reads either."""

import secrets
from datetime import UTC, datetime

from chalicelib.domain.ids import reference_from, ulid_from
from chalicelib.domain.times import to_the_millisecond


class SystemClock:
    def now(self) -> datetime:
        return to_the_millisecond(datetime.now(UTC))


class RandomIds:
    def reference(self) -> str:
        return reference_from(secrets.token_bytes(5))

    def ulid(self, at: datetime) -> str:
        return ulid_from(at, secrets.token_bytes(10))

    def secret(self) -> str:
        return secrets.token_urlsafe(32)
