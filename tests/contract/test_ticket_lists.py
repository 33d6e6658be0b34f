from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.domain.moves import Edit, noted
from chalicelib.domain.outbox import MailKind, claimed, pending
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.times import to_text
from chalicelib.services.records import Change, ListQuery, Row
from tests.contract.conftest import Changes
from tests.support.clock import START
from tests.support.desk import World
from tests.support.tickets import a_ticket, edited


def stored(world: World, change: Changes, *tickets: Ticket) -> None:
    for ticket in tickets:
        world.desk.tickets.commit(change.opening(ticket))


def test_a_row_shows_what_lists_need(world: World, change: Changes) -> None:
    ticket = a_ticket(assignee="a-agent", priority=Priority.HIGH, custom_status="not-yet")
    stored(world, change, ticket)
    expected = Row(
        reference=ticket.reference,
        subject=ticket.subject,
        status=Status.NEW,
        department="support",
        priority=Priority.HIGH,
        assignee="a-agent",
        requester_name=ticket.requester.name,
        created_at=ticket.created_at,
        moved_at=ticket.moved_at,
        due_at=ticket.due_at,
        position="",
        custom_status="not-yet",
    )
    for query in (
        ListQuery((("support", Status.NEW),), False, "newest", 5),
        ListQuery((("support", Status.NEW),), False, "due", 5),
        ListQuery((("a-agent", Status.NEW),), True, "newest", 5),
        ListQuery((("a-agent", Status.NEW),), True, "due", 5),
    ):
        (row,) = world.desk.lists.list(query).rows
        assert replace(row, position="") == expected
        place = ticket.due_at if query.order == "due" else ticket.moved_at
        assert row.position == f"{to_text(place)}#{ticket.reference}"


def test_an_empty_list_has_no_next_page(world: World) -> None:
    listed = world.desk.lists.list(ListQuery(tuple(("support", status) for status in Status), False, "newest", 5))
    assert (listed.rows, listed.next) == ((), None)


def test_a_department_full_of_assigned_tickets_hides_no_free_one_behind_them(world: World) -> None:
    """Its page ends among the assigned ones, while the other department shows a free ticket that is further on."""
    crowd = [a_ticket(f"0000000{n}", now=START + timedelta(minutes=n), assignee="a-agent") for n in range(9)]
    late = [a_ticket(f"0000001{n}", now=START + timedelta(minutes=20 + n), department="billing") for n in range(3)]
    hidden = a_ticket("00000099", now=START + timedelta(minutes=10))
    for ticket in (*crowd, *late, hidden):
        world.desk.table.put(ticket_items.to_item(ticket))
    partitions = (("support", Status.NEW), ("billing", Status.NEW))
    for order in ("oldest", "due"):
        query, found = ListQuery(partitions, False, order, 1, unassigned=True), []
        while True:
            page = world.desk.lists.list(query)
            found += [row.reference for row in page.rows]
            if page.next is None:
                break
            query = replace(query, after=page.next)
        assert found == ["00000099", "00000010", "00000011", "00000012"]


def all_due(world: World, at: datetime) -> tuple[list[str], list[str]]:
    pages = list(world.desk.timers.due(at, 10))
    return [id for page in pages for id in page.tickets], [id for page in pages for id in page.mails]


def test_timers_tell_what_is_due_oldest_first_page_by_page(world: World, change: Changes) -> None:
    tickets = [a_ticket(f"0000000{n}", now=START + timedelta(minutes=n)) for n in (3, 1, 2)]
    stored(world, change, *tickets)
    warn = tickets[1].fires_at
    assert all_due(world, warn - timedelta(milliseconds=1)) == ([], [])
    assert all_due(world, warn) == (["00000001"], [])
    late = warn + timedelta(hours=1)
    assert all_due(world, late) == (["00000001", "00000002", "00000003"], [])
    pages = [due.tickets for due in world.desk.timers.due(late, 2)]
    assert pages == [("00000001", "00000002"), ("00000003",)]


def test_timers_tell_mails_from_tickets(world: World, change: Changes) -> None:
    ticket = a_ticket()
    opening = change.opening(ticket)
    mail = pending(ticket.reference, opening.entries[0].id, MailKind.REPLY, "a@b.example", "", START)
    sending = claimed(
        pending(ticket.reference, opening.entries[0].id, MailKind.NOTICE, "c@d.example", "", START), START, "one"
    )
    world.desk.tickets.commit(replace(opening, outbox=(mail, sending)))
    assert mail.fires_at is not None
    assert all_due(world, mail.fires_at) == ([], [mail.id])
    assert all_due(world, START + timedelta(days=1)) == ([ticket.reference], [mail.id, sending.id])


def test_a_closed_ticket_has_no_timer(world: World, change: Changes) -> None:
    ticket = a_ticket()
    stored(world, change, ticket)
    answered = edited(ticket, Edit(status=Status.CLOSED), START)
    world.desk.tickets.commit(Change(ticket, answered, (change.entry(ticket),)))
    world.desk.tickets.commit(Change(answered, noted(answered), (change.entry(ticket),)))
    assert all_due(world, START + timedelta(days=9)) == ([], [])
