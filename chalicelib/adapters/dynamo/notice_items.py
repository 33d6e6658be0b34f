"""Notices and digests to items and back. An agent's stand under one key, so that one query reads them.

A notice: sk `NOTICE#<entry>`; ref, why, at, of (department), subject, by, digest (when it is told), read, expires.
Up to where all is read: sk `READ`; through. A digest: sk `DIGEST#<time>`; timer and fires until it was sent.
"""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamo.items import TIMER_SHARD
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.agents import Occasion
from chalicelib.domain.digests import SETTLES_IN
from chalicelib.domain.notifications import Notice
from chalicelib.domain.times import from_text, to_text

TOLD = "TOLD#"
NOTICE = "NOTICE#"
# behind all notices, so that a query of the newest begins with it
READ = "READ"
DIGEST = "DIGEST#"
KEPT = timedelta(days=60)
# a digest asks no further back: who was told of an older entry late finds it in the workspace
LOOK_BACK = timedelta(days=8)


def told_pk(agent_id: str) -> str:
    return f"{TOLD}{agent_id}"


def notice_sk(entry_id: str) -> str:
    return f"{NOTICE}{entry_id}"


def digest_sk(at: datetime) -> str:
    return f"{DIGEST}{to_text(at)}"


def notice_to_item(notice: Notice) -> dict[str, dict[str, Any]]:
    item = {
        "pk": {"S": told_pk(notice.agent)},
        "sk": {"S": notice_sk(notice.entry_id)},
        "ref": {"S": notice.reference},
        "why": {"S": notice.occasion.value},
        "at": {"S": to_text(notice.at)},
        "of": {"S": notice.department},
        "expires": _expires(notice.at),
    }
    texts = {"subject": notice.subject, "by": notice.by}
    if notice.digest_at:
        texts["digest"] = to_text(notice.digest_at)
    return item | {name: {"S": text} for name, text in texts.items() if text}


def notice_from_item(item: Item, through: str = "") -> Notice:
    """`through` is the entry up to which everything is read."""
    entry_id, digest = item["sk"]["S"].removeprefix(NOTICE), _text(item, "digest")
    return Notice(
        agent=item["pk"]["S"].removeprefix(TOLD),
        entry_id=entry_id,
        reference=item["ref"]["S"],
        occasion=Occasion(item["why"]["S"]),
        at=from_text(item["at"]["S"]),
        department=item["of"]["S"],
        subject=_text(item, "subject"),
        by=_text(item, "by"),
        digest_at=from_text(digest) if digest else None,
        read="read" in item or entry_id <= through,
    )


def digest_to_item(agent_id: str, at: datetime) -> dict[str, dict[str, Any]]:
    """It fires a little later than it tells: what belongs to it is stored by then."""
    return {
        "pk": {"S": told_pk(agent_id)},
        "sk": {"S": digest_sk(at)},
        "timer": {"S": TIMER_SHARD},
        "fires": {"S": to_text(at + SETTLES_IN)},
        "expires": _expires(at),
    }


def _expires(at: datetime) -> dict[str, str]:
    return {"N": str(int((at + KEPT).timestamp()))}


def _text(item: Item, name: str) -> str:
    text: str = item[name]["S"] if name in item else ""
    return text
