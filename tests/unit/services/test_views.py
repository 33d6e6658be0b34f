"""Views: what is in them, who has them, and that their counts are those of their lists."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.conditions import Condition, Op
from chalicelib.domain.errors import (
    Conflict,
    Forbidden,
    IdempotencyMismatch,
    InvalidInput,
    LippuError,
    NotFound,
    StaleVersion,
)
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.services.records import Change
from chalicelib.services.requests import request_of
from chalicelib.services.saved_views import MOST_PRIVATE, Draft
from chalicelib.services.view_lists import READ
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED, World
from tests.support.quick_moto import quick_transactions
from tests.support.settings import COLOUR, SERIAL
from tests.support.tickets import an_entry
from tests.unit.services.test_counting import changed, counts, mentioned, opened

NUMBERS = itertools.count()
HIGH = Condition("priority", Op.IS, ("high",))


def a_draft(*conditions: Condition, name: str = "A view", **values: Any) -> Draft:
    return replace(Draft(name, conditions, "newest", (), ""), **values)


def saved(world: World, *conditions: Condition, agent: Agent = AGENT, **values: Any) -> SavedView:
    request = request_of(agent.id, "POST /api/views", f"key {next(NUMBERS)}", b"")
    return world.desk.saved_views.make(agent, a_draft(*conditions, **values), request)


def counted(world: World) -> None:
    """The tick finds saved views a minute later, and everything that follows is done."""
    world.clock.advance(timedelta(minutes=1))
    world.desk.tick.run()
    sqs, url = world.aws("sqs"), world.desk.settings.derived_queue_url
    while messages := sqs.receive_message(QueueUrl=url).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            news = json.loads(message["Body"])
            world.desk.view_counting.go_on(news["view"], news["after"])
    world.desk.view_cache.forget()


def listed(world: World, view: str, agent: Agent = AGENT, **wanted: Any) -> list[str]:
    """References in the view, page by page."""
    found: list[str] = []
    asked = {"order": None, "limit": 2, "after": None, "zone": "UTC"} | wanted
    while True:
        page = world.desk.view_lists.page(agent, view, **asked)
        found += [row.reference for row in page.rows]
        if page.next is None:
            return found
        asked["after"] = page.next


def same(world: World, agent: Agent = AGENT) -> dict[str, int | None]:
    """The counts, after comparing each with its list."""
    found = counts(world, agent)
    for view in world.desk.counts.all(agent, "UTC"):
        if view != "quarantine" and found.get(view, 0) is not None:
            assert len(listed(world, view, agent)) == found.get(view, 0), view
    return found


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with quick_transactions():
        yield


@pytest.fixture
def busy(world: World) -> World:
    """A little of everything, some of it due already."""
    for number, status in enumerate((Status.NEW, Status.OPEN, Status.NEW, Status.OPEN, *Status)):
        world.clock.advance(timedelta(minutes=77))
        waits = {} if status in (Status.NEW, Status.OPEN) else {"waiting_since": None}
        assignee = (None, AGENT.id, RESTRICTED.id)[number % 3]
        opened(world, status=status, assignee=assignee, **waits)
    opened(world, department="billing")
    return world


@pytest.mark.parametrize("agent", [AGENT, OTHER, RESTRICTED, ADMIN], ids=lambda agent: agent.role)
def test_every_count_is_the_length_of_its_list(busy: World, agent: Agent) -> None:
    assert same(busy, agent)["open"]


def test_due_times_decide_what_is_overdue_in_the_order_of_due_times(busy: World) -> None:
    overdue = listed(busy, "overdue", ADMIN)
    heads = [busy.desk.tickets.ticket(reference) for reference in overdue]
    due = [ticket.due_at for ticket in heads if ticket and ticket.due_at]
    assert due == sorted(due) and all(at < busy.clock.now() for at in due)
    assert not set(overdue) & set(listed(busy, "due_today", ADMIN))


def test_mentions_are_listed_newest_first_and_only_while_they_may_be_seen(world: World) -> None:
    first = mentioned(world, opened(world), AGENT)
    second = mentioned(world, opened(world), AGENT)
    assert listed(world, "mentioned") == [second.reference, first.reference]
    changed(world, second, department="billing")
    assert listed(world, "mentioned") == [first.reference]
    assert counts(world)["mentioned"] == 1


def test_a_view_has_the_orders_that_it_can_have(world: World) -> None:
    for view, order in (("overdue", "newest"), ("mentioned", "due")):
        with pytest.raises(InvalidInput, match="order"):
            listed(world, view, order=order)
    for view in ("nothing", "quarantine", "Z" * 16):
        with pytest.raises(NotFound):
            listed(world, view)


def test_who_sees_only_own_tickets_has_no_views_of_unassigned_ones_and_mails(world: World) -> None:
    built_in, _ = world.desk.saved_views.all(RESTRICTED)
    assert {"unassigned", "quarantine"}.isdisjoint(view.id for view in built_in)
    with pytest.raises(NotFound):
        listed(world, "unassigned", RESTRICTED)


# saved views


def test_a_saved_view_lists_and_counts_what_meets_all_its_conditions(world: World) -> None:
    wanted = opened(world, priority=Priority.HIGH, tags=("red",))
    opened(world, priority=Priority.HIGH)
    opened(world, tags=("red",))
    view = saved(world, HIGH, Condition("tag", Op.IS, ("RED", "blue")))
    assert listed(world, view.id) == [wanted.reference]
    assert counts(world)[view.id] is None
    counted(world)
    assert same(world)[view.id] == 1
    changed(world, wanted, priority=Priority.LOW)
    assert view.id not in same(world)


def test_a_ticket_that_comes_after_the_view_is_counted_at_once(world: World) -> None:
    view = saved(world, HIGH)
    counted(world)
    opened(world, priority=Priority.HIGH)
    assert same(world)[view.id] == 1


def test_custom_fields_decide_and_stand_in_columns(world: World) -> None:
    world.desk.configuration.save(ADMIN, COLOUR, None)
    world.desk.configuration.save(ADMIN, SERIAL, None)
    world.desk.directory_cache.forget()
    red = with_values(world, opened(world), {COLOUR.id: "red", SERIAL.id: "A-1"})
    with_values(world, opened(world), {COLOUR.id: "blue"})
    opened(world)
    view = saved(
        world, Condition("custom.colour", Op.IS, ("red",)), columns=("subject", f"custom.{SERIAL.id}", "requester")
    )
    counted(world)
    assert same(world)[view.id] == 1
    page = world.desk.view_lists.page(AGENT, view.id, None, 25, None, "UTC")
    assert page.values == {red.reference: {f"custom.{SERIAL.id}": ("A-1",), "requester": (red.requester.email,)}}


def with_values(world: World, ticket: Ticket, values: dict[str, Any]) -> Ticket:
    desk, now = world.desk, world.clock.now()
    after = replace(ticket, version=ticket.version + 1)
    desk.tickets.commit(Change(ticket, after, (an_entry(desk.ids.ulid(now), ticket.reference, at=now),), fields=values))
    desk.counting.count(after, {})
    return after


def test_own_work_is_each_viewers_own(world: World) -> None:
    opened(world, assignee=AGENT.id)
    opened(world, assignee=RESTRICTED.id)
    opened(world)
    view = saved(world, Condition("assignee", Op.IS, ("me",)), team="support")
    counted(world)
    for viewer in (AGENT, RESTRICTED):
        assert same(world, viewer)[view.id] == 1
    assert view.id not in same(world, ADMIN)


def test_a_teams_view_counts_for_each_what_each_may_see(world: World) -> None:
    opened(world, priority=Priority.HIGH)
    opened(world, priority=Priority.HIGH, assignee=RESTRICTED.id)
    opened(world, priority=Priority.HIGH, department="billing")
    view = saved(world, HIGH, agent=ADMIN, team="*")
    counted(world)
    found = {agent.id: same(world, agent).get(view.id) for agent in (ADMIN, AGENT, OTHER, RESTRICTED)}
    assert found == {ADMIN.id: 3, AGENT.id: 2, OTHER.id: 1, RESTRICTED.id: 1}


def test_what_was_put_aside_is_in_views_that_ask_for_it_by_status_alone(world: World) -> None:
    opened(world, status=Status.TRASH, priority=Priority.HIGH)
    usual, trash = saved(world, HIGH), saved(world, HIGH, Condition("status", Op.IS, ("trash",)))
    counted(world)
    found = same(world)
    assert (found.get(usual.id), found[trash.id]) == (None, 1)


def test_other_conditions_are_counted_anew_and_another_name_is_not(world: World) -> None:
    opened(world, priority=Priority.HIGH)
    opened(world, priority=Priority.LOW)
    view = saved(world, HIGH)
    counted(world)
    renamed = world.desk.saved_views.change(AGENT, view.id, 1, a_draft(HIGH, name="Another"))
    assert (same(world)[view.id], renamed.version) == (1, 2)
    anything = Condition("priority", Op.IS, ("high", "low"))
    world.desk.saved_views.change(AGENT, view.id, 2, a_draft(anything))
    assert counts(world)[view.id] is None
    counted(world)
    assert same(world)[view.id] == 2


def test_many_tickets_are_counted_in_several_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.services.view_counting.CHUNK", 2)
    for status in (Status.NEW, Status.NEW, Status.NEW, Status.CLOSED):
        opened(world, status=status, priority=Priority.HIGH)
    view = saved(world, HIGH)
    counted(world)
    assert same(world)[view.id] == 4


def test_a_page_of_a_choosy_view_reads_so_much_and_says_that_there_is_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.services.view_lists.READ", 2)
    oldest = opened(world, priority=Priority.HIGH)
    for _ in range(8):
        world.clock.advance(timedelta(minutes=1))
        opened(world)
    view = saved(world, HIGH)
    first = world.desk.view_lists.page(AGENT, view.id, None, 25, None, "UTC")
    assert (first.rows, first.next is None) == ((), False)
    assert listed(world, view.id) == [oldest.reference]
    assert READ == 100


# who has which


def test_a_private_view_does_not_exist_for_others(world: World) -> None:
    view = saved(world, HIGH)
    asks: list[Any] = [
        lambda: listed(world, view.id, ADMIN),
        lambda: world.desk.saved_views.change(ADMIN, view.id, 1, a_draft()),
        lambda: world.desk.saved_views.delete(ADMIN, view.id, 1),
    ]
    for ask in asks:
        with pytest.raises(NotFound):
            ask()
    assert view not in world.desk.saved_views.all(ADMIN)[1]
    assert view in world.desk.saved_views.all(AGENT)[1]
    assert view.id not in world.desk.counts.all(ADMIN, "UTC")


def test_a_teams_view_is_for_who_works_there_and_changed_by_its_maker_and_admins(world: World) -> None:
    view = saved(world, HIGH, team="support")
    with pytest.raises(NotFound):
        listed(world, view.id, OTHER)
    with pytest.raises(Forbidden):
        world.desk.saved_views.change(RESTRICTED, view.id, 1, a_draft(team="support"))
    assert world.desk.saved_views.change(ADMIN, view.id, 1, a_draft(team="support")).version == 2
    world.desk.saved_views.delete(AGENT, view.id, 2)
    with pytest.raises(NotFound):
        listed(world, view.id)


@pytest.mark.parametrize(
    ("agent", "team", "refusal"),
    [(AGENT, "*", Forbidden), (RESTRICTED, "support", Forbidden), (AGENT, "billing", InvalidInput)],
)
def test_views_for_others_are_made_by_those_who_may(
    world: World, agent: Agent, team: str, refusal: type[LippuError]
) -> None:
    with pytest.raises(refusal):
        saved(world, HIGH, agent=agent, team=team)
    assert saved(world, HIGH, agent=ADMIN, team=team)


def test_the_same_request_makes_one_view_and_another_under_its_key_is_refused(world: World) -> None:
    request = request_of(AGENT.id, "POST /api/views", "key", b"one")
    views = world.desk.saved_views
    assert views.make(AGENT, a_draft(HIGH), request) == views.make(AGENT, a_draft(HIGH), request)
    with pytest.raises(IdempotencyMismatch):
        views.make(AGENT, a_draft(), request_of(AGENT.id, "POST /api/views", "key", b"two"))
    assert len(views.all(AGENT)[1]) == 1


def test_a_change_needs_the_version_it_is_based_on(world: World) -> None:
    view = saved(world, HIGH)
    world.desk.saved_views.change(AGENT, view.id, 1, a_draft(name="First"))
    for late in (
        lambda: world.desk.saved_views.change(AGENT, view.id, 1, a_draft(name="Second")),
        lambda: world.desk.saved_views.delete(AGENT, view.id, 1),
    ):
        with pytest.raises(StaleVersion):
            late()
    assert [each.name for each in world.desk.saved_views.all(AGENT)[1]] == ["First"]


def test_private_views_have_an_end(world: World) -> None:
    for _ in range(MOST_PRIVATE):
        saved(world, HIGH)
    with pytest.raises(Conflict):
        saved(world, HIGH)
    saved(world, HIGH, agent=ADMIN)


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        (Condition("colour", Op.IS, ("red",)), "conditions[0].field"),
        (Condition("custom.unknown", Op.FILLED), "conditions[0].field"),
        (Condition("status", Op.IS, ("busy",)), "conditions[0].values[0]"),
        (Condition("status", Op.IS), "conditions[0].values"),
        (Condition("status", Op.EMPTY, ("new",)), "conditions[0].values"),
        (Condition("status", Op.FROM, ("new",)), "conditions[0].op"),
        (Condition("created", Op.IS, ("2026-11-22T09:00:00Z",)), "conditions[0].op"),
        (Condition("created", Op.FROM, ("yesterday",)), "conditions[0].values[0]"),
        (Condition("created", Op.FROM, ("2026-11-22T09:00:00",)), "conditions[0].values[0]"),
        (Condition("created", Op.TO, ("2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z")), "conditions[0].values"),
        (Condition("level", Op.FROM, ("high",)), "conditions[0].values[0]"),
        (Condition("level", Op.FROM, ("nan",)), "conditions[0].values[0]"),
        (Condition("assignee", Op.IS, ("me", "none")), "conditions[0].values"),
        (Condition("assignee", Op.IS_NOT, ("me",)), "conditions[0].values"),
        (Condition("department", Op.IS, ("billing",)), "conditions[0].values[0]"),
        (Condition("assignee", Op.IS, (OTHER.id,)), "conditions[0].values[0]"),
    ],
)
def test_a_condition_that_no_ticket_could_be_asked_is_refused_where_it_stands(
    world: World, condition: Condition, place: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        saved(world, condition)
    assert [problem.field for problem in refused.value.problems] == [place]


def test_a_foreign_department_is_refused_like_one_that_does_not_exist(world: World) -> None:
    words = []
    for name in ("billing", "nowhere"):
        with pytest.raises(InvalidInput) as refused:
            saved(world, Condition("department", Op.IS, (name,)))
        words.append(refused.value.problems[0].message.replace(name, "it"))
    assert words[0] == words[1]


@pytest.mark.parametrize("columns", [("nothing",), ("custom.unknown",), ("subject", "x")])
def test_columns_are_fields_that_there_are(world: World, columns: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match="columns"):
        saved(world, columns=columns)
