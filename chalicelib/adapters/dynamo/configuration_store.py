"""Changes of the configuration: one transaction for the setting, what changes along, the revision and the record."""

from collections.abc import Iterator
from typing import Any

from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo.audit_store import month_of, to_audit_item
from chalicelib.adapters.dynamo.directory_items import agent_from_item, agent_to_item
from chalicelib.adapters.dynamo.directory_store import REVISION, load_directory
from chalicelib.adapters.dynamo.items import DIRECTORY
from chalicelib.adapters.dynamo.setting_items import SKS, former_item, former_sk, to_item
from chalicelib.adapters.dynamo.table import ABSENT, Table, failed_condition, key
from chalicelib.domain.agents import Agent
from chalicelib.domain.directory import Directory, PlacedPolicy
from chalicelib.domain.errors import NotFound, StaleVersion
from chalicelib.domain.settings import Kind, Stored, kind_of
from chalicelib.services.configuration_ports import ConfigurationChange, Overtaken

# items of desks from before there were versions carry none
_AT_VERSION = "#v = :version OR (attribute_exists(pk) AND attribute_not_exists(#v) AND :version = :first)"
_NAMES = {"#v": "version"}
# replaced versions of a policy that tickets can still be held to
KEPT_FORMER = 20


class DynamoConfigurationStore:
    """`ConfigurationStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self) -> Directory:
        return load_directory(self._table, consistent=True)

    def commit(self, change: ConfigurationChange) -> None:
        writes = list(self._writes(change))
        try:
            self._table.transact([write for _, write in writes])
        except VerboseClientError as error:
            reasons = zip(writes, error.cancellation_reasons, strict=False)
            failed = [name for (name, _), reason in reasons if failed_condition(reason)]
            # an SDK repeats a write whose answer was lost and then meets its own record, which nobody else could write
            if "record" not in failed:
                raise Overtaken from error

    def _writes(self, change: ConfigurationChange) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "setting", self._write(change.before, change.after)
        for before, after in change.along:
            yield "along", self._write(before, after)
        if isinstance(change.before, PlacedPolicy):
            yield from self._keep_former(change.before)
        yield "revision", self._revision(change)
        record = {"TableName": self._table.name, "Item": to_audit_item(change.record), "ConditionExpression": ABSENT}
        yield "record", {"Put": record}

    def _write(self, before: Stored | None, after: Stored | None) -> dict[str, Any]:
        condition: dict[str, Any] = {"TableName": self._table.name, "ConditionExpression": ABSENT}
        if before is not None:
            condition |= {
                "ConditionExpression": _AT_VERSION,
                "ExpressionAttributeNames": _NAMES,
                "ExpressionAttributeValues": {":version": {"N": str(before.version)}, ":first": {"N": "1"}},
            }
        if after is not None:
            return {"Put": condition | {"Item": to_item(after)}}
        if before is None:
            raise ValueError("nothing changes")
        # a mark of use does not raise the version
        condition["ConditionExpression"] = f"({_AT_VERSION}) AND attribute_not_exists(used)"
        return {"Delete": condition | {"Key": key(DIRECTORY, SKS[kind_of(before)] + before.id)}}

    def _keep_former(self, placed: PlacedPolicy) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "former", {"Put": {"TableName": self._table.name, "Item": former_item(placed)}}
        if placed.version > KEPT_FORMER:
            oldest = key(DIRECTORY, former_sk(placed.id, placed.version - KEPT_FORMER))
            yield "oldest", {"Delete": {"TableName": self._table.name, "Key": oldest}}

    def _revision(self, change: ConfigurationChange) -> dict[str, Any]:
        update: dict[str, Any] = {
            "TableName": self._table.name,
            "Key": key(DIRECTORY, REVISION),
            "UpdateExpression": "SET revision = :next, since = if_not_exists(since, :month)",
            "ConditionExpression": "revision = :revision" if change.revision else ABSENT,
            "ExpressionAttributeValues": {
                ":next": {"N": str(change.revision + 1)},
                ":month": {"S": month_of(change.record.at)},
            },
        }
        if change.revision:
            update["ExpressionAttributeValues"][":revision"] = {"N": str(change.revision)}
        return {"Update": update}

    def replace_agent(self, before: Agent, after: Agent) -> None:
        values = {"version": {"N": str(before.version)}, "first": {"N": "1"}}
        item = agent_to_item(after)
        stored, current = self._table.conditional_put(item, _AT_VERSION, values, _NAMES)
        if stored:
            return
        if current is None:
            raise NotFound("no such agent")
        found = agent_from_item(current)
        if found != after:
            raise StaleVersion(found)

    def mark_used(self, kind: Kind, id: str) -> bool:
        done, _ = self._table.update(
            DIRECTORY, SKS[kind] + id, "SET used = :yes", {"yes": {"BOOL": True}}, condition="attribute_exists(pk)"
        )
        return done
