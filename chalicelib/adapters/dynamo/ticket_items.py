"""Tickets and list rows to items and back."""

from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamo.items import TICKET, TIMER_SHARD, TicketItem, ticket_pk
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.sla_text import clocks_from_text, clocks_to_text
from chalicelib.domain.ticket import Channel, Closing, Postponement, Priority, Requester, Status, Ticket
from chalicelib.domain.times import from_text, to_text
from chalicelib.services.records import Row

# what the indexes of lists carry of a ticket
_IN_ROWS = ("box", "moved", "due", "mine", "subject", "who", "prio", "born", "sub")


def box(department: str, status: Status) -> str:
    return f"{department}#{status.value}"


def position(at: datetime, reference: str) -> str:
    """A sort key that no two tickets share, so that a page can continue behind it."""
    return f"{to_text(at)}#{reference}"


def to_item(ticket: Ticket) -> dict[str, dict[str, Any]]:
    return TicketItem(
        pk=ticket_pk(ticket.reference),
        sk=TICKET,
        box=box(ticket.department, ticket.status),
        moved=position(ticket.moved_at, ticket.reference),
        due=position(ticket.due_at, ticket.reference) if ticket.due_at else None,
        mine=box(ticket.assignee, ticket.status) if ticket.assignee else None,
        timer=TIMER_SHARD if ticket.fires_at else None,
        fires=ticket.fires_at,
        version=ticket.version,
        subject=ticket.subject,
        priority=ticket.priority.value,
        customer=ticket.requester.customer_id,
        requester_name=ticket.requester.name,
        email=ticket.requester.email,
        channel=ticket.channel.value,
        created=ticket.created_at,
        waiting=ticket.waiting_since,
        tags=list(ticket.tags) or None,
        sla=clocks_to_text(ticket.clocks),
        sub=ticket.custom_status or None,
        rests=_rests(ticket.postponed),
        closes=_closes(ticket.closing),
        cat=ticket.category or None,
        level=ticket.level or None,
        moves=ticket.transfers or None,
        trashed=ticket.trashed_from.value if ticket.trashed_from else None,
        lang=ticket.language or None,
        people=ticket.participants or None,
        merged=ticket.merged_into,
        follows=ticket.follows,
        grp=ticket.group or None,
    ).raw()


def from_item(item: Item) -> Ticket:
    stored = TicketItem.from_raw_data(dict(item))
    department, _, status = stored.box.rpartition("#")
    return Ticket(
        reference=stored.pk.removeprefix("T#"),
        version=int(stored.version),
        subject=stored.subject,
        status=Status(status),
        priority=Priority(stored.priority),
        department=department,
        requester=Requester(stored.customer, stored.requester_name, stored.email),
        channel=Channel(stored.channel),
        created_at=stored.created,
        moved_at=_time_of(stored.moved),
        clocks=clocks_from_text(stored.sla),
        waiting_since=stored.waiting,
        assignee=_agent_of(stored.mine),
        tags=tuple(stored.tags or ()),
        language=stored.lang or "",
        participants=int(stored.people or 0),
        merged_into=stored.merged,
        follows=stored.follows,
        custom_status=stored.sub or "",
        postponed=_postponement(stored.rests),
        closing=_closing(stored.closes),
        category=stored.cat or "",
        level=int(stored.level or 0),
        transfers=int(stored.moves or 0),
        trashed_from=Status(stored.trashed) if stored.trashed else None,
        group=stored.grp or "",
    )


def row_attributes(ticket: Ticket) -> dict[str, str]:
    """What lists carry of a ticket, as `row_from_item` reads it."""
    item = to_item(ticket)
    return {name: item[name]["S"] for name in _IN_ROWS if name in item}


def row_from_item(item: Item, position: str) -> Row:
    """A row of a list, from what its index carries. Read without a model: a page has dozens of them."""
    department, _, status = item["box"]["S"].rpartition("#")
    return Row(
        reference=item["pk"]["S"].removeprefix("T#"),
        subject=item["subject"]["S"],
        status=Status(status),
        department=department,
        priority=Priority(item["prio"]["S"]),
        assignee=_agent_of(item["mine"]["S"] if "mine" in item else None),
        requester_name=item["who"]["S"],
        created_at=from_text(item["born"]["S"]),
        moved_at=_time_of(item["moved"]["S"]),
        due_at=_time_of(item["due"]["S"]) if "due" in item else None,
        custom_status=item["sub"]["S"] if "sub" in item else "",
        position=position,
    )


def _rests(postponed: Postponement | None) -> str | None:
    if postponed is None:
        return None
    return f"{to_text(postponed.until)}|{postponed.waits_for.value}|{int(postponed.was_new)}"


def _postponement(text: str | None) -> Postponement | None:
    if text is None:
        return None
    until, waits_for, was_new = text.split("|")
    return Postponement(from_text(until), WaitsFor(waits_for), was_new == "1")


def _closes(closing: Closing | None) -> str | None:
    if closing is None:
        return None
    return f"{to_text(closing.at)}|{to_text(closing.notice_at) if closing.notice_at else ''}"


def _closing(text: str | None) -> Closing | None:
    if text is None:
        return None
    at, notice_at = text.split("|")
    return Closing(from_text(at), from_text(notice_at) if notice_at else None)


def _time_of(position: str) -> datetime:
    return from_text(position.partition("#")[0])


def _agent_of(mine: str | None) -> str | None:
    return mine.rpartition("#")[0] if mine else None
