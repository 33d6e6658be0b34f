"""When agents get what is collected for them: every hour, or every day at a time of their own clock."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.values import dataclass
from chalicelib.domain.zones import require_zone

# what is written down for a digest is stored long before it is sent
SETTLES_IN = timedelta(minutes=2)


class Cadence(StrEnum):
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """`at` is the time of day in `zone` (IANA); an hourly digest comes with each full hour and needs neither."""

    cadence: Cadence = Cadence.DAILY
    at: time = time(8)
    zone: str = "UTC"

    def __post_init__(self) -> None:
        """Raises InvalidInput for an unknown zone."""
        require_zone(self.zone)

    def next_after(self, now: datetime) -> datetime:
        """The next digest after this moment. Where the clock skips the time that day, it comes when the gap is over;
        where it shows the time twice, at the first."""
        if self.cadence is Cadence.HOURLY:
            return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        zone = ZoneInfo(self.zone)
        day = now.astimezone(zone).date()
        while True:
            moment = datetime.combine(day, self.at, zone).astimezone(UTC)
            if moment > now:
                return moment
            day += timedelta(days=1)
