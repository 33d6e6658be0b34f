"""One connection to the one table, and how its errors read.

PynamoDB makes items of models and writes transactions. Reads go through its connection as plain requests, because one
answer here holds items of several kinds.
"""

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

import botocore.session
from botocore.exceptions import BotoCoreError
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.constants import BATCH_GET_ITEM
from pynamodb.exceptions import CancellationReason, VerboseClientError

from chalicelib.adapters.aws import lean_session
from chalicelib.adapters.dynamo.answers import ItemParsers
from chalicelib.domain.errors import Unavailable

Item = Mapping[str, Mapping[str, Any]]

ABSENT = "attribute_not_exists(pk)"

# answers that decide something, unlike all others, which mean "try again later"
_DECISIONS = frozenset({"ConditionalCheckFailedException", "TransactionCanceledException"})

# rivals for one item cancel each other's transactions; they are done within milliseconds
COLLISION_TRIES = 5

_SCHEMA = {
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ],
}


class LeanConnection(Connection):
    """PynamoDB's connection on a session that starts quickly and is shared by all threads."""

    def __init__(self, region: str) -> None:
        super().__init__(
            region=region,
            connect_timeout_seconds=2,
            read_timeout_seconds=5,
            max_retry_attempts=3,
            max_pool_connections=32,
        )
        self._session = lean_session()
        self._session.register_component("response_parser_factory", ItemParsers())

    @property
    def session(self) -> botocore.session.Session:
        return self._session


class Table:
    """Requests to the table. Every method raises Unavailable if DynamoDB does not answer."""

    def __init__(self, name: str, region: str) -> None:
        self.name = name
        self.connection = LeanConnection(region)
        self.connection.add_meta_table(MetaTable({"TableName": name, **_SCHEMA}))

    def connect(self) -> None:
        """Make the client now rather than at the first request."""
        _ = self.connection.client

    def call(self, operation: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            return self.connection.dispatch(operation, arguments)
        except VerboseClientError as error:
            if error.response["Error"]["Code"] in _DECISIONS:
                raise
            raise Unavailable("the table did not answer") from error
        except BotoCoreError as error:
            raise Unavailable("the table did not answer") from error

    def get(self, pk: str, sk: str) -> Item | None:
        """One item, strongly consistent."""
        answer = self.call("GetItem", TableName=self.name, Key=key(pk, sk), ConsistentRead=True)
        return answer.get("Item")

    def get_many(self, keys: Sequence[tuple[str, str]], consistent: bool) -> dict[tuple[str, str], Item]:
        """Up to 100 items in one round trip, by key; absent ones are absent. Left-over keys are asked for again."""
        found: dict[tuple[str, str], Item] = {}
        wanted = [key(pk, sk) for pk, sk in dict.fromkeys(keys)]
        for _ in range(5):
            if not wanted:
                break
            request = {self.name: {"Keys": wanted, "ConsistentRead": consistent}}
            answer = self.call(BATCH_GET_ITEM, RequestItems=request)
            for item in answer["Responses"].get(self.name, ()):
                found[item["pk"]["S"], item["sk"]["S"]] = item
            wanted = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
        if wanted:
            raise Unavailable("the table is busy")
        return found

    def query(
        self,
        condition: str,
        values: Mapping[str, str],
        *,
        limit: int,
        forward: bool = True,
        index: str | None = None,
        filter: str | None = None,
        consistent: bool = False,
        start: Item | None = None,
    ) -> Mapping[str, Any]:
        """One page behind `start`: `Items`, and `LastEvaluatedKey` where DynamoDB stopped early."""
        arguments: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in values.items()},
            "ScanIndexForward": forward,
            "Limit": limit,
        }
        if index:
            arguments["IndexName"] = index
        if filter:
            arguments["FilterExpression"] = filter
        if consistent:
            arguments["ConsistentRead"] = True
        if start:
            arguments["ExclusiveStartKey"] = start
        return self.call("Query", **arguments)

    def update(
        self,
        pk: str,
        sk: str,
        update: str,
        values: Mapping[str, Any],
        *,
        condition: str | None = None,
        names: Mapping[str, str] | None = None,
        returning: str = "NONE",
    ) -> tuple[bool, Item | None]:
        """A conditional update: whether it was done, and the attributes asked for (on refusal: the item as stored)."""
        arguments: dict[str, Any] = {
            "TableName": self.name,
            "Key": key(pk, sk),
            "UpdateExpression": update,
            "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()},
            "ReturnValues": returning,
        }
        if names:
            arguments["ExpressionAttributeNames"] = names
        if condition:
            arguments["ConditionExpression"] = condition
            arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        try:
            return True, self.call("UpdateItem", **arguments).get("Attributes")
        except VerboseClientError as error:
            return False, _item_of(error) or self.get(pk, sk)

    def put(self, item: Item, *, only_new: bool = False) -> bool:
        """Store an item; with `only_new`, say whether its key was free."""
        arguments: dict[str, Any] = {"TableName": self.name, "Item": item}
        if only_new:
            arguments["ConditionExpression"] = ABSENT
        try:
            self.call("PutItem", **arguments)
        except VerboseClientError:
            return False
        return True

    def conditional_put(
        self, item: Item, condition: str, values: Mapping[str, Any], names: Mapping[str, str]
    ) -> tuple[bool, Item | None]:
        """Store an item if the stored one meets the condition: whether it did, and otherwise the stored one."""
        # DynamoDB refuses either of these when it is empty
        given = {
            "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()},
            "ExpressionAttributeNames": names,
        }
        try:
            self.call(
                "PutItem",
                TableName=self.name,
                Item=item,
                ConditionExpression=condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **{name: words for name, words in given.items() if words},
            )
        except VerboseClientError as error:
            return False, _item_of(error) or self.get(item["pk"]["S"], item["sk"]["S"])
        return True, None

    def transact(self, writes: Sequence[Mapping[str, Any]]) -> None:
        """All writes or none, again if a rival's transaction was in the way.

        Raises VerboseClientError if a condition failed, Unavailable if rivals keep coming.
        """
        for attempt in range(COLLISION_TRIES):
            try:
                self.call("TransactWriteItems", TransactItems=writes)
                return
            except VerboseClientError as error:
                if any(map(failed_condition, error.cancellation_reasons)):
                    raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads rivals, hides nothing
        raise Unavailable("the table is busy")

    def delete(self, pk: str, sk: str) -> None:
        self.call("DeleteItem", TableName=self.name, Key=key(pk, sk))


def failed_condition(reason: CancellationReason | None) -> bool:
    return reason is not None and reason.code == "ConditionalCheckFailed"


def key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _item_of(error: VerboseClientError) -> Item | None:
    """The stored item that DynamoDB sends along with a failed condition; PynamoDB keeps it on the cause only."""
    response = getattr(error.__cause__, "response", {})
    item: Item | None = response.get("Item")
    return item
