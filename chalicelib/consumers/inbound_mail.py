"""SQS inbound and held: receipts of mail that SES stored, at once or from the slow lane."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.consumers.queues import Event, bodies
from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.services.receive_mail import ReceiveMail
    from chalicelib.services.slow_lane import SlowLane


def consume(event: Event, receive_mail: "ReceiveMail", slow_lane: "SlowLane") -> None:
    for notification in bodies(event):
        diverted = slow_lane.divert(notification)
        if diverted is None:
            _take(notification, receive_mail)
        elif diverted.news:
            # one line a sender and window: a line a mail would be a flood, too
            log.warning("sender on hold", extra={"held_sender": diverted.sender})


def consume_held(event: Event, receive_mail: "ReceiveMail") -> None:
    for notification in bodies(event):
        _take(notification, receive_mail)


def _take(notification: Mapping[str, Any], receive_mail: "ReceiveMail") -> None:
    for received in receive_mail.receive(notification):
        log.info(
            "mail received",
            extra={"outcome": received.outcome, "ticket": received.reference, "reason": received.reason},
        )
