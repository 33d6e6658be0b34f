"""Which tickets the queue hands out, and in what order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.queue import is_handable, queue_departments, require_handed, require_not_picked, urgency
from chalicelib.domain.ticket import Priority, Status
from tests.support.clock import START
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, SUPPORT
from tests.support.tickets import a_ticket

HOUR = timedelta(hours=1)
DESK = Directory({each.id: each for each in (SUPPORT, BILLING)})


def test_the_nearest_due_time_comes_first_then_priority_then_who_waits_longest() -> None:
    first = urgency(START, Priority.LOW, START)
    second = urgency(START + HOUR, Priority.CRITICAL, START)
    third = urgency(START + HOUR, Priority.HIGH, START - HOUR)
    fourth = urgency(START + HOUR, Priority.HIGH, START)
    assert sorted([fourth, third, second, first]) == [first, second, third, fourth]


def test_where_nothing_is_promised_a_week_counts() -> None:
    promised = urgency(START + timedelta(days=8), Priority.CRITICAL, START)
    assert urgency(None, Priority.LOW, START) < promised
    assert urgency(None, Priority.LOW, START + timedelta(days=2)) > promised


@pytest.mark.parametrize("status", Status)
def test_only_tickets_that_wait_for_us_are_handed_out(status: Status) -> None:
    ticket = a_ticket(status=status)
    assert is_handable(ticket, AGENT, (SUPPORT,)) == (status in (Status.NEW, Status.OPEN))


def test_a_ticket_in_somebody_elses_hands_is_not_handed_out() -> None:
    assert not is_handable(a_ticket(assignee=OTHER.id), AGENT, (SUPPORT,))
    assert is_handable(a_ticket(assignee=AGENT.id), AGENT, (SUPPORT,))


def test_a_ticket_that_lives_on_in_another_is_not_handed_out() -> None:
    assert not is_handable(a_ticket(merged_into="0B0B0B0B"), AGENT, (SUPPORT,))


def test_a_restricted_agent_is_handed_only_their_own() -> None:
    assert not is_handable(a_ticket(), RESTRICTED, (SUPPORT,))
    assert is_handable(a_ticket(assignee=RESTRICTED.id), RESTRICTED, (SUPPORT,))
    assert not is_handable(a_ticket(assignee=RESTRICTED.id), RESTRICTED, (BILLING,))


def test_agents_are_handed_tickets_of_their_departments_that_they_left_on() -> None:
    both = replace(AGENT, departments=("support", "billing", "gone"))
    assert queue_departments(both, DESK) == (SUPPORT, BILLING)
    assert queue_departments(replace(both, queue_off=frozenset({"support"})), DESK) == (BILLING,)


def test_an_admin_is_handed_tickets_of_all_departments_or_of_those_they_work_in() -> None:
    assert queue_departments(ADMIN, DESK) == (SUPPORT, BILLING)
    assert queue_departments(replace(ADMIN, departments=("billing",)), DESK) == (BILLING,)


class TestADepartmentThatAnswersOnlyFromTheQueue:
    department = replace(SUPPORT, queue_only=True)

    def test_refuses_answers_to_what_was_not_handed_out(self) -> None:
        for ticket in (a_ticket(), a_ticket(assignee=OTHER.id)):
            with pytest.raises(Forbidden, match="queue"):
                require_handed(AGENT, ticket, self.department)

    def test_lets_the_assignee_and_admins_answer(self) -> None:
        require_handed(AGENT, a_ticket(assignee=AGENT.id), self.department)
        require_handed(ADMIN, a_ticket(), self.department)

    def test_refuses_who_takes_a_ticket_past_the_queue(self) -> None:
        with pytest.raises(Forbidden, match="queue"):
            require_not_picked(AGENT, a_ticket(), AGENT.id, self.department)
        require_not_picked(AGENT, a_ticket(), OTHER.id, self.department)
        require_not_picked(AGENT, a_ticket(), None, self.department)
        require_not_picked(ADMIN, a_ticket(), ADMIN.id, self.department)

    def test_is_a_department_that_says_so(self) -> None:
        require_handed(AGENT, a_ticket(), SUPPORT)
        require_not_picked(AGENT, a_ticket(), AGENT.id, SUPPORT)
