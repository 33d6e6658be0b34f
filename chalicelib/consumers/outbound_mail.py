"""SQS outbound: ids of mails that must go out, and keys of replies that waited for their time."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.consumers.queues import Event, bodies
from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.domain.scheduled import Outcome
    from chalicelib.services.send_mail import SendMail


def consume(event: Event, send_mail: "SendMail", send_reply: "Callable[[str], Outcome | None]") -> None:
    for message in bodies(event):
        if "scheduled" in message:
            outcome = send_reply(message["scheduled"])
            log.info("scheduled reply", extra={"outcome": outcome, "reply": message["scheduled"]})
            continue
        outbox_id = message["outbox_id"]
        state = send_mail.send(outbox_id)
        log.info(
            "mail sent" if state == "sent" else "mail not sent",
            extra={"state": state, "outbox_id": outbox_id},
        )
