"""The inbox page as one would write it with PynamoDB and nothing else: what our own is compared with."""

import json
from collections.abc import Mapping
from typing import Any

from chalice.app import Chalice, Response
from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from tests.support.desk import REGION, SETTINGS


class _InTable:
    table_name = SETTINGS.table
    region = REGION


class ByBoxMoved(GlobalSecondaryIndex["Row"]):
    class Meta:
        index_name = "by_box_moved"
        projection = AllProjection()

    box = UnicodeAttribute(hash_key=True)
    moved = UnicodeAttribute(range_key=True)


class Row(Model):
    class Meta(_InTable):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    box = UnicodeAttribute()
    moved = UnicodeAttribute()
    due = UnicodeAttribute(null=True)
    mine = UnicodeAttribute(null=True)
    subject = UnicodeAttribute()
    sub = UnicodeAttribute(null=True)
    prio = UnicodeAttribute()
    who = UnicodeAttribute()
    born = UnicodeAttribute()
    by_box_moved = ByBoxMoved()


class Signed(Model):
    """A session or an agent."""

    class Meta(_InTable):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    agent = UnicodeAttribute(null=True)
    created = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    email = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    departments: JSONAttribute = JSONAttribute(null=True)
    enabled = BooleanAttribute(null=True)


def inbox(keys: list[tuple[str, str]], boxes: list[str]) -> Chalice:
    """An app with one route. `keys` are those of the session and of the agent."""
    app = Chalice(app_name="stock", configure_logs=False)

    @app.route("/api/tickets", methods=["GET"])
    def tickets() -> Response:
        known = list(Signed.batch_get(keys, consistent_read=True))
        if len(known) != len(keys):
            return Response(body={}, status_code=401)
        rows = [
            row
            for box in boxes
            for row in Row.by_box_moved.query(box, limit=25, page_size=25, scan_index_forward=False)
        ]
        rows.sort(key=lambda row: row.moved, reverse=True)
        return Response(body=json.dumps({"tickets": [_shown(row) for row in rows[:25]]}))

    return app


def _shown(row: Row) -> Mapping[str, Any]:
    return {
        "reference": row.pk,
        "box": row.box,
        "moved": row.moved,
        "due": row.due,
        "mine": row.mine,
        "subject": row.subject,
        "priority": row.prio,
        "requester_name": row.who,
        "created": row.born,
        "custom_status": row.sub,
    }
