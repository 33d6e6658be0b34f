"""To solve: who gets which ticket, also when many ask at once."""

import itertools
import statistics
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.bootstrap import Desk
from chalicelib.domain.directory import Agent, Role
from chalicelib.domain.errors import Conflict, Forbidden, IdempotencyMismatch
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import EventName, FieldChange
from chalicelib.services.queue import Handed
from chalicelib.services.records import Change
from chalicelib.services.requests import Request, request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED, SUPPORT, World
from tests.support.rivals import at_once
from tests.support.tickets import a_ticket, an_entry

NUMBERS = itertools.count()


def asked(agent: Agent = AGENT, key: str = "", body: bytes = b"") -> Request:
    return request_of(agent.id, "POST /api/queue/next", key or f"key {next(NUMBERS)}", body)


def stored(world: World, age: timedelta = timedelta(), **fields: Any) -> Ticket:
    """A ticket that came so long ago, in the table."""
    desk, at = world.desk, world.clock.now() - age
    ticket = a_ticket(desk.ids.reference(), now=at, **fields)
    desk.tickets.commit(Change(None, ticket, (an_entry(desk.ids.ulid(at), ticket.reference, at=at),)))
    return ticket


def next_for(world: World, agent: Agent = AGENT, key: str = "") -> Handed:
    world.clock.advance(timedelta(seconds=1))
    return world.desk.queue.next(agent, asked(agent, key))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def colleagues(count: int) -> list[Agent]:
    return [Agent(f"a-{n}", f"a{n}@example.com", f"Agent {n}", Role.AGENT, ("support",)) for n in range(count)]


def test_the_ticket_that_is_due_first_comes_first_and_is_the_callers(world: World) -> None:
    stored(world, minutes(10))
    oldest = stored(world, minutes(30))
    handed = next_for(world)
    assert handed.ticket and handed.ticket.reference == oldest.reference
    assert handed.ticket == world.desk.tickets.ticket(oldest.reference)
    assert (handed.ticket.assignee, handed.ticket.version) == (AGENT.id, oldest.version + 1)
    assert (handed.waiting, handed.more) == (1, False)


def test_of_two_that_are_due_together_the_more_important_comes_first(world: World) -> None:
    stored(world, priority=Priority.HIGH)
    critical = stored(world, priority=Priority.CRITICAL)
    stored(world, priority=Priority.LOW)
    handed = next_for(world).ticket
    assert handed and handed.reference == critical.reference


def test_the_timeline_says_that_the_queue_gave_it(world: World) -> None:
    ticket = stored(world)
    next_for(world)
    page = world.desk.tickets.page(ticket.reference, 1)
    assert page and page.entries[0].event is EventName.TAKEN_FROM_QUEUE
    assert page.entries[0].author.id == AGENT.id
    assert FieldChange("assignee", "", AGENT.id) in page.entries[0].changes


def test_every_caller_gets_another_ticket_until_none_is_left(world: World) -> None:
    tickets = [stored(world, minutes(10 - n)).reference for n in range(3)]
    handed = [next_for(world, agent) for agent in colleagues(4)]
    assert [each.ticket.reference for each in handed if each.ticket] == tickets
    assert handed[3] == Handed(None, 0)


def test_what_the_caller_holds_is_handed_out_until_it_is_answered(world: World) -> None:
    mine = stored(world, minutes(10), assignee=AGENT.id)
    other = stored(world, minutes(5))
    handed = next_for(world).ticket
    assert handed == mine, "nothing is stored: it was theirs"
    world.desk.replies.reply(AGENT, mine, mine.version, "Well.", (), Status.ANSWERED, asked())
    handed = next_for(world).ticket
    assert handed and handed.reference == other.reference


def test_what_others_hold_or_have_answered_is_not_handed_out(world: World) -> None:
    stored(world, assignee=ADMIN.id)
    stored(world, status=Status.ANSWERED)
    stored(world, department="billing")
    assert next_for(world) == Handed(None, 0)


def test_what_others_work_on_hides_nothing_behind_it(world: World) -> None:
    desk = world.desk
    for n in range(3):
        stored(world, minutes(100 + n), assignee=ADMIN.id)
    behind = stored(world)
    with patch("chalicelib.services.queue.ROWS", 1):
        assert desk.queue.waiting(AGENT).departments == ((SUPPORT, 1),)
        handed = next_for(world).ticket
    assert handed and handed.reference == behind.reference


def test_a_ticket_that_a_list_shows_too_late_is_not_handed_out(world: World) -> None:
    """Lists lag; heads do not."""
    desk = world.desk
    taken, free = stored(world, minutes(10)), stored(world)
    before = desk.queue._lists.look

    def late(*arguments: Any) -> Any:
        listed = before(*arguments)
        seen = desk.tickets.ticket(taken.reference)
        if seen and seen.assignee is None:
            desk.edits.edit(ADMIN, seen, seen.version, Edit(assignee=ADMIN.id), None)
        return listed

    with patch.object(desk.queue._lists, "look", late):
        handed = next_for(world).ticket
    assert handed and handed.reference == free.reference


def test_the_same_request_again_gets_the_same_ticket(world: World) -> None:
    stored(world, minutes(10))
    stored(world)
    first = next_for(world, key="one").ticket
    assert first
    world.desk.replies.reply(AGENT, first, first.version, "Well.", (), Status.ANSWERED, asked())
    again = next_for(world, key="one").ticket
    assert again and (again.reference, again.status) == (first.reference, Status.ANSWERED)
    with pytest.raises(IdempotencyMismatch):
        world.desk.queue.next(AGENT, asked(AGENT, "one", b"another"))


def test_the_same_request_gets_its_ticket_also_when_nothing_waits_any_more(world: World) -> None:
    ticket = stored(world)
    next_for(world, key="one")
    held = world.desk.tickets.ticket(ticket.reference)
    assert held
    world.desk.replies.reply(AGENT, held, held.version, "Well.", (), Status.ANSWERED, asked())
    again = next_for(world, key="one").ticket
    assert again and again.reference == ticket.reference


def test_a_restricted_agent_gets_what_is_assigned_to_them_and_nothing_else(world: World) -> None:
    stored(world, minutes(60))
    stored(world, minutes(30), assignee=RESTRICTED.id, department="billing")
    mine = stored(world, assignee=RESTRICTED.id)
    assert next_for(world, RESTRICTED).ticket == mine
    assert world.desk.queue.waiting(RESTRICTED).departments == ((SUPPORT, 1),)


def test_an_agent_who_switched_a_department_off_gets_nothing_of_it(world: World) -> None:
    stored(world)
    off = replace(AGENT, queue_off=frozenset({"support"}))
    assert next_for(world, off) == Handed(None, 0)
    assert world.desk.queue.waiting(off).departments == ()


def test_who_is_away_or_may_not_answer_gets_nothing(world: World) -> None:
    stored(world)
    with pytest.raises(Conflict, match="away"):
        next_for(world, replace(AGENT, available=False))
    with pytest.raises(Forbidden):
        next_for(world, replace(AGENT, role="reader"))


def test_the_count_is_told_for_each_department(world: World) -> None:
    for department in ("support", "support", "billing"):
        stored(world, department=department)
    stored(world, assignee=OTHER.id)
    waiting = world.desk.queue.waiting(ADMIN)
    assert {each.id: count for each, count in waiting.departments} == {"support": 2, "billing": 1}
    assert not waiting.more
    with patch("chalicelib.services.queue.ROWS", 1):
        assert world.desk.queue.waiting(ADMIN).more


def test_two_who_ask_at_the_same_moment_go_for_different_tickets(world: World) -> None:
    tickets = [stored(world, minutes(10 - n)).reference for n in range(2)]
    first, second = colleagues(2)
    handed = [world.desk.queue.next(agent, asked(agent)).ticket for agent in (first, second)]
    assert {each.reference for each in handed if each} == set(tickets)


def test_marks_of_a_moment_are_of_no_matter_to_other_departments(world: World) -> None:
    stored(world, minutes(10), department="billing")
    stored(world, department="billing")
    first = stored(world, minutes(10))
    stored(world)
    world.desk.queue.next(OTHER, asked(OTHER))
    handed = world.desk.queue.next(AGENT, asked()).ticket
    assert handed and handed.reference == first.reference


@contextmanager
def counting(desk: Desk) -> Iterator[Counter[int]]:
    """Round trips by thread. Each of these is one, as `tests/budgets` shows."""
    trips: Counter[int] = Counter()

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*arguments: Any) -> Any:
            trips[threading.get_ident()] += 1
            return call(*arguments)

        return ask

    lists, tickets = desk.queue._lists, desk.tickets
    with (
        patch.object(lists, "list", counted(lists.list)),
        patch.object(lists, "look", counted(lists.look)),
        patch.object(tickets, "traces", counted(tickets.traces)),
        patch.object(tickets, "commit", counted(tickets.commit)),
    ):
        yield trips


def test_fifty_callers_take_thirty_tickets_each_exactly_once_in_three_round_trips(world: World) -> None:
    desk = world.desk
    tickets = {stored(world, minutes(n)).reference for n in range(30)}
    desk.directory_cache.current()
    claims: list[int] = []

    def ask(agent: Agent, trips: Counter[int]) -> Handed:
        handed = desk.queue.next(agent, asked(agent))
        if handed.ticket:
            claims.append(trips[threading.get_ident()])
        return handed

    with counting(desk) as trips:
        acts = [lambda agent=agent: ask(agent, trips) for agent in colleagues(50)]  # type: ignore[misc]
        ends = at_once(desk, *acts)
    handed = [end.ticket for end in ends if isinstance(end, Handed)]
    assert len(handed) == 50, ends
    got = [ticket for ticket in handed if ticket]
    assert sorted(ticket.reference for ticket in got) == sorted(tickets)
    assert len({ticket.assignee for ticket in got}) == 30
    for ticket in got:
        assert desk.tickets.ticket(ticket.reference) == ticket
    assert statistics.median(claims) <= 3, sorted(claims)
