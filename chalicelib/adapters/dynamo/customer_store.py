"""Customers with what belongs to them, in one partition each, and the rows by which they are found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pynamodb.exceptions import CancellationReason, VerboseClientError

from chalicelib.adapters.dynamo import customer_items, outbox_items, ticket_items
from chalicelib.adapters.dynamo.items import (
    CUSTOMER,
    CUSTOMER_LOG,
    CUSTOMER_TICKET,
    ONCE,
    PROFILE,
    TICKET,
    customer_pk,
    once_pk,
    ticket_pk,
)
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import ABSENT, Item, Table, failed_condition, key
from chalicelib.domain.customer import Customer, Profile
from chalicelib.domain.errors import StaleVersion, Unavailable
from chalicelib.domain.ticket import Ticket
from chalicelib.services.customer_ports import CustomerDiffers
from chalicelib.services.customer_records import (
    CustomerChange,
    CustomersEvents,
    CustomersTickets,
    Members,
    OpenedCustomer,
)
from chalicelib.services.records import Once

MOST_WITH_PHONE = 20
_VERSION = {"#version": "version"}
# more than one customer's rows of one kind hold
_BEHIND = "~"


class DynamoCustomerStore:
    """`CustomerStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def customer(self, customer_id: str) -> Customer | None:
        item = self._table.get(customer_pk(customer_id), CUSTOMER)
        return customer_items.from_item(item) if item else None

    def customers(self, customer_ids: Sequence[str]) -> Mapping[str, Customer]:
        if not customer_ids:
            return {}
        found = self._table.get_many([(customer_pk(id), CUSTOMER) for id in customer_ids], consistent=True)
        customers = map(customer_items.from_item, found.values())
        return {customer.id: customer for customer in customers}

    def open(self, customer_id: str, limit: int, after: str | None = None) -> OpenedCustomer | None:
        pk = customer_pk(customer_id)

        def ask(what: str) -> Any:
            if what == CUSTOMER_TICKET:
                return self._page(pk, CUSTOMER_TICKET, limit, after, consistent=False)
            return self.known(customer_id)

        known, (rows, next) = side_by_side(ask, (CUSTOMER, CUSTOMER_TICKET))
        if known is None:
            return None
        customer, profile = known
        return OpenedCustomer(customer, profile, CustomersTickets(tuple(map(_reference, rows)), next))

    def known(self, customer_id: str) -> tuple[Customer, Profile] | None:
        pk = customer_pk(customer_id)
        found = self._table.get_many([(pk, CUSTOMER), (pk, PROFILE)], consistent=True)
        if (pk, CUSTOMER) not in found:
            return None
        profile = customer_items.profile_from_item(found.get((pk, PROFILE)))
        return customer_items.from_item(found[pk, CUSTOMER]), profile

    def tickets_of(self, customer_id: str, limit: int, after: str | None = None) -> CustomersTickets:
        rows, next = self._page(customer_pk(customer_id), CUSTOMER_TICKET, limit, after, consistent=True)
        return CustomersTickets(tuple(map(_reference, rows)), next)

    def commit(self, changes: Sequence[CustomerChange], once: Once | None = None) -> Once | None:
        writes = [(change, name, write) for change in changes for name, write in self._writes(change)]
        if once:
            item = {"TableName": self._table.name, "Item": outbox_items.once_to_item(once)}
            put = {"Put": item | {"ConditionExpression": ABSENT, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}
            writes.append((changes[0], "once", put))
        try:
            self._table.transact([write for _, _, write in writes])
        except VerboseClientError as error:
            reasons = zip(writes, error.cancellation_reasons, strict=False)
            failed = {(id(change), name): reason for (change, name, _), reason in reasons if failed_condition(reason)}
            return self._explain(changes, once, failed)
        return None

    def _explain(
        self,
        changes: Sequence[CustomerChange],
        once: Once | None,
        failed: Mapping[tuple[int, str], CancellationReason | None],
    ) -> Once | None:
        """Why a condition failed: this very request was stored before, or another change came first."""
        names = {name for _, name in failed}
        stored = self._table.get(once_pk(once.key), ONCE) if once and "once" in names else None
        if stored:
            return outbox_items.once_from_item(stored)
        if "event" in names:
            return None  # an SDK repeats a write whose answer was lost; nobody else could have made this id
        for change in changes:
            if (id(change), CUSTOMER) in failed:
                before = change.before or change.after
                current = self.customer(before.id) if before else None
                if current and change.before is None:
                    raise CustomerDiffers(current)
                if current:
                    raise StaleVersion(current)
        raise Unavailable("others keep changing these customers")

    def _writes(self, change: CustomerChange) -> Iterator[tuple[str, dict[str, Any]]]:
        yield CUSTOMER, self._write(change.before, change.after)
        customer = change.after or change.before
        if customer is None:
            raise ValueError("nothing changes")
        if change.event:
            item = customer_items.event_to_item(customer.id, change.event)
            yield "event", {"Put": {"TableName": self._table.name, "Item": item, "ConditionExpression": ABSENT}}
        if change.profile is not None:
            item = customer_items.profile_to_item(customer.id, change.profile)
            yield "profile", {"Put": {"TableName": self._table.name, "Item": item}}
        old, new = customer_items.look_ups(change.before), customer_items.look_ups(change.after)
        for pk, sk in sorted(new - old):
            yield (
                "look-up",
                {"Put": {"TableName": self._table.name, "Item": customer_items.LookUpItem(pk=pk, sk=sk).raw()}},
            )
        for pk, sk in sorted(old - new):
            yield "look-up", {"Delete": {"TableName": self._table.name, "Key": key(pk, sk)}}

    def _write(self, before: Customer | None, after: Customer | None) -> dict[str, Any]:
        condition: dict[str, Any] = {"TableName": self._table.name, "ConditionExpression": ABSENT}
        if before is not None:
            condition |= {
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeNames": _VERSION,
                "ExpressionAttributeValues": {":version": {"N": str(before.version)}},
            }
        if after is not None:
            return {"Put": condition | {"Item": customer_items.to_item(after)}}
        return {"Delete": condition | {"Key": key(customer_pk(before.id if before else ""), CUSTOMER)}}

    def settle(self, customer: Customer) -> bool:
        done, _ = self._table.update(
            customer_pk(customer.id),
            CUSTOMER,
            "REMOVE timer, fires",
            {"version": {"N": str(customer.version)}},
            condition="#version = :version",
            names=_VERSION,
        )
        return done

    def events(self, customer_id: str, limit: int, after: str | None) -> CustomersEvents:
        items, next = self._page(customer_pk(customer_id), CUSTOMER_LOG, limit, after, consistent=False)
        return CustomersEvents(tuple(map(customer_items.event_from_item, items)), next)

    def with_phone(self, key: str) -> Sequence[str]:
        answer = self._table.query("pk = :pk", {"pk": f"PHONE#{key}"}, limit=MOST_WITH_PHONE)
        return [item["sk"]["S"].removeprefix("C#") for item in answer["Items"]]

    def members(self, of: str, limit: int, after: str | None) -> Members:
        condition = "pk = :pk" + (" AND sk > :after" if after else "")
        values = {"pk": f"MEMBERS#{of}"} | ({"after": after} if after else {})
        items: list[Item] = self._table.query(condition, values, limit=limit + 1)["Items"]
        ids = tuple(item["sk"]["S"].rpartition("#")[2] for item in items[:limit])
        return Members(ids, items[limit - 1]["sk"]["S"] if len(items) > limit else None)

    def position_of(self, ticket: Ticket) -> str:
        return ticket_items.position(ticket.created_at, ticket.reference)

    def tickets(self, references: Sequence[str]) -> Sequence[Ticket]:
        keys = [(ticket_pk(reference), TICKET) for reference in references]
        found = self._table.get_many(keys, consistent=False)
        return [ticket_items.from_item(found[key]) for key in keys if key in found]

    def _page(
        self, pk: str, kind: str, limit: int, after: str | None, *, consistent: bool
    ) -> tuple[list[Item], str | None]:
        """Rows of one kind, newest first, and the position behind which there are more."""
        answer = self._table.query(
            "pk = :pk AND sk BETWEEN :low AND :high",
            {"pk": pk, "low": kind, "high": f"{kind}{after or _BEHIND}"},
            limit=limit + 2,
            forward=False,
            consistent=consistent,
        )
        items = [item for item in answer["Items"] if item["sk"]["S"] != f"{kind}{after}"]
        more = len(items) > limit
        return items[:limit], items[limit - 1]["sk"]["S"].removeprefix(kind) if more else None


def _reference(row: Item) -> str:
    reference: str = row["sk"]["S"].rpartition("#")[2]
    return reference
