"""Bulk jobs: each ticket as one agent would by hand, once, whatever fails; taken back where nothing else happened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.bulk import LEASE, JobState, Tally
from chalicelib.domain.departments import Assignment
from chalicelib.domain.errors import Conflict, IdempotencyMismatch, InvalidInput, NotFound, Unavailable
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.bulk_ports import JobPage, Wanted
from chalicelib.services.records import Change
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, World
from tests.support.lambdas import Lambdas
from tests.support.prepared import asked, macro, prepared
from tests.support.quick_moto import quick_transactions
from tests.support.setting_up import set_up
from tests.support.settings import SERIAL
from tests.support.tickets import a_ticket, an_entry

# tickets between two reports
AT_ONCE = 4
CLOSE = Recipe(status=Status.CLOSED, priority=Priority.LOW, add_tags=("old",))


@pytest.fixture(autouse=True)
def small_steps() -> Iterator[None]:
    with quick_transactions(), patch("chalicelib.services.bulk.AT_ONCE", AT_ONCE):
        yield


def tickets(world: World, count: int = 3, **fields: Any) -> list[str]:
    """References of new ones of Support."""
    desk, now = world.desk, world.clock.now()
    references = [desk.ids.reference() for _ in range(count)]
    for reference in references:
        entry = an_entry(desk.ids.ulid(now), reference, at=now)
        desk.tickets.commit(Change(None, a_ticket(reference, now=now, **fields), (entry,)))
    return references


def ticket(world: World, reference: str) -> Ticket:
    found = world.desk.tickets.ticket(reference)
    assert found
    return found


def begin(
    world: World, references: Sequence[str], recipe: Recipe = CLOSE, *, by: Agent = AGENT, key: str = "job"
) -> JobPage:
    return world.desk.bulk.begin(by, references, Wanted(recipe), asked(key, by))


def undo(world: World, page: JobPage, *, by: Agent = AGENT, key: str = "undo") -> JobPage:
    return world.desk.bulk.undo(by, page.job.id, asked(key, by))


def edit(world: World, reference: str, change: Edit, by: Agent = ADMIN) -> Ticket:
    seen = ticket(world, reference)
    return world.desk.edits.edit(by, seen, seen.version, change, None)


def of_tickets(world: World) -> list[dict[str, Any]]:
    return [item for item in world.items() if item["pk"]["S"].startswith("T#")]


@contextmanager
def patience_of(seconds: int) -> Iterator[None]:
    """Whoever works on a job loses patience after each report."""
    with (
        patch("chalicelib.services.bulk.INLINE", timedelta(seconds=seconds)),
        patch("chalicelib.services.bulk.SWEEP", timedelta(seconds=seconds)),
    ):
        yield


def test_each_ticket_is_changed_as_if_by_hand_and_says_so(world: World) -> None:
    references = tickets(world)
    page = begin(world, [*references, references[0].lower()])
    assert (page.job.state, page.job.total, page.job.tally) == (JobState.DONE, 3, Tally(3, 3, 0))
    for reference in references:
        after = ticket(world, reference)
        assert (after.status, after.priority, after.tags, after.version) == (
            Status.CLOSED,
            Priority.LOW,
            ("old",),
            2,
        )
        shown = world.desk.tickets.page(reference, 10)
        assert shown
        assert (shown.entries[0].kind, shown.entries[0].author.id, shown.entries[0].detail) == (
            EntryKind.EVENT,
            AGENT.id,
            "bulk change",
        )
        assert shown.outbox == ()


def test_what_a_ticket_refuses_is_listed_with_the_reason_and_the_others_go_on(world: World) -> None:
    set_up(world.desk, replace(BILLING, id="support", addresses=("s@x.example",), required_to_resolve=("serial",)))
    set_up(world.desk, SERIAL)
    good, required = tickets(world, 2)
    seen = ticket(world, good)
    world.desk.edits.edit(ADMIN, seen, 1, Edit(), None, fields={"serial": "1"})
    (foreign,) = tickets(world, 1, department="billing")
    page = begin(world, [required, foreign, "99999999", good])
    assert page.job.tally == Tally(4, 1, 3)
    assert [(each.reference, each.reason) for each in page.failures] == [
        (required, "fields.serial: is required"),
        (foreign, "it does not exist, or is not yours to see"),
        ("99999999", "it does not exist, or is not yours to see"),
    ]
    assert ticket(world, good).status is Status.CLOSED
    assert ticket(world, foreign).version == 1


def test_rights_are_those_of_the_role_for_each_part(world: World, looker: Agent) -> None:
    world.desk.directory.save_agent(looker)
    references = tickets(world)
    before = of_tickets(world)
    page = begin(world, references, by=looker)
    assert page.job.tally == Tally(3, 0, 3)
    assert {each.reason for each in page.failures} == {"your role lacks the permission edit"}
    mine, others = tickets(world, 2)
    edit(world, mine, Edit(assignee=RESTRICTED.id))
    page = begin(world, [mine, others], Recipe(status=Status.TRASH), by=RESTRICTED)
    assert page.job.tally == Tally(2, 0, 2)
    assert [item for item in of_tickets(world) if item in before] == before


def test_tickets_that_are_so_already_are_left_alone(world: World) -> None:
    first, second = tickets(world, 2)
    edit(world, first, Edit(priority=Priority.HIGH))
    page = begin(world, [first, second], Recipe(priority=Priority.HIGH))
    assert page.job.tally == Tally(2, 1, 0)
    assert ticket(world, first).version == 2


def test_the_same_request_again_is_the_same_job_and_changes_nothing(world: World) -> None:
    references = tickets(world)
    first = begin(world, references)
    items = world.items()
    assert begin(world, references) == first
    assert world.items() == items
    with pytest.raises(IdempotencyMismatch):
        world.desk.bulk.begin(AGENT, references, Wanted(CLOSE), asked("job", AGENT, b"other"))


def test_a_job_that_died_is_finished_by_the_clock_and_each_ticket_changed_once(opened: Lambdas) -> None:
    world = opened.world
    references = tickets(world, AT_ONCE + 5)
    commit, dies_at = world.desk.tickets.commit, iter(range(1000))

    def dying(change: Change) -> Any:
        stored = commit(change)
        if next(dies_at) == AT_ONCE + 1:
            raise Unavailable("the process died")
        return stored

    with patch.object(world.desk.tickets, "commit", dying), pytest.raises(Unavailable):
        begin(world, references)
    (job,) = world.desk.bulk.list(AGENT)
    assert (job.state, job.tally.worked) == (JobState.RUNNING, AT_ONCE)
    opened.tick()
    assert world.desk.bulk.list(AGENT) == (job,), "somebody may still be at it"
    world.clock.advance(LEASE)
    opened.tick()
    page = world.desk.bulk.get(AGENT, job.id)
    assert (page.job.state, page.job.tally) == (JobState.DONE, Tally(AT_ONCE + 5, AT_ONCE + 5, 0))
    assert {ticket(world, reference).version for reference in references} == {2}
    opened.tick()
    assert world.desk.bulk.get(AGENT, job.id) == page


def test_a_big_job_goes_on_with_the_clock_when_its_giver_waited_long_enough(opened: Lambdas) -> None:
    world = opened.world
    references = tickets(world, 2 * AT_ONCE + 1)
    with patience_of(0):
        page = begin(world, references)
        assert (page.job.state, page.job.tally.worked) == (JobState.RUNNING, AT_ONCE)
        opened.tick()
        opened.tick()
    page = world.desk.bulk.get(AGENT, page.job.id)
    assert (page.job.state, page.job.tally) == (JobState.DONE, Tally(2 * AT_ONCE + 1, 2 * AT_ONCE + 1, 0))


def test_two_who_work_on_a_job_at_once_change_each_ticket_once(opened: Lambdas) -> None:
    world = opened.world
    references = tickets(world, AT_ONCE)
    traces, rival = world.desk.tickets.traces, iter([True])

    def overtaken(keys: Sequence[str], found: Sequence[str]) -> Any:
        read = traces(keys, found)
        if len(keys) >= AT_ONCE and next(rival, False):
            world.clock.advance(LEASE)
            opened.tick()
        return read

    with patch.object(world.desk.tickets, "traces", overtaken):
        page = begin(world, references)
    assert (page.job.state, page.job.tally) == (JobState.DONE, Tally(AT_ONCE, AT_ONCE, 0))
    assert {ticket(world, reference).version for reference in references} == {2}


def test_a_rival_is_no_reason_to_leave_a_ticket_out(world: World) -> None:
    (reference,) = tickets(world, 1)
    commit, rival = world.desk.tickets.commit, iter([True])

    def overtaken(change: Change) -> Any:
        if next(rival, False):
            edit(world, reference, Edit(priority=Priority.CRITICAL))
        return commit(change)

    with patch.object(world.desk.tickets, "commit", overtaken):
        page = begin(world, [reference], Recipe(add_tags=("a",)))
    assert page.job.tally == Tally(1, 1, 0)
    assert (ticket(world, reference).priority, ticket(world, reference).tags) == (Priority.CRITICAL, ("a",))


def test_the_job_of_a_disabled_agent_stops(opened: Lambdas) -> None:
    world = opened.world
    references = tickets(world, AT_ONCE + 1)
    with patience_of(0):
        page = begin(world, references)
    world.desk.directory.save_agent(replace(AGENT, enabled=False))
    opened.tick()
    stopped = world.desk.bulk.get(ADMIN, page.job.id)
    assert (stopped.job.state, stopped.job.tally) == (JobState.STOPPED, Tally(AT_ONCE, AT_ONCE, 0))
    assert ticket(world, references[-1]).version == 1
    back = undo(world, stopped, by=ADMIN)
    assert (back.job.state, back.job.undone.changed) == (JobState.UNDONE, AT_ONCE)


def test_taking_back_makes_of_tickets_what_they_were_unless_something_happened_since(world: World) -> None:
    set_up(world.desk, SERIAL)
    plain, postponed, touched = tickets(world)
    until = world.clock.now() + timedelta(days=2)
    edit(world, postponed, Edit(status=Status.POSTPONED, postpone=(until, WaitsFor.CUSTOMER), tags=("a", "b, c")))
    seen = ticket(world, plain)
    world.desk.edits.edit(ADMIN, seen, 1, Edit(assignee=AGENT.id), None, fields={"serial": "1"})
    before = {reference: ticket(world, reference) for reference in (plain, postponed)}
    recipe = replace(CLOSE, unassign=True, category="billing", fields={"serial": "2"})
    page = begin(world, [plain, postponed, touched], recipe)
    assert page.job.tally.changed == 3
    edit(world, touched, Edit(priority=Priority.HIGH))
    back = undo(world, page)
    assert (back.job.state, back.job.undone) == (JobState.UNDONE, Tally(3, 2, 1))
    assert [(each.reference, each.reason) for each in back.kept] == [(touched, "something happened to it since")]
    for reference, old in before.items():
        new = ticket(world, reference)
        for name in ("status", "priority", "tags", "assignee", "department", "category"):
            assert getattr(new, name) == getattr(old, name), (reference, name)
        assert new.version == old.version + 2
    rests = ticket(world, postponed).postponed
    assert rests and (rests.until, rests.waits_for) == (until, WaitsFor.CUSTOMER)
    assert world.desk.tickets.beside(plain).fields == {"serial": "1"}
    assert world.desk.tickets.beside(postponed).fields == {}


@pytest.mark.parametrize("status", [Status.SPAM, Status.TRASH])
def test_what_was_put_aside_comes_back(world: World, status: Status) -> None:
    references = tickets(world, 2)
    edit(world, references[1], Edit(status=Status.OPEN, custom_status="in-progress"))
    page = begin(world, references, Recipe(status=status))
    assert {ticket(world, reference).status for reference in references} == {status}
    undo(world, page)
    assert [ticket(world, each).status for each in references] == [Status.NEW, Status.OPEN]
    assert ticket(world, references[1]).custom_status == "in-progress"


def test_what_a_job_took_out_of_sight_comes_back_and_nobody_else_gets_it(world: World) -> None:
    set_up(world.desk, replace(BILLING, assignment=Assignment.ROUND_ROBIN))
    references = tickets(world)
    page = begin(world, references, Recipe(department="billing"))
    assert {ticket(world, reference).assignee for reference in references} == {OTHER.id}
    assert undo(world, page).job.undone == Tally(3, 3, 0)
    assert {(ticket(world, each).department, ticket(world, each).assignee) for each in references} == {
        ("support", None)
    }


def test_a_job_is_taken_back_once_and_not_while_it_is_under_way(world: World) -> None:
    references = tickets(world, AT_ONCE + 1)
    with patience_of(0):
        page = begin(world, references)
        with pytest.raises(Conflict, match="under way"):
            undo(world, page)
    world.desk.bulk.attend(page.job.id)
    first = undo(world, page)
    items = world.items()
    assert undo(world, page) == first
    with pytest.raises(Conflict, match="already"):
        undo(world, page, key="again")
    assert world.items() == items
    with pytest.raises(IdempotencyMismatch):
        world.desk.bulk.undo(AGENT, page.job.id, asked("undo", AGENT, b"other"))


def test_a_macro_answers_each_customer_once_and_what_was_sent_stays(opened: Lambdas) -> None:
    world, desk = opened.world, opened.desk
    text = prepared(desk, texts={"en": "Hello {{requester.name}}"})
    made = macro(desk, Recipe(status=Status.RESOLVED, canned=text.id, write_as=WriteAs.REPLY))
    references = tickets(world)
    page = desk.bulk.begin(AGENT, references, Wanted(macro=made.id), asked("macro", AGENT))
    assert (page.job.how, page.job.tally) == ("bulk change, macro Do macro", Tally(3, 3, 0))
    replies = [mail.reference for mail in opened.outbox() if mail.kind is MailKind.REPLY]
    assert sorted(replies) == sorted(references)
    back = undo(world, page)
    assert {each.reason for each in back.kept} == {"its customer was answered, which cannot be taken back"}
    assert {ticket(world, reference).status for reference in references} == {Status.RESOLVED}


def test_a_job_is_seen_by_who_gave_it_and_by_admins_for_a_month(world: World) -> None:
    page = begin(world, tickets(world))
    assert world.desk.bulk.get(ADMIN, page.job.id) == page
    for agent in (OTHER, RESTRICTED):
        with pytest.raises(NotFound):
            world.desk.bulk.get(agent, page.job.id)
        with pytest.raises(NotFound):
            undo(world, page, by=agent)
    assert [job.id for job in world.desk.bulk.list(AGENT)] == [page.job.id]
    assert world.desk.bulk.list(OTHER) == ()
    world.clock.advance(timedelta(days=30))
    with pytest.raises(NotFound):
        world.desk.bulk.get(AGENT, page.job.id)


def test_a_job_that_says_nothing_or_too_much_is_refused(world: World) -> None:
    references = tickets(world, 1)
    for texts, recipe, words in (
        (references, Recipe(), "names nothing to do"),
        (references, Recipe(department="nowhere"), "is not known"),
        (["?"], CLOSE, "is not a reference"),
        ([f"{number:08d}" for number in range(1001)], CLOSE, "must be 1 to 1000"),
    ):
        with pytest.raises(InvalidInput, match=words):
            begin(world, texts, recipe)
    with pytest.raises(NotFound):
        world.desk.bulk.begin(AGENT, references, Wanted(macro="g.01KB3RSEVW0000000000000001"), asked("x", AGENT))
    assert world.desk.bulk.list(AGENT) == ()


def test_the_clock_wakes_no_job_that_is_done(opened: Lambdas) -> None:
    page = begin(opened.world, tickets(opened.world))
    opened.world.clock.advance(timedelta(hours=1))
    due = [job for each in opened.desk.timers.due(opened.world.clock.now(), 100) for job in each.jobs]
    assert due == []
    assert opened.desk.bulk.attend(page.job.id) is False
