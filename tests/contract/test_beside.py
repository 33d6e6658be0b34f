"""What stands beside a ticket's head is stored with the head or not at all, and comes back as it was."""

from datetime import timedelta

import pytest

from chalicelib.domain.beside import Beside
from chalicelib.domain.checklists import Task
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.moves import noted
from chalicelib.domain.reminders import Reminder
from chalicelib.domain.ticket import Ticket
from chalicelib.services.records import Change, Due
from tests.support.clock import START
from tests.support.desk import AGENT, World
from tests.support.tickets import a_ticket, an_entry

HOUR = timedelta(hours=1)
TASKS = (Task("1" * 26, "Refund – 5 €"), Task("2" * 26, "Call", AGENT.id, START))
REMINDERS = (Reminder("3" * 26, AGENT.id, START + 2 * HOUR, "later"), Reminder("4" * 26, "a", START + HOUR, "soon"))
FIELDS = {"text": "Ä", "number": 3.5, "whole": 4711, "yes": True, "no": False, "several": ("a", "b"), "none": ()}


@pytest.fixture
def stored(world: World) -> Ticket:
    ticket = a_ticket()
    world.desk.tickets.commit(Change(None, ticket, (an_entry("0" * 26),)))
    return ticket


def changed(world: World, before: Ticket, id: str = "1", **beside: object) -> Ticket:
    after = noted(before)
    change = Change(before, after, (an_entry(id.rjust(26, "0")),), **beside)  # type: ignore[arg-type]
    assert world.desk.tickets.commit(change) is None
    return after


def due(world: World, after: timedelta) -> list[Due]:
    return [each for each in world.desk.timers.due(START + after, 100) if each.reminders]


def test_a_ticket_without_anything_beside_it_has_nothing(world: World, stored: Ticket) -> None:
    assert world.desk.tickets.beside(stored.reference) == Beside()
    assert world.desk.tickets.beside("00000000") == Beside()


def test_everything_comes_back_as_it_was_also_with_the_page(world: World, stored: Ticket) -> None:
    changed(world, stored, fields=FIELDS, checklist=TASKS, reminders=REMINDERS)
    wanted = Beside(FIELDS, TASKS, REMINDERS)
    assert world.desk.tickets.beside(stored.reference) == wanted
    page = world.desk.tickets.page(stored.reference, 1)
    assert page and page.beside == wanted
    assert page.older is not None
    older = world.desk.tickets.page(stored.reference, 1, page.older)
    assert older and len(older.entries) == 1


def test_a_change_replaces_what_it_names_and_leaves_the_rest(world: World, stored: Ticket) -> None:
    after = changed(world, stored, fields=FIELDS, checklist=TASKS, reminders=REMINDERS)
    changed(world, after, "2", checklist=())
    assert world.desk.tickets.beside(stored.reference) == Beside(FIELDS, (), REMINDERS)


def test_a_change_that_comes_too_late_leaves_nothing_beside_the_ticket(world: World, stored: Ticket) -> None:
    changed(world, stored, fields={"text": "first"})
    with pytest.raises(StaleVersion):
        changed(world, stored, "2", fields={"text": "second"}, checklist=TASKS)
    assert world.desk.tickets.beside(stored.reference) == Beside({"text": "first"})


def test_the_timer_has_the_nearest_reminder_until_there_is_none(world: World, stored: Ticket) -> None:
    after = changed(world, stored, reminders=REMINDERS)
    assert due(world, HOUR - timedelta(milliseconds=1)) == []
    assert [each.reminders for each in due(world, HOUR)] == [(stored.reference,)]
    after = changed(world, after, "2", reminders=REMINDERS[:1])
    assert due(world, HOUR) == []
    assert [each.reminders for each in due(world, 2 * HOUR)] == [(stored.reference,)]
    changed(world, after, "3", reminders=())
    assert due(world, 100 * HOUR) == []
