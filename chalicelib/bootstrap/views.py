"""Views and what follows from tickets: the use cases around counts."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.library import LibraryCases
from chalicelib.services.view_cache import ViewCache

if TYPE_CHECKING:
    from chalicelib.adapters.dynamo.quarantine_store import DynamoQuarantineStore
    from chalicelib.services.counting import Counting, MailCounting
    from chalicelib.services.counts import Counts
    from chalicelib.services.reading import Reading
    from chalicelib.services.recounting import Recounting
    from chalicelib.services.saved_views import SavedViews
    from chalicelib.services.view_counting import ViewCounting
    from chalicelib.services.view_lists import ViewLists


class ViewCases(LibraryCases):
    """Each is made when it is first asked for."""

    @cached_property
    def reading(self) -> "Reading":
        from chalicelib.services.reading import Reading

        return Reading(self.tickets, self.lists, self.directory_cache)

    @cached_property
    def quarantine_store(self) -> "DynamoQuarantineStore":
        from chalicelib.adapters.dynamo.quarantine_store import DynamoQuarantineStore

        return DynamoQuarantineStore(self.table)

    @cached_property
    def view_cache(self) -> ViewCache:
        return ViewCache(self.view_store, self.clock)

    @cached_property
    def counting(self) -> "Counting":
        from chalicelib.services.counting import Counting

        return Counting(self.count_store, self.tickets, self.view_cache)

    @cached_property
    def mail_counting(self) -> "MailCounting":
        from chalicelib.services.counting import MailCounting

        return MailCounting(self.count_store, self.quarantine_store, self.directory_cache)

    @cached_property
    def view_counting(self) -> "ViewCounting":
        from chalicelib.services.view_counting import ViewCounting

        return ViewCounting(
            self.view_store,
            self.view_cache,
            self.counting,
            self.lists,
            self.tickets,
            self.directory_cache,
            self.derived_queue,
            self.clock,
        )

    @cached_property
    def counts(self) -> "Counts":
        from chalicelib.services.counts import Counts

        return Counts(self.count_store, self.view_cache, self.directory_cache, self.clock)

    @cached_property
    def saved_views(self) -> "SavedViews":
        from chalicelib.services.saved_views import SavedViews

        return SavedViews(self.view_store, self.view_cache, self.directory_cache, self.clock)

    @cached_property
    def recounting(self) -> "Recounting":
        from chalicelib.adapters.dynamo.count_audit import DynamoCountAudit
        from chalicelib.services.recounting import Recounting

        audit = DynamoCountAudit(self.table, self.files)
        return Recounting(audit, self.view_cache, self.counting, self.mail_counting)

    @cached_property
    def view_lists(self) -> "ViewLists":
        from chalicelib.services.view_lists import ViewLists

        return ViewLists(
            self.reading, self.count_store, self.view_store, self.view_store, self.directory_cache, self.clock
        )
