"""Timeline entries to items and back. The content is compressed JSON; what is still big goes to S3."""

import json
import zlib
from typing import Any

from chalicelib.adapters.dynamo.items import LINE, EntryItem, entry_sk, ticket_pk
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.timeline import (
    Author,
    AuthorKind,
    Body,
    Entry,
    EntryKind,
    EventName,
    FieldChange,
    MailFacts,
    StoredFile,
    TextPart,
)
from chalicelib.services.ports import Files

# reading 25 KB from the table costs as much as one S3 request; above 100 KB the item limit (400 KB) comes near too
BIGGEST_INLINE = 100 * 1024


def to_item(entry: Entry, files: Files) -> dict[str, dict[str, Any]]:
    """The item of an entry. A big content is stored in S3 first, so that the item never points to nothing."""
    content = pack(entry)
    key = None
    if len(content) > BIGGEST_INLINE:
        key = f"bodies/{entry.reference}/{entry.id}"
        files.put(key, content, "application/octet-stream")
    return EntryItem(
        pk=ticket_pk(entry.reference),
        sk=entry_sk(entry.id),
        kind=entry.kind.value,
        at=entry.at,
        content=None if key else content,
        content_key=key,
    ).raw()


def from_item(item: Item, files: Files) -> Entry:
    stored = EntryItem.from_raw_data(dict(item))
    packed = files.get(stored.content_key) if stored.content_key else stored.content
    content = json.loads(zlib.decompress(packed))
    return Entry(
        id=stored.sk.removeprefix(LINE),
        reference=stored.pk.removeprefix("T#"),
        kind=EntryKind(stored.kind),
        at=stored.at,
        author=Author(AuthorKind(content["author"][0]), *content["author"][1:]),
        changes=tuple(FieldChange(*change) for change in content.get("changes", ())),
        event=EventName(content["event"]) if "event" in content else None,
        detail=content.get("detail", ""),
        subject=content.get("subject", ""),
        body=_body(content["body"]) if "body" in content else None,
        attachments=tuple(StoredFile(*file) for file in content.get("files", ())),
        mail=_mail(content["mail"]) if "mail" in content else None,
        mentions=tuple(content.get("mentions", ())),
    )


def pack(entry: Entry) -> bytes:
    content: dict[str, Any] = {
        "author": [entry.author.kind.value, entry.author.id, entry.author.name],
        "changes": [[change.field, change.before, change.after] for change in entry.changes],
        "event": entry.event.value if entry.event else None,
        "detail": entry.detail,
        "subject": entry.subject,
        "body": entry.body and [[[part.kind, part.text] for part in entry.body.parts], entry.body.html],
        "files": [[f.id, f.key, f.name, f.content_type, f.size, f.content_id] for f in entry.attachments],
        "mail": entry.mail and _facts(entry.mail),
        "mentions": entry.mentions,
    }
    filled = {name: value for name, value in content.items() if value}
    return zlib.compress(json.dumps(filled, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _body(stored: list[Any]) -> Body:
    parts, html = stored
    return Body(tuple(TextPart(kind, text) for kind, text in parts), html)


def _facts(mail: MailFacts) -> list[Any]:
    return [
        mail.message_id,
        mail.raw_key,
        mail.verdicts,
        mail.flags,
        mail.about,
        mail.to,
        mail.cc,
        mail.reply_to,
    ]


def _mail(stored: list[Any]) -> MailFacts:
    message_id, raw_key, verdicts, flags, about, *people = stored
    told = tuple((name, verdict) for name, verdict in verdicts)
    return MailFacts(message_id, raw_key, told, tuple(flags), about, *map(tuple, people))
