import json
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.hours import ALWAYS, BusinessHours
from chalicelib.domain.sla_clocks import Clocks, Moved, advance, look, opened
from chalicelib.domain.sla_facts import (
    AgentAnswered,
    Assigned,
    CustomerWrote,
    Fact,
    Opened,
    Phase,
    StatusChanged,
    TermsChanged,
)
from chalicelib.domain.sla_policy import (
    AddTag,
    Level,
    Policy,
    Promise,
    ShareUsed,
    Step,
    Target,
    Terms,
    WaitsFor,
)
from chalicelib.domain.sla_readings import SpanKind, State, explain, read, state
from chalicelib.domain.sla_text import clocks_from_text, clocks_to_text
from chalicelib.domain.week import Week

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MONDAY_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = "09:00-12:00 13:00-17:00"
OFFICE = BusinessHours(
    "office", "Office", "UTC", Week.of(monday=DAY, tuesday=DAY, wednesday=DAY, thursday=DAY, friday=DAY)
)
FIRST, NEXT, ASSIGN, RESOLVE = (
    Target.FIRST_RESPONSE,
    Target.NEXT_RESPONSE,
    Target.FIRST_ASSIGNMENT,
    Target.RESOLUTION,
)


def terms(hours: BusinessHours = ALWAYS, id: str = "gold", *steps: int, **targets: timedelta) -> Terms:
    warnings = tuple(Step(ShareUsed(share), (AddTag(f"at {share}"),)) for share in steps)
    promises = {Target(name): Promise(work, warnings) for name, work in targets.items()}
    return Terms(Policy(id, 1, id, hours.id, promises), hours)


EVERYTHING = terms(first_response=HOUR, next_response=2 * HOUR, first_assignment=0.5 * HOUR, resolution=8 * HOUR)


class Story:
    """A ticket opened on Monday at nine, told in hours after that."""

    def __init__(self, start: Terms | None, by_customer: bool = True) -> None:
        self.start = Opened(MONDAY_NINE, start, by_customer)
        self.terms = start
        self.facts: list[Fact] = []
        self.clocks: Clocks = opened(self.start)
        self.alarms: list[tuple[str, Level, float]] = []

    def answered(self, at: float, phase: Phase = Phase.ANSWERED) -> "Story":
        return self._and(AgentAnswered(self.time(at))).status(at, phase)

    def wrote(self, at: float) -> "Story":
        return self._and(CustomerWrote(self.time(at))).status(at, Phase.OPEN)

    def assigned(self, at: float) -> "Story":
        return self._and(Assigned(self.time(at)))

    def status(self, at: float, phase: Phase, waits_for: WaitsFor | None = None) -> "Story":
        return self._and(StatusChanged(self.time(at), phase, waits_for))

    def promised(self, at: float, following: Terms | None) -> "Story":
        self._and(TermsChanged(self.time(at), following))
        self.terms = following
        return self

    def tick(self, at: float) -> "Story":
        return self._take(look(self.clocks, self.time(at), self.terms))

    def time(self, at: float) -> datetime:
        return MONDAY_NINE + at * HOUR

    def shows(self, target: Target, at: float) -> tuple[State, float]:
        """State and hours counted."""
        reading = next(each for each in read(self.clocks, self.terms, self.time(at)) if each.target is target)
        return reading.state, reading.counted / HOUR

    def broken(self, target: Target, at: float) -> float | None:
        moment = self.clocks.of(target).broken_at(self.time(at))
        return None if moment is None else self.hours(moment)

    def due(self, target: Target) -> float | None:
        due = self.clocks.of(target).due
        return None if due is None else self.hours(due)

    @staticmethod
    def hours(moment: datetime) -> float:
        return (moment - MONDAY_NINE) / HOUR

    def _and(self, fact: Fact) -> "Story":
        self.facts.append(fact)
        return self._take(advance(self.clocks, fact, self.terms))

    def _take(self, moved: Moved) -> "Story":
        self.clocks = moved.clocks
        self.alarms += [(alarm.target.value, alarm.mark.level, self.hours(alarm.at)) for alarm in moved.alarms]
        return self


def test_a_first_answer_in_time_keeps_the_promise() -> None:
    story = Story(EVERYTHING).answered(0.75)
    assert story.shows(FIRST, 100) == (State.MET, 0.75)


def test_a_promise_is_broken_at_the_very_moment_it_is_used_up() -> None:
    assert Story(EVERYTHING).answered(1 - 1 / 3600).shows(FIRST, 2)[0] is State.MET
    late = Story(EVERYTHING).answered(1)
    assert (late.shows(FIRST, 2), late.broken(FIRST, 2)) == ((State.BREACHED, 1), 1)


def test_a_breach_has_its_true_time_however_late_somebody_looks() -> None:
    story = Story(EVERYTHING).answered(5)
    assert story.broken(FIRST, 100) == 1
    assert Story(EVERYTHING).broken(FIRST, 3) == 1


def test_resolving_a_new_ticket_is_no_first_answer() -> None:
    story = Story(EVERYTHING).status(0.5, Phase.RESOLVED)
    assert story.shows(FIRST, 50) == (State.NOT_RUNNING, 0.5)
    assert story.shows(RESOLVE, 50) == (State.MET, 0.5)


def test_a_ticket_resolved_without_an_answer_and_opened_again_has_the_rest_of_the_time() -> None:
    story = Story(EVERYTHING).status(0.5, Phase.RESOLVED).status(10, Phase.OPEN)
    assert story.due(FIRST) == 10.5


def test_a_ticket_that_an_agent_opened_waits_for_no_first_answer() -> None:
    story = Story(EVERYTHING, by_customer=False)
    assert story.shows(FIRST, 5) == (State.NOT_RUNNING, 0)
    assert story.wrote(5).due(NEXT) == 7


def test_the_next_answer_counts_from_the_first_message_that_is_not_answered() -> None:
    story = Story(EVERYTHING).answered(0.5).wrote(3).wrote(4)
    assert story.due(NEXT) == 5
    assert story.answered(4.5).shows(NEXT, 10) == (State.MET, 1.5)


def test_messages_before_the_first_answer_belong_to_the_first_answer() -> None:
    story = Story(EVERYTHING).wrote(0.25)
    assert story.shows(NEXT, 0.5) == (State.NOT_RUNNING, 0)
    assert story.due(FIRST) == 1


def test_each_wait_for_a_next_answer_is_measured_on_its_own() -> None:
    story = Story(EVERYTHING).answered(0.5).wrote(1).answered(4).wrote(5)
    assert story.shows(NEXT, 6) == (State.RUNNING, 1)
    assert story.due(NEXT) == 7


def test_an_answer_that_leaves_the_ticket_open_stops_the_next_answers_clock() -> None:
    story = Story(EVERYTHING).answered(0.5).wrote(1).answered(2, Phase.OPEN)
    assert story.shows(NEXT, 50) == (State.MET, 1)


def test_a_ticket_marked_as_answered_waits_for_no_answer_but_still_for_its_solution() -> None:
    story = Story(EVERYTHING).status(0.5, Phase.ANSWERED)
    assert story.shows(FIRST, 6) == (State.NOT_RUNNING, 0.5)
    assert story.shows(RESOLVE, 6) == (State.RUNNING, 6)


def test_only_the_first_assignment_counts() -> None:
    story = Story(EVERYTHING).assigned(0.25).assigned(3)
    assert story.shows(ASSIGN, 10) == (State.MET, 0.25)


@pytest.mark.parametrize("reason", [WaitsFor.CUSTOMER, WaitsFor.THIRD_PARTY])
def test_waiting_for_others_stops_every_clock(reason: WaitsFor) -> None:
    story = Story(EVERYTHING).status(0.25, Phase.POSTPONED, reason)
    assert {story.shows(target, 40) for target in (FIRST, ASSIGN, RESOLVE)} == {(State.PAUSED, 0.25)}
    assert (story.clocks.due, story.clocks.next_alarm) == (None, None)
    assert story.status(40, Phase.OPEN).due(FIRST) == 40.75


def test_a_ticket_that_an_agent_postponed_keeps_its_due_time() -> None:
    assert Story(EVERYTHING).status(0.25, Phase.POSTPONED, WaitsFor.AGENT).due(FIRST) == 1


def test_a_custom_status_that_pauses_does_so_whatever_its_category() -> None:
    story = Story(EVERYTHING).status(0.25, Phase.OPEN, WaitsFor.THIRD_PARTY)
    assert story.shows(FIRST, 3) == (State.PAUSED, 0.25)


def test_from_paused_straight_to_resolved_no_second_of_the_pause_counts() -> None:
    story = Story(EVERYTHING).answered(0.5).status(2, Phase.POSTPONED, WaitsFor.CUSTOMER).status(90, Phase.RESOLVED)
    assert story.shows(RESOLVE, 100) == (State.MET, 2)


def test_a_reopened_ticket_goes_on_from_where_it_was() -> None:
    story = Story(EVERYTHING).answered(0.5).status(3, Phase.RESOLVED).wrote(50)
    assert (story.shows(RESOLVE, 51), story.due(RESOLVE)) == ((State.RUNNING, 4), 55)
    assert story.status(52, Phase.CLOSED).shows(RESOLVE, 99) == (State.MET, 5)


def test_a_broken_promise_stays_broken_when_the_ticket_is_reopened_and_resolved() -> None:
    story = Story(EVERYTHING).status(9, Phase.RESOLVED).status(20, Phase.OPEN).status(21, Phase.RESOLVED)
    assert (story.shows(RESOLVE, 30), story.broken(RESOLVE, 30)) == ((State.BREACHED, 10), 8)


@pytest.mark.parametrize("phase", [Phase.SPAM, Phase.DELETED, Phase.MERGED])
def test_nothing_runs_in_what_was_put_aside(phase: Phase) -> None:
    story = Story(EVERYTHING).status(0.25, phase)
    assert story.shows(RESOLVE, 50) == (State.NOT_RUNNING, 0.25)
    assert story.clocks.next_alarm is None
    assert story.status(50, Phase.OPEN).due(RESOLVE) == 57.75


def test_time_outside_business_hours_does_not_count() -> None:
    story = Story(terms(OFFICE, resolution=8 * HOUR))
    # seven hours on Monday, the eighth on Tuesday morning
    assert story.due(RESOLVE) == 25
    assert story.shows(RESOLVE, 20) == (State.RUNNING, 7)


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.POSTPONED, Phase.RESOLVED, Phase.SPAM])
def test_a_promise_used_up_at_closing_time_was_broken_then_whatever_happens_in_the_evening(phase: Phase) -> None:
    story = Story(terms(OFFICE, resolution=7 * HOUR)).status(10, phase, WaitsFor.CUSTOMER)
    assert (story.shows(RESOLVE, 11), story.broken(RESOLVE, 11)) == ((State.BREACHED, 7), 8)


def test_a_pause_over_the_night_counts_what_was_worked_and_nothing_else() -> None:
    story = Story(terms(OFFICE, resolution=8 * HOUR)).status(7.5, Phase.POSTPONED, WaitsFor.CUSTOMER)
    assert story.status(24.5, Phase.OPEN).due(RESOLVE) == 24 + 0.5 + 1.5


def test_a_shorter_promise_is_measured_with_the_time_that_was_used_already() -> None:
    story = Story(terms(first_response=8 * HOUR)).promised(2, terms(id="platinum", first_response=3 * HOUR))
    assert story.due(FIRST) == 3


def test_no_promise_is_broken_before_it_was_made() -> None:
    story = Story(terms(first_response=8 * HOUR)).promised(5, terms(id="platinum", first_response=HOUR))
    assert (story.due(FIRST), story.broken(FIRST, 5)) == (5, 5)
    assert story.tick(5).alarms == [("first_response", Level.BREACH, 5)]


def test_a_longer_promise_lifts_the_breach_of_a_shorter_one_that_still_waits() -> None:
    story = Story(EVERYTHING).tick(2).promised(3, terms(id="bronze", first_response=8 * HOUR))
    assert (story.shows(FIRST, 4), story.due(FIRST)) == ((State.RUNNING, 4), 8)


def test_what_was_answered_keeps_its_verdict_under_another_policy() -> None:
    story = Story(EVERYTHING).answered(2).promised(3, terms(id="bronze", first_response=8 * HOUR))
    assert (story.shows(FIRST, 4), story.broken(FIRST, 4)) == ((State.BREACHED, 2), 1)


def test_hours_of_the_new_policy_hold_from_the_change_on() -> None:
    around_the_clock, office = terms(first_response=30 * HOUR), terms(OFFICE, "office", first_response=30 * HOUR)
    # 20 hours around the clock until Tuesday at five, then seven on Tuesday and three on Wednesday
    assert Story(around_the_clock).promised(20, office).due(FIRST) == 48 + 3


def test_to_and_fro_between_policies_of_the_same_hours_leaves_no_trace() -> None:
    story = Story(EVERYTHING).promised(0.25, terms(id="bronze", first_response=8 * HOUR)).promised(0.5, EVERYTHING)
    assert story.due(FIRST) == 1


def test_while_nothing_is_promised_nothing_counts() -> None:
    story = Story(None).promised(10, EVERYTHING)
    assert story.due(FIRST) == 11
    assert story.promised(10.5, None).clocks.next_alarm is None
    assert story.promised(20, EVERYTHING).due(FIRST) == 20.5


def test_a_promise_made_after_the_answer_is_not_about_it() -> None:
    story = Story(None).answered(1).promised(2, EVERYTHING)
    assert story.assigned(3).shows(FIRST, 9) == (State.NOT_RUNNING, 0)


def test_a_promise_whose_clock_never_ran_is_not_kept_either() -> None:
    story = Story(None).status(1, Phase.SPAM).promised(2, EVERYTHING).assigned(3)
    assert story.shows(ASSIGN, 9) == (State.NOT_RUNNING, 0)


def test_marks_are_given_out_once_in_order_with_their_true_times() -> None:
    story = Story(terms(ALWAYS, "gold", 50, 75, 200, first_response=4 * HOUR))
    assert story.clocks.next_alarm == story.time(2)
    story.tick(1.9).tick(2.01).tick(2.02).tick(9)
    assert story.alarms == [
        ("first_response", Level.WARNING, 2),
        ("first_response", Level.WARNING, 3),
        ("first_response", Level.BREACH, 4),
        ("first_response", Level.ESCALATION, 8),
    ]
    assert story.clocks.next_alarm is None


def test_a_breach_between_the_last_tick_and_the_answer_is_not_forgotten() -> None:
    story = Story(EVERYTHING).tick(0.9).answered(1.01)
    assert ("first_response", Level.BREACH, 1) in story.alarms


def test_nothing_is_announced_of_an_answered_promise() -> None:
    story = Story(terms(ALWAYS, "gold", 50, first_response=4 * HOUR)).answered(1).tick(50)
    assert story.alarms == []


def test_the_next_alarm_is_the_nearest_of_all_clocks() -> None:
    story = Story(EVERYTHING)
    assert story.clocks.next_alarm == story.time(0.5)
    assert story.assigned(0.1).clocks.next_alarm == story.time(1)


def test_the_due_time_of_a_ticket_is_the_nearest_one_that_still_counts() -> None:
    story = Story(EVERYTHING).assigned(0.1)
    assert story.clocks.due == story.time(1)
    assert story.answered(2).clocks.due == story.time(8)


def test_a_new_promise_announces_only_the_last_mark_it_has_passed() -> None:
    strict = terms(ALWAYS, "strict", 25, 50, 75, first_response=4 * HOUR)
    story = Story(terms(first_response=8 * HOUR)).promised(2.5, strict).tick(2.6)
    assert story.alarms == [("first_response", Level.WARNING, 2.5)]


def test_a_breach_is_not_announced_again_by_a_policy_that_promised_as_little() -> None:
    story = Story(EVERYTHING).assigned(0).tick(2).promised(3, terms(ALWAYS, "other", 50, first_response=HOUR)).tick(4)
    assert story.alarms == [("first_response", Level.BREACH, 1)]


def test_a_holiday_entered_later_moves_what_is_still_to_come() -> None:
    story = Story(terms(OFFICE, resolution=8 * HOUR))
    closed_tuesday = BusinessHours(OFFICE.id, OFFICE.name, "UTC", OFFICE.week, frozenset({date(2026, 11, 24)}))
    later = look(story.clocks, story.time(26), terms(closed_tuesday, resolution=8 * HOUR))
    assert later.alarms == ()
    assert later.clocks.next_alarm == later.clocks.due == story.time(49)


def test_a_machine_whose_clock_is_behind_takes_no_time_back() -> None:
    story = Story(EVERYTHING).assigned(0.5).answered(0.4)
    assert story.shows(FIRST, 1) == (State.MET, 0.5)
    assert story.clocks.at == story.time(0.5)


def test_clocks_do_not_move_under_another_policy_than_their_own() -> None:
    clocks = Story(EVERYTHING).clocks
    with pytest.raises(ValueError, match="gold"):
        look(clocks, MONDAY_NINE, terms(id="bronze", first_response=HOUR))
    with pytest.raises(ValueError, match="gold"):
        advance(clocks, AgentAnswered(MONDAY_NINE), None)


def test_clocks_read_back_are_the_clocks_that_were_stored() -> None:
    story = Story(EVERYTHING).assigned(0.2).answered(2).wrote(3).status(4, Phase.POSTPONED, WaitsFor.CUSTOMER)
    for clocks in (story.clocks, opened(story.start), Story(None).clocks):
        assert clocks_from_text(clocks_to_text(clocks)) == clocks


def test_clocks_take_less_than_250_bytes_in_the_worst_of_cases() -> None:
    year = 366 * 24.0
    id = "p" * 32
    slow = {target.value: timedelta(days=366) for target in Target}
    story = Story(terms(ALWAYS, id, *range(10, 1000, 10), **slow), by_customer=True)
    story.status(year / 2, Phase.POSTPONED, WaitsFor.CUSTOMER).status(year, Phase.OPEN)
    story.answered(year).wrote(year).tick(2 * year + 0.001 / 3.6)
    assert len(json.dumps(clocks_to_text(story.clocks))) < 250


@pytest.mark.parametrize("text", ["", "1.2.3", "0.0..o-0.x1:0:0:0....0.id", "0.0..??0.....0.id", "0.0..o-0.:....0.id"])
def test_a_text_that_is_no_clocks_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        clocks_from_text(text)


def test_an_explanation_says_what_counted_and_why_the_rest_did_not() -> None:
    story = Story(terms(OFFICE, resolution=8 * HOUR))
    story.status(4, Phase.POSTPONED, WaitsFor.CUSTOMER).status(6, Phase.OPEN).status(25, Phase.RESOLVED)
    told = [
        (story.hours(span.start), story.hours(span.end), span.kind, span.because)
        for span in explain(story.start, story.facts, RESOLVE, story.time(30))
    ]
    assert told == [
        (0, 3, SpanKind.COUNTED, ""),
        (3, 4, SpanKind.OUTSIDE_HOURS, ""),
        (4, 6, SpanKind.PAUSED, "customer"),
        (6, 8, SpanKind.COUNTED, ""),
        (8, 24, SpanKind.OUTSIDE_HOURS, ""),
        (24, 25, SpanKind.COUNTED, ""),
        (25, 30, SpanKind.STOPPED, "fulfilled"),
    ]


def test_an_explanation_names_the_policy_of_each_stretch() -> None:
    story = Story(None).promised(1, EVERYTHING)
    first, second = explain(story.start, story.facts, FIRST, story.time(2))
    assert (first.because, first.policy) == ("not_promised", None)
    assert (second.kind, second.policy) == (SpanKind.COUNTED, ("gold", 1))


def test_an_explanation_of_an_earlier_moment_ends_there() -> None:
    story = Story(EVERYTHING).answered(0.5)
    assert [story.hours(span.end) for span in explain(story.start, story.facts, FIRST, story.time(0.25))] == [0.25]


def test_an_overrun_shows_as_negative_time_left() -> None:
    story = Story(terms(first_response=HOUR))
    (reading,) = read(story.clocks, story.terms, story.time(1.5))
    assert (reading.left, reading.due, reading.breached_at) == (-0.5 * HOUR, story.time(1), story.time(1))


def test_a_clock_that_stands_has_no_due_time_but_keeps_its_breach() -> None:
    story = Story(terms(first_response=HOUR)).answered(2)
    (reading,) = read(story.clocks, story.terms, story.time(3))
    assert (reading.due, reading.breached_at) == (None, story.time(1))


def test_without_a_policy_there_is_nothing_to_read() -> None:
    story = Story(None)
    assert read(story.clocks, None, MONDAY_NINE) == ()
    assert state(story.clocks.of(FIRST), MONDAY_NINE) is State.NOT_RUNNING
