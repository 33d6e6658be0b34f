"""Departments that assign by themselves, and what becomes of tickets whose agent is not there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.departments import Assignment, Department
from chalicelib.domain.directory import Agent, Role
from chalicelib.domain.errors import Forbidden, NotFound, Unavailable
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import EntryKind, EventName, FieldChange
from chalicelib.mail.thread import reply_address
from chalicelib.services.forms import FormPost
from chalicelib.services.requests import request_of
from chalicelib.services.taking_back import TakenBack
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail
from tests.support.rivals import at_once

SECOND = Agent("a-second", "second@example.com", "Saara Second", Role.AGENT, ("support",))
# these two and the restricted agent work in Support
MEMBERS = {AGENT.id, SECOND.id, RESTRICTED.id}


@pytest.fixture
def desk(lambdas: Lambdas) -> Lambdas:
    """Support assigns by turns; two agents and a restricted one work there."""
    lambdas.desk.directory.save_agent(SECOND)
    configured(lambdas, assignment=Assignment.ROUND_ROBIN)
    return lambdas


def configured(lambdas: Lambdas, department: Department = SUPPORT, **settings: Any) -> None:
    lambdas.desk.directory.save_department(replace(department, **settings))
    lambdas.desk.directory_cache.forget()


def people(lambdas: Lambdas, *agents: Agent) -> None:
    for agent in agents:
        lambdas.desk.directory.save_agent(agent)
    lambdas.desk.directory_cache.forget()


def arrives(lambdas: Lambdas, number: int = 1, **receipt: Any) -> Ticket:
    """A customer's new ticket."""
    sender = f"customer{number}@customer.example"
    lambdas.receive(mail(sender=sender, message_id=f"<{number}@customer.example>"), source=sender, **receipt)
    (found,) = [ticket for ticket in lambdas.tickets() if ticket.requester.email == sender]
    return found


def answered_by_customer(lambdas: Lambdas, ticket: Ticket) -> Ticket:
    who = ticket.requester.email
    to = reply_address("support@in.example.com", ticket.reference, who, lambdas.desk.signer)
    number = len(lambdas.entries())
    lambdas.receive(mail(sender=who, message_id=f"<again{number}@customer.example>"), recipients=(to,), source=who)
    return now(lambdas, ticket)


def now(lambdas: Lambdas, ticket: Ticket) -> Ticket:
    stored = lambdas.desk.tickets.ticket(ticket.reference)
    assert stored
    return stored


def edit(lambdas: Lambdas, ticket: Ticket, change: Edit) -> Ticket:
    return lambdas.desk.edits.edit(ADMIN, ticket, ticket.version, change, None)


def test_by_turns_each_new_ticket_goes_to_the_next_member(desk: Lambdas) -> None:
    holders = [arrives(desk, n).assignee for n in range(6)]
    assert set(holders[:3]) == MEMBERS
    assert holders[3:] == holders[:3]


def test_the_timeline_says_who_got_it_and_by_which_rule(desk: Lambdas) -> None:
    ticket = arrives(desk)
    (entry,) = desk.entries(ticket.reference)
    assert (entry.kind, entry.detail) == (EntryKind.MESSAGE_IN, "assigned by turns")
    assert FieldChange("assignee", "", str(ticket.assignee)) in entry.changes
    assert ticket.version == 1


def test_the_form_assigns_as_mail_does_and_leaves_robots_to_nobody(desk: Lambdas) -> None:
    for honeypot in (False, True):
        token = desk.desk.forms.new_token()
        desk.desk.forms.submit(FormPost(token, "support", "M", CUSTOMER, "Fire", "It burns.", honeypot))
    holders = {ticket.status: ticket.assignee for ticket in desk.tickets()}
    assert holders[Status.NEW] in MEMBERS
    assert holders[Status.SPAM] is None


def test_a_department_that_assigns_by_hand_leaves_new_tickets_to_nobody(desk: Lambdas) -> None:
    ticket = arrives(desk, recipients=("billing@in.example.com",))
    assert (ticket.department, ticket.assignee) == ("billing", None)


def test_two_tickets_at_the_same_moment_go_to_different_people(desk: Lambdas) -> None:
    def post(number: int) -> Callable[[], object]:
        token = desk.desk.forms.new_token()
        post = FormPost(token, "support", "M", f"m{number}@customer.example", "Fire", "It burns.")
        return lambda: desk.desk.forms.submit(post)

    at_once(desk.desk, post(1), post(2), post(3))
    assert {ticket.assignee for ticket in desk.tickets()} == MEMBERS


def test_the_least_loaded_gets_the_next_one(desk: Lambdas) -> None:
    configured(desk, assignment=Assignment.LEAST_LOADED)
    for number in range(3):
        ticket = arrives(desk, number)
        edit(desk, ticket, Edit(assignee=AGENT.id if number else SECOND.id))
    assert arrives(desk, 7).assignee == RESTRICTED.id
    assert {arrives(desk, n).assignee for n in (8, 9)} == {SECOND.id, RESTRICTED.id}


def test_answered_tickets_are_no_load(desk: Lambdas) -> None:
    configured(desk, assignment=Assignment.LEAST_LOADED, capacity=1)
    ticket = edit(desk, arrives(desk), Edit(assignee=AGENT.id))
    desk.desk.replies.reply(AGENT, ticket, ticket.version, "So.", (), Status.ANSWERED, request_of("x", "y", "z", b""))
    assert {arrives(desk, n).assignee for n in (2, 3, 4)} == MEMBERS
    assert arrives(desk, 5).assignee is None, "everybody has as much as they are given"


def test_who_is_away_or_disabled_gets_nothing(desk: Lambdas) -> None:
    people(desk, replace(SECOND, available=False), replace(RESTRICTED, enabled=False))
    assert {arrives(desk, n).assignee for n in range(3)} == {AGENT.id}
    people(desk, replace(AGENT, available=False))
    assert arrives(desk, 4).assignee is None


def test_a_ticket_arrives_also_when_nobody_knows_whose_turn_it_is(desk: Lambdas) -> None:
    with patch.object(desk.desk.assigning._turns, "take", side_effect=Unavailable("later")):
        assert arrives(desk).assignee is None


class TestAnAnswerOfTheCustomer:
    def resolved(self, desk: Lambdas) -> Ticket:
        return edit(desk, arrives(desk), Edit(status=Status.RESOLVED))

    def test_wakes_the_ticket_for_the_last_agent_where_that_one_is_kept(self, desk: Lambdas) -> None:
        configured(desk, assignment=Assignment.ROUND_ROBIN, keep_last_agent=True)
        ticket = self.resolved(desk)
        assert [answered_by_customer(desk, ticket).assignee for _ in range(2)] == [ticket.assignee] * 2

    def test_wakes_the_ticket_for_whose_turn_it_is_elsewhere(self, desk: Lambdas) -> None:
        ticket = self.resolved(desk)
        after = answered_by_customer(desk, ticket)
        assert after.assignee in MEMBERS - {ticket.assignee}
        entry = desk.entries(ticket.reference)[-1]
        assert FieldChange("assignee", str(ticket.assignee), str(after.assignee)) in entry.changes
        assert after.version == len(desk.entries(ticket.reference))

    def test_finds_somebody_else_when_the_agent_is_away(self, desk: Lambdas) -> None:
        ticket = edit(desk, arrives(desk), Edit(assignee=AGENT.id, status=Status.ANSWERED))
        people(desk, replace(AGENT, available=False))
        assert answered_by_customer(desk, ticket).assignee in MEMBERS - {AGENT.id}

    def test_is_nobodys_when_the_agent_is_away_and_nobody_is_there(self, desk: Lambdas) -> None:
        ticket = edit(desk, arrives(desk), Edit(assignee=AGENT.id, status=Status.ANSWERED))
        people(desk, *(replace(agent, available=False) for agent in (AGENT, SECOND, RESTRICTED)))
        assert answered_by_customer(desk, ticket).assignee is None

    def test_that_comes_too_late_opens_a_ticket_for_the_last_agent(self, desk: Lambdas) -> None:
        configured(desk, keep_last_agent=True)
        ticket = edit(desk, arrives(desk), Edit(assignee=SECOND.id, status=Status.CLOSED))
        desk.world.clock.advance(SUPPORT.follow_up_window + timedelta(days=1))
        answered_by_customer(desk, ticket)
        (new,) = [each for each in desk.tickets() if each.follows]
        assert new.assignee == SECOND.id


class TestHandingOn:
    def test_a_transfer_is_assigned_as_the_new_department_does(self, desk: Lambdas) -> None:
        configured(desk, BILLING, assignment=Assignment.ROUND_ROBIN)
        ticket = edit(desk, arrives(desk), Edit(department="billing"))
        assert (ticket.assignee, ticket.transfers) == (OTHER.id, 1)
        entry = desk.entries(ticket.reference)[-1]
        assert (entry.author.id, entry.detail) == (ADMIN.id, "assigned by turns")

    def test_who_is_named_gets_the_transfer_also_when_away(self, desk: Lambdas) -> None:
        ticket = arrives(desk, recipients=("billing@in.example.com",))
        people(desk, replace(SECOND, available=False))
        assert edit(desk, ticket, Edit(department="support", assignee=SECOND.id)).assignee == SECOND.id

    def test_an_escalation_is_assigned_as_the_higher_level_does(self, desk: Lambdas) -> None:
        configured(desk, escalates_to="billing")
        configured(desk, BILLING, assignment=Assignment.LEAST_LOADED)
        ticket = arrives(desk)
        request = request_of(ADMIN.id, "escalate", "k", b"")
        after = desk.desk.escalations.escalate(ADMIN, ticket, ticket.version, "He is angry.", request)
        assert (after.department, after.assignee, after.level) == ("billing", OTHER.id, 1)

    def test_taking_a_ticket_from_somebody_by_hand_leaves_it_to_nobody(self, desk: Lambdas) -> None:
        assert edit(desk, arrives(desk), Edit(unassign=True)).assignee is None


class TestTakingBack:
    def held(self, desk: Lambdas) -> list[Ticket]:
        """Four tickets of Antti's; the last one waits for its customer."""
        tickets = [edit(desk, arrives(desk, n), Edit(assignee=AGENT.id)) for n in range(4)]
        return [*tickets[:3], edit(desk, tickets[3], Edit(status=Status.ANSWERED))]

    def test_goes_to_the_others_by_the_departments_rule(self, desk: Lambdas) -> None:
        *waiting, answered = self.held(desk)
        assert desk.desk.taking_back.take_back(ADMIN, AGENT.id) == TakenBack(3, more=False)
        assert {now(desk, each).assignee for each in waiting} == MEMBERS - {AGENT.id}
        assert now(desk, answered) == answered, "the customer is next; it is assigned when they write"

    def test_goes_to_nobody_where_tickets_are_assigned_by_hand(self, desk: Lambdas) -> None:
        configured(desk)
        (ticket, *_) = self.held(desk)
        desk.desk.taking_back.take_back(ADMIN, AGENT.id)
        assert now(desk, ticket).assignee is None
        event = desk.entries(ticket.reference)[-1]
        assert (event.event, event.author.id) == (EventName.TAKEN_BACK, ADMIN.id)
        assert event.changes == (FieldChange("assignee", AGENT.id, ""),)

    def test_a_second_time_finds_nothing(self, desk: Lambdas) -> None:
        self.held(desk)
        desk.desk.taking_back.take_back(ADMIN, AGENT.id)
        entries = desk.entries()
        assert desk.desk.taking_back.take_back(ADMIN, AGENT.id) == TakenBack(0, more=False)
        assert desk.entries() == entries

    def test_happens_by_itself_only_where_tickets_are_assigned_by_themselves(self, desk: Lambdas) -> None:
        self.held(desk)
        edit(desk, desk.tickets()[0], Edit(department="billing"))
        elsewhere = edit(desk, now(desk, desk.tickets()[0]), Edit(assignee=ADMIN.id))
        people(desk, replace(ADMIN, departments=("billing",)))
        assert desk.desk.taking_back.went_away(AGENT, AGENT.id) == TakenBack(2, more=False)
        assert desk.desk.taking_back.went_away(ADMIN, ADMIN.id) == TakenBack(0, more=False)
        assert now(desk, elsewhere) == elsewhere

    def test_stops_when_its_time_is_over_and_goes_on_when_asked_again(self, desk: Lambdas) -> None:
        self.held(desk)
        commit = desk.desk.tickets.commit

        def slowly(change: Any) -> Any:
            desk.world.clock.advance(timedelta(seconds=10))
            return commit(change)

        with patch.object(desk.desk.tickets, "commit", slowly):
            assert desk.desk.taking_back.take_back(ADMIN, AGENT.id) == TakenBack(2, more=True)
        assert desk.desk.taking_back.take_back(ADMIN, AGENT.id) == TakenBack(1, more=False)

    def test_is_for_those_who_look_after_people(self, desk: Lambdas) -> None:
        with pytest.raises(Forbidden):
            desk.desk.taking_back.take_back(AGENT, SECOND.id)
        with pytest.raises(NotFound):
            desk.desk.taking_back.take_back(ADMIN, "a-nobody")


class TestADepartmentThatAnswersOnlyFromTheQueue:
    @pytest.fixture
    def ticket(self, lambdas: Lambdas) -> Ticket:
        configured(lambdas, queue_only=True)
        return arrives(lambdas)

    def reply(self, lambdas: Lambdas, agent: Agent, ticket: Ticket) -> None:
        request = request_of(agent.id, "reply", f"key {ticket.version}", b"")
        lambdas.desk.replies.reply(agent, ticket, ticket.version, "So.", (), Status.ANSWERED, request)

    def test_lets_agents_answer_what_the_queue_gave_them(self, lambdas: Lambdas, ticket: Ticket) -> None:
        with pytest.raises(Forbidden, match="queue"):
            self.reply(lambdas, AGENT, ticket)
        handed = lambdas.desk.queue.next(AGENT, request_of(AGENT.id, "next", "k", b"")).ticket
        assert handed and handed.reference == ticket.reference
        self.reply(lambdas, AGENT, handed)
        assert now(lambdas, ticket).status is Status.ANSWERED

    def test_lets_nobody_pick(self, lambdas: Lambdas, ticket: Ticket) -> None:
        with pytest.raises(Forbidden, match="queue"):
            lambdas.desk.edits.edit(AGENT, ticket, ticket.version, Edit(assignee=AGENT.id), None)
        assert edit(lambdas, ticket, Edit(assignee=AGENT.id)).assignee == AGENT.id, "an admin may assign"

    def test_lets_agents_read_and_note(self, lambdas: Lambdas, ticket: Ticket) -> None:
        assert lambdas.desk.reading.open(AGENT, ticket.reference, 10, None).ticket == ticket
        lambdas.desk.replies.note(AGENT, ticket, None, "Hm.", (), request_of(AGENT.id, "note", "k", b""))

    def test_sets_an_answer_by_mail_aside_as_well(self, lambdas: Lambdas, ticket: Ticket) -> None:
        base, signer = "support@in.example.com", lambdas.desk.signer
        to = reply_address(base, ticket.reference, AGENT.email, signer, for_agent=True)
        lambdas.receive(mail(sender=AGENT.email, message_id="<a@x.example>"), recipients=(to,), source=AGENT.email)
        (row,) = lambdas.quarantine()
        assert "queue" in row["reason"]
        assert now(lambdas, ticket) == ticket
