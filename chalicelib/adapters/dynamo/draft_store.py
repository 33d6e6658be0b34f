"""Drafts: one plain write for each save, one read for all of an agent's in a ticket."""

from collections.abc import Sequence

from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import draft_items
from chalicelib.adapters.dynamo.table import ABSENT, Table, key
from chalicelib.domain.drafts import Draft, DraftKind, DraftName, is_same_save
from chalicelib.domain.errors import StaleVersion
from chalicelib.services.composing_ports import DraftPage


class DynamoDraftStore:
    """`DraftStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, name: DraftName) -> Draft | None:
        item = self._table.get(*draft_items.draft_key(name))
        return draft_items.from_item(item) if item else None

    def of_ticket(self, agent_id: str, reference: str) -> Sequence[Draft]:
        answer = self._table.query(
            "pk = :pk AND begins_with(sk, :reference)",
            {"pk": draft_items.drafts_pk(agent_id), "reference": f"{reference}#"},
            limit=len(DraftKind),
            consistent=True,
        )
        return [draft_items.from_item(item) for item in answer["Items"]]

    def of_agent(self, agent_id: str, limit: int, after: str | None) -> DraftPage:
        pk = draft_items.drafts_pk(agent_id)
        start = key(pk, after) if after else None
        answer = self._table.query("pk = :pk", {"pk": pk}, limit=limit, consistent=True, start=start)
        end = answer.get("LastEvaluatedKey")
        drafts = tuple(draft_items.from_item(item) for item in answer["Items"])
        return DraftPage(drafts, end["sk"]["S"] if end else None)

    def save(self, draft: Draft, based_on: int | None) -> Draft:
        condition, values = draft_items.condition(based_on, draft.saved_at)
        stored, current = self._table.conditional_put(draft_items.to_item(draft), condition, values, {})
        if stored:
            return draft
        found = draft_items.from_item(current) if current else None
        # the SDK repeats a write whose answer was lost, and callers do so, too: both meet what they wrote themselves
        if found is None or not is_same_save(found, draft, based_on):
            raise StaleVersion(found)
        return found

    def discard(self, name: DraftName, based_on: int) -> None:
        try:
            self._table.call(
                "DeleteItem",
                TableName=self._table.name,
                Key=key(*draft_items.draft_key(name)),
                ConditionExpression=f"{ABSENT} OR {draft_items.UNCHANGED}",
                ExpressionAttributeValues={":version": {"N": str(based_on)}},
            )
        except VerboseClientError as error:
            raise StaleVersion(self.get(name)) from error
