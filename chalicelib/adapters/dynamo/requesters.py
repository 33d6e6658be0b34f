"""How a ticket is given to its requester, and taken from a former one, in the ticket's own transaction."""

from typing import Any

from pynamodb.exceptions import CancellationReason

from chalicelib.adapters.dynamo import customer_items, ticket_items
from chalicelib.adapters.dynamo.items import CUSTOMER, CUSTOMER_TICKET, customer_pk
from chalicelib.adapters.dynamo.table import Table, key
from chalicelib.domain.customer import Customer
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.standing import ORDINARY
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.times import to_text
from chalicelib.services.records import Change


def given(table: str, change: Change) -> list[tuple[str, dict[str, Any]]]:
    """Recognise or create the customer without reading: only what is not known yet is set, on condition that they stand
    as the change assumes. A ticket is opened for the survivor of a merge or not at all.

    A requester who wrote the message has the author's name; the ticket's own copy may be cut.
    """
    ticket, author = change.after, change.entries[0].author
    name = author.name if author.id == ticket.requester.customer_id else ticket.requester.name
    name = name if name != ticket.requester.email else ""
    sets = [
        "email = if_not_exists(email, :email)",
        "created = if_not_exists(created, :created)",
        "version = if_not_exists(version, :one)",
    ]
    values = {
        ":email": {"S": ticket.requester.email},
        ":created": {"S": to_text(ticket.created_at)},
        ":one": {"N": "1"},
    }
    names = {}
    if name:
        sets.append("#name = if_not_exists(#name, :name)")
        names["#name"] = "name"
        values[":name"] = {"S": name}
    pk, listed = _listed(ticket)
    update: dict[str, Any] = {
        "TableName": table,
        "Key": key(pk, CUSTOMER),
        "UpdateExpression": "SET " + ", ".join(sets),
        "ConditionExpression": "attribute_not_exists(standing)",
        "ExpressionAttributeValues": values,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if change.standing != ORDINARY:
        update["ConditionExpression"] = "standing = :standing"
        values[":standing"] = {"S": customer_items.standing_to_text(change.standing)}
    if names:
        update["ExpressionAttributeNames"] = names
    row = customer_items.CustomerTicketItem(pk=pk, sk=listed).raw()
    return [("customer", {"Update": update}), ("customer_ticket", {"Put": {"TableName": table, "Item": row}})]


def taken(table: str, ticket: Ticket) -> dict[str, Any]:
    """Take the ticket out of its requester's list."""
    return {"Delete": {"TableName": table, "Key": key(*_listed(ticket))}}


def stored(table: Table, change: Change, reason: CancellationReason | None) -> Customer:
    """The customer who stood differently. Raises Unavailable if they are as assumed again."""
    pk = customer_pk(change.after.requester.customer_id)
    item = reason.raw_item if reason and reason.raw_item else table.get(pk, CUSTOMER)
    if item is None:
        raise Unavailable("the customer keeps changing")
    return customer_items.from_item(item)


def _listed(ticket: Ticket) -> tuple[str, str]:
    """The key of the ticket in its requester's list."""
    position = ticket_items.position(ticket.created_at, ticket.reference)
    return customer_pk(ticket.requester.customer_id), f"{CUSTOMER_TICKET}{position}"
