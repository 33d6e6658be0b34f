"""Public holidays are looked up when hours are saved, and known for some years."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.adapters.holidays import HolidayCalendars
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.schedules import Schedule
from chalicelib.services.preparing import Preparing
from tests.support.clock import StillClock
from tests.support.settings import OFFICE

CHRISTMAS = 25


class Calendars:
    """Everywhere Christmas is the only holiday."""

    def dates(self, region: str, years: Iterable[int]) -> frozenset[date]:
        return frozenset(date(year, 12, CHRISTMAS) for year in years)


def prepared(schedule: Schedule) -> Schedule:
    found = Preparing(Calendars(), StillClock()).prepared(schedule)
    assert isinstance(found, Schedule)
    return found


def test_hours_know_the_holidays_of_their_region_for_five_years_to_come() -> None:
    hours = prepared(replace(OFFICE, region="FI", closed_on=frozenset({date(2026, 12, 24)})))
    assert hours.public_holidays == {date(year, 12, CHRISTMAS) for year in range(2026, 2032)}
    assert hours.known_through == 2031
    assert hours.hours.holidays == hours.public_holidays | {date(2026, 12, 24)}


def test_nothing_is_worked_on_a_holiday() -> None:
    hours = prepared(replace(OFFICE, region="FI")).hours
    christmas = datetime(2026, 12, CHRISTMAS, tzinfo=UTC)  # a Friday, when the office is open
    assert hours.open_between(christmas, christmas + timedelta(days=1)) == timedelta()
    assert OFFICE.hours.open_between(christmas, christmas + timedelta(days=1)) == timedelta(hours=6)


def test_hours_without_a_region_have_none() -> None:
    assert prepared(replace(OFFICE, public_holidays=frozenset({date(2026, 1, 1)}), known_through=2030)) == OFFICE


@pytest.fixture
def calendars() -> HolidayCalendars:
    pytest.importorskip("holidays")
    return HolidayCalendars()


def test_the_calendars_know_countries_and_their_parts(calendars: HolidayCalendars) -> None:
    finland = calendars.dates("FI", range(2026, 2028))
    assert date(2026, 12, 6) in finland
    assert date(2027, 12, 6) in finland
    assert date(2026, 3, 31) in calendars.dates("US-CA", [2026])
    assert date(2026, 3, 31) not in calendars.dates("US", [2026])


@pytest.mark.parametrize("region", ["XX", "US-ZZ", "fi", "FI-", "../etc", "FI\n", ""])
def test_a_region_that_nobody_knows_is_refused(calendars: HolidayCalendars, region: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        calendars.dates(region, [2026])
    assert [problem.field for problem in refusal.value.problems] == ["region"]
