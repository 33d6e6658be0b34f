"""The slow lane: mail of a sender who writes too much waits in a queue of its own, beside everybody else's.

Decided on SES's notification alone, before the mail is fetched: sending 10,000 mails round costs little more than
reading their announcements. Nothing is lost and nothing is refused; a mail that is put there and then delivered once
more is a duplicate like any other.
"""

import threading
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.floods import FloodWatch, Pace
from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import addresses
from chalicelib.services.ports import Clock, HeldQueue
from chalicelib.services.receipt import read_receipt


@dataclass(frozen=True, slots=True)
class Diverted:
    """A mail that went to the slow lane. `sender` is the customer's id; `news` is true once for a sender and window."""

    sender: str
    news: bool


class SlowLane:
    def __init__(self, queue: HeldQueue, clock: Clock, watch: FloodWatch | None = None) -> None:
        self._queue = queue
        self._clock = clock
        self._watch = watch or FloodWatch()
        self._lock = threading.Lock()

    def divert(self, notification: Mapping[str, Any]) -> Diverted | None:
        """Put the notification on the slow lane if its sender floods us; None if the mail is to be taken now.

        Raises Unavailable when it must be tried again, KeyError for anything that is not a notification of SES.
        """
        receipt = read_receipt(notification)
        if receipt is None:
            return None
        sender = _sender(notification["mail"])
        # a forger has a count of his own and cannot slow down the person whose address he writes
        with self._lock:
            pace = self._watch.saw((sender, receipt.vouches_for(sender)), self._clock.now())
        if pace is Pace.USUAL:
            return None
        self._queue.put(notification)
        return Diverted(customer_id_for(sender), news=pace is Pace.FLOOD_BEGINS)


def _sender(mail: Mapping[str, Any]) -> str:
    """The address in From as SES read it, else the envelope's. Mails without any count as those of one sender."""
    named = mail.get("commonHeaders", {}).get("from") or ()
    found = addresses(named) or addresses([mail.get("source") or ""])
    return found[0].email if found else ""
