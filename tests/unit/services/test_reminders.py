"""Reminders: set by an agent for themselves, announced once when their time comes, in the way the agent chose."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.reminders import FURTHEST, MOST_REMINDERS, Reminder
from chalicelib.domain.timeline import SYSTEM, EventName, FieldChange
from chalicelib.services.records import Due
from chalicelib.services.requests import Request, request_of
from tests.support.clock import START
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.lambdas import Lambdas

HOUR = timedelta(hours=1)


def asked(key: str) -> Request:
    return request_of(AGENT.id, "reminders", key, b"")


def remind(lambdas: Lambdas, after: timedelta = HOUR, text: str = "Call Maija", agent: Agent = AGENT) -> Reminder:
    at = lambdas.world.clock.now() + after
    found = lambdas.desk.reminders.add(agent, lambdas.ticket(), at, text, asked(f"{text} {at}"))
    return found.beside.reminders[-1]


def to_come(lambdas: Lambdas) -> tuple[Reminder, ...]:
    return lambdas.desk.reading.open(AGENT, lambdas.ticket().reference, 50, None).beside.reminders


def announced(lambdas: Lambdas) -> list[str]:
    return [entry.detail for entry in lambdas.entries() if entry.event is EventName.REMINDED]


def told(lambdas: Lambdas) -> list[str]:
    return [mail.recipient for mail in lambdas.outbox() if mail.kind is MailKind.NOTICE]


def choose(lambdas: Lambdas, **agent: object) -> None:
    lambdas.desk.directory.save_agent(replace(AGENT, **agent))  # type: ignore[arg-type]
    lambdas.desk.directory_cache.forget()


def test_a_reminder_waits_for_its_time_and_is_announced_once(opened: Lambdas) -> None:
    reminder = remind(opened)
    assert to_come(opened) == (reminder,)
    opened.world.clock.advance(HOUR - timedelta(milliseconds=1))
    opened.tick()
    assert announced(opened) == []
    opened.world.clock.advance(timedelta(milliseconds=1))
    opened.tick()
    opened.tick()
    assert (announced(opened), to_come(opened), told(opened)) == (["Call Maija"], (), [AGENT.email])
    entry = next(entry for entry in opened.entries() if entry.event is EventName.REMINDED)
    assert (entry.author, entry.mentions, entry.at) == (SYSTEM, (AGENT.id,), START + HOUR)


def test_the_mail_says_what_the_agent_wrote_to_nobody_but_them(opened: Lambdas) -> None:
    remind(opened, text="Did the courier come?")
    opened.world.clock.advance(HOUR)
    opened.tick()
    opened.send_everything()
    (mail,) = (each for each in opened.sent() if each.recipient == AGENT.email)
    assert mail.parsed["Subject"].startswith("Reminder [")
    assert "Did the courier come?" in mail.text
    assert mail.parsed["Auto-Submitted"] == "auto-generated"


def test_each_of_several_has_its_own_time_and_those_due_together_come_together(opened: Lambdas) -> None:
    for hours, text in ((3, "late"), (1, "early"), (2, "middle")):
        remind(opened, hours * HOUR, text)
    opened.world.clock.advance(HOUR)
    opened.tick()
    assert announced(opened) == ["early"]
    opened.world.clock.advance(5 * HOUR)
    opened.tick()
    assert announced(opened) == ["early", "middle", "late"]
    assert told(opened).count(AGENT.email) == 3


def test_setting_and_removing_are_told_on_the_timeline_and_move_nothing(opened: Lambdas) -> None:
    before = opened.ticket()
    reminder = remind(opened)
    removed = opened.desk.reminders.remove(AGENT, opened.ticket(), reminder.id)
    assert removed.beside.reminders == ()
    changes = [entry.changes for entry in opened.entries() if entry.event is EventName.REMINDER]
    words = "2026-11-23T10:00:00.000Z Call Maija"
    assert changes == [(FieldChange("reminder", "", words),), (FieldChange("reminder", words, ""),)]
    after = opened.ticket()
    assert (after.status, after.moved_at, after.clocks) == (before.status, before.moved_at, before.clocks)
    opened.world.clock.advance(2 * HOUR)
    opened.tick()
    assert announced(opened) == []


@pytest.mark.parametrize("way", [Way.WORKSPACE, Way.DIGEST, Way.OFF])
def test_who_wants_no_mail_at_once_gets_none(opened: Lambdas, way: Way) -> None:
    choose(opened, notifications={Occasion.REMINDER: way})
    remind(opened)
    opened.world.clock.advance(HOUR)
    opened.tick()
    assert (announced(opened), told(opened)) == (["Call Maija"], [])


@pytest.mark.parametrize("change", [{"enabled": False}, {"departments": ("billing",)}])
def test_who_lost_sight_of_the_ticket_gets_no_mail_about_it(opened: Lambdas, change: dict[str, object]) -> None:
    remind(opened)
    choose(opened, **change)
    opened.world.clock.advance(HOUR)
    opened.tick()
    assert (announced(opened), told(opened)) == (["Call Maija"], [])


@pytest.mark.parametrize("after", [timedelta(), -HOUR, FURTHEST + HOUR])
def test_a_time_that_is_past_or_out_of_sight_is_refused(opened: Lambdas, after: timedelta) -> None:
    with pytest.raises(InvalidInput, match="future"):
        remind(opened, after)


def test_a_ticket_takes_so_many_reminders_and_no_more(opened: Lambdas) -> None:
    for number in range(MOST_REMINDERS):
        remind(opened, HOUR, f"Reminder {number}")
    with pytest.raises(InvalidInput, match=str(MOST_REMINDERS)):
        remind(opened, HOUR, "One more")


def test_a_reminder_is_removed_by_its_owner_or_an_admin(opened: Lambdas) -> None:
    reminder = remind(opened, agent=ADMIN)
    with pytest.raises(Forbidden):
        opened.desk.reminders.remove(AGENT, opened.ticket(), reminder.id)
    mine = remind(opened, text="mine")
    opened.desk.reminders.remove(ADMIN, opened.ticket(), mine.id)
    assert to_come(opened) == (reminder,)
    with pytest.raises(NotFound):
        opened.desk.reminders.remove(ADMIN, opened.ticket(), mine.id)


def test_who_does_not_see_the_ticket_sets_none(opened: Lambdas) -> None:
    for stranger in (OTHER, RESTRICTED):
        with pytest.raises(NotFound):
            remind(opened, agent=stranger)


def test_a_sweep_on_an_old_index_announces_nothing_twice(opened: Lambdas) -> None:
    remind(opened)
    reference = opened.ticket().reference
    opened.world.clock.advance(HOUR)
    opened.tick()
    stored = opened.world.items()
    for named in (reference, "00000000"):
        with patch.object(opened.desk.timers, "due", lambda now, page, named=named: iter([Due((), (), (named,))])):
            opened.tick()
    assert opened.world.items() == stored


def test_somebody_who_is_faster_leaves_the_reminder_to_the_next_tick(opened: Lambdas) -> None:
    remind(opened)
    stale = opened.ticket()
    opened.world.clock.advance(HOUR)
    opened.agent_replies()
    with patch.object(opened.desk.tickets, "ticket", lambda reference: stale):
        opened.tick()
    assert announced(opened) == []
    opened.tick()
    assert announced(opened) == ["Call Maija"]
