"""Promises explained from the timeline: whatever happens to a ticket, the story gives the clocks on its head."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.directory import PlacedPolicy
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.moves import Edit
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.schedules import Schedule
from chalicelib.domain.sla_clocks import look
from chalicelib.domain.sla_policy import (
    AddTag,
    Conditions,
    Policy,
    Promise,
    RaisePriority,
    ShareUsed,
    Step,
    Target,
    WaitsFor,
)
from chalicelib.domain.sla_readings import SpanKind, State, counted_in, replay
from chalicelib.domain.sla_story import story_of
from chalicelib.domain.statuses import CustomStatus
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.week import Week
from chalicelib.mail.thread import reply_address
from chalicelib.services.forms import FormPost
from chalicelib.services.requests import request_of
from tests.support.clock import START
from tests.support.desk import ADMIN, OTHER, SUPPORT, world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.mails import CUSTOMER, mail
from tests.support.proof import is_full
from tests.support.quick_moto import quick_transactions
from tests.support.setting_up import set_up

HOUR = timedelta(hours=1)
OFFICE = Schedule(
    "office", "Office", "Europe/Helsinki", Week.of(monday="09:00-12:00 13:00-17:00", tuesday="09:00-17:00")
)
TARGETS = {
    Target.FIRST_RESPONSE: Promise(4 * HOUR, (Step(ShareUsed(50), (AddTag("half"),)),)),
    Target.NEXT_RESPONSE: Promise(2 * HOUR),
    Target.FIRST_ASSIGNMENT: Promise(HOUR, (Step(ShareUsed(200), (RaisePriority("high"),)),)),
    Target.RESOLUTION: Promise(8 * HOUR),
}
GOLD = PlacedPolicy(
    1, Policy("gold", 3, "Gold", "office", dict(list(TARGETS.items())[:2]), Conditions(priorities=frozenset({"high"})))
)
PLAIN = PlacedPolicy(2, Policy("plain", 7, "Plain", "office", TARGETS, Conditions(departments=frozenset({"support"}))))
PARTS = CustomStatus("parts", {"en": "Waits for parts"}, Status.OPEN, "#aa0000", pauses_for=WaitsFor.THIRD_PARTY)
HIGHER = replace(SUPPORT, escalates_to="billing")


@pytest.fixture
def promised(lambdas: Lambdas) -> Lambdas:
    """A desk with two policies in office hours; Billing has none, so its own promise holds there."""
    set_up(lambdas.desk, OFFICE, GOLD, PLAIN, PARTS, HIGHER)
    lambdas.receive(mail(headers={"Precedence": "bulk"}))
    return lambdas


def explained(lambdas: Lambdas) -> dict[Target, Any]:
    found = lambdas.desk.sla_view.explain(ADMIN, lambdas.ticket())
    return {each.reading.target: each for each in found.clocks}


def the_story_agrees(lambdas: Lambdas, ticket: Ticket) -> None:
    """The clocks of the story are those on the head, once both have been looked at now."""
    rules = Rulebook(lambdas.desk.directory_cache.current())
    story, now = story_of(ticket, lambdas.entries(ticket.reference), rules), lambdas.world.clock.now()
    clocks, terms = rules.in_force(ticket.clocks)
    told = replay(story.start, story.facts)
    assert told.policy == clocks.policy
    assert look(told, now, terms).clocks == look(clocks, now, terms).clocks


def edit(lambdas: Lambdas, change: Edit) -> None:
    ticket = lambdas.ticket()
    lambdas.desk.edits.edit(ADMIN, ticket, ticket.version, change, None)


def reply(lambdas: Lambdas, status: Status = Status.ANSWERED) -> None:
    ticket = lambdas.ticket()
    request = request_of(ADMIN.id, "reply", str(ticket.version), b"")
    lambdas.desk.replies.reply(ADMIN, ticket, ticket.version, "Soon.", (), status, request)


def customer_writes(lambdas: Lambdas) -> None:
    ticket, number = lambdas.ticket(), len(lambdas.entries())
    to = reply_address("support@in.example.com", ticket.reference, CUSTOMER, lambdas.desk.signer)
    lambdas.receive(mail(message_id=f"<{number}@customer.example>", text=f"Well? {number}\n"), recipients=(to,))


def test_an_explanation_names_what_counted_what_paused_and_what_is_left(promised: Lambdas) -> None:
    """09:00 UTC is 11:00 in Helsinki, on a Monday with a lunch break from 12 to 13."""
    clock = promised.world.clock
    clock.advance(3 * HOUR)
    edit(promised, Edit(status=Status.POSTPONED, postpone=(clock.now() + 20 * HOUR, WaitsFor.CUSTOMER)))
    clock.advance(HOUR)
    resolution = explained(promised)[Target.RESOLUTION]
    spans = [(span.kind, span.because, (span.end - span.start) / HOUR) for span in resolution.spans]
    assert spans == [
        (SpanKind.COUNTED, "", 1),
        (SpanKind.OUTSIDE_HOURS, "", 1),
        (SpanKind.COUNTED, "", 1),
        (SpanKind.PAUSED, "customer", 1),
    ]
    reading = resolution.reading
    assert (reading.state, reading.promised, reading.counted, reading.left) == (
        State.PAUSED,
        8 * HOUR,
        2 * HOUR,
        6 * HOUR,
    )
    assert {span.policy for span in resolution.spans} == {("plain", 7)}


def test_a_policy_that_changed_is_named_for_each_stretch_of_time(promised: Lambdas) -> None:
    promised.world.clock.advance(HOUR / 2)
    edit(promised, Edit(priority=Priority.HIGH))
    promised.world.clock.advance(HOUR / 4)
    found = explained(promised)
    assert set(found) == {Target.FIRST_RESPONSE, Target.NEXT_RESPONSE}
    spans = found[Target.FIRST_RESPONSE].spans
    assert [(span.policy, span.end - span.start) for span in spans] == [
        (("plain", 7), HOUR / 2),
        (("gold", 3), HOUR / 4),
    ]


def test_the_readings_are_those_of_the_head_and_the_spans_add_up_to_them(promised: Lambdas) -> None:
    for minutes in (40, 95, 300, 20):
        promised.world.clock.advance(timedelta(minutes=minutes))
        promised.tick()
    reply(promised, Status.RESOLVED)
    promised.world.clock.advance(HOUR)
    for target, each in explained(promised).items():
        if target is not Target.NEXT_RESPONSE:
            assert counted_in(each.spans) == each.reading.counted
        assert each.spans[0].start == START
        assert each.spans[-1].end == promised.world.clock.now()
        assert all(one.end == other.start for one, other in zip(each.spans, each.spans[1:], strict=False))


def test_a_breach_is_explained_with_its_true_moment(promised: Lambdas) -> None:
    promised.world.clock.advance(1.5 * HOUR)
    promised.tick()
    reading = explained(promised)[Target.FIRST_ASSIGNMENT].reading
    assert (reading.state, reading.breached_at) == (State.BREACHED, START + HOUR)


def test_a_long_conversation_is_explained_from_its_beginning(
    promised: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.services.sla_view.AT_ONCE", 2)
    for _ in range(3):
        promised.world.clock.advance(timedelta(minutes=5))
        reply(promised)
        promised.world.clock.advance(timedelta(minutes=5))
        customer_writes(promised)
    spans = explained(promised)[Target.FIRST_RESPONSE].spans
    assert (spans[0].start, spans[-1].end) == (START, promised.world.clock.now())
    assert counted_in(spans) == timedelta(minutes=5)


def test_what_an_agent_may_not_see_is_not_explained(promised: Lambdas) -> None:
    with pytest.raises(NotFound):
        promised.desk.sla_view.explain(OTHER, promised.ticket())


def test_a_form_that_a_machine_filled_is_spam_from_the_beginning(promised: Lambdas) -> None:
    token = promised.desk.forms.new_token()
    post = FormPost(token, "support", "Bot", "bot@customer.example", "Win", "Win a lot.", honeypot=True)
    reference = promised.desk.forms.submit(post).reference
    (aside,) = (each for each in promised.tickets() if each.reference == reference)
    assert aside.status is Status.SPAM
    promised.world.clock.advance(HOUR)
    the_story_agrees(promised, aside)


# lives


def moves() -> dict[str, Callable[[Lambdas, Any], None]]:
    """What may happen, by name; each gets a number to choose with."""

    def status(lambdas: Lambdas, number: int) -> None:
        wanted = (Status.OPEN, Status.RESOLVED, Status.CLOSED, Status.SPAM, Status.TRASH, Status.ANSWERED)[number % 6]
        edit(lambdas, Edit(status=wanted))

    def postpone(lambdas: Lambdas, number: int) -> None:
        until = lambdas.world.clock.now() + timedelta(hours=1 + number % 9)
        edit(lambdas, Edit(status=Status.POSTPONED, postpone=(until, tuple(WaitsFor)[number % 3])))

    def assign(lambdas: Lambdas, number: int) -> None:
        edit(lambdas, Edit(assignee=ADMIN.id) if number % 3 else Edit(unassign=True))

    def escalate(lambdas: Lambdas, number: int) -> None:
        ticket = lambdas.ticket()
        request = request_of(ADMIN.id, "escalate", str(ticket.version), b"")
        lambdas.desk.escalations.escalate(ADMIN, ticket, ticket.version, "Please.", request)

    def task(lambdas: Lambdas, number: int) -> None:
        request = request_of(ADMIN.id, "task", str(lambdas.ticket().version), b"")
        lambdas.desk.checklists.add(ADMIN, lambdas.ticket(), None, "Refund", request)

    return {
        "customer": lambda lambdas, number: customer_writes(lambdas),
        "reply": lambda lambdas, number: reply(lambdas, Status.RESOLVED if number % 4 == 0 else Status.ANSWERED),
        "status": status,
        "postpone": postpone,
        "waits for parts": lambda lambdas, number: edit(lambdas, Edit(custom_status="parts" if number % 3 else "")),
        "priority": lambda lambdas, number: edit(lambdas, Edit(priority=tuple(Priority)[number % 4])),
        "department": lambda lambdas, number: edit(lambdas, Edit(department=("support", "billing")[number % 2])),
        "assign": assign,
        "escalate": escalate,
        "task": task,
        "tick": lambda lambdas, number: lambdas.tick(),
    }


MOVES = moves()
LIVES = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 11), st.integers(0, 400)), max_size=14)


@settings(max_examples=100 if is_full() else 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(life=LIVES)
def test_the_story_of_any_life_gives_the_clocks_on_the_head(life: list[tuple[str, int, int]]) -> None:
    with quick_transactions(), world() as fresh, lambdas_of(fresh) as lambdas:
        set_up(lambdas.desk, OFFICE, GOLD, PLAIN, PARTS, replace(HIGHER, auto_close=2 * HOUR, auto_close_notice=HOUR))
        lambdas.receive(mail(headers={"Precedence": "bulk"}))
        for name, number, minutes in life:
            lambdas.world.clock.advance(timedelta(minutes=minutes))
            try:
                MOVES[name](lambdas, number)
            except InvalidInput:
                continue  # not allowed where the ticket stands
            the_story_agrees(lambdas, lambdas.ticket())
        lambdas.world.clock.advance(HOUR)
        the_story_agrees(lambdas, lambdas.ticket())
        for each in lambdas.desk.sla_view.explain(ADMIN, lambdas.ticket()).clocks:
            if each.reading.target is not Target.NEXT_RESPONSE:
                assert counted_in(each.spans) == each.reading.counted
