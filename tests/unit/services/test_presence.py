"""Who is at a ticket: who sees it, for how long, and what the queue makes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.presence import Activity
from chalicelib.domain.ticket import Ticket
from chalicelib.services.feed import Here
from chalicelib.services.queue import Handed
from chalicelib.services.records import Change
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED, World
from tests.support.tickets import a_ticket, an_entry

COLLEAGUE = Agent("a-colleague", "c@example.com", "Carl Colleague", "agent", ("support",))


def stored(world: World, **fields: Any) -> Ticket:
    desk, at = world.desk, world.clock.now() - timedelta(minutes=5)
    ticket = a_ticket(desk.ids.reference(), now=at, **fields)
    desk.tickets.commit(Change(None, ticket, (an_entry(desk.ids.ulid(at), ticket.reference, at=at),)))
    return ticket


def seen_by(world: World, agent: Agent) -> tuple[Here, ...]:
    return world.desk.feed.look(agent, None).here


def is_at(world: World, agent: Agent, ticket: Ticket, activity: Activity = Activity.VIEWING) -> None:
    world.desk.feed.here(agent, ticket, activity, None)


def next_for(world: World, agent: Agent) -> Handed:
    request = request_of(agent.id, "POST /api/queue/next", f"key of {world.clock.now()}", b"")
    return world.desk.queue.next(agent, request)


def test_colleagues_see_who_is_at_a_ticket_and_what_they_do_there(world: World) -> None:
    ticket = stored(world)
    is_at(world, AGENT, ticket, Activity.REPLYING)
    assert seen_by(world, ADMIN) == (Here(ticket.reference, AGENT.id, AGENT.name, Activity.REPLYING),)
    is_at(world, AGENT, ticket, Activity.NOTING)
    assert [each.activity for each in seen_by(world, COLLEAGUE)] == [Activity.NOTING]


def test_nobody_is_told_of_themselves(world: World) -> None:
    is_at(world, AGENT, stored(world))
    assert seen_by(world, AGENT) == ()


def test_who_says_it_sees_in_the_same_answer_who_else_is_there(world: World) -> None:
    ticket = stored(world)
    is_at(world, AGENT, ticket)
    look = world.desk.feed.here(ADMIN, ticket, Activity.VIEWING, None)
    assert [each.agent for each in look.here] == [AGENT.id]


def test_only_who_sees_the_ticket_sees_who_is_there(world: World) -> None:
    nobodys, own = stored(world), stored(world, assignee=RESTRICTED.id)
    is_at(world, AGENT, nobodys)
    is_at(world, AGENT, own)
    assert seen_by(world, OTHER) == ()
    assert [each.reference for each in seen_by(world, RESTRICTED)] == [own.reference]


def test_nobody_is_at_a_ticket_that_they_do_not_see(world: World) -> None:
    foreign = stored(world, department="billing")
    for ticket in (foreign, None):
        with pytest.raises(NotFound):
            world.desk.feed.here(AGENT, ticket, Activity.VIEWING, None)
        with pytest.raises(NotFound):
            world.desk.feed.leave(AGENT, ticket)
    assert seen_by(world, OTHER) == ()


def test_it_is_believed_between_two_heartbeats_and_no_longer(world: World) -> None:
    is_at(world, AGENT, stored(world))
    world.clock.advance(timedelta(seconds=18))
    assert seen_by(world, ADMIN)
    world.clock.advance(timedelta(milliseconds=1))
    assert seen_by(world, ADMIN) == ()


def test_who_leaves_is_gone_at_once(world: World) -> None:
    ticket = stored(world)
    is_at(world, AGENT, ticket)
    is_at(world, COLLEAGUE, ticket)
    world.desk.feed.leave(AGENT, ticket)
    world.desk.feed.leave(AGENT, ticket)
    assert [each.agent for each in seen_by(world, ADMIN)] == [COLLEAGUE.id]


def test_the_queue_gives_no_ticket_that_somebody_else_is_at(world: World) -> None:
    first = stored(world)
    second = stored(world)
    is_at(world, COLLEAGUE, first)
    handed = next_for(world, AGENT)
    assert handed.ticket and handed.ticket.reference == second.reference


@pytest.mark.parametrize("activity", [Activity.REPLYING, Activity.NOTING])
def test_the_queue_gives_nobody_their_own_ticket_while_somebody_else_writes_in_it(
    world: World, activity: Activity
) -> None:
    mine = stored(world, assignee=AGENT.id)
    is_at(world, COLLEAGUE, mine, activity)
    assert next_for(world, AGENT) == Handed(None, 1)
    is_at(world, COLLEAGUE, mine, Activity.VIEWING)
    world.clock.advance(timedelta(seconds=1))
    assert next_for(world, AGENT).ticket == mine, "who only looks at it takes it from nobody"


def test_a_restricted_agents_queue_leaves_alone_what_somebody_writes_in(world: World) -> None:
    mine = stored(world, assignee=RESTRICTED.id)
    is_at(world, AGENT, mine, Activity.REPLYING)
    assert next_for(world, RESTRICTED) == Handed(None, 1)
    world.desk.feed.leave(AGENT, mine)
    world.clock.advance(timedelta(seconds=1))
    assert next_for(world, RESTRICTED).ticket == mine


def test_where_everything_is_looked_at_the_queue_says_what_waits_and_gives_nothing(world: World) -> None:
    is_at(world, COLLEAGUE, stored(world))
    assert next_for(world, AGENT) == Handed(None, 1)
    world.clock.advance(timedelta(seconds=19))
    assert next_for(world, AGENT).ticket


def test_the_own_look_at_a_ticket_keeps_nobody_from_getting_it(world: World) -> None:
    ticket = stored(world)
    is_at(world, AGENT, ticket)
    handed = next_for(world, AGENT).ticket
    assert handed and handed.reference == ticket.reference


def test_somebody_whose_name_is_not_known_is_shown_by_their_id(world: World) -> None:
    is_at(world, replace(COLLEAGUE, id="a-new"), stored(world))
    assert [each.name for each in seen_by(world, ADMIN)] == ["a-new"]
