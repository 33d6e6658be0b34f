"""What SES reports about sent mail. Only these events, never mail that looks like a bounce, stop writing to an address.

Source: AWS "Contents of event data that Amazon SES publishes to Amazon SNS". Events come more than once and in any
order.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.outbox import Delivery, OutboxMail, failed, split_outbox_id
from chalicelib.services.delivery_notes import DeliveryNotes
from chalicelib.services.ports import Clock, OutboxStore

_DELIVERIES = {
    "Send": Delivery.NONE,
    "DeliveryDelay": Delivery.DELAYED,
    "Delivery": Delivery.DELIVERED,
    "Bounce": Delivery.BOUNCED,
    "Complaint": Delivery.COMPLAINED,
}


class MailFeedback:
    def __init__(self, outbox: OutboxStore, notes: DeliveryNotes, clock: Clock) -> None:
        self._outbox = outbox
        self._notes = notes
        self._clock = clock

    def take(self, event: Mapping[str, Any]) -> str:
        """Apply one event; returns what it was about, in words. An event about no mail of ours changes nothing."""
        kind = str(event.get("eventType", ""))
        tags = event["mail"].get("tags", {}).get("outbox_id") or [""]
        mail = self._outbox.get(tags[0]) if split_outbox_id(tags[0]) else None
        if mail is None:
            return f"{kind}: no mail of ours"
        if kind == "Reject":
            if not self._outbox.replace(mail, failed(mail, "SES found a virus in it")):
                raise Unavailable("the mail changed just now")
            self._notes.add(mail, _event_key(mail, event), "the mail was not sent: SES found a virus in it")
        elif kind in _DELIVERIES:
            reason = self._consequences(kind, event, mail)
            self._outbox.record_delivery(mail.id, _DELIVERIES[kind], reason)
        return f"{kind}: {mail.id}"

    def _consequences(self, kind: str, event: Mapping[str, Any], mail: OutboxMail) -> str:
        """Suppress where SES is certain and tell the ticket. Done before the delivery is noted, so a repetition
        completes it."""
        if kind == "Bounce":
            permanent = event["bounce"].get("bounceType") == "Permanent"
            if permanent:
                self._suppress(event["bounce"].get("bouncedRecipients", ()), mail, "bounced")
            reason = "address does not accept mail" if permanent else "not delivered for now"
            self._notes.add(mail, _event_key(mail, event), f"mail to {mail.recipient} came back: {reason}")
            return reason
        if kind == "Complaint":
            self._suppress(event["complaint"].get("complainedRecipients", ()), mail, "complained")
            self._notes.add(mail, _event_key(mail, event), f"{mail.recipient} reported the mail as spam")
            return "reported as spam"
        return ""

    def _suppress(self, recipients: Sequence[Mapping[str, str]], mail: OutboxMail, reason: str) -> None:
        """Each mail has one recipient; others that an event may name are none of its business."""
        named = {recipient.get("emailAddress", "").lower() for recipient in recipients}
        if not named or mail.recipient.lower() in named:
            self._outbox.suppress(mail.recipient, reason, self._clock.now())


def _event_key(mail: OutboxMail, event: Mapping[str, Any]) -> str:
    """One event is told once, however often it comes."""
    return f"{event['mail'].get('messageId')} {event['eventType']} {mail.id}"
