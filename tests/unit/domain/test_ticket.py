from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.sla import UNPROMISED_TARGET, Alarm
from chalicelib.domain.ticket import (
    NAME_BYTES,
    NO_SUBJECT,
    SUBJECT_BYTES,
    WAITING_FOR_US,
    Edit,
    Priority,
    Status,
    Ticket,
    agent_answered,
    alarmed,
    clip,
    customer_wrote,
    edited,
    noted,
    open_ticket,
)
from chalicelib.domain.timeline import FieldChange, field_changes
from tests.support.clock import START
from tests.support.tickets import TARGET, a_ticket

LATER = START + timedelta(hours=1)
ANSWERED = agent_answered(a_ticket(), LATER)
EVERY_STATUS = pytest.mark.parametrize("status", list(Status))


def in_status(status: Status) -> Ticket:
    return edited(a_ticket(), Edit(status=status), START) if status is not Status.NEW else a_ticket()


def test_a_new_ticket_waits_for_us_from_the_start() -> None:
    ticket = a_ticket()
    assert (ticket.version, ticket.status, ticket.priority) == (1, Status.NEW, Priority.MEDIUM)
    assert ticket.waiting_since == ticket.moved_at == ticket.created_at == START
    assert ticket.due_at == START + TARGET
    assert ticket.fires_at == ticket.first_response.warn


def test_a_ticket_without_subject_says_so() -> None:
    ticket = a_ticket()
    empty = open_ticket(
        reference=ticket.reference,
        subject=" \n ",
        department="support",
        requester=replace(ticket.requester, name="N" * 100),
        channel=ticket.channel,
        now=START,
        first_response=ticket.first_response,
    )
    assert empty.subject == NO_SUBJECT
    assert len(empty.requester.name.encode()) <= NAME_BYTES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.NEW, Status.NEW),
        (Status.OPEN, Status.OPEN),
        (Status.ANSWERED, Status.OPEN),
        (Status.RESOLVED, Status.OPEN),
        (Status.CLOSED, Status.OPEN),
        (Status.SPAM, Status.SPAM),
    ],
)
def test_a_customers_message_reopens_everything_but_spam(before: Status, after: Status) -> None:
    ticket = in_status(before)
    moved = customer_wrote(ticket, LATER)
    assert moved.status is after
    assert moved.version == ticket.version + 1
    assert moved.moved_at == LATER


def test_a_customer_who_writes_again_has_waited_since_the_first_time() -> None:
    assert customer_wrote(a_ticket(), LATER).waiting_since == START
    assert customer_wrote(ANSWERED, LATER).waiting_since == LATER


@EVERY_STATUS
def test_an_agents_answer_ends_the_waiting_and_keeps_the_promise(status: Status) -> None:
    ticket = in_status(status)
    moved = agent_answered(ticket, LATER)
    assert (moved.status, moved.version, moved.moved_at) == (Status.ANSWERED, ticket.version + 1, LATER)
    assert moved.first_response.answered_at == LATER
    assert moved.waiting_since is moved.due_at is moved.fires_at is None


def test_an_answer_can_resolve_at_once() -> None:
    assert agent_answered(a_ticket(), LATER, Status.RESOLVED).status is Status.RESOLVED


def test_after_the_first_answer_a_ticket_is_due_a_week_after_the_customer_wrote() -> None:
    again = customer_wrote(ANSWERED, LATER)
    assert again.due_at == LATER + UNPROMISED_TARGET
    assert again.fires_at is None


def test_a_ticket_reopened_without_any_answer_still_owes_the_first_one() -> None:
    resolved = edited(a_ticket(), Edit(status=Status.RESOLVED), START)
    assert resolved.due_at is resolved.fires_at is None
    reopened = customer_wrote(resolved, LATER)
    assert reopened.due_at == START + TARGET
    assert reopened.fires_at == reopened.first_response.warn


@EVERY_STATUS
def test_only_tickets_that_wait_for_us_are_due(status: Status) -> None:
    ticket = in_status(status)
    assert (ticket.due_at is not None) == (status in WAITING_FOR_US)
    assert (ticket.fires_at is not None) == (status in WAITING_FOR_US)


def test_a_note_and_an_alarm_move_the_version_only() -> None:
    ticket = a_ticket()
    assert noted(ticket) == replace(ticket, version=2)
    warned = alarmed(ticket, Alarm.WARNING, LATER)
    assert warned == replace(ticket, version=2, first_response=replace(ticket.first_response, warned_at=LATER))
    assert warned.fires_at == ticket.first_response.due
    assert alarmed(warned, Alarm.BREACH, LATER).fires_at is None


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", [status for status in Status if status is not Status.NEW])
def test_an_agent_moves_a_ticket_between_all_states(before: Status, after: Status) -> None:
    ticket = in_status(before)
    moved = edited(ticket, Edit(status=after), LATER)
    assert (moved.status, moved.version) == (after, ticket.version + 1)
    assert (moved.waiting_since is not None) == (after in WAITING_FOR_US)
    assert moved.moved_at == (LATER if before is not after else ticket.moved_at)


def test_a_ticket_nobody_answered_may_go_back_to_new() -> None:
    opened = edited(a_ticket(), Edit(status=Status.OPEN), LATER)
    assert edited(opened, Edit(status=Status.NEW), LATER).status is Status.NEW


def test_an_answered_ticket_never_becomes_new_again() -> None:
    with pytest.raises(InvalidInput) as refusal:
        edited(ANSWERED, Edit(status=Status.NEW), LATER)
    assert [problem.field for problem in refusal.value.problems] == ["status"]


def test_an_edit_changes_what_it_names_and_nothing_else() -> None:
    ticket = a_ticket(tags=("fire",), assignee="a-agent")
    assert edited(ticket, Edit(), LATER) == replace(ticket, version=2)
    after = edited(ticket, Edit(priority=Priority.CRITICAL, tags=("b", "a", "b")), LATER)
    assert after == replace(ticket, version=2, priority=Priority.CRITICAL, tags=("b", "a"))
    assert edited(ticket, Edit(tags=()), LATER).tags == ()
    assert edited(ticket, Edit(assignee="a-other"), LATER).assignee == "a-other"
    assert edited(ticket, Edit(unassign=True), LATER).assignee is None


def test_the_timeline_shows_fields_before_and_after() -> None:
    before = a_ticket(tags=("fire",))
    after = edited(before, Edit(Status.OPEN, Priority.HIGH, ("fire", "printer"), assignee="a-agent"), LATER)
    assert field_changes(before, after) == (
        FieldChange("status", "new", "open"),
        FieldChange("priority", "medium", "high"),
        FieldChange("assignee", "", "a-agent"),
        FieldChange("tags", "fire", "fire, printer"),
    )
    assert field_changes(before, noted(before)) == ()


@given(st.text(), st.integers(3, 200))
def test_clipped_text_fits_its_bytes_on_one_line(text: str, size: int) -> None:
    cut = clip(text, size)
    assert len(cut.encode()) <= size
    assert len(cut.splitlines()) <= 1
    assert cut == cut.strip()


@given(st.text(max_size=30))
def test_what_fits_is_not_cut(text: str) -> None:
    assert clip(text, 200) == " ".join(text.split())


def test_a_cut_never_splits_a_character_and_shows() -> None:
    assert clip("ä" * 100, 11) == "ääää…"
    assert clip("word " * 100, 12) == "word word…"
    assert len(clip("x" * 500, SUBJECT_BYTES)) == SUBJECT_BYTES - 2
