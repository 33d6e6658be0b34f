"""The functions of `app.py` on a desk in memory, called with raw events as AWS sends them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from typing import Any
from unittest.mock import patch

from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sqs.models import sqs_backends

import app
from chalicelib.adapters.dynamo import entry_items, outbox_items, ticket_items
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.domain.timeline import Entry, EntryKind
from chalicelib.services.requests import Done, request_of
from tests.support.desk import AGENT, REGION, World
from tests.support.mails import mail, notice

LAMBDA_CONTEXT = object()
SCHEDULED = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": DEFAULT_ACCOUNT_ID,
    "time": "2026-11-23T09:00:00Z",
    "region": REGION,
    "resources": ["arn:aws:events:eu-west-1:123456789012:rule/lippu-test-tick"],
    "detail": {},
}


def sqs_event(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m-{n}", "body": body} for n, body in enumerate(bodies)]}


def insert_record(item: dict[str, Any]) -> dict[str, Any]:
    """What the table's stream says about a new item."""
    keys = {name: item[name] for name in ("pk", "sk")}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": item, "StreamViewType": "NEW_AND_OLD_IMAGES"}}


@dataclass(frozen=True)
class SentMail:
    """What SES was given: the envelope, and the mail read by a parser that is not ours."""

    sender: str
    recipient: str
    raw: str
    parsed: Message

    @property
    def text(self) -> str:
        return self._part("text/plain")

    @property
    def html(self) -> str:
        return self._part("text/html")

    @property
    def files(self) -> dict[str, bytes]:
        return {
            str(part.get_filename()): bytes(part.get_payload(decode=True))
            for part in self.parsed.walk()
            if part.get_content_disposition() == "attachment"
        }

    def _part(self, content_type: str) -> str:
        part = next(part for part in self.parsed.walk() if part.get_content_type() == content_type)
        return bytes(part.get_payload(decode=True)).decode()


class Lambdas:
    """One method for each function, and what the world looks like afterwards."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk = world.desk
        self._received = 0

    # functions

    def receive(self, raw: bytes | None = None, *, key: str = "", **receipt: Any) -> str:
        """A mail arrives: it is stored as SES does and announced. Returns its key."""
        self._received += 1
        key = key or f"inbound/ses-in-{self._received}"
        self.world.put_raw(key, mail() if raw is None else raw)
        self.announce(notice(key, **receipt))
        return key

    def announce(self, notification: Any) -> None:
        app.ingest_mail(sqs_event(json.dumps(notification)), LAMBDA_CONTEXT)

    def send(self, outbox_id: str) -> None:
        app.send_mail(sqs_event(json.dumps({"outbox_id": outbox_id})), LAMBDA_CONTEXT)

    def send_scheduled(self, key: str) -> None:
        app.send_mail(sqs_event(json.dumps({"scheduled": key})), LAMBDA_CONTEXT)

    def held_back(self, item: dict[str, Any]) -> list[tuple[str, int]]:
        """Which replies the queue holds back, and for how long, after the stream told of that item."""
        self.stream(insert_record(item))
        name = self.desk.settings.outbound_queue_url.rpartition("/")[2]
        messages = sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues[name]._messages
        held = ((json.loads(each.body), each.delayed_until - each.sent_timestamp) for each in messages)
        return [(body["scheduled"], round(wait / 1000)) for body, wait in held if "scheduled" in body]

    def report(self, event: Any) -> None:
        app.mail_feedback(sqs_event(json.dumps(event)), LAMBDA_CONTEXT)

    def derive(self, ticket: str, *entries: str) -> None:
        self.hear({"ticket": ticket, "entries": entries})

    def hear(self, news: Any) -> None:
        app.derive(sqs_event(json.dumps(news)), LAMBDA_CONTEXT)

    def stream(self, *records: dict[str, Any]) -> None:
        app.fan_out({"Records": list(records)}, LAMBDA_CONTEXT)

    def tick(self) -> None:
        app.tick(SCHEDULED, LAMBDA_CONTEXT)

    def derive_everything(self) -> None:
        """Every ticket goes through the stream and the queue to what follows from it."""
        self.stream(*map(insert_record, self.world.items()))
        for reference, entries in self.announced().items():
            self.derive(reference, *entries)

    def send_everything(self) -> None:
        """Every pending mail goes through the stream and the queue to SES."""
        for outbox_mail in self.outbox():
            if outbox_mail.state.value == "pending":
                self.send(outbox_mail.id)

    def agent_replies(self, text: str = "Pull the plug.", **arguments: Any) -> Done:
        """Antti answers the only ticket as it is; returns what the use case said."""
        ticket = self.ticket()
        request = request_of(AGENT.id, "replies", f"key-{ticket.version}", text.encode())
        return self.desk.replies.reply(
            AGENT,
            ticket,
            ticket.version,
            text,
            arguments.get("uploads", ()),
            Status.ANSWERED,
            request,
            to_all=arguments.get("to_all", True),
        )

    # what is there

    def tickets(self) -> list[Ticket]:
        """Oldest first."""
        heads = [ticket_items.from_item(item) for item in self.world.items() if item["sk"]["S"] == "TICKET"]
        return sorted(heads, key=lambda ticket: (ticket.created_at, ticket.reference))

    def ticket(self) -> Ticket:
        (only,) = self.tickets()
        return only

    def entries(self, reference: str | None = None) -> list[Entry]:
        """All entries in the order they happened."""
        found = [
            entry_items.from_item(item, self.desk.files)
            for item in self.world.items()
            if item["sk"]["S"].startswith("LINE#") and item["sk"]["S"].count("#") == 1
        ]
        return sorted((e for e in found if reference in (None, e.reference)), key=lambda entry: entry.id)

    def messages(self, reference: str | None = None) -> list[Entry]:
        return [entry for entry in self.entries(reference) if entry.kind is EntryKind.MESSAGE_IN]

    def outbox(self) -> list[OutboxMail]:
        found = [
            outbox_items.from_item(item)
            for item in self.world.items()
            if item["sk"]["S"].startswith("LINE#") and item["sk"]["S"].count("#") == 2
        ]
        return sorted(found, key=lambda outbox_mail: outbox_mail.id)

    def quarantine(self) -> list[dict[str, str]]:
        rows = [item for item in self.world.items() if item["sk"]["S"] == "QUARANTINE"]
        return [{name: value["S"] for name, value in row.items()} for row in rows]

    def suppressed(self) -> list[str]:
        return [item["email"]["S"] for item in self.world.items() if item["sk"]["S"] == "SUPPRESSION"]

    def sent(self) -> list[SentMail]:
        backend = ses_backends[DEFAULT_ACCOUNT_ID][REGION]
        return [
            SentMail(each.source, each.destinations[0], each.raw_data, Parser().parsestr(each.raw_data))
            for each in backend.sent_messages
        ]

    def queued(self) -> list[str]:
        """Outbox ids waiting in the outbound queue; looking takes them out."""
        return sorted(body["outbox_id"] for body in self._taken_from(self.desk.settings.outbound_queue_url))

    def announced(self) -> dict[str, list[str]]:
        """Changed tickets with their new entries waiting in the derived queue; looking takes all news out."""
        found: dict[str, list[str]] = {}
        for news in self.news():
            if "ticket" in news:
                found.setdefault(news["ticket"], []).extend(news["entries"])
        return found

    def news(self) -> list[dict[str, Any]]:
        """What waits in the derived queue; looking takes it out."""
        return list(self._taken_from(self.desk.settings.derived_queue_url))

    def _taken_from(self, url: str) -> Iterator[dict[str, Any]]:
        sqs = self.world.aws("sqs")
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield json.loads(message["Body"])


@contextmanager
def lambdas_of(world: World) -> Iterator[Lambdas]:
    with patch.object(app, "desk", lambda: world.desk):
        yield Lambdas(world)
