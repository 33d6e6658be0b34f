"""SQS outbound: ids of mails that must go out."""

from typing import TYPE_CHECKING

from chalicelib.consumers.queues import Event, bodies
from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.services.send_mail import SendMail


def consume(event: Event, send_mail: "SendMail") -> None:
    for message in bodies(event):
        outbox_id = message["outbox_id"]
        state = send_mail.send(outbox_id)
        log.info(
            "mail sent" if state == "sent" else "mail not sent",
            extra={"state": state, "outbox_id": outbox_id},
        )
