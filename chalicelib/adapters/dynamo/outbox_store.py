"""Outgoing mails and the addresses that must not be written to."""

from datetime import datetime

from chalicelib.adapters.dynamo import outbox_items
from chalicelib.adapters.dynamo.items import SUPPRESSION, SuppressionItem, suppression_pk
from chalicelib.adapters.dynamo.table import Table
from chalicelib.domain.outbox import Delivery, OutboxMail, SendState, rises
from chalicelib.services.records import Once

# states in which an event from SES is news about whether the mail went out
_UNDECIDED = (SendState.PENDING, SendState.SENDING, SendState.UNKNOWN)


class DynamoOutboxStore:
    """`OutboxStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, mail: OutboxMail) -> None:
        self._table.put(outbox_items.to_item(mail), only_new=True)

    def get(self, id: str) -> OutboxMail | None:
        place = outbox_items.outbox_key(id)
        item = self._table.get(*place) if place else None
        return outbox_items.from_item(item) if item else None

    def replace(self, old: OutboxMail, new: OutboxMail) -> bool:
        item = outbox_items.to_item(new)
        stored, current = self._table.conditional_put(
            item,
            "#state = :state AND attempt = :attempt",
            {"state": {"S": old.state.value}, "attempt": {"N": str(old.attempt)}},
            {"#state": "state"},
        )
        # the SDK repeats a write whose answer was lost, and then meets what it wrote itself
        return stored or (current is not None and outbox_items.from_item(current) == new)

    def record_sent(self, mail: OutboxMail, thread_key: str, expires_at: datetime) -> None:
        # Two plain writes, not a transaction at twice the price: the key leads to the right ticket whatever happens to
        # the second one, and SES's own event makes up for that.
        thread = Once(thread_key, "sent", mail.reference, mail.entry_id, expires_at)
        self._table.put(outbox_items.once_to_item(thread))
        self._table.update(
            *(outbox_items.outbox_key(mail.id) or ("", "")),
            "SET #state = :sent, ses_id = :ses_id REMOVE timer, fires, reason",
            {"sent": {"S": SendState.SENT.value}, "ses_id": {"S": mail.ses_id}},
            condition="attribute_exists(pk)",
            names={"#state": "state"},
        )

    def record_delivery(self, id: str, delivery: Delivery, reason: str) -> OutboxMail | None:
        place = outbox_items.outbox_key(id)
        if place is None:
            return None
        lower = [other for other in Delivery if rises(other, delivery)]
        undecided = {f"undecided{i}": {"S": state.value} for i, state in enumerate(_UNDECIDED)}
        ranks = {f"lower{i}": {"S": other.value} for i, other in enumerate(lower)}
        news = f"#state IN ({_names(undecided)})" + (f" OR delivery IN ({_names(ranks)})" if ranks else "")
        highest = "delivery = :delivery" if ranks else "delivery = delivery"
        values = {"sent": {"S": SendState.SENT.value}, "reason": {"S": reason}} | undecided | ranks
        if ranks:
            values["delivery"] = {"S": delivery.value}
        done, before = self._table.update(
            *place,
            f"SET #state = :sent, {highest}, reason = :reason REMOVE timer, fires",
            values,
            condition=f"attribute_exists(pk) AND ({news})",
            names={"#state": "state"},
            returning="ALL_OLD",
        )
        return outbox_items.from_item(before) if done and before else None

    def is_suppressed(self, address: str) -> bool:
        return self._table.get(suppression_pk(address), SUPPRESSION) is not None

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        item = SuppressionItem(pk=suppression_pk(address), sk=SUPPRESSION, email=address.lower(), reason=reason, at=at)
        self._table.put(item.raw(), only_new=True)


def _names(values: dict[str, dict[str, str]]) -> str:
    return ", ".join(f":{name}" for name in values)
