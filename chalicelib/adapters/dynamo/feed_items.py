"""Lines of the log and presences to items and back. All stand under one key, lines before presences, so that one
query from a line on reads both.

A line: sk `CHANGE#<time>#<reference>#<digest of the rest>`; row (what lists show, under the names it has in the
head), version, left (departments and agents), expires. A presence: sk `HERE#<reference>#<agent>`; is, at, version, of
(department and assignee), expires.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamo import ticket_items
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.ids import digest
from chalicelib.domain.presence import Activity, Presence
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.times import from_text, to_text
from chalicelib.services.feed_ports import Left, Logged

FEED = "FEED"
CHANGE = "CHANGE#"
HERE = "HERE#"
# readers rely on less; DynamoDB deletes later than that
LOG_KEPT = timedelta(hours=1)
PRESENCE_KEPT = timedelta(minutes=1)


def line_sk(at: datetime) -> str:
    """Before all lines that were written down at `at` or later."""
    return f"{CHANGE}{to_text(at)}"


def here_sk(reference: str, agent_id: str) -> str:
    return f"{HERE}{reference}#{agent_id}"


def line_to_item(at: datetime, ticket: Ticket, left: Left) -> dict[str, Any]:
    row, gone = _text(ticket_items.row_attributes(ticket)), _text([sorted(left.departments), sorted(left.agents)])
    # two lines of one moment stand beside each other, the same line twice is one
    content = digest(str(ticket.version), row, gone, length=4)
    return {
        "pk": {"S": FEED},
        "sk": {"S": f"{line_sk(at)}#{ticket.reference}#{content}"},
        "row": {"S": row},
        "version": {"N": str(ticket.version)},
        "left": {"S": gone},
        "expires": _expires(at + LOG_KEPT),
    }


def line_from_item(item: Item) -> Logged:
    key = item["sk"]["S"]
    _, at, reference, _ = key.split("#")
    row = {name: {"S": value} for name, value in json.loads(item["row"]["S"]).items()}
    departments, agents = json.loads(item["left"]["S"])
    return Logged(
        key=key,
        at=from_text(at),
        row=ticket_items.row_from_item({"pk": {"S": f"T#{reference}"}, **row}, row["moved"]["S"]),
        version=int(item["version"]["N"]),
        left=Left(frozenset(departments), frozenset(agents)),
    )


def here_to_item(presence: Presence) -> dict[str, Any]:
    return {
        "pk": {"S": FEED},
        "sk": {"S": here_sk(presence.reference, presence.agent)},
        "is": {"S": presence.activity.value},
        "at": {"S": to_text(presence.at)},
        "version": {"N": str(presence.version)},
        "of": {"S": _text([presence.department, presence.assignee])},
        "expires": _expires(presence.at + PRESENCE_KEPT),
    }


def here_from_item(item: Item) -> Presence:
    _, reference, agent = item["sk"]["S"].split("#", 2)
    department, assignee = json.loads(item["of"]["S"])
    return Presence(
        reference=reference,
        agent=agent,
        activity=Activity(item["is"]["S"]),
        at=from_text(item["at"]["S"]),
        department=department,
        assignee=assignee,
        version=int(item["version"]["N"]),
    )


def _expires(at: datetime) -> dict[str, str]:
    return {"N": str(int(at.timestamp()))}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
