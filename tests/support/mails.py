"""Mails as mail programs send them, and the notices with which SES announces them."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import default
from typing import Any

PASS = {"spf": "PASS", "dkim": "PASS", "dmarc": "PASS", "spam": "PASS", "virus": "PASS"}
CUSTOMER = "maija@customer.example"

# the default would fold long ids of References into encoded-words, which mail programs do not
WIRE = default.clone(max_line_length=998)


def mail(
    *,
    sender: str = f"Maija Meikäläinen <{CUSTOMER}>",
    to: str = "support@in.example.com",
    subject: str = "The printer is on fire",
    text: str = "It burns.\n",
    message_id: str | None = "<first@customer.example>",
    headers: Mapping[str, str] | None = None,
    html: str | None = None,
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    if message_id:
        message["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in (attachments or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def notice(
    key: str,
    *,
    recipients: tuple[str, ...] = ("support@in.example.com",),
    source: str = CUSTOMER,
    verdicts: Mapping[str, str] = PASS,
    dmarc_policy: str | None = None,
) -> dict[str, Any]:
    receipt: dict[str, Any] = {
        "recipients": list(recipients),
        "action": {
            "type": "S3",
            "bucketName": "lippu-test-raw",
            "objectKeyPrefix": "inbound/",
            "objectKey": key,
        },
    }
    for name, verdict in verdicts.items():
        receipt[f"{name}Verdict"] = {"status": verdict}
    if dmarc_policy:
        receipt["dmarcPolicy"] = dmarc_policy
    return {
        "notificationType": "Received",
        "mail": {
            "messageId": key.removeprefix("inbound/"),
            "source": source,
            "destination": list(recipients),
        },
        "receipt": receipt,
    }
