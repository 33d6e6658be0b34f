"""Agents are told what concerns them, in the way they chose: in the workspace, by mail, with a digest, or not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.departments import Assignment
from chalicelib.domain.digests import Cadence, DigestPlan
from chalicelib.domain.moves import Edit
from chalicelib.domain.notifications import Notice
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.mail.thread import reply_address
from chalicelib.services.requests import request_of
from tests.support.desk import ADMIN, AGENT, BILLING, OTHER, RESTRICTED, SUPPORT
from tests.support.lambdas import Lambdas, SentMail
from tests.support.mails import CUSTOMER, mail

O = Occasion  # noqa: E741
HELSINKI = DigestPlan(at=time(8), zone="Europe/Helsinki")


@pytest.fixture
def opened(lambdas: Lambdas) -> Lambdas:
    lambdas.receive()
    follow(lambdas)
    return lambdas


def follow(lambdas: Lambdas, times: int = 1) -> None:
    """What follows from everything that happened, as often as queues may repeat it."""
    for _ in range(times):
        for ticket in lambdas.tickets():
            entries = [entry.id for entry in lambdas.entries() if entry.reference == ticket.reference]
            lambdas.derive(ticket.reference, *entries)


def choose(lambdas: Lambdas, agent: Agent, **changes: Any) -> Agent:
    changed = replace(agent, **changes)
    lambdas.desk.directory.save_agent(changed)
    lambdas.desk.directory_cache.forget()
    return changed


def told(lambdas: Lambdas, agent: Agent) -> list[tuple[Occasion, str, bool]]:
    """Oldest first: why, by whom, and whether it was read."""
    page = lambdas.desk.notifications.list(agent, 25, None)
    return [(each.occasion, each.by, each.read) for each in reversed(page.notices)]


def notices(lambdas: Lambdas, agent: Agent) -> Sequence[Notice]:
    return lambdas.desk.notifications.list(agent, 25, None).notices


def edit(lambdas: Lambdas, edit: Edit, agent: Agent = ADMIN) -> Ticket:
    ticket = lambdas.ticket()
    lambdas.desk.edits.edit(agent, ticket, ticket.version, edit, None)
    return lambdas.ticket()


def mention(lambdas: Lambdas, agent: Agent, by: Agent = ADMIN) -> None:
    request = request_of(by.id, "note", str(len(lambdas.entries())), b"")
    lambdas.desk.replies.note(by, lambdas.ticket(), None, "Look.", (), request, (agent.id,))


def customer_writes(lambdas: Lambdas) -> None:
    lambdas.world.clock.advance(timedelta(seconds=1))
    ticket = lambdas.ticket()
    to = reply_address(SUPPORT.sender_address, ticket.reference, CUSTOMER, lambdas.desk.signer)
    lambdas.receive(mail(text="Still.", message_id=f"<{ticket.version}@x.example>", to=to), recipients=(to,))


def mails_to(lambdas: Lambdas, agent: Agent) -> list[SentMail]:
    lambdas.send_everything()
    return [sent for sent in lambdas.sent() if sent.recipient == agent.email]


def tick_at(lambdas: Lambdas, moment: datetime) -> None:
    lambdas.world.clock.advance(moment - lambdas.world.clock.now())
    lambdas.tick()


# what is told


def test_whoever_is_assigned_is_told_by_whom_and_once_however_often_it_comes(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    follow(opened, times=3)
    assert told(opened, AGENT) == [(O.ASSIGNED, ADMIN.name, False)]
    assert notices(opened, AGENT)[0].subject == opened.ticket().subject


def test_nobody_is_told_of_their_own_acts(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=ADMIN.id))
    follow(opened)
    assert told(opened, ADMIN) == []


def test_who_lost_the_ticket_before_it_was_told_is_told_nothing(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    edit(opened, Edit(department=BILLING.id))
    follow(opened)
    assert told(opened, AGENT) == []


def test_the_holder_of_a_ticket_hears_of_its_customer_and_nobody_else_does(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id), AGENT)
    customer_writes(opened)
    follow(opened)
    assert told(opened, AGENT) == [(O.CUSTOMER_WROTE, "", False)]
    assert told(opened, ADMIN) == told(opened, OTHER) == []


def test_mentions_promises_and_reminders_are_told_in_the_workspace_as_well(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id), AGENT)
    mention(opened, AGENT)
    request = request_of(AGENT.id, "remind", "", b"")
    at = opened.world.clock.now() + timedelta(minutes=5)
    opened.desk.reminders.add(AGENT, opened.ticket(), at, "Call", request)
    tick_at(opened, at)
    tick_at(opened, at + timedelta(hours=9))
    follow(opened)
    assert told(opened, AGENT) == [
        (O.MENTIONED, ADMIN.name, False),
        (O.REMINDER, "", False),
        (O.SLA_BREACH, "", False),
    ]


def test_an_escalated_ticket_is_told_to_whom_it_goes(opened: Lambdas) -> None:
    opened.desk.directory.save_department(replace(SUPPORT, escalates_to=BILLING.id))
    opened.desk.directory.save_department(replace(BILLING, assignment=Assignment.ROUND_ROBIN))
    opened.desk.directory_cache.forget()
    request = request_of(AGENT.id, "up", "", b"")
    opened.desk.escalations.escalate(AGENT, opened.ticket(), opened.ticket().version, "He called.", request)
    follow(opened)
    assert told(opened, OTHER) == [(O.ESCALATED, AGENT.name, False)]


def test_new_tickets_are_told_to_members_who_chose_so(lambdas: Lambdas) -> None:
    choose(lambdas, AGENT, notifications={O.NEW_TICKET: Way.WORKSPACE})
    choose(lambdas, OTHER, notifications={O.NEW_TICKET: Way.WORKSPACE})
    lambdas.receive()
    follow(lambdas)
    assert told(lambdas, AGENT) == [(O.NEW_TICKET, "", False)]
    assert told(lambdas, OTHER) == told(lambdas, ADMIN) == []


def test_the_disabled_and_who_turned_it_off_are_told_nothing(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    choose(opened, AGENT, notifications={O.ASSIGNED: Way.OFF})
    follow(opened)
    assert told(opened, AGENT) == []
    disabled = choose(opened, AGENT, enabled=False)
    follow(opened)
    assert opened.desk.notices.page(disabled.id, 25, None).notices == ()


# the list


def test_what_was_read_stays_read_and_what_comes_later_is_unread(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    for _ in range(3):
        mention(opened, AGENT)
    follow(opened)
    desk, newest = opened.desk.notifications, notices(opened, AGENT)
    desk.read(AGENT, [newest[0].entry_id, "0" * 26], None)
    assert [each.read for each in notices(opened, AGENT)] == [True, False, False, False]
    desk.read(AGENT, (), newest[1].entry_id)
    desk.read(AGENT, (), newest[3].entry_id)
    assert [each.read for each in notices(opened, AGENT)] == [True, True, True, True]
    follow(opened)
    mention(opened, AGENT)
    follow(opened)
    page = desk.list(AGENT, 2, None)
    assert ([each.read for each in page.notices], page.unread, page.more) == ([False, True], 1, False)
    older = desk.list(AGENT, 2, page.next)
    assert [each.entry_id for each in older.notices] == [newest[1].entry_id, newest[2].entry_id]
    assert all(each.read for each in older.notices)


def test_who_leaves_a_department_sees_nothing_of_what_came_from_it(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    follow(opened)
    moved = choose(opened, AGENT, departments=(BILLING.id,))
    assert told(opened, moved) == []


def test_a_restricted_agent_is_told_without_a_word_of_the_ticket(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=RESTRICTED.id))
    follow(opened)
    assert [(each.occasion, each.subject) for each in notices(opened, RESTRICTED)] == [(O.ASSIGNED, "")]


def test_notices_go_after_sixty_days(opened: Lambdas) -> None:
    edit(opened, Edit(assignee=AGENT.id))
    follow(opened)
    (item,) = (each for each in opened.world.items() if each["pk"]["S"] == f"TOLD#{AGENT.id}")
    assert int(item["expires"]["N"]) == int((opened.world.clock.now() + timedelta(days=60)).timestamp())


# muted


def test_a_muted_ticket_tells_nothing_but_own_reminders(opened: Lambdas) -> None:
    desk, ticket = opened.desk, edit(opened, Edit(assignee=AGENT.id), AGENT)
    desk.notifications.mute(AGENT, ticket, muted=True)
    assert opened.ticket() == ticket, "which is nobody's business: no entry, no version"
    customer_writes(opened)
    mention(opened, AGENT)
    at = opened.world.clock.now() + timedelta(minutes=5)
    desk.reminders.add(AGENT, opened.ticket(), at, "Call", request_of(AGENT.id, "remind", "", b""))
    tick_at(opened, at)
    tick_at(opened, at + timedelta(hours=9))
    follow(opened)
    assert told(opened, AGENT) == [(O.REMINDER, "", False)]
    subjects = [sent.parsed["Subject"] for sent in mails_to(opened, AGENT)]
    assert [subject.partition(" [")[0] for subject in subjects] == ["Reminder"]
    desk.notifications.mute(AGENT, ticket, muted=False)
    mention(opened, AGENT)
    follow(opened)
    assert told(opened, AGENT)[-1] == (O.MENTIONED, ADMIN.name, False)


# mail at once


def test_who_chose_mail_gets_it_at_once_and_once(opened: Lambdas) -> None:
    choose(opened, AGENT, notifications={O.ASSIGNED: Way.MAIL, O.CUSTOMER_WROTE: Way.MAIL})
    edit(opened, Edit(assignee=AGENT.id))
    follow(opened, times=2)
    customer_writes(opened)
    follow(opened, times=2)
    first, second = mails_to(opened, AGENT)
    assert first.parsed["Subject"].startswith("Ticket assigned to you [")
    assert f"{ADMIN.name} assigned this ticket" in first.text
    assert second.parsed["Subject"].startswith("The customer replied [")
    assert "burns" not in first.raw + second.raw and "Still" not in second.raw
    assert len(told(opened, AGENT)) == 2


@pytest.mark.parametrize("change", [{"enabled": False}, {"departments": (BILLING.id,)}])
def test_a_mail_is_not_sent_to_who_may_not_see_the_ticket_by_then(opened: Lambdas, change: dict[str, Any]) -> None:
    choose(opened, AGENT, notifications={O.ASSIGNED: Way.MAIL})
    edit(opened, Edit(assignee=AGENT.id))
    follow(opened)
    opened.desk.directory.save_agent(replace(AGENT, **change))  # this very moment: no cache knows
    assert mails_to(opened, AGENT) == []
    (state,) = [each.state for each in opened.outbox() if each.kind is MailKind.NOTICE]
    assert state.value == "suppressed"


# digests


def collecting(lambdas: Lambdas, plan: DigestPlan = HELSINKI) -> Agent:
    agent = choose(lambdas, AGENT, notifications=dict.fromkeys(Occasion, Way.DIGEST), digest=plan)
    edit(lambdas, Edit(assignee=AGENT.id, status=Status.ANSWERED))
    mention(lambdas, AGENT)
    follow(lambdas, times=2)
    return agent


def test_a_digest_tells_in_one_mail_what_was_collected_and_comes_once(opened: Lambdas) -> None:
    agent = collecting(opened)
    assert mails_to(opened, AGENT) == []
    due = agent.digest.next_after(opened.world.clock.now())
    tick_at(opened, due + timedelta(minutes=1))
    assert mails_to(opened, AGENT) == [], "what belongs to it may still be on its way"
    for minute in range(2, 6):
        tick_at(opened, due + timedelta(minutes=minute))
        follow(opened)
    (sent,) = mails_to(opened, AGENT)
    ticket = opened.ticket()
    assert sent.parsed["Subject"] == "Digest of your tickets (1)"
    assert sent.parsed["Reply-To"] == SUPPORT.sender_address
    assert f"{ticket.reference[:4]}-{ticket.reference[4:]}] {ticket.subject}" in sent.text
    assert "Ticket assigned to you; You were mentioned" in sent.text
    assert "Look." not in sent.raw
    tick_at(opened, due + timedelta(days=3))
    assert len(mails_to(opened, AGENT)) == 1
    assert "timer" not in str([each for each in opened.world.items() if each["pk"]["S"].startswith("TOLD#")])


def test_an_hourly_digest_comes_each_hour_in_which_there_was_something(opened: Lambdas) -> None:
    agent = collecting(opened, DigestPlan(Cadence.HOURLY))
    first = agent.digest.next_after(opened.world.clock.now())
    tick_at(opened, first + timedelta(minutes=2))
    mention(opened, AGENT)
    follow(opened)
    tick_at(opened, first + timedelta(hours=1, minutes=2))
    tick_at(opened, first + timedelta(hours=2, minutes=2))
    one, two = mails_to(opened, AGENT)
    assert "Ticket assigned to you; You were mentioned" in one.text
    assert "Ticket assigned" not in two.text and "You were mentioned" in two.text


def test_what_was_read_muted_or_lost_meanwhile_is_not_in_the_digest(opened: Lambdas) -> None:
    agent = collecting(opened)
    due = agent.digest.next_after(opened.world.clock.now())
    opened.desk.notifications.read(agent, [notices(opened, agent)[0].entry_id], None)
    tick_at(opened, due + timedelta(minutes=2))
    (digest,) = [each for each in opened.outbox() if each.kind is MailKind.DIGEST]
    assert "mentioned" not in mails_to(opened, agent)[0].text
    for how in ("muted", "lost", "read"):
        again = replace(digest, state=digest.state.PENDING)
        if how == "muted":
            opened.desk.notifications.mute(agent, opened.ticket(), muted=True)
        if how == "lost":
            opened.desk.notifications.mute(agent, opened.ticket(), muted=False)
            edit(opened, Edit(department=BILLING.id))
        if how == "read":
            edit(opened, Edit(department=SUPPORT.id))
            opened.desk.notifications.read(agent, (), "7" + "Z" * 25)
        assert opened.desk.digest_mail.written(again) is None, how


@pytest.mark.parametrize("change", [{"enabled": False}, {"departments": (BILLING.id,)}])
def test_the_disabled_and_who_sees_nothing_any_more_get_no_digest(opened: Lambdas, change: dict[str, Any]) -> None:
    agent = collecting(opened)
    due = agent.digest.next_after(opened.world.clock.now())
    opened.desk.directory.save_agent(replace(agent, **change))
    tick_at(opened, due + timedelta(minutes=2))
    assert mails_to(opened, agent) == []


def test_who_is_told_late_of_what_a_digest_told_is_not_written_to_twice(opened: Lambdas) -> None:
    agent = collecting(opened)
    due = agent.digest.next_after(opened.world.clock.now())
    tick_at(opened, due + timedelta(minutes=2))
    opened.desk.notices.add([replace(each, entry_id=f"{each.entry_id[:-1]}Z") for each in notices(opened, agent)])
    for minute in range(3, 6):
        tick_at(opened, due + timedelta(minutes=minute))
    assert len(mails_to(opened, agent)) == 1
    assert opened.desk.tick.run().alarms == 0


def test_a_status_nobody_told_of_is_none(opened: Lambdas) -> None:
    edit(opened, Edit(status=Status.OPEN))
    follow(opened)
    assert told(opened, AGENT) == told(opened, ADMIN) == []
