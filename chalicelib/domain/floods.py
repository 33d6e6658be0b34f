"""Who writes more mail than people do.

A watch sees the mails of its own process and forgets them with it. Several processes let a few more through than one
would, which is good enough: nothing depends on the exact number, and counting in the table costs each mail a write.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

LIMIT = 30
WINDOW = timedelta(minutes=10)
# at 2 KB each, less than a hundredth of what the function has
SENDERS = 4096


class Pace(Enum):
    """How fast a sender writes. `FLOOD_BEGINS` is a flood that has not been told within this window."""

    USUAL = "usual"
    FLOOD_BEGINS = "flood begins"
    FLOOD = "flood"


@dataclass(slots=True)
class _Recent:
    """When a sender's newest mails came, oldest first, no more of them than are needed."""

    times: deque[datetime]
    told_at: datetime | None = None


class FloodWatch:
    """Remembers the last `limit` mails of the `senders` who wrote last."""

    def __init__(self, limit: int = LIMIT, window: timedelta = WINDOW, senders: int = SENDERS) -> None:
        self._limit = limit
        self._window = window
        self._most = senders
        self._senders: dict[Hashable, _Recent] = {}

    def saw(self, sender: Hashable, now: datetime) -> Pace:
        """Count a mail. It belongs to a flood if `limit` others of its sender came within the window before it."""
        recent = self._recent(sender)
        flood = len(recent.times) == self._limit and now - recent.times[0] < self._window
        recent.times.append(now)
        if not flood:
            return Pace.USUAL
        if recent.told_at is not None and now - recent.told_at < self._window:
            return Pace.FLOOD
        recent.told_at = now
        return Pace.FLOOD_BEGINS

    def _recent(self, sender: Hashable) -> _Recent:
        """What is known of the sender, who becomes the last to be forgotten."""
        recent = self._senders.pop(sender, None) or _Recent(deque(maxlen=self._limit))
        self._senders[sender] = recent
        if len(self._senders) > self._most:
            del self._senders[next(iter(self._senders))]
        return recent
