"""Settings as they are kept: addresses in their one spelling, and public holidays looked up."""

from dataclasses import replace

from chalicelib.domain.agents import Agent
from chalicelib.domain.departments import Department
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.schedules import YEARS_AHEAD, Schedule
from chalicelib.domain.settings import Setting
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.configuration_ports import PublicHolidays
from chalicelib.services.ports import Clock


class Preparing:
    def __init__(self, holidays: PublicHolidays, clock: Clock) -> None:
        self._holidays = holidays
        self._clock = clock

    def prepared(self, setting: Setting) -> Setting:
        """Raises InvalidInput for what is no mail address, and for a region that nobody knows."""
        if isinstance(setting, Department):
            return replace(
                setting,
                addresses=tuple(dict.fromkeys(_support_address(each) for each in setting.addresses)),
                notify=tuple(dict.fromkeys(_address("notify", each) for each in setting.notify)),
            )
        if isinstance(setting, Agent):
            return replace(setting, email=_address("email", setting.email))
        if isinstance(setting, Schedule):
            return self.with_public_holidays(setting)
        return setting

    def with_public_holidays(self, schedule: Schedule) -> Schedule:
        """The hours with the public holidays of their region from this year on."""
        if not schedule.region:
            return replace(schedule, public_holidays=frozenset(), known_through=0)
        this_year = self._clock.now().year
        years = range(this_year, this_year + YEARS_AHEAD + 1)
        dates = self._holidays.dates(schedule.region, years)
        return replace(schedule, public_holidays=dates, known_through=years[-1])


def _support_address(text: str) -> str:
    address = _address("addresses", text)
    if "+" in address.partition("@")[0]:
        raise InvalidInput.of("addresses", "what stands behind a plus carries the desk's own tokens; leave it out")
    return address


def _address(field: str, text: str) -> str:
    try:
        return normalise_address(text)
    except ValueError as error:
        raise InvalidInput.of(field, f"{text!r} is not a mail address: {error}") from error
