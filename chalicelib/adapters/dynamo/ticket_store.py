"""Tickets and their timelines: one transaction for each change, one query for each ticket read."""

from collections.abc import Sequence
from typing import Any

from pynamodb.exceptions import CancellationReason, VerboseClientError

from chalicelib.adapters.dynamo import (
    entry_items,
    outbox_items,
    quarantine_items,
    requesters,
    scheduled_items,
    side_items,
    ticket_items,
)
from chalicelib.adapters.dynamo.items import (
    ALLOWANCE,
    LINE,
    ONCE,
    PEOPLE,
    SIDE,
    TICKET,
    ParticipantsItem,
    entry_sk,
    once_pk,
    ticket_pk,
)
from chalicelib.adapters.dynamo.table import ABSENT, Item, Table, failed_condition, key
from chalicelib.domain.beside import Beside
from chalicelib.domain.errors import Conflict, DraftChanged, NotFound, NotWaiting, StaleVersion
from chalicelib.domain.ids import parse_reference
from chalicelib.domain.participants import Participant
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.customer_ports import CustomerDiffers
from chalicelib.services.ports import AllowanceUsed, Files
from chalicelib.services.records import Allowance, Change, Once, QuarantinedMail, TicketPage, Traces

FEWEST_ITEMS = 50


class DynamoTicketStore:
    """`TicketStore` on the one table."""

    def __init__(self, table: Table, files: Files) -> None:
        self._table = table
        self._files = files

    def commit(self, change: Change) -> Once | None:
        return self._commit((change,))

    def commit_both(self, one: Change, other: Change) -> Once | None:
        return self._commit((one, other))

    def _commit(self, changes: Sequence[Change]) -> Once | None:
        writes = [(change, name, write) for change in changes for name, write in self._writes(change)]
        try:
            self._table.transact([write for _, _, write in writes])
        except VerboseClientError as error:
            reasons = zip(writes, error.cancellation_reasons, strict=False)
            failed = [(change, name, reason) for (change, name, _), reason in reasons if failed_condition(reason)]
            culprit = failed[0][0] if failed else changes[0]
            return self._explain(culprit, {name: reason for change, name, reason in failed if change is culprit})
        return None

    def _explain(self, change: Change, reasons: dict[str, CancellationReason | None]) -> Once | None:
        """Why a condition failed: this very request was stored before, or another change came first.

        An SDK repeats a write whose answer was lost and then meets its own traces: the once-only key, or an entry whose
        id nobody else could have made. Both mean success.
        """
        if change.once and reasons.get("once"):
            stored = reasons["once"]
            item = stored.raw_item if stored and stored.raw_item else self._table.get(once_pk(change.once.key), ONCE)
            if item:
                return outbox_items.once_from_item(item)
        if reasons.get("entry"):
            return None
        if reasons.get("allowance") and not reasons.get("head"):
            raise AllowanceUsed
        if reasons.get("scheduled"):
            raise NotWaiting
        if reasons.get("draft") and not reasons.get("head"):
            raise DraftChanged("the draft was saved from elsewhere meanwhile; read it again")
        if reasons.get("customer") and not reasons.get("head"):
            raise CustomerDiffers(requesters.stored(self._table, change, reasons["customer"]))
        if change.before is None:
            raise Conflict("the reference is taken")
        raise StaleVersion(self._current(change.after.reference, reasons.get("head")))

    def _current(self, reference: str, reason: CancellationReason | None) -> Ticket:
        """The ticket that another change came first to."""
        if reason and reason.raw_item:
            return ticket_items.from_item(reason.raw_item)
        current = self.ticket(reference)
        if current is None:
            raise NotFound("no such ticket")
        return current

    def _writes(self, change: Change) -> list[tuple[str, dict[str, Any]]]:
        """The transaction's parts, each with the name by which `_explain` knows it."""
        head = ticket_items.to_item(change.after)
        if change.before is None:
            writes = [("head", self._put(head, ABSENT)), *requesters.given(self._table.name, change)]
        else:
            version = {":version": {"N": str(change.before.version)}}
            writes = [("head", self._put(head, "version = :version", version))]
            if change.before.requester.customer_id != change.after.requester.customer_id:
                writes += requesters.given(self._table.name, change)
                writes.append(("former_customer", requesters.taken(self._table.name, change.before)))
        for entry in change.entries:
            writes.append(("entry", self._put(entry_items.to_item(entry, self._files), ABSENT)))
        for mail in change.outbox:
            writes.append(("outbox", self._put(outbox_items.to_item(mail), ABSENT)))
        if change.participants is not None:
            people = [[participant.email, participant.name] for participant in change.participants]
            item = ParticipantsItem(pk=ticket_pk(change.after.reference), sk=PEOPLE, people=people).raw()
            writes.append(("participants", {"Put": {"TableName": self._table.name, "Item": item}}))
        for item in side_items.to_items(change):
            writes.append(("side", {"Put": {"TableName": self._table.name, "Item": item}}))
        writes += scheduled_items.writes(self._table.name, change)
        if change.allowance:
            writes.append(("allowance", self._use(change.allowance)))
        if change.once:
            # DynamoDB deletes expired items days late; until then they count as gone
            condition = f"{ABSENT} OR expires < :now"
            now = {":now": {"N": str(int(change.entries[0].at.timestamp()))}}
            writes.append(("once", self._put(outbox_items.once_to_item(change.once), condition, now)))
        return writes

    def _put(self, item: dict[str, Any], condition: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        put: dict[str, Any] = {
            "TableName": self._table.name,
            "Item": item,
            "ConditionExpression": condition,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if values:
            put["ExpressionAttributeValues"] = values
        return {"Put": put}

    def _use(self, allowance: Allowance) -> dict[str, Any]:
        return {
            "Update": {
                "TableName": self._table.name,
                "Key": key(f"ALLOWANCE#{allowance.name}", ALLOWANCE),
                "UpdateExpression": "SET expires = :expires ADD used :one",
                "ConditionExpression": "attribute_not_exists(used) OR used < :limit",
                "ExpressionAttributeValues": {
                    ":expires": {"N": str(int(allowance.expires_at.timestamp()))},
                    ":one": {"N": "1"},
                    ":limit": {"N": str(allowance.limit)},
                },
            }
        }

    def ticket(self, reference: str) -> Ticket | None:
        item = self._table.get(ticket_pk(reference), TICKET)
        return ticket_items.from_item(item) if item else None

    def page(self, reference: str, limit: int, before: str | None = None) -> TicketPage | None:
        items, more = self._lines(reference, limit, before)
        head = next((item for item in items if item["sk"]["S"] == TICKET), None)
        ticket = ticket_items.from_item(head) if head else self.ticket(reference) if before else None
        if ticket is None:
            return None
        stored = [item for item in items if _is_entry(item)]
        entries = tuple(entry_items.from_item(item, self._files) for item in stored[:limit])
        shown = {entry.id for entry in entries}
        mails = (outbox_items.from_item(item) for item in items if item["sk"]["S"].count("#") == 2)
        return TicketPage(
            ticket=ticket,
            entries=entries,
            outbox=tuple(mail for mail in mails if mail.entry_id in shown),
            older=entries[-1].id if entries and (more or len(stored) > limit) else None,
            participants=next((_participants(item) for item in items if item["sk"]["S"] == PEOPLE), ()),
            beside=side_items.from_items(items),
            scheduled=scheduled_items.from_items(items),
        )

    def _lines(self, reference: str, limit: int, before: str | None) -> tuple[list[Item], bool]:
        """The head and lines of a ticket, newest first, down to at least one entry; and whether there are more.

        An entry stands behind the mails it caused, so many mails could fill an answer without showing their entry.
        """
        # the keys of an entry's mails sort behind its own, so those of `before` are out of this range
        high = entry_sk(before) if before else TICKET
        items: list[Item] = []
        start = None
        while True:
            answer = self._table.query(
                "pk = :pk AND sk BETWEEN :low AND :high",
                {"pk": ticket_pk(reference), "low": LINE, "high": high},
                limit=max(limit, FEWEST_ITEMS) + 1,
                forward=False,
                start=start,
            )
            items += [item for item in answer["Items"] if not (before and item["sk"]["S"] == high)]
            start = answer.get("LastEvaluatedKey")
            if start is None or any(_is_entry(item) for item in items):
                return items, start is not None

    def entry(self, reference: str, entry_id: str) -> Entry | None:
        item = self._table.get(ticket_pk(reference), entry_sk(entry_id))
        return entry_items.from_item(item, self._files) if item else None

    def participants(self, reference: str) -> tuple[Participant, ...]:
        item = self._table.get(ticket_pk(reference), PEOPLE)
        return _participants(item) if item else ()

    def beside(self, reference: str) -> Beside:
        answer = self._table.query(
            "pk = :pk AND begins_with(sk, :side)",
            {"pk": ticket_pk(reference), "side": SIDE},
            limit=FEWEST_ITEMS,
            consistent=True,
        )
        return side_items.from_items(answer["Items"])

    def traces(self, message_keys: Sequence[str], references: Sequence[str]) -> Traces:
        keys = [(once_pk(name), ONCE) for name in message_keys]
        keys += [(ticket_pk(reference), TICKET) for reference in references if parse_reference(reference)]
        if not keys:
            return Traces()
        found = self._table.get_many(keys, consistent=True)
        return Traces(
            mails={
                pk.removeprefix("ONCE#"): outbox_items.once_from_item(item)
                for (pk, sk), item in found.items()
                if sk == ONCE
            },
            tickets={
                pk.removeprefix("T#"): ticket_items.from_item(item) for (pk, sk), item in found.items() if sk == TICKET
            },
        )

    def quarantine(self, mail: QuarantinedMail) -> None:
        self._table.put(quarantine_items.to_item(mail), only_new=True)


def _participants(item: Item) -> tuple[Participant, ...]:
    stored = ParticipantsItem.from_raw_data(dict(item))
    return tuple(Participant(email, name) for email, name in stored.people)


def _is_entry(item: Item) -> bool:
    """Keys: `LINE#<entry>` for an entry, `LINE#<entry>#<recipient>` for a mail of it."""
    sk: str = item["sk"]["S"]
    return sk.startswith(LINE) and sk.count("#") == 1
