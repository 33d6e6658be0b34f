"""Replies that wait: taken back in time nobody ever hears of them, otherwise they go out once, if they still fit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamo import scheduled_items
from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import Draft, DraftKind, DraftName
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, NotWaiting, StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import SAFETY_NET, MailKind
from chalicelib.domain.participants import PeopleEdit
from chalicelib.domain.scheduled import Outcome, ScheduledReply, scheduled_key
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import SYSTEM, Entry, EntryKind, EventName
from chalicelib.services.drafts import Words
from chalicelib.services.requests import Done, request_of
from chalicelib.services.scheduling import TakenBack
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, SETTINGS
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER, mail

QUICK = replace(AGENT, undo_seconds=15)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
TEXT = "Pull the plug."


def reply(desk: Lambdas, agent: Agent = QUICK, *, key: str = "reply", text: str = TEXT, **how: object) -> Done:
    ticket, request = desk.ticket(), request_of(agent.id, "replies", key, b"{}")
    how = {"uploads": (), "status": Status.ANSWERED} | how
    uploads, status = how.pop("uploads"), how.pop("status")
    return desk.desk.replies.reply(agent, ticket, ticket.version, text, uploads, status, request, **how)  # type: ignore[arg-type]


def later(desk: Lambdas, wait: timedelta = DAY, **how: object) -> Done:
    return reply(desk, AGENT, send_at=desk.world.clock.now() + wait, **how)


def waiting(desk: Lambdas) -> list[ScheduledReply]:
    return list(scheduled_items.from_items(desk.world.items()))


def undo(desk: Lambdas, done: Done, agent: Agent = AGENT, key: str = "undo") -> TakenBack:
    request = request_of(agent.id, "undo", key, b"")
    return desk.desk.scheduling.take_back(agent, desk.ticket(), done.entry_id, request)


def attend(desk: Lambdas, done: Done) -> Outcome | None:
    return desk.desk.due_replies.attend(scheduled_key(done.reference, done.entry_id))


def pass_by(desk: Lambdas, time: timedelta) -> None:
    desk.world.clock.advance(time)


def answers(desk: Lambdas) -> list[Entry]:
    return [entry for entry in desk.entries() if entry.kind is EntryKind.MESSAGE_OUT]


def replies_mailed(desk: Lambdas) -> list[str]:
    return [each.recipient for each in desk.outbox() if each.kind is MailKind.REPLY]


def draft(desk: Lambdas, agent: Agent = AGENT) -> Draft | None:
    return desk.desk.draft_store.get(DraftName(agent.id, desk.ticket().reference, DraftKind.REPLY))


def stopped(desk: Lambdas) -> list[str]:
    return [entry.detail for entry in desk.entries() if entry.event is EventName.REPLY_STOPPED]


def customer_writes(desk: Lambdas) -> None:
    pass_by(desk, SECOND)
    headers = {"References": "<first@customer.example>", "In-Reply-To": "<first@customer.example>"}
    desk.receive(mail(text="It is out.\n", message_id="<again@customer.example>", headers=headers))
    assert len(desk.messages()) == 2


# waiting


def test_an_ordinary_reply_of_who_wants_no_undo_goes_out_at_once(opened: Lambdas) -> None:
    assert reply(opened, AGENT).due_at is None
    assert (waiting(opened), len(answers(opened))) == ([], 1)


def test_while_it_waits_nothing_of_the_ticket_changes_and_nothing_leaves(opened: Lambdas) -> None:
    before, items = opened.ticket(), opened.world.items()
    done = reply(opened)
    assert (done.version, done.status) == (before.version, before.status)
    assert done.due_at == opened.world.clock.now() + 15 * SECOND
    (one,) = waiting(opened)
    assert (one.id, one.answer.text, one.agent) == (done.entry_id, TEXT, AGENT.id)
    kept = [item for item in opened.world.items() if item["sk"]["S"] not in ("ONCE", f"SCHEDULED#{one.id}")]
    assert kept == [item for item in items if item["sk"]["S"] != "ONCE"]
    page = opened.desk.reading.open(ADMIN, before.reference, 50, None)
    assert page.scheduled == (one,)


def test_when_its_time_has_come_it_goes_out_once_and_the_ticket_moves_then(opened: Lambdas) -> None:
    done = reply(opened)
    assert attend(opened, done) is None
    pass_by(opened, 15 * SECOND)
    assert [attend(opened, done) for _ in range(2)] == [Outcome.SENT, None]
    (entry,) = answers(opened)
    assert (entry.at, entry.author.id) == (opened.world.clock.now(), AGENT.id)
    assert (opened.ticket().status, opened.ticket().moved_at) == (Status.ANSWERED, opened.world.clock.now())
    assert (replies_mailed(opened), waiting(opened)) == ([CUSTOMER], [])


def test_the_queue_holds_it_back_and_hands_it_to_the_sender(opened: Lambdas) -> None:
    done = reply(opened)
    place = scheduled_items.scheduled_place(done.reference, done.entry_id)
    (item,) = (item for item in opened.world.items() if (item["pk"]["S"], item["sk"]["S"]) == place)
    assert opened.held_back(item) == [(scheduled_key(done.reference, done.entry_id), 15)]
    pass_by(opened, 15 * SECOND)
    opened.send_scheduled(scheduled_key(done.reference, done.entry_id))
    assert len(answers(opened)) == 1


def test_what_the_queue_lost_is_found_by_the_sweep(opened: Lambdas) -> None:
    reply(opened)
    pass_by(opened, 15 * SECOND + SAFETY_NET - SECOND)
    opened.tick()
    assert answers(opened) == []
    pass_by(opened, SECOND)
    opened.tick()
    assert len(answers(opened)) == 1


def test_a_reply_for_later_is_sent_by_the_sweep_at_its_time(opened: Lambdas) -> None:
    done = later(opened)
    (item,) = (item for item in opened.world.items() if item["sk"]["S"].startswith("SCHEDULED#"))
    assert opened.held_back(item) == []
    pass_by(opened, DAY - SECOND)
    opened.tick()
    assert answers(opened) == []
    pass_by(opened, SECOND)
    opened.tick()
    opened.tick()
    (entry,) = answers(opened)
    assert entry.id != done.entry_id, "it stands where it was sent in the timeline, not where it was written"


def test_the_promise_of_an_answer_is_kept_when_it_is_sent(opened: Lambdas) -> None:
    """Eight hours are promised: written before, sent after, it is late."""
    pass_by(opened, 8 * HOUR - 10 * SECOND)
    done = reply(opened)
    pass_by(opened, 15 * SECOND)
    attend(opened, done)
    assert [entry.event for entry in opened.entries() if entry.event] == [EventName.SLA_BREACH]


@pytest.mark.parametrize("wait", [timedelta(), -SECOND, timedelta(days=367)])
def test_a_time_that_cannot_be_is_refused(opened: Lambdas, wait: timedelta) -> None:
    with pytest.raises(InvalidInput):
        later(opened, wait)
    assert waiting(opened) == []


def test_a_repeated_request_waits_once(opened: Lambdas) -> None:
    first = reply(opened)
    pass_by(opened, SECOND)
    assert reply(opened) == first
    assert len(waiting(opened)) == 1
    undo(opened, first)
    assert reply(opened) == first
    assert waiting(opened) == []


def test_a_repeated_request_is_answered_also_when_its_time_has_come(opened: Lambdas) -> None:
    due = opened.world.clock.now() + DAY
    first = reply(opened, AGENT, send_at=due)
    pass_by(opened, DAY)
    assert reply(opened, AGENT, send_at=due) == first
    assert len(waiting(opened)) == 1


def test_what_would_not_be_sent_now_does_not_wait_either(opened: Lambdas) -> None:
    with pytest.raises(InvalidInput):
        reply(opened, summary="Solved")
    seen = opened.entries()[-1].id
    customer_writes(opened)
    with pytest.raises(StaleVersion) as refused:
        ticket, request = opened.ticket(), request_of(AGENT.id, "replies", "stale", b"{}")
        opened.desk.replies.reply(QUICK, ticket, 1, TEXT, (), Status.ANSWERED, request, last_seen=seen)
    assert len(refused.value.news) == 1
    assert waiting(opened) == []


# taken back


def test_taken_back_it_leaves_an_event_for_colleagues_and_nothing_for_the_customer(opened: Lambdas) -> None:
    done = reply(opened)
    taken = undo(opened, done)
    pass_by(opened, HOUR)
    assert attend(opened, done) is None
    opened.tick()
    opened.send_everything()
    event = opened.entries()[-1]
    assert (event.event, event.author.id, event.body) == (EventName.REPLY_TAKEN_BACK, AGENT.id, None)
    assert (opened.ticket().status, opened.ticket().version) == (Status.NEW, 2)
    assert (answers(opened), replies_mailed(opened), waiting(opened)) == ([], [], [])
    assert taken.draft and taken.draft.draft == draft(opened)
    reply(opened, AGENT, key="another", text="Water helps.")
    opened.send_everything()
    assert not any(TEXT in each.text for each in opened.sent())


def test_its_words_and_files_are_a_draft_again(opened: Lambdas) -> None:
    upload = opened.desk.attachments.start_upload(
        AGENT, opened.ticket(), "plug.png", "image/png", 4, request_of(AGENT.id, "uploads", "k", b"")
    )
    s3 = opened.world.aws("s3")
    s3.put_object(Bucket=SETTINGS.files_bucket, Key=upload.fields["key"], Body=b"plug")
    done = reply(opened, uploads=(upload.id,), status=Status.RESOLVED, to_all=False, summary="Plug")
    taken = undo(opened, done)
    assert taken.draft
    back = taken.draft.draft
    assert (back.text, back.status, back.to_all, back.summary) == (TEXT, "resolved", False, "Plug")
    reply(opened, AGENT, key="again", uploads=taken.draft.uploads, draft=back.version)
    (sent,) = answers(opened)
    assert [file.name for file in sent.attachments] == ["plug.png"]
    assert draft(opened) is None


def test_what_was_written_since_stands_behind_it(opened: Lambdas) -> None:
    done = reply(opened)
    opened.desk.drafts.save(
        AGENT, opened.ticket(), DraftKind.REPLY, None, Words("PS: wear gloves", (), "answered", True, "", (), "")
    )
    undo(opened, done)
    kept = draft(opened)
    assert kept and kept.text == f"{TEXT}\n\nPS: wear gloves"


def test_the_draft_that_it_was_waits_with_it(opened: Lambdas) -> None:
    words = Words(TEXT, (), "answered", True, "", (), "")
    saved = opened.desk.drafts.save(AGENT, opened.ticket(), DraftKind.REPLY, None, words)
    done = reply(opened, draft=saved.draft.version)
    assert draft(opened) is None
    undo(opened, done)
    assert draft(opened) is not None


def test_too_late_is_too_late(opened: Lambdas) -> None:
    done = reply(opened)
    pass_by(opened, 15 * SECOND)
    attend(opened, done)
    with pytest.raises(NotWaiting):
        undo(opened, done)
    assert (len(answers(opened)), draft(opened)) == (1, None)


def test_a_reply_that_never_was_is_not_found(opened: Lambdas) -> None:
    done = reply(opened)
    with pytest.raises(NotFound):
        undo(opened, replace(done, entry_id="0" * 26))


def test_asked_twice_it_is_taken_back_once(opened: Lambdas) -> None:
    done = reply(opened)
    first = undo(opened, done)
    assert undo(opened, done) == first
    with pytest.raises(NotWaiting):
        undo(opened, done, key="another")
    assert len([entry for entry in opened.entries() if entry.event]) == 1


@pytest.mark.parametrize("first", ["undo", "send"])
def test_undo_and_sending_at_once_come_to_one_of_them(opened: Lambdas, first: str) -> None:
    """Both have read the reply as waiting; the other one is faster by its commit."""
    done = reply(opened)
    pass_by(opened, 15 * SECOND)
    store = opened.desk.tickets
    slower: Callable[[], object] = (lambda: attend(opened, done)) if first == "undo" else (lambda: undo(opened, done))
    faster: Callable[[], object] = (lambda: undo(opened, done)) if first == "undo" else (lambda: attend(opened, done))
    commit, came = store.commit, []

    def overtaken(change: object) -> object:
        if not came:
            came.append(True)
            faster()
        return commit(change)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "commit", overtaken)
        if first == "undo":
            assert slower() is None
        else:
            with pytest.raises(NotWaiting):
                slower()
    assert waiting(opened) == []
    assert (len(answers(opened)), draft(opened) is None) == ((0, False) if first == "undo" else (1, True))


def test_a_colleague_may_take_it_back_and_does_not_see_the_draft(opened: Lambdas) -> None:
    done = later(opened)
    taken = undo(opened, done, ADMIN)
    assert taken.draft is None
    assert opened.entries()[-1].mentions == (AGENT.id,)
    assert draft(opened) and draft(opened, ADMIN) is None


def test_who_may_not_reply_takes_nothing_back(opened: Lambdas, looker: Agent) -> None:
    done = later(opened)
    with pytest.raises(Forbidden):
        undo(opened, done, looker)
    with pytest.raises(NotFound):
        undo(opened, done, OTHER)
    assert len(waiting(opened)) == 1


# stopped


def test_what_the_customer_writes_meanwhile_stops_it_and_its_author_is_told(opened: Lambdas) -> None:
    done = later(opened)
    customer_writes(opened)
    pass_by(opened, DAY)
    assert attend(opened, done) is Outcome.STOPPED
    assert (answers(opened), replies_mailed(opened), waiting(opened)) == ([], [], [])
    event = next(entry for entry in opened.entries() if entry.event is EventName.REPLY_STOPPED)
    assert (event.author, event.mentions) == (SYSTEM, (AGENT.id,))
    assert "wrote meanwhile" in event.detail
    kept = draft(opened)
    assert kept and kept.text == TEXT
    assert AGENT.email in [each.recipient for each in opened.outbox() if each.entry_id == event.id]
    opened.send_everything()
    (told,) = (each for each in opened.sent() if each.recipient == AGENT.email)
    assert told.parsed["Subject"].startswith("Your reply was not sent [")
    assert TEXT not in told.text


def test_with_consent_beforehand_it_goes_out_all_the_same(opened: Lambdas) -> None:
    done = later(opened, regardless=True)
    customer_writes(opened)
    pass_by(opened, DAY)
    assert attend(opened, done) is Outcome.SENT
    assert len(answers(opened)) == 1


def test_of_two_agents_who_answer_within_the_same_seconds_one_is_stopped(opened: Lambdas) -> None:
    mine = reply(opened)
    pass_by(opened, 5 * SECOND)
    theirs = reply(opened, replace(ADMIN, undo_seconds=5), key="theirs", text="Water helps.")
    pass_by(opened, 5 * SECOND)
    assert attend(opened, theirs) is Outcome.SENT
    pass_by(opened, 5 * SECOND)
    assert attend(opened, mine) is Outcome.STOPPED
    assert [entry.author.id for entry in answers(opened)] == [ADMIN.id]


def test_notes_own_answers_and_other_changes_stop_nothing(opened: Lambdas) -> None:
    done = later(opened)
    reply(opened, AGENT, key="before", text="Not yet.")
    opened.desk.replies.note(ADMIN, opened.ticket(), None, "Fine.", (), request_of(ADMIN.id, "notes", "n", b""))
    opened.desk.edits.edit(ADMIN, opened.ticket(), opened.ticket().version, Edit(tags=("fire",)), None)
    pass_by(opened, DAY)
    assert attend(opened, done) is Outcome.SENT


def _other_requester(desk: Lambdas) -> None:
    people = PeopleEdit(requester=("pekka@customer.example", "Pekka"))
    desk.desk.edits.edit(ADMIN, desk.ticket(), desk.ticket().version, Edit(), None, people)


def _handed_on(desk: Lambdas) -> None:
    desk.desk.edits.edit(ADMIN, desk.ticket(), desk.ticket().version, Edit(department=BILLING.id), None)


def _spam(desk: Lambdas) -> None:
    desk.desk.edits.edit(ADMIN, desk.ticket(), desk.ticket().version, Edit(status=Status.SPAM), None)


def _disabled(desk: Lambdas) -> None:
    desk.desk.directory.save_agent(replace(AGENT, enabled=False))


@pytest.mark.parametrize("change", [_other_requester, _handed_on, _spam, _disabled])
def test_what_does_not_fit_any_more_is_stopped_also_with_consent(
    opened: Lambdas, change: Callable[[Lambdas], None]
) -> None:
    done = later(opened, regardless=True)
    change(opened)
    pass_by(opened, DAY)
    assert attend(opened, done) is Outcome.STOPPED
    assert (answers(opened), len(stopped(opened)), draft(opened) is None) == ([], 1, False)


def test_who_lost_sight_of_the_ticket_is_mailed_nothing_about_it(opened: Lambdas) -> None:
    done = later(opened)
    _handed_on(opened)
    pass_by(opened, DAY)
    attend(opened, done)
    assert AGENT.email not in [each.recipient for each in opened.outbox()]


def test_it_goes_to_whoever_takes_part_by_then(opened: Lambdas) -> None:
    done = later(opened)
    people = PeopleEdit(participants=[("boss@customer.example", "The Boss")])
    opened.desk.edits.edit(ADMIN, opened.ticket(), 1, Edit(), None, people)
    pass_by(opened, DAY)
    attend(opened, done)
    assert sorted(replies_mailed(opened)) == ["boss@customer.example", CUSTOMER]
