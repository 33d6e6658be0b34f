"""Addresses that must not be written to, one by one."""

from chalicelib.adapters.dynamo.items import SUPPRESSION, SuppressionItem, suppression_pk
from chalicelib.adapters.dynamo.table import Table
from chalicelib.services.records import Suppression


class DynamoSuppressionStore:
    """`SuppressionStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, address: str) -> Suppression | None:
        item = self._table.get(suppression_pk(address), SUPPRESSION)
        if item is None:
            return None
        stored = SuppressionItem.from_raw_data(dict(item))
        return Suppression(stored.email, stored.reason, stored.at)

    def lift(self, address: str) -> None:
        self._table.delete(suppression_pk(address), SUPPRESSION)
