"""Replies, notes and edits: who may, what is stored, and what a repeated or late request comes to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind, SendState
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.timeline import AuthorKind, Body, EntryKind, EventName, FieldChange
from chalicelib.services.records import Change
from chalicelib.services.requests import Done, Request, request_of
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER

Act = Callable[[Lambdas, Agent, Ticket | None], object]


def asked(key: str = "key-1", body: bytes = b"{}", agent: Agent = AGENT) -> Request:
    return request_of(agent.id, "route", key, body)


def reply(
    desk: Lambdas,
    ticket: Ticket | None = None,
    request: Request | None = None,
    agent: Agent = AGENT,
    *,
    version: int | None = None,
    text: str = "Pull the plug.",
    status: Status = Status.ANSWERED,
    uploads: Sequence[str] = (),
) -> Done:
    ticket = ticket or desk.ticket()
    version = ticket.version if version is None else version
    return desk.desk.replies.reply(agent, ticket, version, text, uploads, status, request or asked())


def note(
    desk: Lambdas,
    ticket: Ticket | None = None,
    request: Request | None = None,
    agent: Agent = AGENT,
    *,
    version: int | None = None,
) -> Done:
    ticket = ticket or desk.ticket()
    return desk.desk.replies.note(agent, ticket, version, "Between us.", (), request or asked())


def edit(desk: Lambdas, change: Edit, request: Request | None = None, agent: Agent = AGENT) -> Ticket:
    ticket = desk.ticket()
    return desk.desk.edits.edit(agent, ticket, ticket.version, change, request)


EVERY_WRITE = pytest.mark.parametrize(
    "act",
    [
        lambda desk, agent, ticket: desk.desk.replies.reply(agent, ticket, 1, "x", (), Status.ANSWERED, asked()),
        lambda desk, agent, ticket: desk.desk.replies.note(agent, ticket, None, "x", (), asked()),
        lambda desk, agent, ticket: desk.desk.replies.note(agent, ticket, 1, "x", (), asked()),
        lambda desk, agent, ticket: desk.desk.edits.edit(agent, ticket, 1, Edit(status=Status.OPEN), asked()),
        lambda desk, agent, ticket: desk.desk.attachments.start_upload(agent, ticket, "a", "a/b", 1, asked()),
        lambda desk, agent, ticket: desk.desk.attachments.link(agent, ticket, "01KB3RSEVW0000000000000001", "0"),
    ],
    ids=["reply", "note", "note on a version", "edit", "upload", "link"],
)


# replies


def test_a_reply_is_stored_with_the_mail_it_causes_in_one_change(opened: Lambdas) -> None:
    opened.world.clock.advance(timedelta(hours=1))
    now = opened.world.clock.now()
    done = reply(opened)
    ticket = opened.ticket()
    assert (ticket.status, ticket.version, ticket.moved_at) == (Status.ANSWERED, 2, now)
    assert ticket.was_answered
    entry = opened.entries()[-1]
    assert done == Done(ticket.reference, entry.id, 2, Status.ANSWERED)
    assert (entry.kind, entry.author.kind, entry.author.id) == (EntryKind.MESSAGE_OUT, AuthorKind.AGENT, AGENT.id)
    assert entry.body == Body.plain("Pull the plug.")
    assert entry.changes == (FieldChange("status", "new", "answered"),)
    (mail,) = [mail for mail in opened.outbox() if mail.kind is MailKind.REPLY]
    assert (mail.entry_id, mail.recipient, mail.state) == (entry.id, CUSTOMER, SendState.PENDING)


def test_a_reply_can_resolve(opened: Lambdas) -> None:
    assert reply(opened, status=Status.RESOLVED).status is Status.RESOLVED
    assert opened.ticket().status is Status.RESOLVED


def test_a_note_moves_nothing_and_goes_nowhere(opened: Lambdas) -> None:
    before, outbox = opened.ticket(), opened.outbox()
    done = note(opened)
    assert opened.ticket() == replace(before, version=2)
    assert opened.outbox() == outbox
    assert opened.entries()[-1].kind is EntryKind.NOTE
    assert done == Done(before.reference, opened.entries()[-1].id, 2, Status.NEW)


# repeated requests


@pytest.mark.parametrize("write", [reply, note], ids=["reply", "note"])
def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(
    opened: Lambdas, write: Callable[..., Done]
) -> None:
    seen = opened.ticket()
    first = write(opened, seen)
    stored = opened.world.items()
    opened.world.clock.advance(timedelta(days=29))
    for ticket, version in ((seen, 1), (opened.ticket(), 1), (opened.ticket(), 2)):
        assert write(opened, ticket, version=version) == first
    assert opened.world.items() == stored


def test_a_repeated_request_is_answered_even_after_others_wrote(opened: Lambdas) -> None:
    seen = opened.ticket()
    first = reply(opened, seen)
    note(opened, request=asked("another"))
    assert reply(opened, opened.ticket(), version=1) == first
    assert len(opened.entries()) == 3


@pytest.mark.parametrize("write", [reply, note], ids=["reply", "note"])
def test_another_request_under_the_same_key_is_refused(opened: Lambdas, write: Callable[..., Done]) -> None:
    write(opened)
    stored = opened.world.items()
    other = asked(body=b'{"text": "other"}')
    for version in (1, 2):
        with pytest.raises(IdempotencyMismatch):
            write(opened, opened.ticket(), other, version=version)
    assert opened.world.items() == stored


def test_the_same_key_of_another_agent_or_route_is_another_request(opened: Lambdas) -> None:
    note(opened)
    note(opened, request=asked(agent=ADMIN), agent=ADMIN)
    note(opened, request=request_of(AGENT.id, "another route", "key-1", b"{}"))
    assert len(opened.entries()) == 4


# late requests


@pytest.mark.parametrize("write", [reply, note], ids=["reply", "note"])
def test_a_write_on_an_old_version_is_refused_with_the_ticket_as_it_is(
    opened: Lambdas, write: Callable[..., Done]
) -> None:
    seen = opened.ticket()
    edit(opened, Edit(priority=Priority.HIGH))
    current, stored = opened.ticket(), opened.world.items()
    for ticket in (seen, current):
        with pytest.raises(StaleVersion) as refusal:
            write(opened, ticket, version=1)
        assert (refusal.value.current, refusal.value.news) == (current, ())
    assert opened.world.items() == stored


def test_a_note_without_version_is_added_to_whatever_the_ticket_is_now(opened: Lambdas) -> None:
    seen = opened.ticket()
    edit(opened, Edit(priority=Priority.HIGH))
    assert note(opened, seen).version == 3
    assert opened.ticket().priority is Priority.HIGH


def test_a_write_that_comes_too_late_leaves_no_kept_file_in_the_timeline(opened: Lambdas) -> None:
    seen = opened.ticket()
    upload = uploaded(opened)
    edit(opened, Edit(priority=Priority.HIGH))
    with pytest.raises(StaleVersion):
        reply(opened, seen, uploads=[upload])
    assert all(not entry.attachments for entry in opened.entries())


# who may


@EVERY_WRITE
@pytest.mark.parametrize(
    "agent", [OTHER, RESTRICTED, replace(AGENT, enabled=False)], ids=["other", "restricted", "out"]
)
def test_a_foreign_ticket_is_refused_like_a_nonexistent_one(opened: Lambdas, act: Act, agent: Agent) -> None:
    stored = opened.world.items()
    refusals = []
    for ticket in (opened.ticket(), None):
        with pytest.raises(NotFound) as refusal:
            act(opened, agent, ticket)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert opened.world.items() == stored


def test_a_restricted_agent_works_on_what_is_assigned_to_them(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=RESTRICTED.id))
    assert reply(opened, agent=RESTRICTED).version == 3


@pytest.mark.parametrize("write", ["reply", "note", "edit"])
def test_an_agent_who_loses_a_ticket_meanwhile_does_not_see_it_in_the_refusal(opened: Lambdas, write: str) -> None:
    """The restricted agent read the ticket while it was theirs; it was taken away before the write."""
    edit(opened, Edit(assignee=RESTRICTED.id))
    mine = opened.ticket()
    edit(opened, Edit(unassign=True))
    with pytest.raises(NotFound):
        if write == "reply":
            reply(opened, mine, agent=RESTRICTED)
        elif write == "note":
            note(opened, mine, agent=RESTRICTED)
        else:
            opened.desk.edits.edit(RESTRICTED, mine, mine.version, Edit(status=Status.OPEN), asked())
    assert len(opened.entries()) == 3


# edits


def test_an_edit_is_one_entry_that_says_what_changed(opened: Lambdas) -> None:
    after = edit(opened, Edit(Status.OPEN, priority=Priority.CRITICAL, tags=("fire",), assignee=AGENT.id))
    assert opened.ticket() == after
    assert (after.version, after.assignee, after.tags) == (2, AGENT.id, ("fire",))
    entry = opened.entries()[-1]
    assert (entry.kind, entry.event, entry.author.id) == (EntryKind.EVENT, EventName.CHANGED, AGENT.id)
    assert [change.field for change in entry.changes] == ["status", "priority", "assignee", "tags"]


def test_an_edit_that_changes_nothing_stores_nothing(opened: Lambdas) -> None:
    stored, before = opened.world.items(), opened.ticket()
    assert edit(opened, Edit(status=Status.NEW, priority=Priority.MEDIUM, tags=())) == before
    assert opened.world.items() == stored


def test_a_repeated_edit_is_done_once(opened: Lambdas) -> None:
    seen = opened.ticket()
    change, request = Edit(priority=Priority.HIGH), asked()
    first = opened.desk.edits.edit(AGENT, seen, 1, change, request)
    stored = opened.world.items()
    assert opened.desk.edits.edit(AGENT, seen, 1, change, request) == first
    assert opened.desk.edits.edit(AGENT, first, 1, change, request) == first
    assert opened.world.items() == stored
    with pytest.raises(IdempotencyMismatch):
        opened.desk.edits.edit(AGENT, first, 1, Edit(priority=Priority.LOW), asked(body=b"other"))


def test_an_edit_on_an_old_version_is_refused(opened: Lambdas) -> None:
    seen = opened.ticket()
    current = edit(opened, Edit(priority=Priority.HIGH))
    for ticket in (seen, current):
        with pytest.raises(StaleVersion) as refusal:
            opened.desk.edits.edit(AGENT, ticket, 1, Edit(priority=Priority.LOW), None)
        assert refusal.value.current == current
    assert opened.ticket() == current


@pytest.mark.parametrize("assignee", ["nobody", OTHER.id, ""])
def test_a_ticket_is_assigned_only_to_somebody_who_can_work_on_it(opened: Lambdas, assignee: str) -> None:
    stored = opened.world.items()
    with pytest.raises(InvalidInput) as refusal:
        edit(opened, Edit(assignee=assignee))
    assert [problem.field for problem in refusal.value.problems] == ["assignee"]
    assert opened.world.items() == stored


def test_tags_have_room_for_so_much(opened: Lambdas) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edit(opened, Edit(tags=tuple(f"{n}" + "ä" * 40 for n in range(2))))
    assert [problem.field for problem in refusal.value.problems] == ["tags"]


# files


def uploaded(desk: Lambdas, agent: Agent = AGENT, name: str = "plan.pdf", *, arrives: bool = True) -> str:
    ticket = desk.ticket()
    upload = desk.desk.attachments.start_upload(agent, ticket, name, "application/pdf", 4, asked(name, agent=agent))
    if arrives:
        desk.desk.files.put(upload.fields["key"], b"%PDF", "application/pdf")
    return upload.id


def test_an_uploaded_file_stays_with_the_reply_and_can_be_had_by_a_link(opened: Lambdas) -> None:
    reply(opened, uploads=[uploaded(opened, name="päätös.pdf"), uploaded(opened, name="b.pdf")])
    entry = opened.entries()[-1]
    assert [(file.id, file.name, file.content_type, file.size) for file in entry.attachments] == [
        ("0", "päätös.pdf", "application/pdf", 4),
        ("1", "b.pdf", "application/pdf", 4),
    ]
    for file in entry.attachments:
        assert not file.key.startswith("uploads/"), "what lies there is deleted after a day"
        assert opened.desk.files.get(file.key) == b"%PDF"
    link = opened.desk.attachments.link(AGENT, opened.ticket(), entry.id, "1")
    assert entry.attachments[1].key in link.url
    assert link.expires_at == opened.world.clock.now() + timedelta(minutes=5)


@pytest.mark.parametrize("attachment", ["1", "", "00"])
def test_a_link_to_what_is_not_there_is_refused(opened: Lambdas, attachment: str) -> None:
    reply(opened, uploads=[uploaded(opened)])
    with pytest.raises(NotFound):
        opened.desk.attachments.link(AGENT, opened.ticket(), opened.entries()[-1].id, attachment)
    with pytest.raises(NotFound):
        opened.desk.attachments.link(AGENT, opened.ticket(), opened.entries()[0].id, "0")
    with pytest.raises(NotFound):
        opened.desk.attachments.link(AGENT, opened.ticket(), "01KB3RSEVW0000000000000001", "0")


def test_an_entry_of_another_ticket_gives_no_link(opened: Lambdas) -> None:
    reply(opened, uploads=[uploaded(opened)])
    entry, first = opened.entries()[-1], opened.ticket()
    opened.receive(b"From: a@b.example\r\nMessage-ID: <x@y>\r\n\r\nHi", source="a@b.example")
    other = next(ticket for ticket in opened.tickets() if ticket.reference != first.reference)
    with pytest.raises(NotFound):
        opened.desk.attachments.link(AGENT, other, entry.id, "0")


def test_the_same_request_gives_the_same_place_and_another_file_another(opened: Lambdas) -> None:
    ticket, start = opened.ticket(), opened.desk.attachments.start_upload
    one = start(AGENT, ticket, "a", "a/b", 1, asked())
    assert start(AGENT, ticket, "a", "a/b", 1, asked()).fields["key"] == one.fields["key"]
    for request in (asked("key-2"), asked(body=b"other"), asked(agent=ADMIN)):
        assert start(AGENT, ticket, "a", "a/b", 1, request).fields["key"] != one.fields["key"]


def refused_uploads(desk: Lambdas, uploads: Sequence[str], agent: Agent = AGENT) -> list[str]:
    stored = desk.world.items()
    with pytest.raises(InvalidInput) as refusal:
        reply(desk, uploads=uploads, agent=agent)
    assert desk.world.items() == stored
    return [problem.field for problem in refusal.value.problems]


def test_an_upload_is_worth_nothing_to_another_agent(opened: Lambdas) -> None:
    assert refused_uploads(opened, [uploaded(opened, ADMIN)]) == ["uploads[0]"]


def test_an_upload_is_worth_nothing_on_another_ticket(opened: Lambdas) -> None:
    upload = uploaded(opened)
    other = replace(opened.ticket(), reference="00000000")
    with pytest.raises(InvalidInput):
        opened.desk.attachments.keep(AGENT, other, [upload])


def test_an_upload_expires_after_a_day(opened: Lambdas) -> None:
    upload = uploaded(opened)
    opened.world.clock.advance(timedelta(hours=24))
    assert refused_uploads(opened, [upload]) == ["uploads[0]"]


def test_an_upload_that_has_not_arrived_is_named(opened: Lambdas) -> None:
    uploads = [uploaded(opened), uploaded(opened, name="late", arrives=False)]
    assert refused_uploads(opened, uploads) == ["uploads[1]"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda s: s[:-4],
        lambda s: s[:5] + ("A" if s[5] != "A" else "B") + s[6:],
        lambda s: "",
        lambda s: "ä",
        lambda s: s[:20],
    ],
)
def test_a_forged_upload_is_refused(opened: Lambdas, forge: Callable[[str], str]) -> None:
    assert refused_uploads(opened, [forge(uploaded(opened))]) == ["uploads[0]"]


def test_a_form_token_is_no_upload(opened: Lambdas) -> None:
    assert refused_uploads(opened, [opened.desk.forms.new_token()]) == ["uploads[0]"]


def test_files_have_limits(opened: Lambdas) -> None:
    start = opened.desk.attachments.start_upload
    with pytest.raises(InvalidInput) as refusal:
        start(AGENT, opened.ticket(), "big", "a/b", 20 * 1024 * 1024 + 1, asked())
    assert [problem.field for problem in refusal.value.problems] == ["size"]
    upload = uploaded(opened)
    assert refused_uploads(opened, [upload] * 11) == ["uploads"]


def test_a_note_races_with_others_until_it_is_stored(opened: Lambdas) -> None:
    seen = opened.ticket()
    store = opened.desk.tickets
    real, busy = store.commit, [3]

    def commit(change: Change) -> object:
        if busy[0]:
            busy[0] -= 1
            raise StaleVersion(opened.ticket())
        return real(change)

    with patch.object(store, "commit", commit):
        assert note(opened, seen).version == 2
    busy[0] = 100
    with patch.object(store, "commit", commit), pytest.raises(StaleVersion):
        note(opened, request=asked("later"))
