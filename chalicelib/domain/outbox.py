"""The life of one mail to one recipient, from "must go out" to what became of it.

SES has no idempotency token, so "accepted, but the answer was lost" looks like "never arrived". The rules therefore
are: claim with a lease, try once, and when in doubt wait for the SES event. When the lease runs out without one, an
agent's reply is sent once more (flagged as a possible duplicate), automatic mail is not. Nothing ends silently.

    PENDING -> SENDING -> SENT | SUPPRESSED | FAILED | UNKNOWN      UNKNOWN -> SENT when a late event arrives
       ^----------'  surely not accepted (back off), or the one repetition of a reply
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.ids import digest
from chalicelib.domain.values import dataclass

LEASE = timedelta(minutes=5)
SAFETY_NET = timedelta(minutes=2)
BACKOFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=15))
MAX_REFUSALS = 100


class MailKind(StrEnum):
    REPLY = "reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    NOTICE = "notice"
    CLOSING = "closing"
    DIGEST = "digest"


class SendState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Delivery(StrEnum):
    """What SES reported after accepting the mail. It only rises in this order."""

    NONE = "none"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_RANK = {delivery: rank for rank, delivery in enumerate(Delivery)}


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """One mail to one recipient. `fires_at` is when the sweep must look at it, None when nothing is left to do.

    `claim` names the last sender that took it.
    """

    id: str
    reference: str
    entry_id: str
    kind: MailKind
    recipient: str
    recipient_name: str
    state: SendState
    created_at: datetime
    fires_at: datetime | None
    attempt: int = 0
    refusals: int = 0
    possible_duplicate: bool = False
    ses_id: str = ""
    claim: str = ""
    delivery: Delivery = Delivery.NONE
    reason: str = ""

    @property
    def may_be_repeated(self) -> bool:
        """An agent's reply goes out once more when its fate is unknown; automatic mail never does."""
        return self.kind is MailKind.REPLY and not self.possible_duplicate


def outbox_id(reference: str, entry_id: str, kind: MailKind, recipient: str) -> str:
    """The same mail always has the same id, however often it is asked for. Fits an SES tag: `[A-Za-z0-9-]`."""
    return f"{reference}-{entry_id}-{digest(kind.value, recipient.lower(), length=8)}"


def split_outbox_id(id: str) -> tuple[str, str, str] | None:
    """Reference, entry id and recipient digest of an outbox id; None if it is none of ours."""
    parts = id.split("-")
    return (parts[0], parts[1], parts[2]) if [len(part) for part in parts] == [8, 26, 8] else None


def pending(reference: str, entry_id: str, kind: MailKind, recipient: str, name: str, now: datetime) -> OutboxMail:
    """A mail that must go out. The stream picks it up at once; the sweep would find it after the safety net."""
    return OutboxMail(
        id=outbox_id(reference, entry_id, kind, recipient),
        reference=reference,
        entry_id=entry_id,
        kind=kind,
        recipient=recipient,
        recipient_name=name,
        state=SendState.PENDING,
        created_at=now,
        fires_at=now + SAFETY_NET,
    )


def claimed(mail: OutboxMail, now: datetime, claim: str) -> OutboxMail:
    """Taken by one sender, whom the unique `claim` tells from its rivals."""
    return replace(mail, state=SendState.SENDING, attempt=mail.attempt + 1, claim=claim, fires_at=now + LEASE)


def sent(mail: OutboxMail, ses_id: str) -> OutboxMail:
    return replace(mail, state=SendState.SENT, ses_id=ses_id or mail.ses_id, fires_at=None, reason="")


def suppressed(mail: OutboxMail, reason: str) -> OutboxMail:
    return replace(mail, state=SendState.SUPPRESSED, fires_at=None, reason=reason)


def failed(mail: OutboxMail, reason: str) -> OutboxMail:
    return replace(mail, state=SendState.FAILED, fires_at=None, reason=reason)


def refused(mail: OutboxMail, reason: str, now: datetime) -> OutboxMail:
    """Surely not accepted: wait, then try again. After a day of refusals it fails where people see it."""
    if mail.refusals + 1 >= MAX_REFUSALS:
        return failed(mail, reason)
    wait = BACKOFF[min(mail.refusals, len(BACKOFF) - 1)]
    return replace(mail, state=SendState.PENDING, refusals=mail.refusals + 1, fires_at=now + wait, reason=reason)


def lease_over(mail: OutboxMail, now: datetime) -> OutboxMail:
    """Nobody knows whether SES took it. A reply is repeated once, flagged; everything else is reported as unknown."""
    if mail.may_be_repeated:
        return replace(
            mail,
            state=SendState.PENDING,
            possible_duplicate=True,
            fires_at=now + SAFETY_NET,
            reason="no answer",
        )
    return replace(mail, state=SendState.UNKNOWN, fires_at=None, reason="no answer from SES")


def rises(old: Delivery, new: Delivery) -> bool:
    """Events come in any order and more than once; only a higher one counts."""
    return _RANK[new] > _RANK[old]
