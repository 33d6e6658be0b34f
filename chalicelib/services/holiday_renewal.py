"""Once a year, hours with a region learn the public holidays of one year more; the sweep finds them by their timer."""

from datetime import datetime

from chalicelib.domain.settings import at_version
from chalicelib.services.preparing import Preparing
from chalicelib.services.recorded import LIPPU, Recorded


class HolidayRenewal:
    def __init__(self, recorded: Recorded, preparing: Preparing) -> None:
        self._recorded = recorded
        self._preparing = preparing

    def attend(self, hours_id: str, now: datetime) -> bool:
        """Renew hours whose time has come; says whether it was done. If somebody was faster, the next sweep sees it.

        Raises InvalidInput if the calendars do not know their region any more.
        """
        directory = self._recorded.read()
        hours = directory.schedules.get(hours_id)
        if hours is None or hours.renewed_at is None or hours.renewed_at > now:
            return False
        renewed = at_version(self._preparing.with_public_holidays(hours), hours.version + 1)
        return self._recorded.store(LIPPU, directory, hours, renewed)
