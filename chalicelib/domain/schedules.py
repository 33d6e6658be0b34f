"""Business hours as admins keep them: the own closing days apart from the public holidays of a region.

Public holidays are looked up when the hours are saved and kept with them for some years, so that nothing that works
on tickets needs the calendars of the world.
"""

from datetime import UTC, date, datetime

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.hours import ALWAYS, BusinessHours
from chalicelib.domain.values import dataclass
from chalicelib.domain.week import Week
from chalicelib.domain.zones import require_zone

YEARS_AHEAD = 5
MOST_CLOSING_DAYS = 400


@dataclass(frozen=True, slots=True)
class Schedule:
    """`closed_on` are the admin's own dates, `public_holidays` those of `region` (`FI`, `US-CA`) up to the end of
    the year `known_through`. `version` counts changes.
    """

    id: str
    name: str
    zone: str
    week: Week
    closed_on: frozenset[date] = frozenset()
    region: str = ""
    public_holidays: frozenset[date] = frozenset()
    known_through: int = 0
    version: int = 1

    def __post_init__(self) -> None:
        """Raises InvalidInput for hours that cannot be, and for the name of those that come with the desk."""
        require_zone(self.zone)
        if self.id == ALWAYS.id:
            raise InvalidInput.of("id", "are the hours around the clock, which come with the desk")
        if len(self.closed_on) > MOST_CLOSING_DAYS:
            raise InvalidInput.of("closed_on", f"may be at most {MOST_CLOSING_DAYS} dates")

    @property
    def renewed_at(self) -> datetime | None:
        """When the public holidays are looked up again: with each new year, so that as many years as ever lie ahead."""
        if not self.region or not self.known_through:
            return None
        return datetime(self.known_through - YEARS_AHEAD + 1, 1, 1, tzinfo=UTC)

    @property
    def hours(self) -> BusinessHours:
        """What the arithmetic of promises works with."""
        closed = self.closed_on | self.public_holidays
        return BusinessHours(self.id, self.name, self.zone, self.week, closed, self.region)
