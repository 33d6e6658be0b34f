"""The kinds of items in the table, as PynamoDB models: their keys, attributes and what each attribute is for.

`docs/data-model.md` lists the access patterns. Names are short where they stand in every ticket.
"""

import json
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    Attribute,
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model

from chalicelib.domain.ids import digest
from chalicelib.domain.times import from_text, to_text

TICKET = "TICKET"
LINE = "LINE#"
PEOPLE = "PEOPLE"
# between LINE# and TICKET, so that the query that opens a ticket reads them along
SIDE = "SIDE#"
FIELDS = f"{SIDE}FIELDS"
CHECKLIST = f"{SIDE}CHECKLIST"
REMINDERS = f"{SIDE}REMINDERS"
MUTED = f"{SIDE}MUTED"
ONCE = "ONCE"
CUSTOMER = "CUSTOMER"
CUSTOMER_TICKET = "TICKET#"
PROFILE = "PROFILE"
CUSTOMER_LOG = "LOG#"
DIRECTORY = "DIRECTORY"
HOURS = "HOURS#"
SESSION = "SESSION"
SUPPRESSION = "SUPPRESSION"
QUARANTINE = "QUARANTINE"
VIEWS = "VIEWS"
BULK = "BULK#"
JOB = "JOB"
ALLOWANCE = "ALLOWANCE"

BY_BOX_MOVED = "by_box_moved"
BY_BOX_DUE = "by_box_due"
BY_ASSIGNEE = "by_assignee"
BY_TIMER = "by_timer"

# one partition of the timer index takes a thousand changes a second; more shards make every idle sweep dearer
TIMER_SHARD = "0"


class TimeAttribute(Attribute[datetime]):
    """A UTC time as sortable text."""

    attr_type = "S"

    def serialize(self, value: datetime) -> str:
        return to_text(value)

    def deserialize(self, value: str) -> datetime:
        return from_text(value)


class ListAttribute(Attribute[list[Any]]):
    """A list as JSON text, its characters as they are: PynamoDB's own escapes each of them to six bytes or twelve."""

    attr_type = "S"

    def serialize(self, value: list[Any]) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: str) -> list[Any]:
        found: list[Any] = json.loads(value)
        return found


class TableItem(Model):
    """What all items share. `expires` (epoch seconds) lets DynamoDB delete an item some time later."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    def raw(self) -> dict[str, dict[str, Any]]:
        item: dict[str, dict[str, Any]] = self.serialize()
        return item


class TicketItem(TableItem):
    """pk `T#<reference>`, sk `TICKET`: the head of a ticket.

    box `<department>#<status>`, mine `<agent>#<status>`, moved and due `<time>#<reference>`: keys of the lists.
    timer and fires: when the sweep must look at it. sla: the clocks of its promises (`sla_text.py`).
    sub: custom status. rests: until when, for whom, and if it was new. closes: when it closes itself,
    and when to say so. moves: transfers. grp: the customer's group. What lists show has short names there: rows are to
    stay small.
    """

    box = UnicodeAttribute()
    moved = UnicodeAttribute()
    due = UnicodeAttribute(null=True)
    mine = UnicodeAttribute(null=True)
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)
    version = NumberAttribute()
    subject = UnicodeAttribute()
    priority = UnicodeAttribute(attr_name="prio")
    customer = UnicodeAttribute()
    requester_name = UnicodeAttribute(attr_name="who")
    email = UnicodeAttribute()
    channel = UnicodeAttribute()
    created = TimeAttribute(attr_name="born")
    waiting = TimeAttribute(null=True)
    tags = ListAttribute(null=True)
    sla = UnicodeAttribute()
    sub = UnicodeAttribute(null=True)
    rests = UnicodeAttribute(null=True)
    closes = UnicodeAttribute(null=True)
    cat = UnicodeAttribute(null=True)
    level = NumberAttribute(null=True)
    moves = NumberAttribute(null=True)
    trashed = UnicodeAttribute(null=True)
    lang = UnicodeAttribute(null=True)
    people = NumberAttribute(null=True)
    merged = UnicodeAttribute(null=True)
    follows = UnicodeAttribute(null=True)
    grp = UnicodeAttribute(null=True)


class ParticipantsItem(TableItem):
    """pk `T#<reference>`, sk `PEOPLE`: who takes part besides the requester, as [address, name]."""

    people = ListAttribute()


class SideItem(TableItem):
    """pk `T#<reference>`, sk `SIDE#FIELDS`, `SIDE#CHECKLIST` or `SIDE#REMINDERS`: what stands beside the head.

    timer and fires: when the sweep must look at reminders.
    """

    things = ListAttribute()
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)


class EntryItem(TableItem):
    """pk `T#<reference>`, sk `LINE#<ulid>`: one entry of the timeline; `content` is compressed, or in S3 at
    `content_key`."""

    kind = UnicodeAttribute()
    at = TimeAttribute()
    content = BinaryAttribute(legacy_encoding=False, null=True)
    content_key = UnicodeAttribute(null=True)


class OutboxItem(TableItem):
    """pk `T#<reference>`, sk `LINE#<ulid>#<recipient digest>`: one mail of that entry to one recipient."""

    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    recipient = UnicodeAttribute()
    recipient_name = UnicodeAttribute()
    state = UnicodeAttribute()
    created = TimeAttribute()
    timer = UnicodeAttribute(null=True)
    fires = TimeAttribute(null=True)
    attempt = NumberAttribute()
    refusals = NumberAttribute()
    possible_duplicate = BooleanAttribute()
    claim = UnicodeAttribute(null=True)
    ses_id = UnicodeAttribute(null=True)
    delivery = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)


class OnceItem(TableItem):
    """pk `ONCE#<key>`, sk `ONCE`: a request, form or mail that was taken; a mail's key also finds its ticket.

    ticket: the answer as a head in JSON, where nothing else shows it to whoever asks again.
    """

    fingerprint = UnicodeAttribute()
    reference = UnicodeAttribute()
    entry = UnicodeAttribute()
    result = BinaryAttribute(legacy_encoding=False, null=True)
    ticket = UnicodeAttribute(null=True)
    expires = NumberAttribute()


class MailTemplateItem(TableItem):
    """pk `DIRECTORY`, sk `TEMPLATE#<event>#<language>`: without words if they were taken back to the built-in ones."""

    subject = UnicodeAttribute(null=True)
    text = UnicodeAttribute(null=True)
    version = NumberAttribute()


class SessionItem(TableItem):
    """pk `SESSION#<hash of the secret>`, sk `SESSION`."""

    agent = UnicodeAttribute()
    created = TimeAttribute()
    until = TimeAttribute()
    expires = NumberAttribute()


class QuarantineItem(TableItem):
    """pk `QUARANTINE#<id>`, sk `QUARANTINE`; box (one for each state) and moved make it a list of its own."""

    box = UnicodeAttribute()
    moved = UnicodeAttribute()
    subject = UnicodeAttribute()
    sender = UnicodeAttribute()
    reason = UnicodeAttribute()
    raw_key = UnicodeAttribute()
    at = TimeAttribute()
    recipients = ListAttribute()
    verdicts = ListAttribute()
    source = UnicodeAttribute(null=True)
    dmarc_policy = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    decided_at = TimeAttribute(null=True)
    tickets = ListAttribute(null=True)


class SuppressionItem(TableItem):
    """pk `SUPPRESSION#<digest of the address>`, sk `SUPPRESSION`: an address that must not be written to."""

    email = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = TimeAttribute()


class AllowanceItem(TableItem):
    """pk `ALLOWANCE#<name>`, sk `ALLOWANCE`: how often something happened that may happen only so often."""

    used = NumberAttribute()
    expires = NumberAttribute()


def ticket_pk(reference: str) -> str:
    return f"T#{reference}"


def entry_sk(entry_id: str) -> str:
    return f"{LINE}{entry_id}"


def once_pk(key: str) -> str:
    return f"ONCE#{key}"


def suppression_pk(address: str) -> str:
    return f"SUPPRESSION#{digest(address.lower())}"


def customer_pk(customer_id: str) -> str:
    return f"C#{customer_id}"
