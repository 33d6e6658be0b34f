"""With each new year, hours with a region learn the holidays of one year more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.services.recorded import LIPPU
from tests.support.desk import ADMIN
from tests.support.lambdas import Lambdas
from tests.support.settings import OFFICE

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


class Calendars:
    """Everywhere Christmas is the only holiday."""

    asked, knows = 0, True

    def dates(self, region: str, years: Iterable[int]) -> frozenset[date]:
        self.asked += 1
        if not self.knows:
            raise InvalidInput.of("region", "nobody knows it any more")
        return frozenset(date(year, 12, 25) for year in years)


@pytest.fixture
def calendars(lambdas: Lambdas) -> Calendars:
    found = Calendars()
    lambdas.desk.public_holidays = found  # type: ignore[misc]
    lambdas.desk.configuration.save(ADMIN, replace(OFFICE, region="FI"), None)
    lambdas.desk.configuration.save(ADMIN, replace(OFFICE, id="plain"), None)
    return found


def known(lambdas: Lambdas) -> tuple[int, int]:
    hours = lambdas.desk.directory.load().schedules["office"]
    return hours.known_through, hours.version


def to(lambdas: Lambdas, moment: datetime) -> None:
    lambdas.world.clock.advance(moment - lambdas.world.clock.now())


def test_hours_are_renewed_once_when_the_year_changes(lambdas: Lambdas, calendars: Calendars) -> None:
    assert known(lambdas) == (2031, 1)
    to(lambdas, NEW_YEAR - timedelta(minutes=1))
    lambdas.tick()
    assert known(lambdas) == (2031, 1)
    to(lambdas, NEW_YEAR)
    for _ in range(3):
        lambdas.tick()
    assert known(lambdas) == (2032, 2)
    assert date(2032, 12, 25) in lambdas.desk.directory.load().schedules["office"].public_holidays
    assert calendars.asked == 2
    (record,) = lambdas.desk.audit.list(ADMIN, 50, None, "business-hours", None).records[:1]
    assert (record.actor, record.setting) == (LIPPU, "office")


def test_a_sweep_that_reads_an_old_index_renews_nothing_twice(lambdas: Lambdas, calendars: Calendars) -> None:
    to(lambdas, NEW_YEAR)
    renewals = [lambdas.desk.holiday_renewal.attend("office", NEW_YEAR) for _ in range(2)]
    assert renewals == [True, False]
    assert known(lambdas) == (2032, 2)


def test_after_years_without_a_sweep_one_renewal_catches_up(lambdas: Lambdas, calendars: Calendars) -> None:
    to(lambdas, datetime(2033, 5, 1, tzinfo=UTC))
    lambdas.tick()
    assert known(lambdas) == (2038, 2)


def test_hours_without_a_region_wait_for_nothing(lambdas: Lambdas, calendars: Calendars) -> None:
    to(lambdas, NEW_YEAR)
    lambdas.tick()
    assert lambdas.desk.directory.load().schedules["plain"].version == 1
    hours = lambdas.desk.directory.load().schedules["office"]
    lambdas.desk.configuration.save(ADMIN, replace(hours, region=""), 2)
    assert [item for item in lambdas.world.items() if "timer" in item] == []


def test_a_region_that_nobody_knows_any_more_stops_nothing_else(lambdas: Lambdas, calendars: Calendars) -> None:
    calendars.knows = False
    lambdas.receive()
    to(lambdas, NEW_YEAR)
    lambdas.tick()
    assert known(lambdas) == (2031, 1), "the dates of the years that are known stay"
    assert any(entry.event for entry in lambdas.entries()), "the promise was announced all the same"
