"""What SES says about a mail it received: who it was for and what it found out about the sender.

Verdicts come from here alone; headers of the mail itself can be forged.
Source: AWS "Contents of notifications for Amazon SES email receiving".
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.values import dataclass

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

    def proves(self, email: str) -> bool:
        """Whether the domain of `email` itself says that mail is its own (DMARC). Speaking for the desk takes this."""
        return bool(email) and self.verdicts.get("dmarc") == "PASS"

    def vouches_for(self, email: str) -> bool:
        """Whether mail really comes from `email`: DMARC passed, or its domain publishes none and SPF passed for it.

        SPF is about the envelope's domain and DKIM about whichever domain signed, so on their own both pass for every
        domain a forger owns. SES does not say who signed; only SPF can be compared with From (RFC 7489, section 3.1).
        """
        if self.verdicts.get("dmarc") == "PASS":
            return True
        if self.verdicts.get("dmarc") != "GRAY" or self.verdicts.get("spf") != "PASS":
            return False
        envelope, sender = _domain(self.source), _domain(email)
        return bool(envelope) and f".{envelope}".endswith(f".{sender}")


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
        source=(notification["mail"].get("source") or "").strip("<> "),
        recipients=tuple(address.lower() for address in receipt["recipients"]),
        verdicts={name: receipt[f"{name}Verdict"]["status"] for name in _VERDICTS if f"{name}Verdict" in receipt},
        dmarc_policy=receipt.get("dmarcPolicy") or "",
    )


def _domain(address: str) -> str:
    return address.strip("<> ").rpartition("@")[2].lower()
