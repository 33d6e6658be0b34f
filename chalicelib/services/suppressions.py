"""Addresses that are not written to any more, because mail to them bounced for good or was reported as spam."""

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import admin_only, sees_only_own
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.customers import Customers
from chalicelib.services.ports import SuppressionStore
from chalicelib.services.records import Suppression


class Suppressions:
    def __init__(self, store: SuppressionStore, customers: Customers) -> None:
        self._store = store
        self._customers = customers

    def get(self, agent: Agent, email: str) -> tuple[str, Suppression | None]:
        """The address as the desk writes it, with its suppression if it has one.

        Raises NotFound for something that is no address, and to a restricted agent for all but their own customers.
        """
        address = self._visible(agent, email)
        return address, self._store.get(address)

    def lift(self, agent: Agent, email: str) -> None:
        """Write to the address again. Raises NotFound if it is not suppressed, Forbidden for all but admins."""
        address = self._visible(agent, email)
        admin_only(agent, "lets the desk write to an address again")
        if self._store.get(address) is None:
            raise NotFound("not suppressed")
        self._store.lift(address)

    def _visible(self, agent: Agent, email: str) -> str:
        if sees_only_own(agent):
            return self._customers.find(agent, email).email
        try:
            return normalise_address(email)
        except ValueError as error:
            raise NotFound("no such address") from error
