"""Public holidays, from the library that knows the calendars of the world. It is loaded at the first question."""

import re
from collections.abc import Iterable
from datetime import date

from chalicelib.domain.errors import InvalidInput

# ISO 3166-1 alpha-2, and a subdivision of ISO 3166-2
_REGION = re.compile("([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


class HolidayCalendars:
    """`PublicHolidays` of the library `holidays`."""

    def dates(self, region: str, years: Iterable[int]) -> frozenset[date]:
        import holidays

        parts = _REGION.fullmatch(region)
        if parts is None:
            raise InvalidInput.of("region", "must be a country such as FI, or a part of one such as US-CA")
        try:
            return frozenset(holidays.country_holidays(parts[1], subdiv=parts[2], years=tuple(years)))
        except NotImplementedError:
            raise InvalidInput.of("region", f"nobody knows the public holidays of {region}") from None
