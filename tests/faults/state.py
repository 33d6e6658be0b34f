"""Everything a desk holds, read past the network: straight from moto's memory, so that checking it costs little."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.parser import Parser
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.ses.models import ses_backends
from moto.sqs.models import sqs_backends

from chalicelib.adapters.dynamo import (
    customer_items,
    draft_items,
    entry_items,
    outbox_items,
    scheduled_items,
    side_items,
    ticket_items,
    view_store,
)
from chalicelib.adapters.dynamo.count_audit import COUNTS, numbers_of
from chalicelib.adapters.dynamo.items import FIELDS, VIEWS
from chalicelib.adapters.dynamo.search_items import CARDS, WORDS
from chalicelib.domain.beside import Values
from chalicelib.domain.counting import Slot
from chalicelib.domain.customer import Customer
from chalicelib.domain.drafts import Draft
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.saved_views import SavedView
from chalicelib.domain.scheduled import ScheduledReply
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.domain.times import from_text
from tests.support.desk import REGION, SETTINGS
from tests.support.memory import MemoryFiles


@dataclass(frozen=True)
class Send:
    """A mail that SES accepted. `at` is the desk's clock."""

    ses_id: str
    outbox_id: str
    recipient: str
    at: datetime
    mail: Message

    @property
    def text(self) -> str:
        part = next(part for part in self.mail.walk() if part.get_content_type() == "text/plain")
        return bytes(part.get_payload(decode=True)).decode()


@dataclass
class State:
    """What is stored. `entries` are in the order of their ids, `customer_tickets` are customers and references."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    outbox: dict[str, OutboxMail] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    customer_tickets: list[tuple[str, str]] = field(default_factory=list)
    quarantine: list[Mapping[str, Any]] = field(default_factory=list)
    suppressed: dict[str, datetime] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    waiting: list[ScheduledReply] = field(default_factory=list)
    index: list[Mapping[str, Any]] = field(default_factory=list)
    raw: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    dead_letters: list[str] = field(default_factory=list)
    numbers: dict[Slot, int] = field(default_factory=dict)
    views: dict[str, SavedView] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)

    def all_entries(self) -> Iterable[Entry]:
        return (entry for entries in self.entries.values() for entry in entries)


class Reader:
    """Reads states of one desk. Entries never change, so each is taken apart once."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}

    def read(self) -> State:
        state = State(raw=objects(SETTINGS.raw_bucket), files=objects(SETTINGS.files_bucket))
        files = MemoryFiles(state.files)
        for item in _items():
            self._take(state, item, files)
        for entries in state.entries.values():
            entries.sort(key=lambda entry: entry.id)
        for name, queue in sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues.items():
            if name.endswith("-dead"):
                state.dead_letters += [message.body for message in queue._messages]
        return state

    def _take(self, state: State, item: dict[str, Any], files: MemoryFiles) -> None:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        if sk == "TICKET":
            ticket = ticket_items.from_item(item)
            state.tickets[ticket.reference] = ticket
        elif sk.startswith("LINE#") and sk.count("#") == 2:
            mail = outbox_items.from_item(item)
            state.outbox[mail.id] = mail
        elif sk.startswith("LINE#"):
            if (pk, sk) not in self._entries:
                self._entries[pk, sk] = entry_items.from_item(item, files)
            state.entries.setdefault(pk.removeprefix("T#"), []).append(self._entries[pk, sk])
        elif pk.startswith(COUNTS):
            state.numbers |= dict(numbers_of(item))
        elif pk == VIEWS:
            state.views[sk] = view_store.from_item(item).view
        elif sk == FIELDS:
            state.values[pk.removeprefix("T#")] = side_items.from_items([item]).fields
        elif sk == "CUSTOMER":
            customer = customer_items.from_item(item)
            state.customers[customer.id] = customer
        elif sk.startswith("TICKET#"):
            state.customer_tickets.append((pk.removeprefix("C#"), sk.rpartition("#")[2]))
        elif sk == "QUARANTINE":
            state.quarantine.append({name: next(iter(value.values())) for name, value in item.items()})
        elif sk.startswith(scheduled_items.SCHEDULED):
            state.waiting += scheduled_items.from_items([item])
        elif pk.startswith("DRAFTS#"):
            state.drafts.append(draft_items.from_item(item))
        elif sk == WORDS or pk.partition("#")[0] == CARDS:
            state.index.append(item)
        elif sk == "SUPPRESSION":
            state.suppressed[item["email"]["S"]] = from_text(item["at"]["S"])


def objects(bucket: str) -> Mapping[str, bytes]:
    return {key.name: key.value for key in s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[bucket].keys.values()}


def accepted() -> list[tuple[str, str]]:
    """The SES id and bytes of every mail that SES took, oldest first."""
    return [(each.id, each.raw_data) for each in ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages]


def parsed_send(ses_id: str, raw: str, at: datetime) -> Send:
    mail = Parser().parsestr(raw)
    return Send(ses_id, mail["X-Lippu-Outbox"].partition("@")[0], mail["To"].rpartition("<")[2].rstrip(">"), at, mail)


def waiting(queue: str) -> int:
    """Messages a consumer would get now."""
    return len(sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues[queue].messages)


def stream_length() -> int:
    return len(dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[SETTINGS.table].stream_shard.items)


def _items() -> Iterable[dict[str, Any]]:
    for item in dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[SETTINGS.table].all_items():
        yield item.to_json()["Attributes"]
