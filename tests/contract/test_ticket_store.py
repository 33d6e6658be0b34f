from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import Conflict, NotFound, StaleVersion, Unavailable
from chalicelib.domain.moves import Edit, closing_announced, looked_at, noted
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import Channel, Priority, Requester, Status, Ticket
from chalicelib.domain.timeline import (
    SYSTEM,
    Author,
    AuthorKind,
    Body,
    EntryKind,
    EventName,
    FieldChange,
    MailFacts,
    StoredFile,
    TextPart,
)
from chalicelib.services.customer_records import CustomerChange
from chalicelib.services.ports import TicketStore
from chalicelib.services.records import Change, QuarantinedMail
from tests.contract.conftest import Changes
from tests.support.clock import START
from tests.support.desk import SETTINGS, World
from tests.support.mails import CUSTOMER
from tests.support.tickets import (
    MAIJA,
    REFERENCE,
    RULES,
    TARGET,
    a_ticket,
    agent_answered,
    customer_wrote,
    edited,
)

LATER = START + timedelta(hours=1)


def opened(store: TicketStore, change: Changes, ticket: Ticket | None = None) -> Ticket:
    opening = change.opening(ticket)
    assert store.commit(opening) is None
    return opening.after


# reading back


@pytest.mark.parametrize(
    "ticket",
    [
        a_ticket(),
        a_ticket(tags=("a", "ä#b"), assignee="a-agent", priority=Priority.CRITICAL, channel=Channel.FORM),
        agent_answered(a_ticket(), LATER, Status.RESOLVED),
        customer_wrote(agent_answered(a_ticket(), LATER), LATER),
        looked_at(a_ticket(), LATER + TARGET, RULES).ticket,
        edited(a_ticket(), Edit(Status.POSTPONED, "", (LATER, WaitsFor.CUSTOMER)), START),
        closing_announced(agent_answered(a_ticket(), LATER), LATER, RULES),
        edited(a_ticket(), Edit(Status.TRASH, custom_status="in-the-bin", category="billing", escalate=True), START),
        edited(a_ticket(), Edit(department="billing"), START),
        a_ticket(who=Requester(MAIJA.customer_id, "", CUSTOMER), subject="ä" * 60),
    ],
    ids=[
        "new",
        "filled",
        "resolved",
        "reopened",
        "breached",
        "postponed",
        "closing",
        "trashed",
        "transferred",
        "nameless",
    ],
)
def test_a_ticket_is_read_back_as_it_was_stored(store: TicketStore, change: Changes, ticket: Ticket) -> None:
    opened(store, change, ticket)
    assert store.ticket(REFERENCE) == ticket


def test_an_entry_is_read_back_as_it_was_stored(store: TicketStore, change: Changes) -> None:
    ticket = a_ticket()
    entry = change.entry(
        ticket,
        subject="Pää",
        body=Body((TextPart("reply", "Hello ä\n"), TextPart("quote", "> x\n")), "<p>Hello</p>"),
        attachments=(
            StoredFile("0", "files/x/0", 'a"ä.png', "image/png", 7, "cid1"),
            StoredFile("1", "k", "", "x/y", 0),
        ),
        mail=MailFacts("id@x", "inbound/1", (("dkim", "PASS"), ("spf", "FAIL")), ("unverified",)),
    )
    event = change.entry(
        ticket,
        kind=EntryKind.EVENT,
        author=SYSTEM,
        body=None,
        event=EventName.SLA_BREACH,
        detail="late",
        changes=(FieldChange("status", "new", "open"),),
    )
    store.commit(change.opening(ticket, entries=(entry, event)))
    page = store.page(REFERENCE, 50)
    assert page is not None
    assert page.entries == (event, entry)
    assert store.entry(REFERENCE, entry.id) == entry


def test_what_does_not_exist_is_none(store: TicketStore) -> None:
    assert store.ticket(REFERENCE) is None
    assert store.page(REFERENCE, 50) is None
    assert store.page(REFERENCE, 50, before="01KB3RSEVW0000000000000001") is None
    assert store.entry(REFERENCE, "01KB3RSEVW0000000000000001") is None
    traces = store.traces(["nothing"], [REFERENCE, "no reference"])
    assert (traces.mails, traces.tickets) == ({}, {})
    assert store.traces([], []).tickets == {}


def test_traces_find_mails_and_tickets_in_one_answer(store: TicketStore, change: Changes) -> None:
    opening = change.opening()
    once = change.once("mail", opening.entries[0])
    store.commit(replace(opening, once=once))
    traces = store.traces(["mail", "other"], [REFERENCE, REFERENCE, "00000000"])
    assert traces.mails == {"mail": once}
    assert traces.tickets == {REFERENCE: opening.after}


# conditions


def test_a_change_on_an_old_version_is_refused_with_the_ticket_as_it_is(store: TicketStore, change: Changes) -> None:
    first = opened(store, change)
    second = customer_wrote(first, LATER)
    store.commit(change.appending(first, second))
    late = change.appending(first, noted(first))
    with pytest.raises(StaleVersion) as refusal:
        store.commit(late)
    assert refusal.value.current == second
    assert store.ticket(REFERENCE) == second
    assert store.entry(REFERENCE, late.entries[0].id) is None


def test_a_change_of_a_ticket_that_is_gone_is_refused(store: TicketStore, change: Changes, world: World) -> None:
    with pytest.raises(NotFound):
        store.commit(change.appending(a_ticket(), noted(a_ticket())))
    assert not [item for item in world.items() if item["pk"]["S"] == f"T#{REFERENCE}"]


def test_a_taken_reference_is_a_conflict_and_leaves_its_ticket_alone(store: TicketStore, change: Changes) -> None:
    first = opened(store, change)
    with pytest.raises(Conflict) as refusal:
        store.commit(change.opening(a_ticket(subject="Another")))
    assert not isinstance(refusal.value, StaleVersion)
    assert store.ticket(REFERENCE) == first


def test_a_new_ticket_whose_answer_was_lost_is_stored_once(store: TicketStore, change: Changes, world: World) -> None:
    opening = change.opening(
        outbox=(pending(REFERENCE, "01KB3RSEVW0000000000000009", MailKind.REPLY, "a@b.example", "", START),)
    )
    assert store.commit(opening) is None
    before = world.items()
    assert store.commit(opening) is None
    assert world.items() == before


def test_a_change_whose_answer_was_lost_is_stored_once_even_after_a_later_one(
    store: TicketStore, change: Changes, world: World
) -> None:
    first = opened(store, change)
    mine = change.appending(first, noted(first))
    store.commit(mine)
    store.commit(change.appending(mine.after, customer_wrote(mine.after, LATER)))
    before = world.items()
    assert store.commit(mine) is None
    assert world.items() == before


def test_a_named_request_happens_once_and_is_answered_by_what_is_stored(
    store: TicketStore, change: Changes, world: World
) -> None:
    first = opened(store, change)
    mine = change.appending(first, noted(first))
    once = change.once("request", mine.entries[0], result=b"[2]")
    assert store.commit(replace(mine, once=once)) is None
    before = world.items()
    again = change.appending(mine.after, noted(mine.after))
    assert store.commit(replace(again, once=change.once("request", again.entries[0], "other"))) == once
    assert world.items() == before


def test_a_request_that_was_done_is_recognised_although_its_version_is_old(store: TicketStore, change: Changes) -> None:
    first = opened(store, change)
    mine = change.appending(first, noted(first))
    once = change.once("request", mine.entries[0])
    store.commit(replace(mine, once=once))
    again = change.appending(first, noted(first))
    assert store.commit(replace(again, once=change.once("request", again.entries[0]))) == once


def test_an_expired_name_counts_as_gone_although_it_is_still_stored(
    store: TicketStore, change: Changes, world: World
) -> None:
    first = opened(store, change)
    mine = change.appending(first, noted(first))
    store.commit(replace(mine, once=change.once("request", mine.entries[0])))
    world.clock.advance(timedelta(days=31))
    again = change.appending(mine.after, noted(mine.after))
    renewed = change.once("request", again.entries[0], "other")
    assert store.commit(replace(again, once=renewed)) is None
    assert store.traces(["request"], []).mails == {"request": renewed}
    assert store.ticket(REFERENCE) == again.after


def test_a_change_is_stored_whole_or_not_at_all(store: TicketStore, change: Changes, world: World) -> None:
    first = opened(store, change)
    second = noted(first)
    store.commit(change.appending(first, second))
    before = world.items()
    late = change.appending(first, noted(first))
    late = replace(
        late,
        once=change.once("late", late.entries[0]),
        outbox=(pending(REFERENCE, late.entries[0].id, MailKind.REPLY, CUSTOMER, "", START),),
    )
    with pytest.raises(StaleVersion):
        store.commit(late)
    assert world.items() == before


def test_rivals_that_keep_colliding_end_as_unavailable(
    store: TicketStore, change: Changes, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = cancelled_by(world, monkeypatch, "TransactionConflict", times=100)
    with pytest.raises(Unavailable):
        store.commit(change.opening())
    assert calls == [5]
    assert store.ticket(REFERENCE) is None


def test_a_collision_with_a_rival_is_tried_again(
    store: TicketStore, change: Changes, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = cancelled_by(world, monkeypatch, "TransactionConflict", times=2)
    assert store.commit(change.opening()) is None
    assert calls == [3]
    assert store.ticket(REFERENCE) == a_ticket()


def cancelled_by(world: World, monkeypatch: pytest.MonkeyPatch, code: str, times: int) -> list[int]:
    """Cancel the first transactions as DynamoDB does when items are busy; returns a running count of calls."""
    from pynamodb.exceptions import CancellationReason, VerboseClientError

    calls = [0]
    table = world.desk.table
    real = table.call

    def call(operation: str, **arguments: Any) -> Any:
        if operation != "TransactWriteItems":
            return real(operation, **arguments)
        calls[0] += 1
        if calls[0] > times:
            return real(operation, **arguments)
        raise VerboseClientError(
            {"Error": {"Code": "TransactionCanceledException", "Message": "busy"}},
            operation,
            cancellation_reasons=[CancellationReason(code=code)] + [None] * 3,
        )

    monkeypatch.setattr(table, "call", call)
    monkeypatch.setattr("chalicelib.adapters.dynamo.table.time.sleep", lambda seconds: None)
    return calls


# customers


def customer(world: World, customer_id: str = MAIJA.customer_id) -> Any:
    found = world.desk.customer_store.open(customer_id, 50)
    assert found is not None
    return found.customer, list(found.tickets.references)


def test_a_first_mail_makes_a_customer_with_the_ticket(store: TicketStore, change: Changes, world: World) -> None:
    opened(store, change)
    known, references = customer(world)
    assert (known.email, known.name, known.created_at, known.version) == (CUSTOMER, MAIJA.name, START, 1)
    assert references == [REFERENCE]


def test_a_customer_is_recognised_and_keeps_the_first_name(store: TicketStore, change: Changes, world: World) -> None:
    opened(store, change)
    world.clock.advance(timedelta(hours=1))
    opened(store, change, a_ticket("00000001", now=LATER, who=replace(MAIJA, name="M.")))
    known, references = customer(world)
    assert (known.name, known.created_at) == (MAIJA.name, START)
    assert references == ["00000001", REFERENCE], "newest first"


def test_a_nameless_customer_keeps_the_id_when_the_name_is_learnt(
    store: TicketStore, change: Changes, world: World
) -> None:
    opened(store, change, a_ticket(who=replace(MAIJA, name="")))
    assert customer(world)[0].name == ""
    opened(store, change, a_ticket("00000001", now=LATER))
    assert customer(world)[0].name == MAIJA.name


def test_a_long_name_is_cut_on_the_ticket_but_not_on_the_customer(
    store: TicketStore, change: Changes, world: World
) -> None:
    name = "Maija-Liisa Meikäläinen-Virtanen-Korhonen-Järvinen"
    ticket = a_ticket(who=replace(MAIJA, name=name))
    entry = change.entry(ticket, author=Author(AuthorKind.CUSTOMER, MAIJA.customer_id, name))
    store.commit(change.opening(ticket, entries=(entry,)))
    assert ticket.requester.name.endswith("…")
    assert customer(world)[0].name == name


def test_a_name_that_an_agent_corrected_is_kept(store: TicketStore, change: Changes, world: World) -> None:
    opened(store, change, a_ticket(who=replace(MAIJA, name="")))
    known = customer(world)[0]
    corrected = replace(known, version=2, name="Maija M.", phones=("+358 1",))
    world.desk.customer_store.commit((CustomerChange(known, corrected),))
    opened(store, change, a_ticket("00000001", now=LATER))
    assert customer(world)[0] == corrected


# big bodies and pages


def test_a_big_body_goes_to_storage_and_comes_back(store: TicketStore, change: Changes, world: World) -> None:
    import random

    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyzäöå", k=400_000))
    ticket = a_ticket()
    entry = change.entry(ticket, body=Body.plain(noise))
    store.commit(change.opening(ticket, entries=(entry,)))
    stored = next(item for item in world.items() if item["sk"]["S"] == f"LINE#{entry.id}")
    assert "content" not in stored
    keys = world.aws("s3").list_objects_v2(Bucket=SETTINGS.files_bucket)["Contents"]
    assert [each["Key"] for each in keys] == [stored["content_key"]["S"]]
    assert store.entry(REFERENCE, entry.id) == entry
    page = store.page(REFERENCE, 50)
    assert page is not None
    assert page.entries == (entry,)


def test_a_long_timeline_is_paged_without_losing_or_doubling_anything(
    store: TicketStore, change: Changes, world: World
) -> None:
    ticket = opened(store, change)
    written, mailed = [], []
    first = store.page(REFERENCE, 50)
    assert first is not None
    written.append(first.entries[0].id)
    for number in range(25):
        world.clock.advance(timedelta(seconds=1))
        after = noted(ticket)
        step = change.appending(ticket, after)
        mails = tuple(
            pending(REFERENCE, step.entries[0].id, MailKind.NOTICE, f"{who}@x.example", "", START)
            for who in range(number % 4)
        )
        store.commit(change.with_mails(step, *mails))
        written.append(step.entries[0].id)
        mailed += [mail.id for mail in mails]
        ticket = after
    for limit in (1, 7, 30, 100):
        entries, mails_seen, before = [], [], None
        for _ in range(200):
            page = store.page(REFERENCE, limit, before)
            assert page is not None
            assert page.ticket == ticket
            assert len(page.entries) <= limit
            assert {mail.entry_id for mail in page.outbox} <= {entry.id for entry in page.entries}
            entries += [entry.id for entry in page.entries]
            mails_seen += [mail.id for mail in page.outbox]
            before = page.older
            if before is None:
                break
        assert entries == sorted(written, reverse=True)
        assert sorted(mails_seen) == sorted(mailed)


def test_an_entry_with_more_mails_than_a_page_holds_is_still_shown(store: TicketStore, change: Changes) -> None:
    opening = change.opening()
    entry = opening.entries[0]
    mails = tuple(pending(REFERENCE, entry.id, MailKind.NOTICE, f"{n}@x.example", "", START) for n in range(80))
    store.commit(change.with_mails(opening, *mails))
    page = store.page(REFERENCE, 10)
    assert page is not None
    assert page.entries == (entry,)
    assert {mail.id for mail in page.outbox} == {mail.id for mail in mails}


# quarantine


def test_the_same_mail_in_quarantine_twice_is_one_row(store: TicketStore, world: World) -> None:
    mail = QuarantinedMail("id", "inbound/1", "spam", START, "a@b.example", "Hi", ("x@y.example",), (("spam", "FAIL"),))
    store.quarantine(mail)
    store.quarantine(replace(mail, at=LATER, reason="again"))
    rows = [item for item in world.items() if item["sk"]["S"] == "QUARANTINE"]
    assert [(row["reason"]["S"], row["raw_key"]["S"]) for row in rows] == [("spam", "inbound/1")]


def test_an_edit_moves_the_ticket_between_lists(store: TicketStore, change: Changes, world: World) -> None:
    first = opened(store, change)
    step = edited(first, Edit(Status.CLOSED, assignee="a-agent"), LATER)
    store.commit(Change(first, step, (change.entry(first),)))
    head = next(item for item in world.items() if item["sk"]["S"] == "TICKET")
    assert (head["box"]["S"], head["mine"]["S"]) == ("support#closed", "a-agent#closed")
    assert not {"due", "timer", "fires"} & set(head), "a closed ticket is in no list of due ones"
