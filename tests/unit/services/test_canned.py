"""Texts that agents prepare: for whom, in which language, with what filled in, and never sent half filled."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import MOST_IN_A_SCOPE, CannedKind
from chalicelib.domain.errors import (
    Conflict,
    Forbidden,
    IdempotencyMismatch,
    InvalidInput,
    NotFound,
    StaleVersion,
    Unavailable,
)
from chalicelib.domain.roles import BUILT_IN, Permission, Role
from chalicelib.domain.scopes import EVERYBODY, Scope
from chalicelib.services.library_records import CannedEdit
from chalicelib.services.records import Change
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.prepared import GREETING, OF_BILLING, OF_SUPPORT, PERSONAL, asked, prepared, uploaded_for_answer
from tests.support.setting_up import set_up
from tests.support.settings import COLOUR, SERIAL

KEEPER = Agent(
    "a-keeper",
    "k@example.com",
    "Kalle",
    "keeper",
    ("support",),
    grants=BUILT_IN[Role.AGENT] | {Permission.MANAGE_CANNED},
)


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


def test_everybody_keeps_their_own_members_with_the_right_the_departments_and_admins_those_for_all(
    opened: Lambdas,
) -> None:
    desk = opened.desk
    prepared(desk, "own", by=AGENT, scope=PERSONAL)
    prepared(desk, "team", by=KEEPER, scope=OF_SUPPORT)
    prepared(desk, "all")
    refusals: tuple[tuple[Agent, Scope, type[Exception]], ...] = (
        (AGENT, OF_SUPPORT, Forbidden),
        (AGENT, EVERYBODY, Forbidden),
        (KEEPER, EVERYBODY, Forbidden),
        (KEEPER, OF_BILLING, InvalidInput),
    )
    for agent, scope, refusal in refusals:
        with pytest.raises(refusal):
            prepared(desk, "refused", by=agent, scope=scope)
    assert names(desk.canned.list(AGENT)) == ["Greeting own", "Greeting team", "Greeting all"]
    assert names(desk.canned.list(RESTRICTED)) == ["Greeting team", "Greeting all"]
    assert names(desk.canned.list(OTHER)) == ["Greeting all"]
    assert names(desk.canned.list(ADMIN)) == ["Greeting team", "Greeting all"]


def test_what_is_anothers_alone_or_another_departments_does_not_exist(opened: Lambdas) -> None:
    desk = opened.desk
    own = prepared(desk, "own", by=AGENT, scope=PERSONAL)
    team = prepared(desk, "team", by=KEEPER, scope=OF_SUPPORT)
    for agent, id in ((ADMIN, own.id), (OTHER, own.id), (OTHER, team.id), (replace(AGENT, enabled=False), team.id)):
        with pytest.raises(NotFound):
            desk.canned.get(agent, id)
        with pytest.raises(NotFound):
            desk.canned.change(agent, id, 1, CannedEdit(name="Mine"))
        with pytest.raises(NotFound):
            desk.canned.delete(agent, id, 1)
    assert desk.canned.get(AGENT, own.id) == own


def test_who_may_use_a_text_may_not_change_it_for_others(opened: Lambdas) -> None:
    for text in (prepared(opened.desk, "team", by=KEEPER, scope=OF_SUPPORT), prepared(opened.desk, "all")):
        with pytest.raises(Forbidden):
            opened.desk.canned.change(AGENT, text.id, 1, CannedEdit(name="Mine"))
        with pytest.raises(Forbidden):
            opened.desk.canned.delete(AGENT, text.id, 1)
        assert opened.desk.canned.get(AGENT, text.id) == text


def test_the_same_request_again_prepares_one_text_and_another_under_its_key_is_refused(opened: Lambdas) -> None:
    desk = opened.desk
    first = prepared(desk)
    assert prepared(desk) == first
    assert names(desk.canned.list(ADMIN)) == ["Greeting text"]
    edit = CannedEdit("Other", texts=GREETING)
    with pytest.raises(IdempotencyMismatch):
        desk.canned.create(ADMIN, CannedKind.MESSAGE, EVERYBODY, edit, asked("text", body=b"other"))


def test_a_change_counts_a_version_and_who_comes_too_late_sees_what_is_there(opened: Lambdas) -> None:
    desk, text = opened.desk, prepared(opened.desk)
    changed = desk.canned.change(ADMIN, text.id, 1, CannedEdit(name="Welcome"))
    assert (changed.version, changed.texts) == (2, text.texts)
    assert desk.canned.change(ADMIN, text.id, 1, CannedEdit(name="Welcome")) == changed
    with pytest.raises(StaleVersion) as stale:
        desk.canned.change(ADMIN, text.id, 1, CannedEdit(name="Hi"))
    assert stale.value.current == changed
    with pytest.raises(StaleVersion):
        desk.canned.delete(ADMIN, text.id, 1)
    desk.canned.delete(ADMIN, text.id, 2)
    assert desk.canned.list(ADMIN) == ()
    with pytest.raises(NotFound):
        desk.canned.get(ADMIN, text.id)


def test_two_changes_at_once_leave_one_and_the_other_is_told(opened: Lambdas) -> None:
    desk, text = opened.desk, prepared(opened.desk)
    commit, rival = desk.canned._library._store.commit, iter([True])

    def overtaken(change: Any) -> Any:
        if next(rival, False):
            desk.canned.change(ADMIN, text.id, 1, CannedEdit(name="Faster"))
        return commit(change)

    with patch.object(desk.canned._library._store, "commit", overtaken), pytest.raises(StaleVersion) as stale:
        desk.canned.change(ADMIN, text.id, 1, CannedEdit(name="Slower"))
    assert stale.value.current.name == "Faster"
    assert names(desk.canned.list(ADMIN)) == ["Faster"]


def test_what_is_shared_is_on_record_and_what_is_ones_own_is_not(opened: Lambdas) -> None:
    desk = opened.desk
    prepared(desk, "own", by=ADMIN, scope=PERSONAL)
    text = prepared(desk, "all")
    desk.canned.change(ADMIN, text.id, 1, CannedEdit(texts={"en": "Hello!"}))
    desk.canned.delete(ADMIN, text.id, 2)
    records = desk.audit.list(ADMIN, 25, None, None, None).records
    assert [(each.kind, each.actor, each.setting) for each in records] == [("predefined-answer", ADMIN.id, text.id)] * 3
    removed, changed, made = records
    assert (made.before, removed.after) == (None, None)
    assert changed.after and changed.after["texts"] == {"en": "Hello!"}
    assert "key" not in str(records)


def test_a_text_that_nobody_could_send_is_refused_with_all_that_is_wrong(opened: Lambdas) -> None:
    texts = {"en": "{{requester.age}} {{field.serial}}", "xx": "Hi", "fi": " "}
    with pytest.raises(InvalidInput) as refused:
        prepared(opened.desk, texts=texts)
    assert [problem.field for problem in refused.value.problems] == ["texts.en", "texts.xx", "texts.fi"]
    with pytest.raises(InvalidInput, match="at most 2000 bytes"):
        edit = CannedEdit("Long", texts={"en": "ä" * 1001})
        opened.desk.canned.create(ADMIN, CannedKind.MESSAGE, EVERYBODY, edit, asked("long"))


def test_a_scope_has_room_for_so_many(opened: Lambdas) -> None:
    desk, row = opened.desk, opened.desk.canned.list
    prepared(desk)
    (found,) = row(ADMIN)
    full = patch.object(desk.canned._library._store, "rows", lambda *_: (found,) * MOST_IN_A_SCOPE)
    with full, pytest.raises(Conflict, match="delete some"):
        prepared(desk, "one too many")


def test_a_text_is_filled_in_the_customers_language_or_the_nearest(opened: Lambdas) -> None:
    desk, ticket = opened.desk, opened.ticket()
    text = prepared(desk)
    in_finnish = desk.canned.render(AGENT, replace(ticket, language="fi"), text.id)
    assert (in_finnish.language, in_finnish.filled.text) == ("fi", "Hei Maija Meikäläinen!")
    for language in ("hu", ""):
        rendered = desk.canned.render(AGENT, replace(ticket, language=language), text.id)
        assert rendered.language == "en"
    assert rendered.filled.text.endswith(f"{ticket.reference[:4]}-{ticket.reference[4:]}.")
    assert desk.canned.render(AGENT, ticket, text.id, "fi").language == "fi"
    only = prepared(desk, "only", texts={"da": "Hej"})
    assert desk.canned.render(AGENT, ticket, only.id, "fi").language == "da"


def test_what_nothing_is_known_of_is_named_and_stays_in_the_text(opened: Lambdas) -> None:
    desk, ticket = opened.desk, opened.ticket()
    set_up(desk, SERIAL, COLOUR)
    text = prepared(desk, texts={"en": "{{agent.name}}: {{field.serial}}, {{field.colour}}, {{requester.name}}."})
    nameless = replace(ticket, requester=replace(ticket.requester, name=""))
    filled = desk.canned.render(AGENT, nameless, text.id).filled
    assert filled.empty == ("field.serial", "field.colour", "requester.name")
    assert filled.text == "Antti Agent: {{field.serial}}, {{field.colour}}, {{requester.name}}."
    after = replace(ticket, version=ticket.version + 1)
    desk.tickets.commit(Change(ticket, after, (), fields={"serial": "A-1", "colour": "red"}))
    filled = desk.canned.render(AGENT, ticket, text.id).filled
    assert (filled.text, filled.empty) == ("Antti Agent: A-1, Red, Maija Meikäläinen.", ())


def test_braces_that_a_customer_wrote_fill_nothing_in(opened: Lambdas) -> None:
    ticket = replace(opened.ticket(), subject="{{agent.name}}")
    text = prepared(opened.desk, texts={"en": "About {{ticket.subject}}"})
    assert opened.desk.canned.render(AGENT, ticket, text.id).filled.text == "About {{agent.name}}"


def test_a_reply_with_an_empty_placeholder_is_refused_with_its_name_and_stores_nothing(opened: Lambdas) -> None:
    before = opened.world.items()
    with pytest.raises(InvalidInput, match=r"still has \{\{requester.name\}\}, \{\{field.order\}\}"):
        opened.agent_replies("Dear {{ requester.name }}, your order {{field.order}} is on its way.")
    assert opened.world.items() == before
    opened.agent_replies("Write {{your name}} and {{ x }} into the template.")


def test_files_of_an_answer_are_stored_once_and_sent_with_each_reply_that_refers_to_them(opened: Lambdas) -> None:
    desk, s3 = opened.desk, opened.world.aws("s3")
    text = prepared(desk, files=(uploaded_for_answer(desk, s3),))
    (file,) = text.files
    opened.agent_replies("One.", uploads=[desk.attachments.offer_prepared(AGENT, opened.ticket(), file)])
    opened.agent_replies("Two.", uploads=[desk.attachments.offer_prepared(AGENT, opened.ticket(), file)])
    sent = [entry.attachments for entry in opened.entries() if entry.attachments]
    assert [[each.key for each in files] for files in sent] == [[file.key], [file.key]]
    desk.canned.delete(ADMIN, text.id, 1)
    opened.send_everything()
    assert [mail.files for mail in opened.sent() if mail.files] == [{"terms.pdf": b"%PDF"}] * 2


def test_an_offered_file_serves_one_agent_in_one_ticket(opened: Lambdas) -> None:
    desk, ticket = opened.desk, opened.ticket()
    (file,) = prepared(desk, files=(uploaded_for_answer(desk, opened.world.aws("s3")),)).files
    offered = desk.attachments.offer_prepared(AGENT, ticket, file)
    for agent, about in ((OTHER, ticket), (AGENT, replace(ticket, reference="0B0B0B0B"))):
        with pytest.raises(InvalidInput, match="not an upload of yours"):
            desk.attachments.keep(agent, about, [offered])
    with pytest.raises(InvalidInput, match="not an upload of yours"):
        desk.attachments.keep_prepared(AGENT, [offered])


def test_files_come_and_go_with_changes_and_messages_have_none(opened: Lambdas) -> None:
    desk, s3 = opened.desk, opened.world.aws("s3")
    text = prepared(desk, files=(uploaded_for_answer(desk, s3, name="a.pdf"),))
    both = desk.canned.change(ADMIN, text.id, 1, CannedEdit(uploads=(uploaded_for_answer(desk, s3, name="b.pdf"),)))
    assert [file.name for file in both.files] == ["a.pdf", "b.pdf"]
    last = desk.canned.change(ADMIN, text.id, 2, CannedEdit(files=(both.files[1].id,)))
    assert [file.name for file in last.files] == ["b.pdf"]
    with pytest.raises(InvalidInput, match="is not a file of this answer"):
        desk.canned.change(ADMIN, text.id, 3, CannedEdit(files=(both.files[0].id,)))
    edit = CannedEdit("Short", texts=GREETING, uploads=(uploaded_for_answer(desk, s3),))
    with pytest.raises(InvalidInput, match="canned messages have none"):
        desk.canned.create(ADMIN, CannedKind.MESSAGE, EVERYBODY, edit, asked("short"))


def test_uses_are_counted_and_a_count_that_fails_is_no_failure(opened: Lambdas) -> None:
    desk, text = opened.desk, prepared(opened.desk)
    desk.canned.count_uses(AGENT, [text.id, text.id])
    desk.canned.change(ADMIN, text.id, 1, CannedEdit(name="Renamed"))
    desk.canned.count_uses(AGENT, [text.id, "g.01KB3RSEVW0000000000000001", "d.billing.01KB3RSEVW0000000000000001"])
    assert [(row.name, row.uses) for row in desk.canned.list(AGENT)] == [("Renamed", 2)]
    with patch.object(desk.table, "update", side_effect=Unavailable("down")):
        desk.canned.count_uses(AGENT, [text.id])
    assert [row.uses for row in desk.canned.list(AGENT)] == [2]
