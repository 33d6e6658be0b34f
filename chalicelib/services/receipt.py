"""What SES says about a mail it received: who it was for and what it found out about the sender.

Verdicts come from here alone; headers of the mail itself can be forged.
Source: AWS "Contents of notifications for Amazon SES email receiving".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SETUP_NOTIFICATION = "AMAZON_SES_SETUP_NOTIFICATION"
_VERDICTS = ("spf", "dkim", "dmarc", "spam", "virus")


@dataclass(frozen=True, slots=True)
class Receipt:
    """`source` is the envelope sender, empty for bounces; `recipients` are the envelope's. Verdicts are SES's words."""

    raw_key: str
    source: str
    recipients: tuple[str, ...]
    verdicts: Mapping[str, str]
    dmarc_policy: str = ""

    @property
    def refusal(self) -> str | None:
        """Why this mail must be set aside, None if it may come in."""
        for check in ("virus", "spam"):
            if self.verdicts.get(check) == "FAIL":
                return f"{check} check failed"
        if self.verdicts.get("dmarc") == "FAIL" and self.dmarc_policy.lower() in ("quarantine", "reject"):
            return f"the sender's domain asks to {self.dmarc_policy.lower()} mail like this (DMARC)"
        return None

    @property
    def sender_is_authentic(self) -> bool:
        """DMARC passed, or the domain publishes none and SPF or DKIM passed."""
        dmarc = self.verdicts.get("dmarc")
        if dmarc == "PASS":
            return True
        return dmarc == "GRAY" and "PASS" in (self.verdicts.get("spf"), self.verdicts.get("dkim"))


def read_receipt(notification: Mapping[str, Any]) -> Receipt | None:
    """The receipt in an SES notification; None for the test object that SES writes when a rule is set up.

    Raises KeyError for anything that is not a receipt with an S3 action.
    """
    receipt = notification["receipt"]
    raw_key = receipt["action"]["objectKey"]
    if raw_key.endswith(SETUP_NOTIFICATION):
        return None
    return Receipt(
        raw_key=raw_key,
        source=notification["mail"].get("source") or "",
        recipients=tuple(address.lower() for address in receipt["recipients"]),
        verdicts={name: receipt[f"{name}Verdict"]["status"] for name in _VERDICTS if f"{name}Verdict" in receipt},
        dmarc_policy=receipt.get("dmarcPolicy") or "",
    )
