"""Finding tickets, and the index that leads to them."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.beside import BesideCases

if TYPE_CHECKING:
    from chalicelib.services.indexing import Indexing
    from chalicelib.services.reindexing import Reindexing
    from chalicelib.services.search_ports import SearchIndex
    from chalicelib.services.searching import Searching


class SearchCases(BesideCases):
    """Each is made when it is first asked for."""

    @cached_property
    def search_index(self) -> "SearchIndex":
        from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex

        return DynamoSearchIndex(self.table, self.tickets)

    @cached_property
    def searching(self) -> "Searching":
        from chalicelib.services.searching import Searching

        return Searching(self.search_index, self.lists, self.directory_cache)

    @cached_property
    def indexing(self) -> "Indexing":
        from chalicelib.services.indexing import Indexing

        return Indexing(self.search_index, self.customer_store, self.directory_cache)

    @cached_property
    def reindexing(self) -> "Reindexing":
        from chalicelib.services.reindexing import Reindexing

        return Reindexing(self.tickets, self.lists, self.directory_cache, self.indexing, self.search_index)
