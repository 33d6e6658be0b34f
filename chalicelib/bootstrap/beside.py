"""The configuration as use cases see it, and those around what stands beside a ticket."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.services.directory import DirectoryCache

if TYPE_CHECKING:
    from chalicelib.services.beside_changes import BesideChanges
    from chalicelib.services.checklists import Checklists
    from chalicelib.services.founding import Founding
    from chalicelib.services.holiday_renewal import HolidayRenewal
    from chalicelib.services.last_answers import LastAnswers
    from chalicelib.services.marks import Marks
    from chalicelib.services.preparing import Preparing
    from chalicelib.services.recorded import Recorded
    from chalicelib.services.reminders import Reminders
    from chalicelib.services.sla_view import SlaView


class BesideCases(Adapters):
    """Each is made when it is first asked for."""

    @cached_property
    def directory_cache(self) -> DirectoryCache:
        return DirectoryCache(self.directory, self.clock)

    @cached_property
    def recorded(self) -> "Recorded":
        from chalicelib.services.recorded import Recorded

        return Recorded(self.configuration_store, self.directory_cache, self.clock, self.ids)

    @cached_property
    def preparing(self) -> "Preparing":
        from chalicelib.services.preparing import Preparing

        return Preparing(self.public_holidays, self.clock)

    @cached_property
    def founding(self) -> "Founding":
        from chalicelib.services.founding import Founding

        return Founding(self.recorded)

    @cached_property
    def holiday_renewal(self) -> "HolidayRenewal":
        from chalicelib.services.holiday_renewal import HolidayRenewal

        return HolidayRenewal(self.recorded, self.preparing)

    @cached_property
    def last_answers(self) -> "LastAnswers":
        from chalicelib.services.last_answers import LastAnswers

        return LastAnswers(self.tickets)

    @cached_property
    def _beside_changes(self) -> "BesideChanges":
        from chalicelib.services.beside_changes import BesideChanges

        return BesideChanges(self.tickets, self.clock, self.ids)

    @cached_property
    def checklists(self) -> "Checklists":
        from chalicelib.services.checklists import Checklists

        return Checklists(self._beside_changes, self.ids)

    @cached_property
    def reminders(self) -> "Reminders":
        from chalicelib.services.reminders import Reminders

        return Reminders(self._beside_changes, self.ids)

    @cached_property
    def sla_view(self) -> "SlaView":
        from chalicelib.services.sla_view import SlaView

        return SlaView(self.tickets, self.directory_cache, self.clock)

    @cached_property
    def marks(self) -> "Marks":
        from chalicelib.services.marks import Marks

        return Marks(self.configuration_store)
