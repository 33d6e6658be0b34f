from datetime import timedelta

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.sla_policy import (
    AddTag,
    Audience,
    Conditions,
    Level,
    Notify,
    Policy,
    Promise,
    RaisePriority,
    ShareUsed,
    Step,
    Target,
    TimeLeft,
    WaitsFor,
    choose,
)
from chalicelib.domain.ticket import Priority

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TELL = Notify(Audience.ASSIGNEE)


def policy(id: str, **conditions: frozenset[str]) -> Policy:
    return Policy(id, 1, id, "office", {Target.FIRST_RESPONSE: Promise(8 * HOUR)}, conditions=Conditions(**conditions))


def chosen(*policies: Policy, department: str = "support", priority: str = "medium", **more: list[str]) -> str | None:
    found = choose(
        policies,
        department=department,
        priority=priority,
        groups=more.get("groups", []),
        tags=more.get("tags", []),
    )
    return found.id if found else None


def test_the_first_policy_whose_conditions_all_hold_is_taken() -> None:
    gold = policy("gold", groups=frozenset({"gold", "platinum"}))
    urgent = policy("urgent", priorities=frozenset({"high", "critical"}))
    rest = policy("rest")
    assert chosen(gold, urgent, rest, priority="high", groups=["gold"]) == "gold"
    assert chosen(urgent, gold, rest, priority="high", groups=["gold"]) == "urgent"
    assert chosen(gold, urgent, rest) == "rest"


def test_every_kind_of_condition_that_is_named_must_match_by_one_of_its_values() -> None:
    both = policy("both", departments=frozenset({"support", "sales"}), tags=frozenset({"vip", "press"}))
    assert chosen(both, tags=["press", "other"]) == "both"
    assert chosen(both, tags=["other"]) is None
    assert chosen(both, department="billing", tags=["vip"]) is None


def test_a_policy_without_conditions_is_for_every_ticket_and_no_policy_promises_nothing() -> None:
    assert chosen(policy("all")) == "all"
    assert chosen() is None


def test_priorities_are_compared_as_they_stand_on_a_ticket() -> None:
    assert chosen(policy("urgent", priorities=frozenset({Priority.HIGH})), priority="high") == "urgent"


def test_marks_stand_in_the_order_in_which_they_are_reached_and_the_breach_is_always_one() -> None:
    promise = Promise(
        4 * HOUR,
        (
            Step(ShareUsed(200), (RaisePriority("critical"),)),
            Step(TimeLeft(30 * MINUTE), (TELL,)),
            Step(ShareUsed(50), (AddTag("slow"),)),
        ),
    )
    assert [(mark.after, mark.level) for mark in promise.marks] == [
        (2 * HOUR, Level.WARNING),
        (3.5 * HOUR, Level.WARNING),
        (4 * HOUR, Level.BREACH),
        (8 * HOUR, Level.ESCALATION),
    ]


def test_steps_at_the_same_point_are_one_mark_with_all_their_actions() -> None:
    promise = Promise(2 * HOUR, (Step(ShareUsed(50), (TELL,)), Step(TimeLeft(HOUR), (AddTag("late"),))))
    assert promise.marks[0].actions == (TELL, AddTag("late"))


def test_a_step_at_the_due_time_belongs_to_the_breach() -> None:
    marks = Promise(HOUR, (Step(ShareUsed(100), (TELL,)),)).marks
    assert [(mark.level, mark.actions) for mark in marks] == [(Level.BREACH, (TELL,))]


def test_less_than_no_time_left_is_that_long_overdue() -> None:
    marks = Promise(HOUR, (Step(TimeLeft(-HOUR), (TELL,)),)).marks
    assert [(mark.after, mark.level) for mark in marks][-1] == (2 * HOUR, Level.ESCALATION)


@pytest.mark.parametrize(
    "work", [timedelta(), -HOUR, timedelta(days=367), timedelta(seconds=90), timedelta(microseconds=1)]
)
def test_a_promise_is_some_whole_minutes_up_to_a_year(work: timedelta) -> None:
    with pytest.raises(InvalidInput, match="targets"):
        Promise(work)


@pytest.mark.parametrize(
    "when", [ShareUsed(0), ShareUsed(-10), ShareUsed(1001), TimeLeft(HOUR), TimeLeft(2 * HOUR), TimeLeft(-10 * HOUR)]
)
def test_a_step_must_be_reachable(when: ShareUsed | TimeLeft) -> None:
    with pytest.raises(InvalidInput, match="steps"):
        Promise(HOUR, (Step(when, (TELL,)),))


def test_a_step_does_something() -> None:
    with pytest.raises(InvalidInput, match="something to do"):
        Promise(HOUR, (Step(ShareUsed(50), ()),))


def test_a_step_lies_at_a_whole_minute_of_time_left() -> None:
    with pytest.raises(InvalidInput, match="whole minutes"):
        Promise(HOUR, (Step(TimeLeft(timedelta(seconds=90)), (TELL,)),))


def test_a_policy_promises_something() -> None:
    with pytest.raises(InvalidInput, match="targets"):
        Policy("empty", 1, "Empty", "office", {})


def test_waiting_for_an_agent_never_stops_the_clock() -> None:
    with pytest.raises(InvalidInput, match="pauses_for"):
        Policy("kind", 1, "Kind", "office", {Target.RESOLUTION: Promise(HOUR)}, pauses_for=frozenset({WaitsFor.AGENT}))
