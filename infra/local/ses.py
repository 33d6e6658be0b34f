"""Stand-in for sending by SES v2: accepts raw mail, keeps it to be looked at, and publishes the events SES
would.

Like SES it replaces Message-ID and Date, gives back a bare id, and lets the addresses of SES's mailbox
simulator (bounce@simulator.amazonses.com and others) bounce or complain.
"""

import base64
import binascii
import json
import logging
import queue
import re
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from typing import Any

from infra.local.environment import REGION
from infra.local.sent import SentMail, SentMails

_SIMULATOR = "simulator.amazonses.com"
_SIZE_LIMIT = 40 * 1024 * 1024

_log = logging.getLogger(__name__)


class Refused(Exception):
    """SES answers with a 4xx error of this type."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Ses:
    """Sending. Events leave in a thread of their own, after the answer, as with SES."""

    def __init__(self, mails: SentMails, publish: Callable[[str], None], on_mail: Callable[[SentMail], None]) -> None:
        self._mails, self._publish, self._on_mail = mails, publish, on_mail
        self._events: queue.Queue[tuple[str, dict[str, Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._publish_events, name="ses-events", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Publish what has happened so far."""
        self._events.put(None)
        self._thread.join(10)

    def send(self, request: dict[str, Any]) -> str:
        """The SendEmail operation with raw content. Returns the message id; raises Refused."""
        raw = _raw_content(request)
        recipients = tuple(address for addresses in request.get("Destination", {}).values() for address in addresses)
        if not recipients:
            raise Refused("BadRequestException", "Destination has no address")
        now = datetime.now(UTC)
        id = f"{int(now.timestamp() * 1000):016x}-{secrets.token_hex(4)}-{secrets.token_hex(6)}-000000"
        stamped = stamp(raw, id, now)
        mail = SentMail(
            id=id,
            at=now.isoformat(timespec="milliseconds"),
            sender=request.get("FromEmailAddress", ""),
            recipients=recipients,
            subject=_subject(raw),
            tags={tag["Name"]: [tag["Value"]] for tag in request.get("EmailTags", ())},
            configuration_set=request.get("ConfigurationSetName", ""),
        )
        self._mails.add(mail, stamped)
        self._on_mail(mail)
        for event in events_of(mail):
            self._events.put((id, event))
        return id

    def _publish_events(self) -> None:
        while (item := self._events.get()) is not None:
            id, event = item
            try:
                self._publish(json.dumps(event))
                self._mails.note(id, event["eventType"])
            except Exception:
                _log.exception("an event of mail %s could not be published", id)
                time.sleep(1)
                self._events.put(item)


def stamp(raw: bytes, id: str, now: datetime) -> bytes:
    """Replace Message-ID and Date, and drop Bcc and Return-Path, as SES does; nothing else is touched."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = raw.partition(b"\n\n")
    kept = re.sub(rb"(?im)^(message-id|date|bcc|return-path)[ \t]*:.*(\r?\n[ \t].*)*(\r?\n|\Z)", b"", head).rstrip(
        b"\r\n"
    )
    host = "email.amazonses.com" if REGION == "us-east-1" else f"{REGION}.amazonses.com"
    own = f"Message-ID: <{id}@{host}>\r\nDate: {format_datetime(now)}\r\n".encode()
    return own + kept + (gap or b"\r\n\r\n") + body


def events_of(mail: SentMail) -> list[dict[str, Any]]:
    """What SES would publish: Send, and then what the recipient's server would do. See "SES event data
    contents".
    """
    at = mail.at.replace("+00:00", "Z")
    common: dict[str, Any] = {
        "mail": {
            "timestamp": at,
            "source": mail.sender,
            "messageId": mail.id,
            "destination": list(mail.recipients),
            "headersTruncated": True,
            "tags": mail.tags | {"ses:configuration-set": [mail.configuration_set]},
        }
    }
    sent = common | {"eventType": "Send", "send": {}}
    return [
        sent,
        *(common | outcome for recipient in mail.recipients for outcome in _outcomes(recipient, at)),
    ]


def _outcomes(recipient: str, at: str) -> list[dict[str, Any]]:
    address = re.sub(r"^.*<|>.*$", "", recipient)
    local, _, domain = address.lower().rpartition("@")
    kind = local.partition("+")[0] if domain == _SIMULATOR else "success"
    if kind in ("bounce", "suppressionlist"):
        return [_bounce(address, at, "General" if kind == "bounce" else "OnAccountSuppressionList")]
    delivery = {
        "eventType": "Delivery",
        "delivery": {
            "timestamp": at,
            "processingTimeMillis": 100,
            "recipients": [address],
            "smtpResponse": "250 2.6.0 Message received",
            "reportingMTA": "local.test",
        },
    }
    return [delivery, _complaint(address, at)] if kind == "complaint" else [delivery]


def _bounce(address: str, at: str, sub_type: str) -> dict[str, Any]:
    recipient = {
        "emailAddress": address,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
    }
    return {
        "eventType": "Bounce",
        "bounce": {
            "feedbackId": secrets.token_hex(16),
            "bounceType": "Permanent",
            "bounceSubType": sub_type,
            "bouncedRecipients": [recipient],
            "timestamp": at,
            "reportingMTA": "dns; local.test",
        },
    }


def _complaint(address: str, at: str) -> dict[str, Any]:
    return {
        "eventType": "Complaint",
        "complaint": {
            "feedbackId": secrets.token_hex(16),
            "complaintSubType": None,
            "complainedRecipients": [{"emailAddress": address}],
            "timestamp": at,
            "complaintFeedbackType": "abuse",
            "userAgent": "Amazon SES Mailbox Simulator",
        },
    }


def _raw_content(request: dict[str, Any]) -> bytes:
    try:
        raw = base64.b64decode(request["Content"]["Raw"]["Data"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise Refused("BadRequestException", "only raw content is supported here") from error
    if len(raw) > _SIZE_LIMIT:
        raise Refused("MessageRejected", "Message length is more than 41943040 bytes long")
    return raw


def _subject(raw: bytes) -> str:
    try:
        return str(message_from_bytes(raw, policy=policy.default)["Subject"] or "")
    except Exception:  # the viewer then shows the mail without its subject
        _log.exception("a sent mail has an unreadable subject")
        return ""
