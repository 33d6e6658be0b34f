"""How a ticket moves, what it then waits for, and when it is due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.moves import (
    Edit,
    agent_answered,
    closed_by_itself,
    closing_announced,
    customer_wrote,
    edited,
    looked_at,
    noted,
    restored_status,
    woken,
)
from chalicelib.domain.sla_policy import Level, Target, WaitsFor
from chalicelib.domain.ticket import UNPROMISED_TARGET, WAITING_FOR_US, Priority, Status, Ticket
from chalicelib.domain.timeline import FieldChange, field_changes
from tests.support.clock import START
from tests.support.tickets import RULES, TARGET, a_ticket

LATER = START + timedelta(hours=1)
TOMORROW = START + timedelta(days=1)
ANSWERED = agent_answered(a_ticket(), LATER, RULES).ticket
FIRST = Target.FIRST_RESPONSE
EVERY_STATUS = pytest.mark.parametrize("status", list(Status))


def in_status(status: Status) -> Ticket:
    if status is Status.NEW:
        return a_ticket()
    postpone = (TOMORROW, WaitsFor.AGENT) if status is Status.POSTPONED else None
    return edited(a_ticket(), Edit(status=status, postpone=postpone), START, RULES).ticket


def postponed(ticket: Ticket, waits_for: WaitsFor) -> Ticket:
    return edited(ticket, Edit(Status.POSTPONED, postpone=(TOMORROW, waits_for)), START, RULES).ticket


# customers and agents write


@EVERY_STATUS
def test_a_customers_message_reopens_everything_but_spam(status: Status) -> None:
    ticket = in_status(status)
    moved = customer_wrote(ticket, LATER, RULES).ticket
    assert moved.status is {Status.NEW: Status.NEW, Status.SPAM: Status.SPAM}.get(status, Status.OPEN)
    assert (moved.version, moved.moved_at) == (ticket.version + 1, LATER)
    assert moved.postponed is moved.closing is None


def test_a_customer_who_writes_again_has_waited_since_the_first_time() -> None:
    assert customer_wrote(a_ticket(), LATER, RULES).ticket.waiting_since == START
    assert customer_wrote(ANSWERED, LATER, RULES).ticket.waiting_since == LATER


@EVERY_STATUS
def test_an_agents_answer_ends_the_waiting_and_keeps_the_promise(status: Status) -> None:
    ticket = in_status(status)
    moved = agent_answered(ticket, LATER, RULES).ticket
    assert (moved.status, moved.version, moved.moved_at) == (Status.ANSWERED, ticket.version + 1, LATER)
    assert moved.was_answered
    assert moved.waiting_since is moved.due_at is moved.postponed is None
    assert moved.clocks.next_alarm is None


def test_an_answer_can_resolve_at_once() -> None:
    assert agent_answered(a_ticket(), LATER, RULES, Status.RESOLVED).ticket.status is Status.RESOLVED


def test_after_the_first_answer_a_ticket_is_due_a_week_after_the_customer_wrote() -> None:
    again = customer_wrote(ANSWERED, LATER, RULES).ticket
    assert again.due_at == LATER + UNPROMISED_TARGET
    assert again.fires_at is None


def test_a_ticket_reopened_without_any_answer_goes_on_with_the_time_it_had_left() -> None:
    resolved = edited(a_ticket(), Edit(status=Status.RESOLVED), LATER, RULES).ticket
    assert resolved.due_at is None
    assert resolved.clocks.next_alarm is None
    reopened = customer_wrote(resolved, LATER + timedelta(hours=5), RULES).ticket
    assert reopened.due_at == START + TARGET + timedelta(hours=5)


@EVERY_STATUS
def test_only_tickets_that_wait_for_us_are_due(status: Status) -> None:
    assert (in_status(status).due_at is not None) == (status in WAITING_FOR_US)


# promises


def test_a_note_moves_the_version_only() -> None:
    assert noted(a_ticket()) == replace(a_ticket(), version=2)


def test_a_look_gives_out_each_mark_once() -> None:
    ticket = a_ticket()
    warned = looked_at(ticket, ticket.fires_at or START, RULES)
    assert [(alarm.target, alarm.mark.level) for alarm in warned.alarms] == [(FIRST, Level.WARNING)]
    assert warned.ticket.fires_at == START + TARGET
    broken = looked_at(warned.ticket, TOMORROW, RULES)
    assert [(alarm.mark.level, alarm.at) for alarm in broken.alarms] == [(Level.BREACH, START + TARGET)]
    assert broken.ticket.fires_at is None
    assert looked_at(broken.ticket, TOMORROW, RULES).alarms == ()


def test_an_answer_that_came_too_late_does_not_hide_the_breach() -> None:
    moved = agent_answered(a_ticket(), TOMORROW, RULES)
    assert [alarm.mark.level for alarm in moved.alarms] == [Level.WARNING, Level.BREACH]
    assert moved.ticket.clocks.of(FIRST).broken_at(TOMORROW) == START + TARGET


@pytest.mark.parametrize("waits_for", list(WaitsFor))
def test_waiting_for_others_stops_the_clock_and_putting_off_does_not(waits_for: WaitsFor) -> None:
    rests = postponed(a_ticket(), waits_for)
    stops = waits_for is not WaitsFor.AGENT
    assert (rests.clocks.of(FIRST).due is None) == stops
    up = woken(rests, TOMORROW, RULES)
    assert up.ticket.due_at == (TOMORROW + TARGET if stops else START + TARGET)
    assert bool(up.alarms) == (not stops)


def test_a_ticket_that_moves_to_another_department_gets_its_promise() -> None:
    moved = edited(a_ticket(), Edit(department="billing"), LATER, RULES).ticket
    assert moved.clocks.policy == ("~billing", 24 * 3600)
    assert moved.due_at == START + timedelta(days=1)
    assert moved.transfers == 1


# postponing


def test_a_postponed_ticket_rests_until_its_time() -> None:
    rests = postponed(a_ticket(), WaitsFor.THIRD_PARTY)
    assert (rests.status, rests.fires_at, rests.due_at) == (Status.POSTPONED, TOMORROW, None)
    assert rests.closing is None


def test_it_wakes_as_new_if_it_was_new_and_else_open() -> None:
    assert woken(postponed(a_ticket(), WaitsFor.AGENT), TOMORROW, RULES).ticket.status is Status.NEW
    opened = edited(a_ticket(), Edit(status=Status.OPEN), START, RULES).ticket
    assert woken(postponed(opened, WaitsFor.AGENT), TOMORROW, RULES).ticket.status is Status.OPEN
    assert woken(postponed(ANSWERED, WaitsFor.CUSTOMER), TOMORROW, RULES).ticket.status is Status.OPEN


def test_a_new_ticket_that_is_postponed_twice_still_wakes_as_new() -> None:
    again = postponed(postponed(a_ticket(), WaitsFor.AGENT), WaitsFor.CUSTOMER)
    assert woken(again, TOMORROW, RULES).ticket.status is Status.NEW


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (Edit(status=Status.POSTPONED), "postpone"),
        (Edit(status=Status.OPEN, postpone=(TOMORROW, WaitsFor.AGENT)), "postpone"),
        (Edit(postpone=(TOMORROW, WaitsFor.AGENT)), "postpone"),
        (Edit(Status.POSTPONED, postpone=(START, WaitsFor.AGENT)), "postpone.until"),
    ],
)
def test_postponing_needs_a_time_to_come_and_the_status(edit: Edit, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edited(a_ticket(), edit, START, RULES)
    assert [problem.field for problem in refusal.value.problems] == [field]


# closing by itself


def test_a_ticket_closes_itself_only_while_the_customer_is_waited_for() -> None:
    closes = {status: in_status(status).closing is not None for status in Status}
    assert {status for status, closing in closes.items() if closing} == {Status.ANSWERED, Status.RESOLVED}
    assert postponed(a_ticket(), WaitsFor.CUSTOMER).closing is not None
    assert postponed(a_ticket(), WaitsFor.THIRD_PARTY).closing is None


def test_the_customer_is_told_a_day_before_and_the_ticket_closes_five_days_after_the_last_word() -> None:
    assert ANSWERED.fires_at == LATER + timedelta(days=4)
    told = closing_announced(ANSWERED, LATER + timedelta(days=4), RULES)
    assert told.fires_at == LATER + timedelta(days=5)
    closed = closed_by_itself(told, LATER + timedelta(days=5), RULES).ticket
    assert (closed.status, closed.closing, closed.fires_at) == (Status.CLOSED, None, None)


def test_a_late_notice_gives_the_whole_day_all_the_same() -> None:
    late = LATER + timedelta(days=9)
    assert closing_announced(ANSWERED, late, RULES).fires_at == late + timedelta(days=1)


def test_what_agents_do_beside_the_conversation_does_not_start_the_wait_anew() -> None:
    told = closing_announced(ANSWERED, LATER + timedelta(days=4), RULES)
    assert edited(told, Edit(tags=("x",)), LATER + timedelta(days=4, hours=2), RULES).ticket.closing == told.closing


# by hand


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", [status for status in Status if status not in (Status.NEW, Status.POSTPONED)])
def test_an_agent_moves_a_ticket_between_all_states(before: Status, after: Status) -> None:
    ticket = in_status(before)
    moved = edited(ticket, Edit(status=after), LATER, RULES).ticket
    assert (moved.status, moved.version) == (after, ticket.version + 1)
    assert (moved.waiting_since is not None) == (after in WAITING_FOR_US)
    assert moved.moved_at == (LATER if before is not after else ticket.moved_at)


def test_a_ticket_nobody_answered_may_go_back_to_new() -> None:
    opened = edited(a_ticket(), Edit(status=Status.OPEN), LATER, RULES).ticket
    assert edited(opened, Edit(status=Status.NEW), LATER, RULES).ticket.status is Status.NEW


def test_an_answered_ticket_never_becomes_new_again() -> None:
    with pytest.raises(InvalidInput) as refusal:
        edited(ANSWERED, Edit(status=Status.NEW), LATER, RULES)
    assert [problem.field for problem in refusal.value.problems] == ["status"]


@EVERY_STATUS
def test_the_trash_gives_back_what_was_put_there(status: Status) -> None:
    ticket = in_status(status)
    trashed = edited(ticket, Edit(status=Status.TRASH), LATER, RULES).ticket
    back = {Status.POSTPONED: Status.OPEN, Status.TRASH: Status.NEW}.get(status, status)
    assert restored_status(trashed) is back


def test_only_what_was_put_aside_is_restored() -> None:
    assert restored_status(in_status(Status.SPAM)) is Status.NEW
    with pytest.raises(InvalidInput):
        restored_status(a_ticket())


def test_an_edit_changes_what_it_names_and_nothing_else() -> None:
    ticket = a_ticket(tags=("fire",), assignee="a-agent")

    def after(edit: Edit) -> Ticket:
        return edited(ticket, edit, LATER, RULES).ticket

    assert replace(after(Edit()), clocks=ticket.clocks) == replace(ticket, version=2)
    changed = after(Edit(priority=Priority.CRITICAL, tags=("b", "a", "b"), category="billing"))
    assert (changed.priority, changed.tags, changed.category) == (Priority.CRITICAL, ("b", "a"), "billing")
    assert after(Edit(tags=())).tags == ()
    assert after(Edit(assignee="a-other")).assignee == "a-other"
    assert after(Edit(unassign=True)).assignee is None
    assert after(Edit(escalate=True)).level == 1


def test_a_custom_status_lasts_as_long_as_the_status_it_is_a_name_of() -> None:
    named = edited(a_ticket(), Edit(Status.OPEN, custom_status="in-progress"), LATER, RULES).ticket
    assert named.custom_status == "in-progress"
    assert edited(named, Edit(tags=("x",)), LATER, RULES).ticket.custom_status == "in-progress"
    assert customer_wrote(named, LATER, RULES).ticket.custom_status == "in-progress"
    assert agent_answered(named, LATER, RULES).ticket.custom_status == ""


def test_the_timeline_shows_fields_before_and_after() -> None:
    before = a_ticket(tags=("fire",))
    edit = Edit(Status.OPEN, priority=Priority.HIGH, tags=("fire", "printer"), assignee="a-agent", department="billing")
    after = edited(before, edit, LATER, RULES).ticket
    assert field_changes(before, after) == (
        FieldChange("status", "new", "open"),
        FieldChange("priority", "medium", "high"),
        FieldChange("department", "support", "billing"),
        FieldChange("assignee", "", "a-agent"),
        FieldChange("policy", "~support 28800", "~billing 86400"),
        FieldChange("tags", "fire", "fire, printer"),
    )
    assert field_changes(before, noted(before)) == ()
