"""Drafts to items and back, and what a change of a ticket does to one."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute

from chalicelib.adapters.dynamo.items import TableItem, TimeAttribute
from chalicelib.adapters.dynamo.table import ABSENT, Item, key
from chalicelib.domain.drafts import Draft, DraftKind, DraftName
from chalicelib.domain.timeline import StoredFile
from chalicelib.services.records import DraftChange

FREE = f"{ABSENT} OR expires < :now"
UNCHANGED = "version = :version"


class DraftItem(TableItem):
    """pk `DRAFTS#<agent>`, sk `<reference>#<kind>`; `content` is compressed JSON."""

    version = NumberAttribute()
    saved = TimeAttribute()
    content = BinaryAttribute(legacy_encoding=False)
    expires = NumberAttribute()


def draft_key(name: DraftName) -> tuple[str, str]:
    return drafts_pk(name.agent), f"{name.reference}#{name.kind}"


def drafts_pk(agent_id: str) -> str:
    return f"DRAFTS#{agent_id}"


def to_item(draft: Draft) -> dict[str, dict[str, Any]]:
    content = {
        "text": draft.text,
        "files": files_to_json(draft.files),
        "status": draft.status,
        "to_all": draft.to_all,
        "summary": draft.summary,
        "mentions": draft.mentions,
        "seen": draft.seen,
    }
    pk, sk = draft_key(draft.name)
    return DraftItem(
        pk=pk,
        sk=sk,
        version=draft.version,
        saved=draft.saved_at,
        content=packed(content),
        expires=int(draft.expires_at.timestamp()),
    ).raw()


def from_item(item: Item) -> Draft:
    stored = DraftItem.from_raw_data(dict(item))
    reference, _, kind = stored.sk.partition("#")
    content = unpacked(stored.content)
    return Draft(
        name=DraftName(stored.pk.removeprefix("DRAFTS#"), reference, DraftKind(kind)),
        version=int(stored.version),
        saved_at=stored.saved,
        text=content["text"],
        files=files_from_json(content["files"]),
        status=content["status"],
        to_all=content["to_all"],
        summary=content["summary"],
        mentions=tuple(content["mentions"]),
        seen=content["seen"],
    )


def condition(based_on: int | None, now: datetime) -> tuple[str, dict[str, dict[str, str]]]:
    """What a save asks of the stored draft. An expired one that is still there counts as gone."""
    if based_on is None:
        return FREE, {"now": {"N": str(int(now.timestamp()))}}
    return UNCHANGED, {"version": {"N": str(based_on)}}


def writes(table: str, change: DraftChange) -> Iterator[dict[str, Any]]:
    """The part of a transaction that gives a draft or takes it away."""
    if change.after is None:
        values = {":version": {"N": str(change.based_on)}}
        asked = {"Key": key(*draft_key(change.name)), "ConditionExpression": f"{ABSENT} OR {UNCHANGED}"}
        yield {"Delete": {"TableName": table, "ExpressionAttributeValues": values, **asked}}
    else:
        text, given = condition(change.based_on, change.after.saved_at)
        put = {"TableName": table, "Item": to_item(change.after), "ConditionExpression": text}
        yield {"Put": {**put, "ExpressionAttributeValues": {f":{name}": value for name, value in given.items()}}}


def packed(content: dict[str, Any]) -> bytes:
    """Compressed, a kilobyte holds about two pages of words."""
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(content))
    return found


def files_to_json(files: tuple[StoredFile, ...]) -> list[list[Any]]:
    return [[file.id, file.key, file.name, file.content_type, file.size] for file in files]


def files_from_json(stored: list[list[Any]]) -> tuple[StoredFile, ...]:
    return tuple(StoredFile(*file) for file in stored)
