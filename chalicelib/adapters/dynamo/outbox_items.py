"""Outgoing mails and once-only keys to items and back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.items import (
    LINE,
    ONCE,
    TIMER_SHARD,
    OnceItem,
    OutboxItem,
    entry_sk,
    once_pk,
    ticket_pk,
)
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.outbox import Delivery, MailKind, OutboxMail, SendState, split_outbox_id
from chalicelib.services.records import Once

DIGESTS_KEPT = timedelta(days=60)


def outbox_key(id: str) -> tuple[str, str] | None:
    """The key that an outbox id spells, None if it is not one."""
    parts = split_outbox_id(id)
    if parts is None:
        return None
    reference, entry_id, recipient = parts
    return ticket_pk(reference), f"{entry_sk(entry_id)}#{recipient}"


def to_item(mail: OutboxMail) -> dict[str, dict[str, Any]]:
    key = outbox_key(mail.id)
    if key is None:
        raise ValueError("not an outbox id")
    return OutboxItem(
        pk=key[0],
        sk=key[1],
        id=mail.id,
        kind=mail.kind.value,
        recipient=mail.recipient,
        recipient_name=mail.recipient_name,
        state=mail.state.value,
        created=mail.created_at,
        timer=TIMER_SHARD if mail.fires_at else None,
        fires=mail.fires_at,
        attempt=mail.attempt,
        refusals=mail.refusals,
        possible_duplicate=mail.possible_duplicate,
        claim=mail.claim or None,
        ses_id=mail.ses_id or None,
        delivery=mail.delivery.value,
        reason=mail.reason or None,
        # a digest stands in no timeline that is kept
        expires=int((mail.created_at + DIGESTS_KEPT).timestamp()) if mail.kind is MailKind.DIGEST else None,
    ).raw()


def from_item(item: Item) -> OutboxMail:
    stored = OutboxItem.from_raw_data(dict(item))
    return OutboxMail(
        id=stored.id,
        reference=stored.pk.removeprefix("T#"),
        entry_id=stored.sk.removeprefix(LINE).partition("#")[0],
        kind=MailKind(stored.kind),
        recipient=stored.recipient,
        recipient_name=stored.recipient_name,
        state=SendState(stored.state),
        created_at=stored.created,
        fires_at=stored.fires,
        attempt=int(stored.attempt),
        refusals=int(stored.refusals),
        possible_duplicate=stored.possible_duplicate,
        claim=stored.claim or "",
        ses_id=stored.ses_id or "",
        delivery=Delivery(stored.delivery),
        reason=stored.reason or "",
    )


def once_to_item(once: Once) -> dict[str, dict[str, Any]]:
    return OnceItem(
        pk=once_pk(once.key),
        sk=ONCE,
        fingerprint=once.fingerprint,
        reference=once.reference,
        entry=once.entry_id,
        result=once.result or None,
        ticket=json.dumps(ticket_items.to_item(once.ticket), ensure_ascii=False) if once.ticket else None,
        expires=int(once.expires_at.timestamp()),
    ).raw()


def once_from_item(item: Item) -> Once:
    stored = OnceItem.from_raw_data(dict(item))
    return Once(
        key=stored.pk.removeprefix("ONCE#"),
        fingerprint=stored.fingerprint,
        reference=stored.reference,
        entry_id=stored.entry,
        expires_at=datetime.fromtimestamp(int(stored.expires), UTC),
        result=stored.result or b"",
        ticket=ticket_items.from_item(json.loads(stored.ticket)) if stored.ticket else None,
    )
