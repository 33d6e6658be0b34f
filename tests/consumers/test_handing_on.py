"""Tickets handed on: across to another department, or up with a note. Nothing is lost and every move is counted."""

from dataclasses import replace

import pytest

from chalicelib.domain.categories import Category
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import EntryKind, EventName, FieldChange
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, SUPPORT
from tests.support.lambdas import Lambdas

NOTE = "He has called three times."


@pytest.fixture
def opened(lambdas: Lambdas) -> Lambdas:
    lambdas.receive()
    return lambdas


def edit(opened: Lambdas, edit: Edit) -> None:
    ticket = opened.ticket()
    opened.desk.edits.edit(ADMIN, ticket, ticket.version, edit, None)


def test_a_transfer_keeps_the_history_and_is_counted(opened: Lambdas) -> None:
    before = opened.entries()
    edit(opened, Edit(department="billing"))
    edit(opened, Edit(department="support"))
    assert opened.ticket().transfers == 2
    assert opened.entries()[: len(before)] == before
    assert FieldChange("department", "support", "billing") in opened.entries()[len(before)].changes


def test_an_assignee_who_does_not_work_in_the_new_department_loses_the_ticket(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    edit(opened, Edit(department="billing"))
    assert opened.ticket().assignee is None
    edit(opened, Edit(assignee=ADMIN.id))
    edit(opened, Edit(department="support"))
    assert opened.ticket().assignee == ADMIN.id, "an admin works everywhere"


def test_a_transfer_can_name_somebody_of_the_new_department(opened: Lambdas) -> None:
    edit(opened, Edit(department="billing", assignee=OTHER.id))
    assert (opened.ticket().department, opened.ticket().assignee) == ("billing", OTHER.id)
    with pytest.raises(InvalidInput):
        edit(opened, Edit(department="support", assignee=OTHER.id))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Edit(department="nowhere"), "department"),
        (Edit(category="nothing"), "category"),
        (Edit(custom_status="nothing"), "custom_status"),
        (Edit(status=Status.CLOSED, custom_status="in-progress"), "custom_status"),
    ],
)
def test_what_does_not_exist_or_fit_is_refused(opened: Lambdas, change: Edit, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edit(opened, change)
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_a_custom_status_brings_the_status_it_is_a_name_of(opened: Lambdas) -> None:
    edit(opened, Edit(custom_status="in-progress"))
    assert (opened.ticket().status, opened.ticket().custom_status) == (Status.OPEN, "in-progress")


def with_category(opened: Lambdas, **defaults: object) -> None:
    category = Category("hardware", {"en": "Hardware"}, **defaults)  # type: ignore[arg-type]
    opened.desk.configuration.save(ADMIN, category, None)


def test_a_category_brings_its_department_and_priority(opened: Lambdas) -> None:
    with_category(opened, department="billing", priority=Priority.CRITICAL)
    edit(opened, Edit(category="hardware"))
    ticket = opened.ticket()
    assert (ticket.category, ticket.department, ticket.priority) == ("hardware", "billing", Priority.CRITICAL)
    assert ticket.clocks.policy == ("~billing", 24 * 3600)


def test_a_category_leaves_alone_what_somebody_decided(opened: Lambdas) -> None:
    with_category(opened, department="billing", priority=Priority.CRITICAL)
    edit(opened, Edit(priority=Priority.LOW, department="billing"))
    edit(opened, Edit(department="support"))
    edit(opened, Edit(category="hardware"))
    assert (opened.ticket().department, opened.ticket().priority) == ("support", Priority.LOW)
    edit(opened, Edit(category=""))
    edit(opened, Edit(category="hardware", priority=Priority.HIGH))
    assert opened.ticket().priority is Priority.HIGH


@pytest.mark.parametrize(("right", "department"), [(Permission.TRANSFER, "billing"), (Permission.NOTE, "support")])
def test_a_category_hands_a_ticket_on_only_for_who_may_transfer_it(
    opened: Lambdas, right: Permission, department: str
) -> None:
    with_category(opened, department="billing", priority=Priority.CRITICAL)
    clerk = replace(AGENT, role="own", grants=frozenset({Permission.SEE_DEPARTMENTS, Permission.EDIT, right}))
    ticket = opened.ticket()
    opened.desk.edits.edit(clerk, ticket, ticket.version, Edit(category="hardware"), None)
    after = opened.ticket()
    assert (after.category, after.priority, after.department) == ("hardware", Priority.CRITICAL, department)


def transfer(opened: Lambdas, body: bytes = b"{}") -> Ticket:
    ticket = opened.desk.tickets.ticket(opened.ticket().reference)
    request = request_of(AGENT.id, "edit", "key", body)
    return opened.desk.edits.edit(AGENT, ticket, 1, Edit(department="billing"), request)


def test_a_transfer_asked_for_again_is_answered_as_before_although_the_ticket_is_out_of_sight(opened: Lambdas) -> None:
    first = transfer(opened)
    assert first.department == "billing"
    edit(opened, Edit(tags=("secret",), assignee=OTHER.id))
    before = opened.world.items()
    assert transfer(opened) == first, "and nothing of what happened since"
    with pytest.raises(IdempotencyMismatch):
        transfer(opened, b"[]")
    assert opened.world.items() == before


def test_who_lost_sight_of_a_ticket_by_another_hand_gets_no_answer_of_an_old_request(opened: Lambdas) -> None:
    request = request_of(AGENT.id, "edit", "key", b"")
    opened.desk.edits.edit(AGENT, opened.ticket(), 1, Edit(tags=("x",)), request)
    edit(opened, Edit(department="billing"))
    with pytest.raises(NotFound):
        opened.desk.edits.edit(AGENT, opened.ticket(), 1, Edit(tags=("x",)), request)


def test_a_retired_category_is_chosen_no_more(opened: Lambdas) -> None:
    with_category(opened, retired=True)
    with pytest.raises(InvalidInput):
        edit(opened, Edit(category="hardware"))


def with_higher_level(opened: Lambdas) -> None:
    opened.desk.directory.save_department(replace(SUPPORT, escalates_to=BILLING.id))
    opened.desk.directory_cache.forget()


def escalate(opened: Lambdas, key: str = "key", version: int = 1) -> int:
    ticket = opened.desk.tickets.ticket(opened.ticket().reference)
    request = request_of(AGENT.id, "escalate", key, NOTE.encode())
    return opened.desk.escalations.escalate(AGENT, ticket, version, NOTE, request).version


def test_escalating_hands_the_ticket_up_with_a_note(opened: Lambdas) -> None:
    with_higher_level(opened)
    assert escalate(opened) == 2
    ticket = opened.ticket()
    assert (ticket.department, ticket.level, ticket.transfers, ticket.assignee) == ("billing", 1, 1, None)
    event, note = opened.entries()[-2:]
    assert (event.event, event.author.id) == (EventName.ESCALATED, AGENT.id)
    assert FieldChange("level", "0", "1") in event.changes
    assert (note.kind, note.body.text if note.body else "") == (EntryKind.NOTE, NOTE)


def test_an_escalation_asked_for_again_is_answered_as_before(opened: Lambdas) -> None:
    with_higher_level(opened)
    assert escalate(opened) == 2
    edit(opened, Edit(tags=("x",)))
    assert escalate(opened) == 2
    with pytest.raises(NotFound):
        escalate(opened, "another key")
    assert opened.ticket().level == 1


def test_where_there_is_no_higher_level_the_refusal_says_so(opened: Lambdas) -> None:
    with pytest.raises(InvalidInput, match="escalate"):
        escalate(opened)
    assert opened.ticket().version == 1


def test_escalating_names_the_version_it_is_based_on(opened: Lambdas) -> None:
    with_higher_level(opened)
    edit(opened, Edit(tags=("x",)))
    with pytest.raises(StaleVersion):
        escalate(opened)
    assert opened.ticket().level == 0


def test_who_does_not_see_a_ticket_does_not_escalate_it(opened: Lambdas) -> None:
    with_higher_level(opened)
    request = request_of(OTHER.id, "escalate", "key", b"")
    with pytest.raises(NotFound):
        opened.desk.escalations.escalate(OTHER, opened.ticket(), 1, NOTE, request)
