"""Counts: what each ticket is counted in beside the ticket, the numbers in partitions of their owners.

A number is an attribute and changes by ADD, so that two changes never overwrite each other. Both sides of a move are
one transaction on condition of the tally's turn, so that none happens twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo.items import ListAttribute, TableItem, ticket_pk
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import ABSENT, Item, Table, failed_condition, key
from chalicelib.domain.counting import DUE, MENTION, Slot, Tally, of_agent
from chalicelib.services.count_ports import Numbers

# behind the head, so that the query that opens a ticket does not read it
UNDER = "UNDER"
TOTAL = "together"
# zeros that an agent's item may hold: removing each at once would cost as much as writing it
MOST_ZEROS = 8
PAGE = 1000


class TallyItem(TableItem):
    """pk `T#<reference>` or `QUARANTINE#<id>`, sk `UNDER`: what it is counted in; `noted` are [agent, note]."""

    slots = ListAttribute()
    noted = ListAttribute(null=True)
    turn = NumberAttribute()


class DynamoCountStore:
    """`CountStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def tally(self, subject: str) -> Tally:
        item = self._table.get(_pk_of(subject), UNDER)
        return tally_from_item(subject, item) if item else Tally(subject)

    def move(self, before: Tally, after: Tally) -> bool:
        changes: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for slot in before.slots ^ after.slots:
            changes[counts_pk(slot.owner), slot.place][slot.name] = 1 if slot in after.slots else -1
        writes = [self._tally_write(before, after)]
        writes += [self._write(pk, place, steps) for (pk, place), steps in sorted(changes.items())]
        try:
            self._table.transact(writes)
        except VerboseClientError as error:
            if any(map(failed_condition, error.cancellation_reasons)):
                return False
            raise
        return True

    def _tally_write(self, before: Tally, after: Tally) -> dict[str, Any]:
        item = TallyItem(
            pk=_pk_of(after.subject),
            sk=UNDER,
            slots=[[slot.owner, slot.place, slot.name] for slot in sorted(after.slots)],
            noted=[[agent, note] for agent, note in sorted(after.mentions.items())] or None,
            turn=before.turn + 1,
        ).raw()
        put: dict[str, Any] = {"TableName": self._table.name, "Item": item, "ConditionExpression": ABSENT}
        if before.turn:
            put |= {
                "ConditionExpression": "turn = :turn",
                "ExpressionAttributeValues": {":turn": {"N": str(before.turn)}},
            }
        return {"Put": put}

    def _write(self, pk: str, place: str, steps: Mapping[str, int]) -> dict[str, Any]:
        if place.startswith(MENTION):
            if steps[""] > 0:
                return {"Put": {"TableName": self._table.name, "Item": key(pk, place)}}
            return {"Delete": {"TableName": self._table.name, "Key": key(pk, place)}}
        steps = {**steps, TOTAL: sum(steps.values())} if place.startswith(DUE) else steps
        return {"Update": {"TableName": self._table.name, "Key": key(pk, place)} | adding(steps)}

    def tidy(self, left: Iterable[Slot]) -> None:
        places = {(counts_pk(s.owner), s.place) for s in left if s.place.startswith(DUE) or s.name.startswith("due ")}
        if not places:
            return
        for (pk, place), item in self._table.get_many(sorted(places), consistent=True).items():
            found = numbers_in(item)
            zeros = [name for name, number in found.items() if name.startswith("due ") and number == 0]
            if place.startswith(DUE) and found.get(TOTAL) == 0:
                self._delete_empty(pk, place)
            elif len(zeros) >= MOST_ZEROS:
                self._remove_zeros(pk, place, zeros)

    def _delete_empty(self, pk: str, place: str) -> None:
        condition = {"ConditionExpression": f"{TOTAL} = :zero", "ExpressionAttributeValues": {":zero": {"N": "0"}}}
        try:
            self._table.call("DeleteItem", TableName=self._table.name, Key=key(pk, place), **condition)
        except VerboseClientError:
            return  # somebody counts here again

    def _remove_zeros(self, pk: str, place: str, names: Sequence[str]) -> None:
        named = {f"#n{number}": name for number, name in enumerate(names)}
        condition = " AND ".join(f"{each} = :zero" for each in named)
        self._table.update(
            pk, place, "REMOVE " + ", ".join(named), {"zero": {"N": "0"}}, condition=condition, names=named
        )

    def numbers(self, owners: Mapping[str, str]) -> Mapping[str, Numbers]:
        found = side_by_side(lambda owner: self._numbers(owner[0], owner[1]), list(owners.items()))
        return dict(zip(owners, found, strict=True))

    def _numbers(self, owner: str, last: str) -> Numbers:
        found: dict[str, Mapping[str, int]] = {}
        start = None
        while True:
            answer = self._table.query(
                "pk = :pk AND sk <= :last", {"pk": counts_pk(owner), "last": last}, limit=PAGE, start=start
            )
            found |= {item["sk"]["S"]: numbers_in(item) for item in answer["Items"]}
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return found

    def mentions(self, agent: str, limit: int, after: str | None) -> tuple[Sequence[tuple[str, str]], str | None]:
        condition = "pk = :pk AND sk BETWEEN :low AND :high" if after is None else "pk = :pk AND sk < :high"
        values = {"pk": counts_pk(of_agent(agent)), "low": MENTION, "high": f"{MENTION}~"}
        if after is not None:
            values = {"pk": values["pk"], "high": f"{MENTION}{after}"}
        answer = self._table.query(condition, values, limit=limit, forward=False)
        places = [item["sk"]["S"].removeprefix(MENTION) for item in answer["Items"] if MENTION in item["sk"]["S"]]
        more = len(places) == len(answer["Items"]) and "LastEvaluatedKey" in answer
        return [(place.partition("#")[2], place) for place in places], places[-1] if places and more else None


def counts_pk(owner: str) -> str:
    return f"COUNTS#{owner}"


def tally_from_item(subject: str, item: Item) -> Tally:
    stored = TallyItem.from_raw_data(dict(item))
    slots = frozenset(Slot(owner, place, name) for owner, place, name in stored.slots)
    return Tally(subject, slots, dict(stored.noted or ()), int(stored.turn))


def _pk_of(subject: str) -> str:
    return ticket_pk(subject[1:]) if subject.startswith("T") else f"QUARANTINE#{subject[1:]}"


def adding(steps: Mapping[str, int]) -> dict[str, Any]:
    names = {f"#n{number}": name for number, name in enumerate(sorted(steps))}
    return {
        "UpdateExpression": "ADD " + ", ".join(f"{each} :{each[1:]}" for each in names),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {f":{each[1:]}": {"N": str(steps[name])} for each, name in names.items()},
    }


def numbers_in(item: Item) -> dict[str, int]:
    return {name: int(value["N"]) for name, value in item.items() if "N" in value}
