"""The live feed: nothing is skipped, nothing foreign appears, and what was lost from sight is told."""

from dataclasses import dataclass, replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.moves import Edit
from chalicelib.domain.presence import Activity
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.services.feed import Look
from chalicelib.services.feed_cursor import MOST_TOLD, OVERLAP
from chalicelib.services.feed_ports import Left
from chalicelib.services.records import Change, ListQuery
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED, World
from tests.support.lambdas import Lambdas, insert_record
from tests.support.tickets import a_ticket, an_entry

READERS = (ADMIN, AGENT, OTHER, RESTRICTED)


@dataclass
class Page:
    """A page of the workspace that stays open: what it shows, by reference, and where it stands."""

    world: World
    agent: Agent
    cursor: str | None = None
    last: Look | None = None

    def __post_init__(self) -> None:
        self.shown: dict[str, int] = {}
        self.look()

    def look(self) -> Look:
        look = self.world.desk.feed.look(self.agent, self.cursor)
        for each in look.changed:
            self.shown[each.row.reference] = max(each.version, self.shown.get(each.row.reference, 0))
        for reference in look.gone:
            self.shown.pop(reference, None)
        self.cursor, self.last = look.cursor, look
        return look

    def news(self) -> tuple[list[str], list[str]]:
        """References of what changed and of what is gone since the last look."""
        look = self.look()
        assert not look.reload
        return [each.row.reference for each in look.changed], list(look.gone)


def stored(lambdas: Lambdas, **fields: object) -> Ticket:
    """A ticket that came just now, written down."""
    desk, now = lambdas.desk, lambdas.world.clock.now()
    ticket = a_ticket(desk.ids.reference(), now=now, **fields)
    entry = an_entry(desk.ids.ulid(now), ticket.reference, at=now)
    desk.tickets.commit(Change(None, ticket, (entry,)))
    lambdas.derive(ticket.reference, entry.id)
    return ticket


def changed(lambdas: Lambdas, ticket: Ticket, edit: Edit) -> Ticket:
    """The ticket after a change by an admin, written down a moment later."""
    seen = lambdas.desk.tickets.ticket(ticket.reference)
    after = lambdas.desk.edits.edit(ADMIN, seen, seen.version if seen else 0, edit, None)
    lambdas.world.clock.advance(timedelta(milliseconds=300))
    lambdas.derive(ticket.reference, newest_entry(lambdas, ticket))
    return after


def newest_entry(lambdas: Lambdas, ticket: Ticket) -> str:
    return lambdas.entries(ticket.reference)[-1].id


def test_a_page_begins_with_a_cursor_and_loads_what_it_shows(lambdas: Lambdas) -> None:
    stored(lambdas)
    lambdas.world.clock.advance(timedelta(minutes=1))
    look = lambdas.desk.feed.look(AGENT, None)
    assert (look.reload, look.changed, look.gone) == (True, (), ())
    assert Page(lambdas.world, AGENT).news() == ([], [])


def test_a_change_is_told_once_as_lists_show_it_and_with_its_version(lambdas: Lambdas) -> None:
    page = Page(lambdas.world, AGENT)
    ticket = changed(lambdas, stored(lambdas), Edit(priority=Priority.CRITICAL))
    (told,) = page.look().changed
    (row,) = lambdas.desk.lists.list(ListQuery((("support", Status.NEW),), False, "newest", 25)).rows
    assert replace(told.row, position=row.position) == row
    assert told.version == ticket.version
    assert page.news() == ([], [])


def test_every_way_in_which_a_ticket_changes_comes_through_the_stream(lambdas: Lambdas) -> None:
    page = Page(lambdas.world, AGENT)
    lambdas.receive()
    lambdas.agent_replies()
    lambdas.stream(*map(insert_record, lambdas.world.items()))
    for reference, entries in lambdas.announced().items():
        lambdas.derive(reference, *entries)
    (told,) = page.look().changed
    assert (told.row.status, told.version) == (Status.ANSWERED, lambdas.ticket().version)


def test_what_is_written_down_late_or_by_a_clock_that_is_behind_is_not_skipped(lambdas: Lambdas) -> None:
    first, late = stored(lambdas), stored(lambdas)
    lambdas.world.clock.advance(timedelta(minutes=2))
    page = Page(lambdas.world, AGENT)
    changed(lambdas, first, Edit(priority=Priority.HIGH))
    assert page.news() == ([first.reference], [])
    behind = lambdas.world.clock.now() - timedelta(seconds=10)
    lambdas.desk.feed._store.log(behind, late, Left())
    assert page.news() == ([late.reference], [])
    assert page.news() == ([], [])


def test_a_page_that_looks_for_an_hour_misses_nothing(lambdas: Lambdas) -> None:
    page, ticket = Page(lambdas.world, AGENT), stored(lambdas)
    for number in range(60):
        if number % 7 == 0:
            ticket = changed(lambdas, ticket, Edit(tags=(f"tag {number}",)))
        lambdas.world.clock.advance(timedelta(minutes=1, seconds=number % 5))
        page.news()
        assert page.shown == {ticket.reference: ticket.version}


def test_more_than_a_cursor_remembers_is_told_twice_rather_than_not(lambdas: Lambdas) -> None:
    page, store = Page(lambdas.world, AGENT), lambdas.desk.feed._store
    tickets = {stored(lambdas).reference for _ in range(3)}
    with patch("chalicelib.services.feed_cursor.MOST_TOLD", 1):
        assert set(page.news()[0]) == tickets
        late = stored(lambdas)
        told = page.news()[0]
    assert late.reference in told
    assert set(told) <= tickets | {late.reference}
    assert store.look(lambdas.world.clock.now() - OVERLAP, 10).complete


def test_whoever_writes_last_the_highest_version_counts(lambdas: Lambdas) -> None:
    page, store = Page(lambdas.world, AGENT), lambdas.desk.feed._store
    old = stored(lambdas)
    new = changed(lambdas, old, Edit(department="billing"))
    lambdas.world.clock.advance(timedelta(seconds=1))
    store.log(lambdas.world.clock.now(), old, Left())
    assert page.news() == ([], [new.reference])
    assert page.news() == ([], [])


def test_who_loses_sight_of_a_ticket_is_told_so_and_no_more(lambdas: Lambdas) -> None:
    ticket = stored(lambdas, assignee=RESTRICTED.id)
    pages = {agent.id: Page(lambdas.world, agent) for agent in READERS}
    for page in pages.values():
        page.look()
    changed(lambdas, ticket, Edit(department="billing", unassign=True))
    found = {name: page.news() for name, page in pages.items()}
    told, lost, nothing = ([ticket.reference], []), ([], [ticket.reference]), ([], [])
    assert found == {ADMIN.id: told, AGENT.id: lost, OTHER.id: told, RESTRICTED.id: lost}
    assert all(page.news() == nothing for page in pages.values())


def test_a_restricted_agent_gets_and_loses_a_ticket_by_its_assignment(lambdas: Lambdas) -> None:
    ticket, page = stored(lambdas), Page(lambdas.world, RESTRICTED)
    assert page.news() == ([], [])
    changed(lambdas, ticket, Edit(assignee=RESTRICTED.id))
    assert page.news() == ([ticket.reference], [])
    changed(lambdas, ticket, Edit(assignee=AGENT.id))
    assert page.news() == ([], [ticket.reference])
    changed(lambdas, ticket, Edit(priority=Priority.HIGH))
    assert page.news() == ([], [])


def test_a_ticket_that_was_there_and_away_between_two_looks_is_gone(lambdas: Lambdas) -> None:
    ticket, page = stored(lambdas), Page(lambdas.world, OTHER)
    changed(lambdas, ticket, Edit(department="billing"))
    changed(lambdas, ticket, Edit(department="support"))
    assert page.news() == ([], [ticket.reference])


def test_changes_that_one_message_brings_lose_nobody(lambdas: Lambdas) -> None:
    """A message may come after later changes, and bring several."""
    desk, ticket = lambdas.desk, stored(lambdas)
    page = Page(lambdas.world, AGENT)
    page.look()
    after = desk.edits.edit(ADMIN, ticket, ticket.version, Edit(department="billing"), None)
    moved = newest_entry(lambdas, ticket)
    desk.edits.edit(ADMIN, after, after.version, Edit(priority=Priority.HIGH), None)
    lambdas.derive(ticket.reference, newest_entry(lambdas, ticket))
    lambdas.derive(ticket.reference, moved)
    assert page.news() == ([], [ticket.reference])


def test_two_lines_of_one_moment_stand_beside_each_other(lambdas: Lambdas) -> None:
    """Two messages about one ticket, handled in the same millisecond: one knows what it left, the other does not."""
    desk, ticket = lambdas.desk, stored(lambdas)
    page = Page(lambdas.world, AGENT)
    page.look()
    desk.edits.edit(ADMIN, ticket, ticket.version, Edit(department="billing"), None)
    lambdas.derive(ticket.reference, newest_entry(lambdas, ticket))
    lambdas.derive(ticket.reference)
    assert page.news() == ([], [ticket.reference])


def test_of_what_others_see_not_even_the_time_is_told(lambdas: Lambdas) -> None:
    ticket, page = stored(lambdas), Page(lambdas.world, OTHER)
    for _ in range(3):
        before = page.cursor
        lambdas.world.clock.advance(timedelta(seconds=12))
        changed(lambdas, ticket, Edit(assignee=AGENT.id if before else None))
        assert page.news() == ([], [])
        assert page.cursor == before


def test_numbers_are_read_again_after_a_change_that_the_reader_sees_and_every_minute(lambdas: Lambdas) -> None:
    ticket = stored(lambdas)
    lambdas.world.clock.advance(timedelta(minutes=1))
    theirs, others = Page(lambdas.world, AGENT), Page(lambdas.world, OTHER)
    assert theirs.last and theirs.last.recount
    assert not theirs.look().recount
    changed(lambdas, ticket, Edit(priority=Priority.HIGH))
    assert [theirs.look().recount for _ in range(2)] == [True, True], "derive may count after it wrote the line"
    assert not others.look().recount, "it would tell that something happened"
    lambdas.world.clock.advance(timedelta(seconds=61))
    assert [others.look().recount for _ in range(2)] == [True, False]


def test_an_old_cursor_says_reload_and_goes_on(lambdas: Lambdas) -> None:
    page = Page(lambdas.world, AGENT)
    lambdas.world.clock.advance(timedelta(minutes=45))
    assert not page.look().reload
    page.cursor = Page(lambdas.world, AGENT).cursor
    lambdas.world.clock.advance(timedelta(minutes=45, milliseconds=1))
    assert page.look().reload
    ticket = stored(lambdas)
    assert page.news() == ([ticket.reference], [])


def test_after_too_many_changes_it_says_reload_and_still_who_is_where(lambdas: Lambdas) -> None:
    page = Page(lambdas.world, AGENT)
    tickets = [stored(lambdas) for _ in range(4)]
    lambdas.desk.feed.here(ADMIN, tickets[0], Activity.VIEWING, None)
    with patch("chalicelib.services.feed.MOST", 4):
        look = page.look()
    assert (look.reload, look.changed, [each.agent for each in look.here]) == (True, (), [ADMIN.id])


def test_whose_rights_changed_reads_everything_anew(lambdas: Lambdas) -> None:
    page = Page(lambdas.world, AGENT)
    page.agent = replace(AGENT, departments=("support", "billing"))
    assert page.look().reload
    assert not page.look().reload


def test_where_the_log_knows_more_it_says_who_may_see_who_is_there(lambdas: Lambdas) -> None:
    ticket, page = stored(lambdas), Page(lambdas.world, AGENT)
    lambdas.desk.feed.here(ADMIN, ticket, Activity.VIEWING, None)
    assert [each.agent for each in page.look().here] == [ADMIN.id]
    changed(lambdas, ticket, Edit(department="billing"))
    assert page.look().here == ()


def test_a_line_that_took_too_long_is_written_again(lambdas: Lambdas) -> None:
    ticket, page = stored(lambdas), Page(lambdas.world, AGENT)
    page.look()
    table, clock = lambdas.desk.table, lambdas.world.clock
    put = table.put

    def slowly(*arguments: object) -> bool:
        clock.advance(timedelta(seconds=20))
        return put(*arguments)  # type: ignore[arg-type]

    with patch.object(table, "put", slowly), pytest.raises(Unavailable):
        lambdas.derive(ticket.reference)
    page.look()
    lambdas.derive(ticket.reference)
    assert page.news() == ([ticket.reference], [])


def test_a_cursor_stays_short(lambdas: Lambdas) -> None:
    page = Page(lambdas.world, AGENT)
    for _ in range(3):
        stored(lambdas)
    page.look()
    assert page.cursor
    assert len(page.cursor) == 24 + 8 + 3 * 8
    assert 24 + 8 + MOST_TOLD * 8 < 1_000
