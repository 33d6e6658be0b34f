"""Bulk jobs: the job, its tickets, and for each report what failed, in a partition of their own for thirty days."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import VerboseClientError

from chalicelib.adapters.dynamo import outbox_items
from chalicelib.adapters.dynamo.items import (
    BULK,
    BY_BOX_MOVED,
    JOB,
    ONCE,
    TIMER_SHARD,
    ListAttribute,
    TableItem,
    TimeAttribute,
    once_pk,
)
from chalicelib.adapters.dynamo.library_items import recipe_from_json
from chalicelib.adapters.dynamo.table import ABSENT, Item, Table, failed_condition
from chalicelib.domain.bulk import Job, JobState, Tally
from chalicelib.services.bulk_ports import Failure, JobPage
from chalicelib.services.records import Once

TICKETS = "TICKETS"
FAILED = "FAILED#"


class JobItem(TableItem):
    """pk `BULK#<job>`, sk `JOB`. box `BULK#<agent>` and moved make a list of an agent's own jobs; timer and fires: when
    the clock takes over. tally and undone: tickets worked on, changed and failed."""

    box = UnicodeAttribute()
    moved = UnicodeAttribute()
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)
    owner = UnicodeAttribute()
    recipe = UnicodeAttribute()
    how = UnicodeAttribute()
    total = NumberAttribute()
    created = TimeAttribute()
    state = UnicodeAttribute()
    tally = ListAttribute()
    undone = ListAttribute()
    undone_by = UnicodeAttribute(null=True)
    version = NumberAttribute()
    expires = NumberAttribute()


class JobListItem(TableItem):
    """pk `BULK#<job>`, sk `TICKETS` (references) or `FAILED#<done or undone>#<position>` (reference and reason)."""

    things = ListAttribute()
    expires = NumberAttribute()


class DynamoBulkStore:
    """`BulkStore` on the one table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, job: Job, references: Sequence[str], once: Once) -> Once | None:
        tickets = JobListItem(pk=BULK + job.id, sk=TICKETS, things=list(references), expires=_expires(job)).raw()
        writes = [self._put(_to_item(job)), self._put(tickets), self._put(outbox_items.once_to_item(once))]
        try:
            self._table.transact(writes)
        except VerboseClientError as error:
            if not failed_condition(error.cancellation_reasons[-1]):
                raise
            item = self._table.get(once_pk(once.key), ONCE)
            return outbox_items.once_from_item(item) if item else None
        return None

    def get(self, id: str) -> JobPage | None:
        items = list(self._items(id))
        job = next((_from_item(item) for item in items if item["sk"]["S"] == JOB), None)
        if job is None:
            return None
        lists = {item["sk"]["S"]: JobListItem.from_raw_data(dict(item)).things for item in items if _is_list(item)}
        return JobPage(
            job,
            tuple(lists.pop(TICKETS, ())),
            tuple(_failures(lists, f"{FAILED}done#")),
            tuple(_failures(lists, f"{FAILED}undone#")),
        )

    def of_owner(self, agent_id: str, limit: int) -> tuple[Job, ...]:
        values = {"box": BULK + agent_id}
        answer = self._table.query("box = :box", values, limit=limit, forward=False, index=BY_BOX_MOVED)
        keys = [(item["pk"]["S"], JOB) for item in answer["Items"]]
        found = self._table.get_many(keys, consistent=False) if keys else {}
        return tuple(_from_item(found[key]) for key in keys if key in found)

    def advance(self, before: Job, after: Job, failures: Sequence[Failure] = (), once: Once | None = None) -> bool:
        job: dict[str, Any] = {
            "TableName": self._table.name,
            "Item": _to_item(after),
            "ConditionExpression": "#v = :version",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":version": {"N": str(before.version)}},
        }
        writes = [{"Put": job}]
        if failures:
            phase = "undone" if before.state is JobState.UNDOING else "done"
            sk = f"{FAILED}{phase}#{before.position:06d}"
            things = [[failure.reference, failure.reason] for failure in failures]
            item = JobListItem(pk=BULK + after.id, sk=sk, things=things, expires=_expires(after)).raw()
            writes.append({"Put": {"TableName": self._table.name, "Item": item}})
        if once:
            writes.append(self._put(outbox_items.once_to_item(once)))
        try:
            self._table.transact(writes)
        except VerboseClientError:
            stored = self._table.get(BULK + after.id, JOB)
            # an SDK repeats a write whose answer was lost, and then finds its own
            return stored is not None and _from_item(stored) == after
        return True

    def _put(self, item: Item) -> dict[str, Any]:
        return {"Put": {"TableName": self._table.name, "Item": item, "ConditionExpression": ABSENT}}

    def _items(self, id: str) -> Iterator[Item]:
        start: Item | None = None
        while True:
            answer = self._table.query("pk = :pk", {"pk": BULK + id}, limit=100, consistent=True, start=start)
            yield from answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return


def _to_item(job: Job) -> dict[str, dict[str, Any]]:
    return JobItem(
        pk=BULK + job.id,
        sk=JOB,
        box=BULK + job.owner,
        moved=job.id,
        timer=TIMER_SHARD if job.fires_at else None,
        fires=job.fires_at,
        owner=job.owner,
        recipe=json.dumps(asdict(job.recipe), ensure_ascii=False, separators=(",", ":")),
        how=job.how,
        total=job.total,
        created=job.created_at,
        state=job.state.value,
        tally=_numbers(job.tally),
        undone=_numbers(job.undone),
        undone_by=job.undone_by or None,
        version=job.version,
        expires=_expires(job),
    ).raw()


def _from_item(item: Item) -> Job:
    stored = JobItem.from_raw_data(dict(item))
    fires: datetime | None = stored.fires
    return Job(
        id=stored.pk.removeprefix(BULK),
        owner=stored.owner,
        recipe=recipe_from_json(json.loads(stored.recipe)),
        how=stored.how,
        total=int(stored.total),
        created_at=stored.created,
        state=JobState(stored.state),
        tally=Tally(*stored.tally),
        undone=Tally(*stored.undone),
        undone_by=stored.undone_by or "",
        fires_at=fires,
        version=int(stored.version),
    )


def _numbers(tally: Tally) -> list[int]:
    return [tally.worked, tally.changed, tally.failed]


def _expires(job: Job) -> int:
    return int(job.expires_at.timestamp())


def _is_list(item: Item) -> bool:
    sk: str = item["sk"]["S"]
    return sk == TICKETS or sk.startswith(FAILED)


def _failures(lists: dict[str, list[Any]], prefix: str) -> Iterator[Failure]:
    for sk in sorted(lists):
        if sk.startswith(prefix):
            yield from (Failure(reference, reason) for reference, reason in lists[sk])
