"""Drafts: one agent's alone, the same everywhere, never overwritten unseen, gone with what they became."""

from datetime import timedelta

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import KEPT_FOR, DraftKind, OfferedDraft
from chalicelib.domain.errors import DraftChanged, Forbidden, InvalidInput, NotFound, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.drafts import Words
from chalicelib.services.requests import Done, request_of
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, SETTINGS
from tests.support.lambdas import Lambdas

REPLY, NOTE = DraftKind.REPLY, DraftKind.NOTE


def words(text: str = "Pull the", uploads: tuple[str, ...] = (), **more: object) -> Words:
    given = {"status": "answered", "to_all": True, "summary": "", "mentions": (), "seen": ""} | more
    return Words(text, uploads, **given)  # type: ignore[arg-type]


def save(
    desk: Lambdas,
    said: Words | None = None,
    based_on: int | None = None,
    agent: Agent = AGENT,
    kind: DraftKind = REPLY,
) -> OfferedDraft:
    return desk.desk.drafts.save(agent, desk.ticket(), kind, based_on, said or words())


def of_ticket(desk: Lambdas, agent: Agent = AGENT) -> list[tuple[DraftKind, str]]:
    found = desk.desk.drafts.of_ticket(agent, desk.ticket())
    return [(each.draft.name.kind, each.draft.text) for each in found]


def send(desk: Lambdas, draft: int | None, uploads: tuple[str, ...] = (), kind: DraftKind = REPLY) -> Done:
    ticket, request = desk.ticket(), request_of(AGENT.id, kind, "key", b"{}")
    if kind is NOTE:
        return desk.desk.replies.note(AGENT, ticket, None, "Between us.", uploads, request, draft=draft)
    words = ("Pull the plug.", uploads, Status.ANSWERED)
    return desk.desk.replies.reply(AGENT, ticket, ticket.version, *words, request, draft=draft)


def uploaded(desk: Lambdas, name: str = "plug.png") -> str:
    request = request_of(AGENT.id, "uploads", name, b"")
    upload = desk.desk.attachments.start_upload(AGENT, desk.ticket(), name, "image/png", 4, request)
    s3 = desk.world.aws("s3")
    s3.put_object(Bucket=SETTINGS.files_bucket, Key=upload.fields["key"], Body=b"plug")
    return upload.id


def test_a_reply_and_a_note_are_kept_apart_and_read_on_every_device(opened: Lambdas) -> None:
    save(opened, words("Dear Maija", status="resolved", to_all=False, summary="Cable", seen="0" * 26))
    save(opened, words("She is angry", mentions=(ADMIN.id,)), kind=NOTE)
    note, reply = opened.desk.drafts.of_ticket(AGENT, opened.ticket())
    assert (note.draft.text, note.draft.mentions) == ("She is angry", (ADMIN.id,))
    kept = reply.draft
    assert (kept.text, kept.status, kept.to_all, kept.summary) == ("Dear Maija", "resolved", False, "Cable")
    assert (kept.seen, kept.saved_at) == ("0" * 26, opened.world.clock.now())


def test_two_windows_cannot_overwrite_each_other_unseen(opened: Lambdas) -> None:
    first = save(opened)
    second = save(opened, words("Pull the plug"), first.draft.version)
    for based_on in (None, first.draft.version):
        with pytest.raises(StaleVersion) as refused:
            save(opened, words("Push"), based_on)
        assert refused.value.current == second
    assert of_ticket(opened) == [(REPLY, "Pull the plug")]


def test_a_save_that_is_repeated_because_its_answer_was_lost_is_the_same_save(opened: Lambdas) -> None:
    first = save(opened)
    opened.world.clock.advance(timedelta(seconds=2))
    assert save(opened).draft == first.draft
    said = words("Pull the plug")
    second = save(opened, said, first.draft.version)
    opened.world.clock.advance(timedelta(seconds=2))
    assert save(opened, said, first.draft.version).draft.version == second.draft.version


def test_nobody_else_ever_sees_it(opened: Lambdas) -> None:
    save(opened)
    assert of_ticket(opened, ADMIN) == []
    assert opened.desk.drafts.of_agent(ADMIN, 25, None).drafts == ()
    save(opened, words("Mine"), agent=ADMIN)
    assert of_ticket(opened) == [(REPLY, "Pull the")]


def test_who_loses_sight_of_the_ticket_loses_the_draft(opened: Lambdas) -> None:
    saved = save(opened)
    opened.desk.edits.edit(ADMIN, opened.ticket(), 1, Edit(department=BILLING.id), None)
    drafts, ticket = opened.desk.drafts, opened.ticket()
    assert drafts.of_agent(AGENT, 25, None).drafts == ()
    for act in (
        lambda: drafts.of_ticket(AGENT, ticket),
        lambda: drafts.save(AGENT, ticket, REPLY, saved.draft.version, words()),
        lambda: drafts.discard(AGENT, ticket, REPLY, saved.draft.version),
    ):
        with pytest.raises(NotFound):
            act()


def test_who_may_not_write_it_cannot_draft_it(opened: Lambdas, looker: Agent) -> None:
    for kind in DraftKind:
        with pytest.raises(Forbidden):
            save(opened, agent=looker, kind=kind)
    for stranger in (OTHER, RESTRICTED):
        with pytest.raises(NotFound):
            save(opened, agent=stranger)


def test_own_drafts_are_listed_with_their_tickets_a_page_at_a_time(opened: Lambdas) -> None:
    save(opened)
    save(opened, kind=NOTE)
    first = opened.desk.drafts.of_agent(AGENT, 1, None)
    second = opened.desk.drafts.of_agent(AGENT, 1, first.next)
    kinds = [each.draft.name.kind for each in (*first.drafts, *second.drafts)]
    assert kinds == [NOTE, REPLY]
    assert {each.ticket.reference for each in first.drafts} == {opened.ticket().reference}


@pytest.mark.parametrize("kind", DraftKind)
def test_what_was_sent_is_no_draft_any_more_and_the_other_kind_stays(opened: Lambdas, kind: DraftKind) -> None:
    drafts = {each: save(opened, kind=each) for each in DraftKind}
    send(opened, drafts[kind].draft.version, kind=kind)
    assert [found for found, _ in of_ticket(opened)] == [each for each in (NOTE, REPLY) if each is not kind]


@pytest.mark.parametrize("kind", DraftKind)
def test_newer_words_of_another_window_are_not_lost_with_what_is_sent(opened: Lambdas, kind: DraftKind) -> None:
    first = save(opened, kind=kind)
    save(opened, words("Pull the plug, but"), first.draft.version, kind=kind)
    before = opened.world.items()
    with pytest.raises(DraftChanged):
        send(opened, first.draft.version, kind=kind)
    assert opened.world.items() == before


def test_a_draft_that_is_gone_already_stops_nothing(opened: Lambdas) -> None:
    saved = save(opened)
    opened.desk.drafts.discard(AGENT, opened.ticket(), REPLY, saved.draft.version)
    assert send(opened, saved.draft.version).version == 2


def test_a_window_that_was_left_open_does_not_bring_a_sent_draft_back(opened: Lambdas) -> None:
    saved = save(opened)
    send(opened, saved.draft.version)
    with pytest.raises(StaleVersion) as refused:
        save(opened, words("Pull"), saved.draft.version)
    assert refused.value.current is None
    opened.world.clock.advance(timedelta(minutes=5))
    again = save(opened, words("Another"))
    with pytest.raises(StaleVersion):
        save(opened, words("Pull"), saved.draft.version)
    assert of_ticket(opened) == [(REPLY, "Another")]
    assert again.draft.version > saved.draft.version + 1


def test_discarding_an_old_version_is_refused_with_the_new_one(opened: Lambdas) -> None:
    first = save(opened)
    second = save(opened, words("Pull the plug"), first.draft.version)
    with pytest.raises(StaleVersion) as refused:
        opened.desk.drafts.discard(AGENT, opened.ticket(), REPLY, first.draft.version)
    assert refused.value.current == second
    for _ in range(2):
        opened.desk.drafts.discard(AGENT, opened.ticket(), REPLY, second.draft.version)
    assert of_ticket(opened) == []


def test_an_expired_draft_counts_as_gone_before_it_is_removed(opened: Lambdas) -> None:
    saved = save(opened)
    opened.world.clock.advance(KEPT_FOR + timedelta(seconds=1))
    assert of_ticket(opened) == []
    assert opened.desk.drafts.of_agent(AGENT, 25, None).drafts == ()
    assert save(opened, words("Anew")).draft.version > saved.draft.version
    assert of_ticket(opened) == [(REPLY, "Anew")]


def test_files_stay_with_the_draft_and_go_out_with_the_reply(opened: Lambdas) -> None:
    first = save(opened, words(uploads=(uploaded(opened),)))
    opened.world.clock.advance(timedelta(days=5))  # by then the upload itself is gone
    s3, bucket = opened.world.aws("s3"), SETTINGS.files_bucket
    for key in [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix="uploads/")["Contents"]]:
        s3.delete_object(Bucket=bucket, Key=key)
    (kept,) = opened.desk.drafts.of_ticket(AGENT, opened.ticket())
    second = save(opened, words("Pull the plug", kept.uploads), first.draft.version)
    assert [file.name for file in second.draft.files] == ["plug.png"]
    send(opened, second.draft.version, second.uploads)
    (sent,) = (entry for entry in opened.entries() if entry.kind is EntryKind.MESSAGE_OUT)
    (file,) = sent.attachments
    assert opened.desk.files.get(file.key) == b"plug"
    assert file.key.startswith("files/")


def test_files_of_a_draft_are_worth_nothing_to_others(opened: Lambdas) -> None:
    saved = save(opened, words(uploads=(uploaded(opened),)))
    with pytest.raises(InvalidInput):
        save(opened, words(uploads=saved.uploads), agent=ADMIN)
    with pytest.raises(InvalidInput):
        save(opened, words(uploads=(saved.uploads[0][:-2],)), saved.draft.version)
