"""Counts: always what counting the tickets would come to, whatever happened in which order and how often."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.counting import Slot, of_agent
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.counting import TRIES
from chalicelib.services.records import Change, QuarantinedMail
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED, World
from tests.support.tickets import a_ticket, an_entry

DAY = timedelta(days=1)


def opened(world: World, *, counted: bool = True, **fields: Any) -> Ticket:
    desk, now = world.desk, world.clock.now()
    ticket = a_ticket(desk.ids.reference(), now=now, **fields)
    desk.tickets.commit(Change(None, ticket, (an_entry(desk.ids.ulid(now), ticket.reference, at=now),)))
    if counted:
        desk.counting.count(ticket, {})
    return ticket


def changed(world: World, ticket: Ticket, *, counted: bool = True, **fields: Any) -> Ticket:
    desk, now = world.desk, world.clock.now()
    after = replace(ticket, version=ticket.version + 1, **fields)
    entry = an_entry(desk.ids.ulid(now), ticket.reference, at=now, kind=EntryKind.EVENT)
    desk.tickets.commit(Change(ticket, after, (entry,)))
    if counted:
        desk.counting.count(after, {})
    return after


def mentioned(world: World, ticket: Ticket, *agents: Agent) -> Ticket:
    """A note that mentions them, as the stream announces it."""
    desk, key = world.desk, f"note {desk_count(world)}"
    ids = tuple(agent.id for agent in agents)
    done = desk.replies.note(ADMIN, ticket, None, "Look.", (), request_of(ADMIN.id, "notes", key, b""), ids)
    desk.derive.ticket(ticket.reference, (done.entry_id,))
    after = desk.tickets.ticket(ticket.reference)
    assert after
    return after


def desk_count(world: World) -> int:
    return len(world.items())


def counts(world: World, agent: Agent = AGENT, zone: str = "UTC") -> dict[str, int | None]:
    """Those that are not zero, after proving all numbers that are kept."""
    assert world.desk.recounting.differences() == []
    return {view: count for view, count in world.desk.counts.all(agent, zone).items() if count != 0}


def test_a_ticket_counts_in_the_views_of_its_status_and_of_who_holds_it(world: World) -> None:
    opened(world)
    opened(world, status=Status.OPEN, assignee=AGENT.id)
    opened(world, status=Status.SPAM)
    opened(world, department="billing")
    assert counts(world) == {"mine": 1, "unassigned": 1, "due_today": 2, "open": 2, "spam": 1}
    assert counts(world, OTHER) == {"unassigned": 1, "due_today": 1, "open": 1}
    assert counts(world, ADMIN) == {"unassigned": 2, "due_today": 3, "open": 3, "spam": 1}


def test_a_ticket_that_moves_leaves_where_it_was(world: World) -> None:
    ticket = opened(world)
    ticket = changed(world, ticket, status=Status.ANSWERED, assignee=AGENT.id, waiting_since=None)
    assert counts(world) == {"answered": 1}
    ticket = changed(world, ticket, status=Status.CLOSED)
    assert counts(world) == {"closed": 1}
    changed(world, ticket, department="billing", status=Status.OPEN, assignee=None)
    assert counts(world) == {}
    assert counts(world, OTHER) == {"unassigned": 1, "open": 1}


def test_what_is_due_becomes_overdue_in_the_next_minute_without_any_change(world: World) -> None:
    world.clock.advance(timedelta(seconds=20))
    opened(world)
    world.clock.advance(timedelta(hours=8))
    assert counts(world)["due_today"] == 1
    world.clock.advance(timedelta(seconds=39))
    assert "overdue" not in counts(world)
    world.clock.advance(timedelta(seconds=1))
    found = counts(world)
    assert (found["overdue"], found.get("due_today")) == (1, None)


def test_the_day_ends_where_the_viewer_is(world: World) -> None:
    """It is nine in the morning in UTC, and the answer is due at five in the afternoon."""
    opened(world)
    assert "due_today" in counts(world, zone="Europe/Helsinki")
    assert "due_today" not in counts(world, zone="Pacific/Auckland")
    assert "due_today" in counts(world, zone="Asia/Kathmandu")


def test_a_restricted_agent_counts_the_own_tickets_alone(world: World) -> None:
    opened(world, status=Status.POSTPONED)
    opened(world)
    opened(world, assignee=AGENT.id)
    assert counts(world, RESTRICTED) == {}
    ticket = opened(world, assignee=RESTRICTED.id)
    assert counts(world, RESTRICTED) == {"mine": 1, "due_today": 1, "open": 1}
    world.clock.advance(DAY)
    assert counts(world, RESTRICTED) == {"mine": 1, "overdue": 1, "open": 1}
    changed(world, ticket, assignee=None)
    assert counts(world, RESTRICTED) == {}


def test_an_agent_does_not_count_tickets_of_departments_left(world: World) -> None:
    opened(world, department="billing", assignee=AGENT.id)
    assert counts(world) == {}
    both = replace(AGENT, departments=("support", "billing"))
    assert counts(world, both) == {"mine": 1, "due_today": 1, "open": 1}


def test_a_note_counts_for_those_whom_it_mentions_until_the_ticket_ends(world: World) -> None:
    ticket = mentioned(world, opened(world, assignee=RESTRICTED.id), AGENT, RESTRICTED)
    assert (counts(world)["mentioned"], counts(world, RESTRICTED)["mentioned"]) == (1, 1)
    ticket = changed(world, ticket, assignee=AGENT.id)
    assert (counts(world)["mentioned"], counts(world, RESTRICTED)) == (1, {})
    ticket = changed(world, ticket, status=Status.CLOSED)
    assert "mentioned" not in counts(world)
    changed(world, ticket, status=Status.OPEN)
    assert counts(world)["mentioned"] == 1


def test_a_second_mention_moves_the_ticket_up_and_counts_it_once(world: World) -> None:
    first = opened(world)
    first = mentioned(world, first, AGENT)
    second = mentioned(world, opened(world), AGENT)
    listed = world.desk.count_store.mentions(AGENT.id, 10, None)[0]
    assert [reference for reference, _ in listed] == [second.reference, first.reference]
    mentioned(world, first, AGENT)
    listed = world.desk.count_store.mentions(AGENT.id, 10, None)[0]
    assert [reference for reference, _ in listed] == [first.reference, second.reference]
    assert counts(world)["mentioned"] == 2


def test_what_came_twice_counts_once_and_writes_nothing(world: World) -> None:
    ticket = opened(world)
    before = world.items()
    assert not world.desk.counting.count(ticket, {})
    assert world.items() == before


def test_news_of_an_older_version_take_nothing_back(world: World) -> None:
    """A function that read the ticket before a change counts it after another one has counted the change."""
    ticket = opened(world)
    answered = changed(world, ticket, status=Status.ANSWERED, waiting_since=None)
    world.desk.counting.count(ticket, {})
    assert counts(world) == {"answered": 1}
    reopened = changed(world, answered, status=Status.NEW, waiting_since=world.clock.now())
    world.desk.counting.count(answered, {})
    assert counts(world)["open"] == 1
    assert world.desk.tickets.ticket(ticket.reference) == reopened


def test_a_rival_who_counts_at_the_same_moment_does_no_harm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = opened(world)
    after = changed(world, ticket, counted=False, status=Status.SPAM)
    store = world.desk.count_store
    move = store.move

    def after_a_rival(*tallies: Any) -> bool:
        monkeypatch.setattr(store, "move", move)
        world.desk.counting.count(after, {})
        return bool(move(*tallies))

    monkeypatch.setattr(store, "move", after_a_rival)
    world.desk.counting.count(after, {})
    assert counts(world) == {"spam": 1}


def test_two_who_count_a_ticket_for_the_first_time_count_it_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = opened(world, counted=False)
    store = world.desk.count_store
    move = store.move

    def after_a_rival(*tallies: Any) -> bool:
        monkeypatch.setattr(store, "move", move)
        world.desk.counting.count(ticket, {})
        return bool(move(*tallies))

    monkeypatch.setattr(store, "move", after_a_rival)
    world.desk.counting.count(ticket, {})
    assert counts(world)["open"] == 1


def test_a_change_that_was_counted_while_an_older_one_was_on_its_way_is_not_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer change leads back to where the ticket was counted, so counting it writes nothing."""
    ticket = opened(world)
    store = world.desk.count_store
    move = store.move
    spam = changed(world, ticket, counted=False, status=Status.SPAM)

    def after_the_ticket_moved_back(*tallies: Any) -> bool:
        monkeypatch.setattr(store, "move", move)
        changed(world, spam, status=Status.NEW)
        return bool(move(*tallies))

    monkeypatch.setattr(store, "move", after_the_ticket_moved_back)
    world.desk.counting.count(spam, {})
    assert counts(world) == {"unassigned": 1, "due_today": 1, "open": 1}


def test_mails_set_aside_count_for_the_departments_they_were_sent_to(world: World) -> None:
    desk = world.desk
    both = set_aside(world, "support@in.example.com", "help@in.example.com", "billing@in.example.com")
    set_aside(world, "support@in.example.com")
    set_aside(world, "nobody@in.example.com")
    found = {agent.id: counts(world, agent).get("quarantine") for agent in (ADMIN, AGENT, OTHER, RESTRICTED)}
    assert found == {ADMIN.id: 3, AGENT.id: 2, OTHER.id: 1, RESTRICTED.id: None}
    desk.quarantine.discard(AGENT, both, request_of(AGENT.id, "discard", both, b""))
    desk.mail_counting.count(both)
    assert not desk.mail_counting.count(both)
    assert (counts(world)["quarantine"], counts(world, OTHER)) == (1, {})


def set_aside(world: World, *recipients: str) -> str:
    """The id of a mail that waits."""
    id, now = world.desk.ids.ulid(world.clock.now()), world.clock.now()
    mail = QuarantinedMail(id, f"inbound/{id}", "spam", now, "eve@evil.example", "Win", recipients)
    world.desk.tickets.quarantine(mail)
    world.desk.mail_counting.count(id)
    return id


def test_who_is_always_late_gives_the_change_back_to_the_queue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    monkeypatch.setattr(world.desk.count_store, "move", lambda *tallies: tries.append(1) is not None)
    ticket = opened(world, counted=False)
    with pytest.raises(Unavailable):
        world.desk.counting.count(ticket, {})
    assert len(tries) == TRIES


def test_hours_in_which_nothing_is_due_any_more_are_cleared_away(world: World) -> None:
    ticket, other = opened(world), opened(world)
    changed(world, ticket, status=Status.CLOSED, waiting_since=None)
    assert len(due_places(world)) == 1
    changed(world, other, status=Status.CLOSED, waiting_since=None)
    assert due_places(world) == []


def test_minutes_of_an_agent_are_cleared_away_some_at_a_time(world: World) -> None:
    for _ in range(9):
        world.clock.advance(timedelta(minutes=1))
        ticket = opened(world, assignee=AGENT.id)
        changed(world, ticket, status=Status.CLOSED, waiting_since=None)
    assert counts(world) == {"closed": 9}
    own = world.desk.count_store.numbers({of_agent(AGENT.id): "B"})[of_agent(AGENT.id)]["AT#0"]
    assert len([name for name in own if name.startswith("due ")]) == 1


def due_places(world: World) -> list[str]:
    return [item["sk"]["S"] for item in world.items() if item["sk"]["S"].startswith("DUE#")]


def test_a_desk_that_was_never_counted_is_counted_by_repairing(world: World) -> None:
    opened(world, counted=False)
    opened(world, counted=False, assignee=AGENT.id)
    assert len(world.desk.recounting.differences()) > 0
    assert world.desk.recounting.repair() == []
    assert counts(world)["open"] == 2


def test_a_number_that_no_ticket_explains_is_repaired(world: World) -> None:
    opened(world)
    slot = Slot("support", "AT#0", Status.CLOSED.value)
    from chalicelib.adapters.dynamo.count_audit import DynamoCountAudit

    DynamoCountAudit(world.desk.table, world.desk.files).correct({slot: 5})
    (wrong,) = world.desk.recounting.differences()
    assert (wrong.slot, wrong.kept, wrong.counted) == (slot, 5, 0)
    assert world.desk.recounting.repair() == []
    assert "closed" not in counts(world)
