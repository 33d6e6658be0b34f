"""What happened in a ticket since somebody looked."""

from collections.abc import Iterator

from chalicelib.adapters.dynamo import entry_items
from chalicelib.adapters.dynamo.items import entry_sk, ticket_pk
from chalicelib.adapters.dynamo.table import Table
from chalicelib.domain.timeline import Entry
from chalicelib.services.ports import Files

ROWS = 50


class DynamoTimelines:
    """`Timelines` on the one table."""

    def __init__(self, table: Table, files: Files) -> None:
        self._table = table
        self._files = files

    def since(self, reference: str, entry_id: str) -> Iterator[Entry]:
        # "$" follows "#": behind the mails of that entry, whose keys begin with its own, and up to the last line
        values = {"pk": ticket_pk(reference), "low": f"{entry_sk(entry_id)}$", "high": "LINE$"}
        start = None
        while True:
            answer = self._table.query(
                "pk = :pk AND sk BETWEEN :low AND :high", values, limit=ROWS, consistent=True, start=start
            )
            for item in answer["Items"]:
                if item["sk"]["S"].count("#") == 1:
                    yield entry_items.from_item(item, self._files)
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return
