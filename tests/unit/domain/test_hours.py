from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.hours import ALWAYS, BusinessHours
from chalicelib.domain.week import Period, Week

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY_WITH_LUNCH = "09:00-12:00 13:00-17:00"
OFFICE = Week.of(
    monday=DAY_WITH_LUNCH,
    tuesday=DAY_WITH_LUNCH,
    wednesday=DAY_WITH_LUNCH,
    thursday=DAY_WITH_LUNCH,
    friday="09:00-15:00",
)
EVERY_NIGHT = Week(((Period(0, 6 * 60),),) * 7)


def hours(zone: str = "Europe/Helsinki", week: Week = OFFICE, *holidays: date) -> BusinessHours:
    return BusinessHours("office", "Office", zone, week, frozenset(holidays))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_only_time_inside_the_periods_counts() -> None:
    # Monday 11:30 to 13:30 in Helsinki (UTC+2): half an hour on both sides of lunch
    assert hours().open_between(utc(2026, 11, 23, 9, 30), utc(2026, 11, 23, 11, 30)) == HOUR


def test_work_goes_on_over_lunch_the_night_and_the_weekend() -> None:
    friday_afternoon = utc(2026, 11, 27, 12, 0)  # 14:00 there, one hour to go
    assert hours().add(friday_afternoon, HOUR + MINUTE) == utc(2026, 11, 30, 7, 1)
    assert hours().add(friday_afternoon, 5 * HOUR) == utc(2026, 11, 30, 12, 0)


def test_work_is_used_up_when_the_day_ends_and_not_when_the_next_begins() -> None:
    assert hours().add(utc(2026, 11, 27, 12, 0), HOUR) == utc(2026, 11, 27, 13, 0)


def test_no_work_is_used_up_at_once_also_at_night() -> None:
    at_night = utc(2026, 11, 23, 1, 0)
    assert hours().add(at_night, timedelta()) == at_night


def test_time_that_ends_before_it_starts_is_no_work() -> None:
    assert hours().open_between(utc(2026, 11, 25), utc(2026, 11, 23)) == timedelta()


def test_work_time_is_exact_to_the_microsecond() -> None:
    start = utc(2026, 11, 23, 7, 0, 0, 1)
    assert hours().open_between(start, utc(2026, 11, 23, 8)) == HOUR - timedelta(microseconds=1)
    assert hours().add(start, HOUR) == utc(2026, 11, 23, 8, 0, 0, 1)


def test_nobody_works_on_a_holiday() -> None:
    independence_day_observed = date(2026, 12, 7)
    office = hours("Europe/Helsinki", OFFICE, independence_day_observed, date(2026, 12, 8))
    assert office.add(utc(2026, 12, 4, 12, 30), HOUR) == utc(2026, 12, 9, 7, 30)


def test_a_holiday_is_a_day_of_the_department_and_not_of_utc() -> None:
    office = hours("Pacific/Auckland", Week.of(wednesday="00:00-24:00"), date(2026, 12, 9))
    assert office.open_between(utc(2026, 12, 8, 11), utc(2026, 12, 9, 11)) == timedelta()


def test_an_hour_that_the_clock_skips_is_not_worked() -> None:
    night = hours("Europe/Helsinki", EVERY_NIGHT)
    assert night.open_between(utc(2026, 3, 28, 22), utc(2026, 3, 29, 21)) == 5 * HOUR


def test_an_hour_that_the_clock_shows_twice_is_worked_twice() -> None:
    night = hours("Europe/Helsinki", EVERY_NIGHT)
    assert night.open_between(utc(2026, 10, 24, 21), utc(2026, 10, 25, 22)) == 7 * HOUR


def test_a_period_within_the_doubled_hour_is_open_both_times() -> None:
    early = hours("America/New_York", Week.of(sunday="01:00-01:30"))
    spans = list(early.spans(utc(2026, 11, 1), utc(2026, 11, 2)))
    assert spans == [
        (utc(2026, 11, 1, 5, 0), utc(2026, 11, 1, 5, 30)),
        (utc(2026, 11, 1, 6, 0), utc(2026, 11, 1, 6, 30)),
    ]
    assert early.add(utc(2026, 11, 1), 45 * MINUTE) == utc(2026, 11, 1, 6, 15)


def test_a_period_within_the_skipped_hour_is_not_open_that_day() -> None:
    early = hours("America/New_York", Week.of(sunday="02:00-03:00"))
    assert early.open_between(utc(2026, 3, 8), utc(2026, 3, 9)) == timedelta()


def test_a_day_that_the_zone_left_out_is_not_worked() -> None:
    # Samoa went from Thursday 29 December 2011 to Saturday 31 December
    apia = hours("Pacific/Apia", Week.of(thursday="09:00-17:00", friday="09:00-17:00", saturday="09:00-17:00"))
    assert apia.open_between(utc(2011, 12, 29, 10), utc(2011, 12, 31, 10)) == 16 * HOUR
    assert apia.add(utc(2011, 12, 30, 2), 2 * HOUR) == utc(2011, 12, 30, 20)


def test_half_an_hour_of_daylight_saving_is_half_an_hour() -> None:
    island = hours("Australia/Lord_Howe", EVERY_NIGHT)
    assert island.open_between(utc(2026, 10, 3, 13), utc(2026, 10, 4, 13)) == 5.5 * HOUR


def test_the_turn_of_the_year_changes_nothing() -> None:
    assert hours().open_between(utc(2026, 12, 31, 11), utc(2027, 1, 1, 8)) == 5 * HOUR


def test_open_stretches_that_touch_are_one() -> None:
    start, end = utc(2026, 11, 23), utc(2026, 11, 26)
    assert list(ALWAYS.spans(start, end)) == [(start, end)]


def test_a_night_over_a_change_of_the_clock_is_one_stretch() -> None:
    night = hours("Europe/Helsinki", EVERY_NIGHT)
    assert list(night.spans(utc(2026, 3, 28, 12), utc(2026, 3, 29, 12))) == [
        (utc(2026, 3, 28, 22), utc(2026, 3, 29, 3)),
    ]


def test_around_the_clock_every_moment_counts() -> None:
    start = utc(2026, 3, 29)
    assert ALWAYS.open_between(start, start + 1000 * HOUR) == 1000 * HOUR
    assert ALWAYS.add(start, 1000 * HOUR) == start + 1000 * HOUR


def test_hours_that_never_open_again_have_no_end() -> None:
    mondays = [date(2026, 11, 23) + timedelta(weeks=number) for number in range(600)]
    assert hours("UTC", Week.of(monday="09:00-10:00"), *mondays).add(utc(2026, 11, 23), HOUR) is None


def test_local_times_are_accepted_and_answered_in_utc() -> None:
    start = datetime.fromisoformat("2026-11-23T09:00:00+02:00")
    assert hours().add(start, HOUR) == utc(2026, 11, 23, 8)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe", "Europe/Helsinki\0"])
def test_a_zone_must_be_in_the_iana_database(zone: str) -> None:
    with pytest.raises(InvalidInput, match="zone"):
        hours(zone)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("09:00-12:00 11:59-17:00", "overlap"),
        ("13:00-17:00 09:00-12:00", "not in order"),
        ("12:00-09:00", "end after it starts"),
        ("09:00-09:00", "end after it starts"),
        ("22:00-24:01", "end after it starts"),
        ("9-17", "write it like"),
        ("09:00-17:60", "write it like"),
        ("09:00", "write it like"),
    ],
)
def test_periods_that_cannot_be_are_refused_with_the_reason(day: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        Week.of(tuesday=day)


def test_periods_may_touch_and_a_day_may_end_at_midnight() -> None:
    assert str(Week.of(monday="09:00-12:00 12:00-24:00").days[0][1]) == "12:00-24:00"


@pytest.mark.parametrize("days", [((),) * 7, ((Period(0, 60),),) * 6])
def test_a_week_has_seven_days_and_opens_on_one(days: tuple[tuple[Period, ...], ...]) -> None:
    with pytest.raises(InvalidInput, match="week"):
        Week(days)
