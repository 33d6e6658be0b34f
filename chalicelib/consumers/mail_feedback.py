"""SQS feedback: what SES reports about sent mail."""

from typing import TYPE_CHECKING

from chalicelib.consumers.queues import Event, bodies
from chalicelib.telemetry import log

if TYPE_CHECKING:
    from chalicelib.services.mail_feedback import MailFeedback


def consume(event: Event, mail_feedback: "MailFeedback") -> None:
    for report in bodies(event):
        log.info("mail feedback", extra={"feedback": mail_feedback.take(report)})
