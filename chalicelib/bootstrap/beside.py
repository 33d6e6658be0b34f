"""The configuration as use cases see it, and those around what stands beside a ticket."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.services.directory import DirectoryCache

if TYPE_CHECKING:
    from chalicelib.services.beside_changes import BesideChanges
    from chalicelib.services.checklists import Checklists
    from chalicelib.services.marks import Marks
    from chalicelib.services.reminders import Reminders
    from chalicelib.services.sla_view import SlaView


class BesideCases(Adapters):
    """Each is made when it is first asked for."""

    @cached_property
    def directory_cache(self) -> DirectoryCache:
        return DirectoryCache(self.directory, self.clock)

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
