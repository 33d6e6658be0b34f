"""The use cases around prepared texts and macros."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.composing import ComposingCases

if TYPE_CHECKING:
    from chalicelib.services.applying import Applying
    from chalicelib.services.assigning import Assigning
    from chalicelib.services.bulk import Bulk
    from chalicelib.services.canned import Canned
    from chalicelib.services.library import Library
    from chalicelib.services.library_ports import LibraryStore
    from chalicelib.services.macros import Macros
    from chalicelib.services.planning import Planning


class LibraryCases(ComposingCases):
    """Each is made when it is first asked for."""

    @cached_property
    def assigning(self) -> "Assigning":
        from chalicelib.adapters.dynamo.turn_store import DynamoTurns
        from chalicelib.services.assigning import Assigning

        return Assigning(DynamoTurns(self.table))

    @cached_property
    def planning(self) -> "Planning":
        from chalicelib.services.planning import Planning

        return Planning(self.tickets, self.assigning, self.directory_cache, self.marks)

    @cached_property
    def _library_store(self) -> "LibraryStore":
        from chalicelib.adapters.dynamo.library_store import DynamoLibraryStore

        return DynamoLibraryStore(self.table)

    @cached_property
    def _library(self) -> "Library":
        from chalicelib.services.library import Library

        return Library(self._library_store, self.directory_cache, self.clock, self.ids)

    @cached_property
    def canned(self) -> "Canned":
        from chalicelib.services.canned import Canned

        return Canned(self._library_store, self._library, self.tickets, self.attachments, self.directory_cache)

    @cached_property
    def _applying(self) -> "Applying":
        from chalicelib.services.applying import Applying

        return Applying(self.tickets, self.planning, self.canned, self.directory_cache, self.ids)

    @cached_property
    def macros(self) -> "Macros":
        from chalicelib.services.macros import Macros

        store, library, cache = self._library_store, self._library, self.directory_cache
        return Macros(store, library, self._applying, self.canned, self.tickets, cache, self.clock)

    @cached_property
    def bulk(self) -> "Bulk":
        from chalicelib.adapters.dynamo.bulk_store import DynamoBulkStore
        from chalicelib.services.bulk import Bulk
        from chalicelib.services.bulk_steps import BulkSteps

        tickets, clock, ids = self.tickets, self.clock, self.ids
        steps = BulkSteps(tickets, self._applying, self.planning, clock, ids)
        return Bulk(DynamoBulkStore(self.table), steps, self.macros, tickets, self.directory_cache, clock, ids)
