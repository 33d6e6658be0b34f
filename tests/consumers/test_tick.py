"""The minute tick: promises that are about to break or broke are announced once, however often and late it runs."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.agents import Occasion, Way
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.sla_policy import Target
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import SYSTEM, EntryKind, EventName
from chalicelib.services.records import Change, Due
from tests.support.clock import START
from tests.support.desk import AGENT, OTHER, SETTINGS, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import mail
from tests.support.setting_up import set_up
from tests.support.tickets import an_entry, customer_wrote, edited

HOUR = timedelta(hours=1)


@pytest.fixture
def waiting(lambdas: Lambdas) -> Lambdas:
    """A ticket that nobody answered, promised within eight hours; it came without an acknowledgement."""
    lambdas.receive(mail(headers={"Precedence": "bulk"}))
    return lambdas


def events(lambdas: Lambdas) -> list[EventName | None]:
    return [entry.event for entry in lambdas.entries() if entry.kind is EntryKind.EVENT]


def told(lambdas: Lambdas) -> list[str]:
    return sorted(mail.recipient for mail in lambdas.outbox() if mail.kind is MailKind.NOTICE)


def test_nothing_is_announced_before_its_time(waiting: Lambdas) -> None:
    before = waiting.world.items()
    waiting.world.clock.advance(6 * HOUR - timedelta(milliseconds=1))
    waiting.tick()
    assert waiting.world.items() == before


def test_a_promise_is_warned_about_and_its_breach_announced_once_each(waiting: Lambdas) -> None:
    for _ in range(9 * 4):
        waiting.world.clock.advance(HOUR / 4)
        waiting.tick()
        waiting.tick()
    assert events(waiting) == [EventName.SLA_WARNING, EventName.SLA_BREACH]
    warned, breached = (entry for entry in waiting.entries() if entry.kind is EntryKind.EVENT)
    assert (warned.at, breached.at) == (START + 6 * HOUR, START + 8 * HOUR)
    assert warned.author == SYSTEM
    assert warned.detail == "first answer due 2026-11-23T17:00:00.000Z"
    ticket = waiting.ticket()
    assert ticket.clocks.of(Target.FIRST_RESPONSE).given == 2
    assert (ticket.version, ticket.status, ticket.moved_at) == (3, Status.NEW, START)
    assert told(waiting) == list(SUPPORT.notify) * 2


def test_after_missed_ticks_a_breach_is_announced_at_once_without_a_late_warning(waiting: Lambdas) -> None:
    waiting.world.clock.advance(24 * HOUR)
    waiting.tick()
    waiting.tick()
    assert events(waiting) == [EventName.SLA_BREACH]


def test_a_ticket_answered_in_time_is_not_announced(waiting: Lambdas) -> None:
    waiting.agent_replies()
    waiting.world.clock.advance(24 * HOUR)
    waiting.tick()
    assert events(waiting) == []


def test_a_ticket_that_waits_for_nobody_is_not_announced_until_it_waits_again(waiting: Lambdas) -> None:
    ticket = waiting.ticket()
    waiting.desk.edits.edit(AGENT, ticket, 1, Edit(status=Status.RESOLVED), None)
    waiting.world.clock.advance(9 * HOUR)
    waiting.tick()
    assert events(waiting) == [EventName.CHANGED]
    resolved = waiting.ticket()
    now = waiting.world.clock.now()
    entry = an_entry(waiting.desk.ids.ulid(now), resolved.reference)
    waiting.desk.tickets.commit(Change(resolved, customer_wrote(resolved, now), (entry,)))
    waiting.world.clock.advance(8 * HOUR)
    waiting.tick()
    assert events(waiting) == [EventName.CHANGED, EventName.SLA_BREACH]


def test_the_assignee_is_told_and_nobody_else(waiting: Lambdas) -> None:
    waiting.desk.edits.edit(AGENT, waiting.ticket(), 1, Edit(assignee=AGENT.id), None)
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert told(waiting) == [AGENT.email]


def test_a_disabled_assignee_is_not_told_but_the_department_is(waiting: Lambdas) -> None:
    waiting.desk.edits.edit(AGENT, waiting.ticket(), 1, Edit(assignee=AGENT.id), None)
    waiting.desk.directory.save_agent(replace(AGENT, enabled=False))
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert told(waiting) == list(SUPPORT.notify)


def test_a_list_that_names_somebody_twice_tells_them_once(waiting: Lambdas) -> None:
    waiting.desk.directory.save_department(replace(SUPPORT, notify=("a@example.com", "A@example.com", "b@example.com")))
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert told(waiting) == ["a@example.com", "b@example.com"]


def test_a_department_without_anybody_still_gets_its_event(waiting: Lambdas) -> None:
    waiting.desk.directory.save_department(replace(SUPPORT, notify=()))
    for agent in waiting.desk.directory.load().agents.values():
        waiting.desk.directory.save_agent(replace(agent, enabled=False))
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert (events(waiting), told(waiting)) == ([EventName.SLA_WARNING], [])


def test_a_notice_names_the_ticket_and_gives_no_way_to_speak_as_the_customer(waiting: Lambdas) -> None:
    waiting.world.clock.advance(8 * HOUR)
    waiting.tick()
    waiting.send_everything()
    (notice,) = waiting.sent()
    reference = waiting.ticket().reference
    assert f"{reference[:4]}-{reference[4:]}" in notice.parsed["Subject"]
    assert "overdue" in notice.parsed["Subject"]
    assert notice.parsed["Reply-To"] == "support@in.example.com"
    assert notice.parsed["Auto-Submitted"] == "auto-generated"
    assert notice.recipient == "support-lead@example.com"


def test_one_ticket_that_cannot_be_had_does_not_keep_the_others_waiting(waiting: Lambdas) -> None:
    waiting.receive(mail(message_id="<2@x.example>", headers={"Precedence": "bulk"}))
    poison, other = waiting.tickets()
    real = waiting.desk.tickets.commit

    def commit(change: Change) -> object:
        if change.after.reference == poison.reference:
            raise Unavailable("busy")
        return real(change)

    waiting.world.clock.advance(6 * HOUR)
    with patch.object(waiting.desk.tickets, "commit", commit):
        waiting.tick()
    assert [entry.reference for entry in waiting.entries() if entry.event] == [other.reference]
    waiting.tick()
    assert len(events(waiting)) == 2


def test_a_sweep_takes_everything_that_is_due_page_by_page(waiting: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.services.tick.PAGE", 2)
    for number in range(4):
        waiting.receive(mail(message_id=f"<{number}@x.example>", headers={"Precedence": "bulk"}))
    waiting.world.clock.advance(6 * HOUR)
    swept = waiting.desk.tick.run()
    assert (swept.alarms, swept.more) == (5, False)
    assert len(events(waiting)) == 5


def test_a_sweep_is_capped_and_says_that_there_is_more(waiting: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.services.tick.PAGE", 1)
    monkeypatch.setattr("chalicelib.services.tick.MOST_PAGES", 2)
    for number in range(2):
        waiting.receive(mail(message_id=f"<{number}@x.example>", headers={"Precedence": "bulk"}))
    waiting.world.clock.advance(6 * HOUR)
    assert waiting.desk.tick.run().more
    assert not waiting.desk.tick.run().more
    assert len(events(waiting)) == 3


def test_somebody_who_is_faster_wins(waiting: Lambdas) -> None:
    """The tick read the ticket, then an agent answered: the tick's announcement must not be stored."""
    waiting.world.clock.advance(6 * HOUR)
    stale = waiting.desk.tickets.traces([], [waiting.ticket().reference])
    waiting.agent_replies()
    with (
        patch.object(waiting.desk.tickets, "traces", lambda keys, references: stale),
        patch.object(waiting.desk.timers, "due", lambda now, page: iter([Due(tuple(stale.tickets), ())])),
    ):
        waiting.tick()
    assert events(waiting) == []


def test_a_mail_that_an_old_index_still_shows_as_due_is_left_alone(lambdas: Lambdas) -> None:
    lambdas.receive()
    (pending,) = lambdas.outbox()
    lambdas.world.clock.advance(timedelta(minutes=2))
    lambdas.tick()
    assert lambdas.queued() == [pending.id]
    stored = lambdas.world.items()
    with patch.object(lambdas.desk.timers, "due", lambda now, page: iter([Due((), (pending.id,))])):
        lambdas.tick()
    assert lambdas.queued() == []
    assert lambdas.world.items() == stored


def test_a_ticket_that_waits_for_nobody_is_not_announced_though_an_old_index_shows_it(waiting: Lambdas) -> None:
    ticket = waiting.ticket()
    closed = edited(ticket, Edit(status=Status.CLOSED), ticket.created_at)
    waiting.desk.tickets.commit(Change(ticket, closed, (an_entry("0" * 26, ticket.reference),)))
    waiting.world.clock.advance(9 * HOUR)
    with patch.object(waiting.desk.timers, "due", lambda now, page: iter([Due((ticket.reference,), ())])):
        waiting.tick()
    assert events(waiting) == []


def test_a_broken_ticket_does_not_keep_the_others_waiting(waiting: Lambdas) -> None:
    waiting.receive(mail(message_id="<other@customer.example>"))
    broken, sound = sorted(waiting.tickets(), key=lambda ticket: ticket.created_at)
    head = next(
        i for i in waiting.world.items() if i["pk"]["S"] == f"T#{broken.reference}" and i["sk"]["S"] == "TICKET"
    )
    waiting.world.aws("dynamodb").put_item(TableName=SETTINGS.table, Item=head | {"prio": {"S": "unheard of"}})
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert [entry.event for entry in waiting.entries(sound.reference) if entry.event] == [EventName.SLA_WARNING]


def test_an_assignee_who_left_the_department_is_not_told(waiting: Lambdas) -> None:
    ticket = waiting.ticket()
    assigned = edited(ticket, Edit(assignee=OTHER.id), ticket.created_at)
    waiting.desk.tickets.commit(Change(ticket, assigned, (an_entry("0" * 26, ticket.reference),)))
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert told(waiting) == list(SUPPORT.notify)


@pytest.mark.parametrize("way", [Way.WORKSPACE, Way.DIGEST, Way.OFF])
@pytest.mark.parametrize("occasion", [Occasion.SLA_WARNING, Occasion.SLA_BREACH])
def test_an_agent_who_chose_otherwise_gets_no_mail_of_that_kind(waiting: Lambdas, occasion: Occasion, way: Way) -> None:
    chosen = replace(AGENT, notifications={occasion: way, Occasion.CUSTOMER_WROTE: Way.MAIL})
    set_up(waiting.desk, chosen)
    waiting.desk.edits.edit(AGENT, waiting.ticket(), 1, Edit(assignee=AGENT.id), None)
    mails = []
    for hours in (6, 2):
        waiting.world.clock.advance(hours * HOUR)
        waiting.tick()
        mails.append(len(told(waiting)))
    assert mails == ([0, 1] if occasion is Occasion.SLA_WARNING else [1, 1])


def test_the_choice_of_an_agent_counts_on_the_list_of_the_department_too(waiting: Lambdas) -> None:
    set_up(waiting.desk, replace(AGENT, notifications={Occasion.SLA_WARNING: Way.OFF}))
    set_up(waiting.desk, replace(SUPPORT, notify=(AGENT.email, "lead@example.com")))
    waiting.world.clock.advance(6 * HOUR)
    waiting.tick()
    assert told(waiting) == ["lead@example.com"]
