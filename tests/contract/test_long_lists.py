"""Lists of sixty tickets, which are stored once: these tests only read."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.services.records import ListQuery, Row
from tests.support.clock import START
from tests.support.desk import World
from tests.support.desk import world as a_world
from tests.support.tickets import a_ticket

BOTH = ("support", "billing")
WAITING = (Status.NEW, Status.OPEN)


def boxes(departments: tuple[str, ...], statuses: tuple[Status, ...]) -> tuple[tuple[str, Status], ...]:
    return tuple((department, status) for department in departments for status in statuses)


def exhausted(world: World, query: ListQuery) -> list[Row]:
    """All pages of a list, followed until there is no next one."""
    rows: list[Row] = []
    for _ in range(200):
        page = world.desk.lists.list(query)
        assert len(page.rows) <= query.limit
        rows += page.rows
        if page.next is None:
            return rows
        query = replace(query, after=page.next)
    raise AssertionError("the list never ends")


@pytest.fixture(scope="module")
def crowd() -> list[Ticket]:
    """Sixty tickets in two departments and all states, some assigned, several moved in the same millisecond."""
    chance = random.Random(7)
    tickets = []
    for number in range(60):
        created = START + timedelta(seconds=chance.randrange(20))
        ticket = a_ticket(f"{number:08d}", now=created)
        status = chance.choice(list(Status))
        tickets.append(
            replace(
                ticket,
                department=chance.choice(BOTH),
                status=status,
                assignee=chance.choice([None, "a-agent", "a-admin"]),
                moved_at=START + timedelta(minutes=chance.randrange(10)),
                waiting_since=created if status in WAITING else None,
            )
        )
    return tickets


@pytest.fixture(scope="module")
def crowded(crowd: list[Ticket]) -> Iterator[World]:
    with a_world() as world:
        for ticket in crowd:
            world.desk.table.put(ticket_items.to_item(ticket))
        yield world


def moved(ticket: Ticket) -> tuple[object, ...]:
    return (ticket.moved_at, ticket.reference)


def due(ticket: Ticket) -> tuple[object, ...]:
    assert ticket.due_at is not None
    return (ticket.due_at, ticket.reference)


def test_a_list_page_by_page_shows_each_ticket_once_in_order(crowded: World, crowd: list[Ticket]) -> None:
    for limit in (1, 7, 25, 100):
        for statuses in (WAITING, tuple(Status), (Status.CLOSED,)):
            wanted = [ticket for ticket in crowd if ticket.status in statuses]
            for order, reverse in (("newest", True), ("oldest", False)):
                if limit == 1 and len(statuses) > 2:
                    continue
                rows = exhausted(crowded, ListQuery(boxes(BOTH, statuses), False, order, limit))
                expected = sorted(wanted, key=moved, reverse=reverse)
                assert [row.reference for row in rows] == [ticket.reference for ticket in expected]


def test_a_list_by_due_time_shows_what_waits_for_us_most_urgent_first(crowded: World, crowd: list[Ticket]) -> None:
    expected = sorted((ticket for ticket in crowd if ticket.status in WAITING), key=due)
    for limit in (3, 100):
        rows = exhausted(crowded, ListQuery(boxes(BOTH, tuple(Status)), False, "due", limit))
        assert [row.reference for row in rows] == [ticket.reference for ticket in expected]
        assert [row.due_at for row in rows] == [ticket.due_at for ticket in expected]


def test_a_list_of_one_department_shows_no_other(crowded: World, crowd: list[Ticket]) -> None:
    rows = exhausted(crowded, ListQuery(boxes(("billing",), tuple(Status)), False, "newest", 10))
    assert {row.reference for row in rows} == {ticket.reference for ticket in crowd if ticket.department == "billing"}
    assert {row.department for row in rows} == {"billing"}


def test_a_list_of_unassigned_tickets_leaves_out_all_others(crowded: World, crowd: list[Ticket]) -> None:
    free = sorted((ticket for ticket in crowd if ticket.assignee is None), key=moved, reverse=True)
    for limit in (2, 50):
        rows = exhausted(crowded, ListQuery(boxes(BOTH, tuple(Status)), False, "newest", limit, unassigned=True))
        assert [row.reference for row in rows] == [ticket.reference for ticket in free]
    urgent = sorted((ticket for ticket in free if ticket.due_at), key=due)
    rows = exhausted(crowded, ListQuery(boxes(BOTH, WAITING), False, "due", 2, unassigned=True))
    assert [row.reference for row in rows] == [ticket.reference for ticket in urgent]


@pytest.mark.parametrize("order", ["newest", "oldest", "due"])
def test_an_agents_list_holds_the_agents_tickets_of_all_departments(
    crowded: World, crowd: list[Ticket], order: str
) -> None:
    mine = [ticket for ticket in crowd if ticket.assignee == "a-agent"]
    if order == "due":
        expected = sorted((ticket for ticket in mine if ticket.due_at), key=due)
    else:
        expected = sorted(mine, key=moved, reverse=order == "newest")
    partitions = tuple(("a-agent", status) for status in Status)
    for limit in (3, 100):
        rows = exhausted(crowded, ListQuery(partitions, True, order, limit))
        assert [row.reference for row in rows] == [ticket.reference for ticket in expected]
        assert {row.assignee for row in rows} == {"a-agent"}
