"""The door for mail: SMTP in, and then what SES does with a received mail (store it, announce it on the
topic).

The verdicts of the receipt are PASS unless the client's greeting asks for others, so that a test can send,
say, a mail that fails DMARC without any header giving it away: `EHLO dmarc-fail.policy-reject.test` (see
`verdicts`).
"""

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.local.ports import HOST

SIZE_LIMIT = 40 * 1024 * 1024  # what SES takes with the S3 action
_CHECKS = ("spam", "virus", "spf", "dkim", "dmarc")
_STATUSES = {
    "pass": "PASS",
    "fail": "FAIL",
    "gray": "GRAY",
    "failed": "PROCESSING_FAILED",
    "disabled": "DISABLED",
}

_log = logging.getLogger(__name__)


def verdicts(greeting: str) -> dict[str, Any]:
    """The receipt's verdicts for a client that greets with this name: labels such as `spf-fail` or
    `policy-reject`.
    """
    wanted = dict(re.findall(r"(?:^|\.)([a-z]+)-([a-z]+)(?=\.|$)", greeting.lower()))
    receipt: dict[str, Any] = {
        f"{check}Verdict": {"status": _STATUSES.get(wanted.get(check, "pass"), "PASS")} for check in _CHECKS
    }
    if receipt["dmarcVerdict"]["status"] == "FAIL":
        receipt["dmarcPolicy"] = wanted.get("policy", "none").upper()
    return receipt


class MailDoor:
    """Takes mail for the domains that `domains` names, as the receipt rule would; refuses others at RCPT."""

    def __init__(
        self,
        port: int,
        s3: Any,
        sns: Any,
        bucket: str,
        topic: str,
        domains: Callable[[], frozenset[str]],
        on_mail: Callable[[str, list[str]], None],
    ) -> None:
        self._s3, self._sns, self._bucket, self._topic = s3, sns, bucket, topic
        self._domains, self._on_mail = domains, on_mail
        self._port = port
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = _Controller(self, hostname=HOST, port=self._port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()

    async def handle_RCPT(  # noqa: N802, aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        domain = address.rpartition("@")[2].lower()
        if domain not in await asyncio.to_thread(self._domains):
            return "550 5.1.2 No department here has an address in that domain"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            id = await asyncio.to_thread(
                self.receive, raw, envelope.mail_from or "", list(envelope.rcpt_tos), session.host_name or ""
            )
        except Exception:
            _log.exception("a mail could not be stored")
            return "451 4.3.0 The mail could not be stored, try again"
        return f"250 2.0.0 OK {id}"

    def receive(self, raw: bytes, sender: str, recipients: list[str], greeting: str = "") -> str:
        """Store a mail and announce it. Several recipients are one object and one receipt, as SES does it."""
        id = secrets.token_hex(20)
        key = f"inbound/{id}"
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=raw)
        notice = _notice(id, sender, recipients, greeting, self._topic, self._bucket, key)
        self._sns.publish(
            TopicArn=self._topic, Subject="Amazon SES Email Receipt Notification", Message=json.dumps(notice)
        )
        self._on_mail(sender, recipients)
        return id


def _notice(
    id: str, sender: str, recipients: list[str], greeting: str, topic: str, bucket: str, key: str
) -> dict[str, Any]:
    """As in the SES guide, "Contents of notifications for Amazon SES email receiving"."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return {
        "notificationType": "Received",
        "mail": {
            "timestamp": now,
            "source": sender,
            "messageId": id,
            "destination": recipients,
            "headersTruncated": True,  # nobody may rely on the copies of headers that SES adds here
        },
        "receipt": {
            "timestamp": now,
            "processingTimeMillis": 1,
            "recipients": recipients,
            **verdicts(greeting),
            "action": {
                "type": "S3",
                "topicArn": topic,
                "bucketName": bucket,
                "objectKeyPrefix": "inbound/",
                "objectKey": key,
            },
        },
    }


class _Server(SMTP):
    # aiosmtpd ends a session at 1,001 bytes without a line break, which SES and much real mail do not care
    # about.
    line_length_limit = 1024 * 1024


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=False, ident="Lippu local mail door")
