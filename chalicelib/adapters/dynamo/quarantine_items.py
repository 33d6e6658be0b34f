"""Mails that were set aside to items and back."""

from collections.abc import Iterable
from typing import Any

from chalicelib.adapters.dynamo.items import QUARANTINE, QuarantineItem
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.times import from_text, to_text
from chalicelib.services.records import QuarantinedMail, QuarantineRow, QuarantineState


def quarantine_pk(id: str) -> str:
    return f"QUARANTINE#{id}"


def box(state: QuarantineState) -> str:
    """The list of a state. No department's list has this name: its status would have to be one of these states."""
    return QUARANTINE if state is QuarantineState.WAITING else f"{QUARANTINE}#{state.value}"


def to_item(mail: QuarantinedMail) -> dict[str, dict[str, Any]]:
    return QuarantineItem(
        pk=quarantine_pk(mail.id),
        sk=QUARANTINE,
        box=box(mail.state),
        moved=f"{to_text(mail.at)}#{mail.id}",
        subject=mail.subject,
        sender=mail.sender,
        reason=mail.reason,
        raw_key=mail.raw_key,
        at=mail.at,
        recipients=list(mail.recipients),
        verdicts=[list(verdict) for verdict in mail.verdicts],
        source=mail.source or None,
        dmarc_policy=mail.dmarc_policy or None,
        decided_by=mail.decided_by or None,
        decided_at=mail.decided_at,
        tickets=list(mail.references) or None,
    ).raw()


def from_item(item: Item) -> QuarantinedMail:
    stored = QuarantineItem.from_raw_data(dict(item))
    return QuarantinedMail(
        id=stored.pk.removeprefix(quarantine_pk("")),
        raw_key=stored.raw_key,
        reason=stored.reason,
        at=stored.at,
        sender=stored.sender,
        subject=stored.subject,
        recipients=tuple(stored.recipients),
        verdicts=_pairs(stored.verdicts),
        source=stored.source or "",
        dmarc_policy=stored.dmarc_policy or "",
        state=next(state for state in QuarantineState if box(state) == stored.box),
        decided_by=stored.decided_by or "",
        decided_at=stored.decided_at,
        references=tuple(stored.tickets or ()),
    )


def row_from_item(item: Item) -> QuarantineRow:
    """A row of a list, from what its index carries."""
    stored = QuarantineItem.from_raw_data(dict(item))
    return QuarantineRow(
        id=stored.pk.removeprefix(quarantine_pk("")),
        at=from_text(stored.moved.partition("#")[0]),
        sender=stored.sender,
        subject=stored.subject,
        recipients=tuple(stored.recipients),
        reason=stored.reason,
        verdicts=_pairs(stored.verdicts),
        position=stored.moved,
    )


def _pairs(stored: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, verdict) for name, verdict in stored)
