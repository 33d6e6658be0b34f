"""What becomes of a received mail, and the two things every way of it shares: it happens once, or it is set aside."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.ids import digest
from chalicelib.domain.values import dataclass
from chalicelib.services.incoming import Incoming, Kinship, kinship
from chalicelib.services.ports import Clock, TicketStore
from chalicelib.services.receipt import Receipt
from chalicelib.services.records import Once, QuarantinedMail

QUARANTINE_TEXT = 200
THREADS_REMEMBERED_FOR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a mail: `opened`, `appended`, `answered`, `duplicate`, `quarantined` or `ignored`, and where."""

    outcome: str
    reference: str = ""
    reason: str = ""


class Reception:
    """Takes mails once and sets aside those that cannot be taken."""

    def __init__(self, tickets: TicketStore, clock: Clock) -> None:
        self._tickets = tickets
        self._clock = clock

    def once(
        self,
        incoming: Incoming,
        target: str,
        commit: Callable[[Once], tuple[str, Once | None]],
        outcome: str,
    ) -> Received:
        """Commit under the mail's key. A Message-ID that another sender or target took is tried with all that tells
        them apart; the same sender's with another text is for people to look at."""
        fingerprint = incoming.fingerprint(target)
        expires_at = self._clock.now() + THREADS_REMEMBERED_FOR
        for key in incoming.keys(target):
            reference, stored = commit(Once(key, fingerprint, "", "", expires_at))
            if stored is None:
                return Received(outcome, reference)
            found = kinship(stored.fingerprint, fingerprint)
            if found is Kinship.SAME:
                return Received("duplicate", stored.reference)
            if found is Kinship.REWRITTEN and not incoming.released_by:
                break
        return self.set_aside(incoming, "another mail with the same Message-ID was taken before")

    def taken_before(self, incoming: Incoming, target: str) -> Received | None:
        """What became of this very mail when it was taken before, None if it never was."""
        keys = incoming.keys(target)
        for stored in self._tickets.traces(keys, []).mails.values():
            if kinship(stored.fingerprint, incoming.fingerprint(target)) is Kinship.SAME:
                return Received("duplicate", stored.reference)
        return None

    def set_aside(self, incoming: Incoming, reason: str) -> Received:
        mail = incoming.mail
        sender = mail.sender.email if mail.sender else " ".join(mail.headers.get("from", ("",))[:1])
        return self.keep_unread(incoming.receipt, reason, sender, mail.subject)

    def keep_unread(self, receipt: Receipt, reason: str, sender: str = "", subject: str = "") -> Received:
        self._tickets.quarantine(
            QuarantinedMail(
                id=digest("quarantine", receipt.raw_key),
                raw_key=receipt.raw_key,
                reason=reason,
                at=self._clock.now(),
                sender=sender[:QUARANTINE_TEXT],
                subject=subject[:QUARANTINE_TEXT],
                recipients=receipt.recipients,
                verdicts=tuple(sorted(receipt.verdicts.items())),
                source=receipt.source,
                dmarc_policy=receipt.dmarc_policy,
            )
        )
        return Received("quarantined", reason=reason)
