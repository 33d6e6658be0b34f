"""SQS inbound: receipts of mail that SES stored."""

from typing import TYPE_CHECKING

from chalicelib.consumers.queues import Event, bodies
from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.services.receive_mail import ReceiveMail


def consume(event: Event, receive_mail: "ReceiveMail") -> None:
    for notification in bodies(event):
        for received in receive_mail.receive(notification):
            log.info(
                "mail received",
                extra={"outcome": received.outcome, "ticket": received.reference, "reason": received.reason},
            )
