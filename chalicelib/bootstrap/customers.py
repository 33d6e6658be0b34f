"""Use cases around customers."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.bootstrap.beside import BesideCases

if TYPE_CHECKING:
    from chalicelib.services.customer_edits import CustomerEdits
    from chalicelib.services.customer_merging import CustomerMerging
    from chalicelib.services.customers import Customers
    from chalicelib.services.recognition import Recognition
    from chalicelib.services.settling import Settling


class CustomerCases(BesideCases):
    """Each is made when it is first asked for."""

    @cached_property
    def recognition(self) -> "Recognition":
        from chalicelib.services.recognition import Recognition

        return Recognition(self.customer_store)

    @cached_property
    def customers(self) -> "Customers":
        from chalicelib.services.customers import Customers

        return Customers(self.customer_store, self.recognition, self.directory_cache)

    @cached_property
    def settling(self) -> "Settling":
        from chalicelib.services.settling import Settling

        return Settling(self.customer_store, self.tickets, self.recognition, self.directory_cache, self.clock, self.ids)

    @cached_property
    def customer_edits(self) -> "CustomerEdits":
        from chalicelib.services.customer_edits import CustomerEdits

        return CustomerEdits(
            self.customer_store,
            self.customers,
            self.settling,
            self.directory_cache,
            self.marks,
            self.clock,
            self.ids,
        )

    @cached_property
    def customer_merging(self) -> "CustomerMerging":
        from chalicelib.services.customer_merging import CustomerMerging

        return CustomerMerging(
            self.customer_store,
            self.tickets,
            self.recognition,
            self.settling,
            self.directory_cache,
            self.clock,
            self.ids,
        )
