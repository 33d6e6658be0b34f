"""UTC times as text. ISO 8601 with milliseconds sorts as it reads, so it serves as a sort key."""

from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_text(at: datetime) -> str:
    """`2026-11-22T05:56:00.123Z`"""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def from_text(text: str) -> datetime:
    """The time written by `to_text`. Raises ValueError for what is no time at all."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def to_the_millisecond(at: datetime) -> datetime:
    """The precision that is stored, so that what is in memory equals what is read back."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
