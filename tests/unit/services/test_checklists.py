"""The checklist of a ticket: who ticked what and when, told on the timeline, changed under the ticket's version."""

from datetime import timedelta

import pytest

from chalicelib.domain.checklists import MOST_TASKS, Task, TaskEdit
from chalicelib.domain.errors import Forbidden, IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.timeline import EventName, FieldChange
from chalicelib.services.beside_changes import WithBeside
from chalicelib.services.requests import Request, request_of
from tests.support.clock import START
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.rivals import at_once

HOUR = timedelta(hours=1)


def asked(key: str, body: bytes = b"") -> Request:
    return request_of(AGENT.id, "checklist", key, body)


def add(lambdas: Lambdas, text: str, key: str = "", version: int | None = None) -> WithBeside:
    return lambdas.desk.checklists.add(AGENT, lambdas.ticket(), version, text, asked(key or text))


def edit(lambdas: Lambdas, id: str, change: TaskEdit, version: int | None = None) -> WithBeside:
    ticket = lambdas.ticket()
    return lambdas.desk.checklists.edit(AGENT, ticket, version or ticket.version, id, change, None)


def texts(lambdas: Lambdas) -> list[str]:
    page = lambdas.desk.reading.open(AGENT, lambdas.ticket().reference, 50, None)
    return [str(task) for task in page.beside.checklist]


def test_tasks_stand_in_the_order_in_which_they_were_added(opened: Lambdas) -> None:
    for text in ("Call the courier", "Refund", "Write to Maija"):
        add(opened, text)
    assert texts(opened) == ["[ ] Call the courier", "[ ] Refund", "[ ] Write to Maija"]
    assert opened.ticket().version == 4


def test_a_ticked_task_says_who_did_it_and_when_whoever_ticks_it_again(opened: Lambdas) -> None:
    (task,) = add(opened, "Refund").beside.checklist
    opened.world.clock.advance(HOUR)
    edit(opened, task.id, TaskEdit(done=True))
    opened.world.clock.advance(HOUR)
    ticket = opened.ticket()
    opened.desk.checklists.edit(ADMIN, ticket, ticket.version, task.id, TaskEdit(text="Refund all", done=True), None)
    page = opened.desk.reading.open(AGENT, ticket.reference, 50, None)
    assert page.beside.checklist == (Task(task.id, "Refund all", AGENT.id, START + HOUR),)
    edit(opened, task.id, TaskEdit(done=False))
    assert texts(opened) == ["[ ] Refund all"]


def test_the_timeline_tells_every_change_and_keeps_what_was_removed(opened: Lambdas) -> None:
    (task,) = add(opened, "Refund").beside.checklist
    edit(opened, task.id, TaskEdit(done=True))
    ticket = opened.ticket()
    opened.desk.checklists.remove(AGENT, ticket, ticket.version, task.id, None)
    told = [entry for entry in opened.entries() if entry.event is EventName.CHECKLIST]
    assert [entry.changes for entry in told] == [
        (FieldChange("checklist", "", "[ ] Refund"),),
        (FieldChange("checklist", "[ ] Refund", "[x] Refund"),),
        (FieldChange("checklist", "[x] Refund", ""),),
    ]
    assert {entry.author.id for entry in told} == {AGENT.id}
    assert texts(opened) == []


def test_nothing_is_written_for_a_change_that_changes_nothing(opened: Lambdas) -> None:
    (task,) = add(opened, "Refund").beside.checklist
    before = opened.world.items()
    edit(opened, task.id, TaskEdit(text="Refund", done=False))
    assert opened.world.items() == before


def test_the_checklist_moves_neither_the_ticket_nor_its_clocks(opened: Lambdas) -> None:
    before = opened.ticket()
    opened.world.clock.advance(HOUR)
    after = add(opened, "Refund").ticket
    assert (after.status, after.moved_at, after.clocks) == (before.status, before.moved_at, before.clocks)


def test_a_task_is_added_to_whatever_the_ticket_is_but_not_ticked_on_an_old_one(opened: Lambdas) -> None:
    old = opened.ticket()
    (task,) = add(opened, "Refund").beside.checklist
    added = opened.desk.checklists.add(AGENT, old, None, "Call", asked("late"))
    assert len(added.beside.checklist) == 2
    with pytest.raises(StaleVersion):
        edit(opened, task.id, TaskEdit(done=True), old.version)
    with pytest.raises(StaleVersion):
        opened.desk.checklists.remove(AGENT, opened.ticket(), old.version, task.id, None)
    with pytest.raises(StaleVersion):
        add(opened, "Write", version=old.version)


def test_two_people_who_add_at_once_both_find_their_task(opened: Lambdas) -> None:
    ticket, checklists = opened.ticket(), opened.desk.checklists
    at_once(
        opened.desk,
        *(lambda text=text: checklists.add(AGENT, ticket, None, text, asked(text)) for text in ("One", "Two", "Three")),  # type: ignore[misc]
    )
    assert sorted(texts(opened)) == ["[ ] One", "[ ] Three", "[ ] Two"]


def test_the_same_request_again_adds_nothing_twice(opened: Lambdas) -> None:
    ticket = opened.ticket()
    first = add(opened, "Refund", "key", ticket.version)
    again = opened.desk.checklists.add(AGENT, opened.ticket(), ticket.version, "Refund", asked("key"))
    unversioned = opened.desk.checklists.add(AGENT, opened.ticket(), None, "Refund", asked("key"))
    assert first == again == unversioned
    with pytest.raises(IdempotencyMismatch):
        opened.desk.checklists.add(AGENT, opened.ticket(), None, "Other", asked("key", b"other"))
    assert texts(opened) == ["[ ] Refund"]


def test_a_list_takes_so_many_tasks_and_no_more(opened: Lambdas) -> None:
    for number in range(MOST_TASKS):
        add(opened, f"Task {number}")
    with pytest.raises(InvalidInput, match=str(MOST_TASKS)):
        add(opened, "One more")
    assert len(texts(opened)) == MOST_TASKS


def test_a_task_that_is_not_there_is_not_found(opened: Lambdas) -> None:
    ticket = opened.ticket()
    with pytest.raises(NotFound):
        edit(opened, "0" * 26, TaskEdit(done=True))
    with pytest.raises(NotFound):
        opened.desk.checklists.remove(AGENT, ticket, ticket.version, "0" * 26, None)


def test_only_those_who_see_the_ticket_and_may_note_change_its_list(opened: Lambdas) -> None:
    ticket = opened.ticket()
    for stranger in (OTHER, RESTRICTED):
        with pytest.raises(NotFound):
            opened.desk.checklists.add(stranger, ticket, None, "Refund", asked("key"))


def test_a_role_without_notes_changes_no_list(opened: Lambdas, looker: object) -> None:
    with pytest.raises(Forbidden):
        opened.desk.checklists.add(looker, opened.ticket(), None, "Refund", asked("key"))  # type: ignore[arg-type]
