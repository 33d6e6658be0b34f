"""Lengths of time as people speak of them."""

from datetime import timedelta


def in_units(target: timedelta) -> tuple[int, str]:
    """How many whole `minute`s, `hour`s or `day`s to speak of: rounded up, so that it never promises too much."""
    minutes = -(-int(target.total_seconds()) // 60)
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * length or minutes == length:
            return -(-minutes // length), unit
    return max(minutes, 1), "minute"


def in_words(target: timedelta) -> str:
    """`within 30 minutes`, `within 8 hours`, `within 2 days`."""
    count, unit = in_units(target)
    return f"within {count} {unit}{'' if count == 1 else 's'}"
