"""Macros: seen before they are applied, done as one change or not at all, with the rights of whoever applies them."""

from dataclasses import replace

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.departments import Assignment
from chalicelib.domain.errors import Forbidden, IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.scopes import EVERYBODY
from chalicelib.domain.ticket import Priority, Status
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.library_records import MacroEdit
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER
from tests.support.lambdas import Lambdas
from tests.support.prepared import PERSONAL, asked, macro, prepared, uploaded_for_answer
from tests.support.setting_up import set_up
from tests.support.settings import COLOUR, LEGAL, SERIAL

TIDY = Recipe(status=Status.RESOLVED, priority=Priority.LOW, assignee="me", add_tags=("done",), fields={"serial": "1"})


def with_answer(lambdas: Lambdas, recipe: Recipe, *, write_as: WriteAs = WriteAs.REPLY, text: str = "") -> str:
    """A macro that also writes an answer with a file."""
    desk = lambdas.desk
    files = (uploaded_for_answer(desk, lambdas.world.aws("s3")),)
    canned = prepared(desk, texts={"en": text or "Hello {{requester.name}}"}, files=files)
    return macro(desk, replace(recipe, canned=canned.id, write_as=write_as)).id


def applied(lambdas: Lambdas, id: str, *, by: Agent = AGENT, text: str | None = None, key: str = "key"):  # type: ignore[no-untyped-def]
    ticket = lambdas.ticket()
    return lambdas.desk.macros.apply(by, ticket, ticket.version, id, text, asked(key, by))


def test_text_and_changes_are_one_entry_of_one_change_with_one_mail(opened: Lambdas) -> None:
    set_up(opened.desk, SERIAL)
    before = opened.ticket()
    after = applied(opened, with_answer(opened, TIDY))
    assert after == opened.ticket()
    assert after.version == before.version + 1
    assert (after.status, after.priority, after.assignee, after.tags) == (
        Status.RESOLVED,
        Priority.LOW,
        AGENT.id,
        ("done",),
    )
    assert opened.desk.tickets.beside(after.reference).fields == {"serial": "1"}
    entry = opened.entries()[-1]
    assert (entry.kind, entry.author.id, entry.body and entry.body.text) == (
        EntryKind.MESSAGE_OUT,
        AGENT.id,
        "Hello Maija Meikäläinen",
    )
    assert [change.field for change in entry.changes] == ["status", "priority", "assignee", "tags", "fields.serial"]
    opened.send_everything()
    (reply,) = (mail for mail in opened.sent() if mail.files)
    assert (reply.recipient, reply.files) == ("maija@customer.example", {"terms.pdf": b"%PDF"})


def test_an_answer_without_a_status_makes_the_ticket_answered_and_a_note_leaves_it(opened: Lambdas) -> None:
    noted = applied(opened, with_answer(opened, Recipe(), write_as=WriteAs.NOTE))
    assert (noted.status, opened.entries()[-1].kind) == (Status.NEW, EntryKind.NOTE)
    answer = opened.desk.macros.list(AGENT)[0].id
    opened.desk.macros.change(ADMIN, answer, 1, MacroEdit(recipe=_as_reply(opened, answer)))
    assert applied(opened, answer, key="second").status is Status.ANSWERED


def _as_reply(lambdas: Lambdas, id: str) -> Recipe:
    return replace(lambdas.desk.macros.get(ADMIN, id).recipe, write_as=WriteAs.REPLY)


def test_a_preview_says_in_words_what_would_change_and_stores_nothing(opened: Lambdas) -> None:
    set_up(opened.desk, SERIAL, COLOUR)
    id = with_answer(opened, replace(TIDY, category="billing"), text="{{field.colour}} {{agent.name}}")
    before = opened.world.items()
    seen = opened.desk.macros.preview(AGENT, opened.ticket(), id)
    assert seen.changes == (
        "Status: new → resolved",
        "Priority: medium → low",
        "Assignee: nobody → Antti Agent",
        "Category: none → Billing",
        "Tags: none → done",
        "Serial number: none → 1",
    )
    assert seen.rendered and seen.rendered.filled.text == "{{field.colour}} Antti Agent"
    assert seen.rendered.filled.empty == ("field.colour",)
    assert opened.world.items() == before


def test_a_preview_takes_no_turn_of_a_department_that_assigns_by_itself(opened: Lambdas) -> None:
    set_up(opened.desk, replace(BILLING, assignment=Assignment.ROUND_ROBIN))
    id = macro(opened.desk, Recipe(department="billing")).id
    before = opened.world.items()
    assert opened.desk.macros.preview(AGENT, opened.ticket(), id).changes == ("Department: Customer support → Billing",)
    assert opened.world.items() == before
    assert applied(opened, id).assignee == OTHER.id


def test_an_empty_placeholder_stops_all_of_it_unless_the_agent_writes_what_belongs_there(opened: Lambdas) -> None:
    set_up(opened.desk, SERIAL)
    id = with_answer(opened, Recipe(status=Status.CLOSED), text="Number {{field.serial}}")
    before = opened.world.items()
    with pytest.raises(InvalidInput, match=r"\{\{field.serial\}\}"):
        applied(opened, id)
    assert opened.world.items() == before
    assert applied(opened, id, text="Number 1").status is Status.CLOSED
    entry = opened.entries()[-1]
    assert entry.body and entry.body.text == "Number 1"


def test_the_same_request_again_does_nothing_twice_and_an_old_version_is_refused(opened: Lambdas) -> None:
    id = with_answer(opened, Recipe(add_tags=("a",)))
    ticket = opened.ticket()
    after = applied(opened, id)
    items = opened.world.items()
    again = opened.desk.macros.apply(AGENT, opened.ticket(), ticket.version, id, None, asked("key", AGENT))
    assert again == after
    # a browser that read the ticket before the first time was stored
    assert opened.desk.macros.apply(AGENT, ticket, ticket.version, id, None, asked("key", AGENT)) == after
    assert opened.world.items() == items
    with pytest.raises(StaleVersion):
        opened.desk.macros.apply(AGENT, opened.ticket(), ticket.version, id, None, asked("other", AGENT))
    with pytest.raises(IdempotencyMismatch):
        opened.desk.macros.apply(AGENT, ticket, ticket.version, id, "x", asked("key", AGENT, b"other"))


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(priority=Priority.HIGH, status=Status.CLOSED),
        Recipe(assignee="me"),
        Recipe(department="billing"),
        Recipe(add_tags=("a",)),
        Recipe(fields={"serial": "1"}),
    ],
)
def test_each_part_needs_its_permission_and_without_it_nothing_is_done(
    opened: Lambdas, looker: Agent, recipe: Recipe
) -> None:
    set_up(opened.desk, SERIAL)
    id = macro(opened.desk, recipe).id
    before = opened.world.items()
    with pytest.raises(Forbidden):
        applied(opened, id, by=looker)
    with pytest.raises(Forbidden):
        opened.desk.macros.preview(looker, opened.ticket(), id)
    assert opened.world.items() == before


@pytest.mark.parametrize("write_as", [WriteAs.REPLY, WriteAs.NOTE])
def test_writing_needs_its_permission(opened: Lambdas, looker: Agent, write_as: WriteAs) -> None:
    id = with_answer(opened, Recipe(), write_as=write_as)
    before = opened.world.items()
    with pytest.raises(Forbidden):
        applied(opened, id, by=looker)
    assert opened.world.items() == before


def test_what_cannot_be_done_refuses_the_whole_with_the_reason(opened: Lambdas) -> None:
    set_up(opened.desk, SERIAL, replace(LEGAL, required_to_resolve=("serial",)))
    legal = macro(opened.desk, Recipe(department="legal", status=Status.RESOLVED, add_tags=("a",))).id
    before = opened.world.items()
    with pytest.raises(InvalidInput, match=r"fields\.serial: is required"):
        applied(opened, legal)
    canned = prepared(opened.desk)
    gone = macro(opened.desk, Recipe(canned=canned.id, write_as=WriteAs.NOTE, status=Status.CLOSED), key="gone").id
    opened.desk.canned.delete(ADMIN, canned.id, 1)
    with pytest.raises(InvalidInput, match="the text it writes is gone"):
        applied(opened, gone)
    assert opened.ticket().version == 1
    assert [item for item in before if item["pk"]["S"].startswith("T#")] == [
        item for item in opened.world.items() if item["pk"]["S"].startswith("T#")
    ]


def test_a_macro_with_nothing_to_do_leaves_the_ticket_as_it_is(opened: Lambdas) -> None:
    id = macro(opened.desk, Recipe(remove_tags=("nowhere",))).id
    before = opened.ticket()
    assert applied(opened, id) == before == opened.ticket()


def test_tags_come_and_go_beside_those_that_stay(opened: Lambdas) -> None:
    ticket = opened.ticket()
    opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(tags=("old", "stays")), None)
    id = macro(opened.desk, Recipe(add_tags=("new", "stays"), remove_tags=("old",))).id
    assert applied(opened, id).tags == ("stays", "new")


def test_a_macro_is_refused_that_does_nothing_or_names_what_others_cannot_use(opened: Lambdas) -> None:
    desk = opened.desk
    own = prepared(desk, by=ADMIN, scope=PERSONAL)
    for recipe, words in (
        (Recipe(), "does nothing"),
        (Recipe(department="nowhere"), "changes.department"),
        (Recipe(canned=own.id, write_as=WriteAs.NOTE), "not for everybody"),
        (Recipe(canned="g.01KB3RSEVW0000000000000001", write_as=WriteAs.NOTE), "not a prepared text"),
    ):
        with pytest.raises(InvalidInput, match=words):
            desk.macros.create(ADMIN, EVERYBODY, MacroEdit("M", "", recipe), asked(words))
    with pytest.raises(InvalidInput, match="postponed"):
        Recipe(status=Status.POSTPONED)
    assert desk.macros.list(ADMIN) == ()
    mine = macro(desk, Recipe(canned=own.id, write_as=WriteAs.NOTE), scope=PERSONAL)
    assert desk.macros.get(ADMIN, mine.id) == mine
    with pytest.raises(NotFound):
        desk.macros.get(AGENT, mine.id)


def test_macros_change_and_go_like_texts_and_are_counted(opened: Lambdas) -> None:
    desk = opened.desk
    id = with_answer(opened, Recipe(add_tags=("a",)))
    with pytest.raises(Forbidden):
        desk.macros.change(AGENT, id, 1, MacroEdit(name="Mine"))
    changed = desk.macros.change(ADMIN, id, 1, MacroEdit(name="Better"))
    assert (changed.version, desk.macros.change(ADMIN, id, 1, MacroEdit(name="Better"))) == (2, changed)
    with pytest.raises(StaleVersion):
        desk.macros.change(ADMIN, id, 1, MacroEdit(name="Worse"))
    applied(opened, id)
    assert [(row.name, row.uses) for row in desk.macros.list(OTHER)] == [("Better", 1)]
    assert [row.uses for row in desk.canned.list(AGENT)] == [1]
    desk.macros.delete(ADMIN, id, 2)
    assert desk.macros.list(OTHER) == ()


def test_a_foreign_ticket_does_not_exist(opened: Lambdas) -> None:
    id = macro(opened.desk, Recipe(add_tags=("a",))).id
    with pytest.raises(NotFound):
        applied(opened, id, by=OTHER)
