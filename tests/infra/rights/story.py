"""A day at the desk in which every function makes every kind of call it can make, each with its own clients."""

import json
import logging
import random
import re
from collections.abc import Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from chalice.test import HTTPResponse

import app
from chalicelib.adapters.dynamo import outbox_items
from chalicelib.adapters.dynamo.drawers import Drawers
from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex
from chalicelib.api import provider
from chalicelib.bootstrap import Desk
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.floods import FloodWatch, Pace
from chalicelib.domain.outbox import LEASE, MailKind, OutboxMail, SendState, claimed
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.mail.thread import reply_address
from chalicelib.services import settling
from chalicelib.services.ports import Refused, Rejected
from chalicelib.services.requests import request_of
from chalicelib.services.slow_lane import SlowLane
from tests.api.conftest import Browser
from tests.infra.rights.guard import Guard, guarding
from tests.infra.rights.life import desk_is_set_up, people_are_told, tickets_live
from tests.infra.templates import policies
from tests.support.desk import ADMIN, AGENT, PASSWORD, RESTRICTED, SETTINGS, SUPPORT, World
from tests.support.desk import world as a_world
from tests.support.lambdas import LAMBDA_CONTEXT, SCHEDULED, Lambdas, insert_record, sqs_event
from tests.support.mails import CUSTOMER, mail, notice
from tests.support.setting_up import set_up
from tests.support.settings import COLOUR, OFFICE

NEW_PASSWORD = "Correct-horse-8"
PEKKA = "pekka@customer.example"


class OnlyFloods(FloodWatch):
    def saw(self, sender: Hashable, now: datetime) -> Pace:
        return Pace.FLOOD


class Story(Lambdas):
    """Functions called as Lambda does, each acting under its own policy. What the story looks at is not judged."""

    def __init__(self, world: World, guard: Guard) -> None:
        super().__init__(world)
        self.guard = guard
        self.desks = {function: Desk(world.desk.settings, world.clock, world.desk.ids) for function in policies()}
        self._browser = Browser(app.app)
        self._secret: str | None = None

    def acting_desk(self) -> Desk:
        return self.desks[self.guard.function or ""]

    def run(self, function: str, event: Any) -> None:
        with self.guard.acting(function):
            getattr(app, function)(event, LAMBDA_CONTEXT)

    def announce(self, notification: Any) -> None:
        self.run("ingest_mail", sqs_event(json.dumps(notification)))
        sqs, held = self.world.aws("sqs"), self.desk.settings.held_queue_url
        for message in sqs.receive_message(QueueUrl=held).get("Messages", ()):
            sqs.delete_message(QueueUrl=held, ReceiptHandle=message["ReceiptHandle"])
            self.run("ingest_held", sqs_event(message["Body"]))

    def everybody_writes_too_much(self) -> None:
        desk = self.desks["ingest_mail"]
        desk.slow_lane = SlowLane(desk.held_queue, desk.clock, OnlyFloods())

    def send(self, outbox_id: str) -> None:
        self.run("send_mail", sqs_event(json.dumps({"outbox_id": outbox_id})))

    def send_scheduled(self, key: str) -> None:
        self.run("send_mail", sqs_event(json.dumps({"scheduled": key})))

    def hear(self, news: Any) -> None:
        self.run("derive", sqs_event(json.dumps(news)))

    def puts_the_index_in_order(self) -> None:
        desk = self.desks["derive"]
        with self.guard.acting("derive"):
            DynamoSearchIndex(desk.table, desk.tickets, Drawers(desk.table, fewest_cards=1)).settle()

    def report(self, event: Any) -> None:
        self.run("mail_feedback", sqs_event(json.dumps(event)))

    def stream(self, *records: dict[str, Any]) -> None:
        self.run("fan_out", {"Records": list(records)})

    def tick(self) -> None:
        self.run("tick", SCHEDULED)

    def ask(
        self, method: str, path: str, body: Any = None, *, expect: int = 200, **headers: str | None
    ) -> HTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.guard.acting("api_handler"):
            response = self._browser.send(method, path, body, agent=self._secret, headers=named)
        assert response.status_code == expect, (method, path, response.status_code, response.body)
        return response

    def post_form(self, fields: Mapping[str, str]) -> HTTPResponse:
        headers = {"Content_Type": "application/x-www-form-urlencoded", "Origin": None}
        return self.ask("POST", "/", urlencode(fields).encode(), expect=303, **headers)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> None:
        self._secret = None
        response = self.ask("POST", "/api/session", {"email": email, "password": password, **more}, expect=201)
        self._secret = response.headers["Set-Cookie"].partition(";")[0].partition("=")[2]

    def answers_again(self, text: str) -> OutboxMail:
        """An agent answers the ticket that has files; the mail that must go out."""
        ticket = _with_a_file(self)
        request = request_of(AGENT.id, "replies", text, text.encode())
        self.desk.replies.reply(AGENT, ticket, ticket.version, text, (), Status.ANSWERED, request)
        (reply,) = self.pending_of(MailKind.REPLY)
        return reply

    def state_of(self, mail: OutboxMail) -> str:
        return next(m.state.value for m in self.outbox() if m.id == mail.id)

    def pending_of(self, kind: MailKind) -> list[OutboxMail]:
        return [m for m in self.outbox() if m.kind is kind and m.state.value == "pending"]


@contextmanager
def story_in(world: World, guard: Guard) -> Iterator[Story]:
    with ExitStack() as stack:
        stack.enter_context(guarding(guard))
        story = Story(world, guard)
        stack.enter_context(patch.object(app, "desk", story.acting_desk))
        stack.enter_context(patch.object(provider, "_desk", story.acting_desk))
        stack.enter_context(patch.object(provider, "_log", logging.getLogger("lippu-rights-tests")))
        yield story


@cache
def day() -> Guard:
    """What the functions did in a whole day. Fails where a call that is refused changes what they do."""
    guard = Guard(policies())
    with a_world(with_people=True) as fresh, story_in(fresh, guard) as story:
        whole_day(story)
    with a_world() as fresh, story_in(fresh, guard) as story:
        story.everybody_writes_too_much()
        mail_arrives(story)
    return guard


def whole_day(story: Story) -> None:
    form_is_filled_in(story)
    mail_arrives(story)
    agent_works(story)
    stream_is_read(story)
    mail_goes_out(story)
    ses_reports(story)
    time_passes(story)
    replies_wait(story)
    tickets_live(story, NEW_PASSWORD)
    desk_is_set_up(story)
    people_are_told(story, NEW_PASSWORD)
    counts_follow(story)


def form_is_filled_in(story: Story) -> None:
    html = story.ask("GET", "/").body.decode()
    token = re.search(r'name="token" value="([^"]+)"', html)
    assert token
    fields = {"token": token[1], "department": "support", "name": "Maija", "email": CUSTOMER}
    fields |= {"subject": "The printer is on fire", "message": "It burns."}
    first, again = story.post_form(fields), story.post_form(fields)
    assert first.headers["Location"] == again.headers["Location"]
    story.ask("GET", "/" + first.headers["Location"])


def mail_arrives(story: Story) -> None:
    long = mail(text=_incompressible(50_000), message_id="<long@x.example>", attachments={"plan.pdf": b"%PDF"})
    key = story.receive(long)
    story.announce(notice(key))
    ticket = story.tickets()[-1]
    answers = {"In-Reply-To": "<long@x.example>", "References": "<long@x.example>"}
    story.receive(mail(text="Still.", message_id="<second@x.example>", headers=answers))
    story.receive(mail(text="Other text.", message_id="<second@x.example>", headers=answers))
    to = reply_address(SUPPORT.sender_address, ticket.reference, CUSTOMER, story.world.desk.signer)
    story.receive(mail(text="And.", message_id="<third@x.example>", to=to), recipients=(to,))
    story.receive(mail(message_id="<fourth@x.example>"), verdicts={"virus": "FAIL"})
    try:
        story.announce(notice("inbound/not-there"))
    except Exception as error:
        assert type(error).__name__ == "NotFound", error  # and not Unavailable, which a 403 would be
    else:
        raise AssertionError("a notice of a mail that is not there was taken")
    assert len(story.quarantine()) == 2
    assert len(story.messages(ticket.reference)) == 3


def agent_works(story: Story) -> None:
    story.ask("POST", "/api/session", {"email": AGENT.email, "password": "Wrong-horse-7"}, expect=401)
    pool = story.world.desk.settings.user_pool_id
    story.world.aws("cognito-idp").admin_set_user_password(
        UserPoolId=pool, Username=AGENT.email, Password=PASSWORD, Permanent=False
    )
    story.sign_in(AGENT.email, new_password=NEW_PASSWORD)
    for path in ("me", "departments", "agents", "openapi.json", "docs"):
        story.ask("GET", f"/api/{path}")
    _lists(story)
    _ticket(story)
    _quarantine(story)
    _customer(story)
    story.ask("DELETE", "/api/session", expect=204)


def _lists(story: Story) -> None:
    for order in ("newest", "oldest", "due"):
        for query in ("", "&status=new", "&assignee=me", "&assignee=none", "&limit=1"):
            page = story.ask("GET", f"/api/tickets?order={order}{query}").json_body
            if page["next"]:
                story.ask("GET", f"/api/tickets?order={order}{query}&cursor={page['next']}")
    for question in ("printer", "%22the+printer%22", "channel:mail"):
        story.ask("GET", f"/api/search?q={question}")
    story.ask("GET", "/api/search/fields")


def _ticket(story: Story) -> None:
    path = f"/api/tickets/{_with_a_file(story).reference}"
    upload = story.ask("POST", f"{path}/uploads", _file("a.txt"), expect=201, Idempotency_Key="a").json_body
    story.desk.files.put(upload["fields"]["key"], b"plan", "text/plain")
    absent = story.ask("POST", f"{path}/uploads", _file("b.txt"), expect=201, Idempotency_Key="b").json_body

    version = story.ask("GET", path).headers["ETag"]
    reply = json.dumps({"text": _incompressible(50_000), "uploads": [upload["id"]]}, ensure_ascii=False).encode()
    for _ in range(2):
        answered = story.ask("POST", f"{path}/replies", reply, expect=201, If_Match=version, Idempotency_Key="c")
    story.ask("POST", f"{path}/replies", reply, expect=409, If_Match=version, Idempotency_Key="d")
    _drafts(story, path)
    note = {"text": "See there.", "uploads": [absent["id"]]}
    story.ask("POST", f"{path}/notes", note, expect=422, If_Match=None, Idempotency_Key="e")
    story.ask("POST", f"{path}/notes", {"text": "Look."}, expect=201, If_Match=None, Idempotency_Key="f")

    entries = story.ask("GET", path).json_body["entries"]
    entry = next(e for e in entries if e["id"] == answered.json_body["entry"])
    story.ask("GET", f"{path}/entries/{entry['id']}/attachments/{entry['attachments'][0]['id']}")
    current = story.ask("GET", path).headers["ETag"]
    change = {"status": "open", "priority": "high", "tags": ["printer"], "assignee": RESTRICTED.id}
    for _ in range(2):
        story.ask("PATCH", path, change, If_Match=current, Idempotency_Key="g")
    story.ask("PATCH", path, {"priority": "low"}, expect=409, If_Match=current, Idempotency_Key="h")
    story.ask("GET", "/api/tickets/9999-9999", expect=404)


def _drafts(story: Story, path: str) -> None:
    """One with a file is saved, sent and gone; another is discarded."""
    file = story.ask("POST", f"{path}/uploads", _file("c.txt"), expect=201, Idempotency_Key="draft").json_body
    story.desk.files.put(file["fields"]["key"], b"plan", "text/plain")
    body = {"text": "Pull the", "uploads": [file["id"]]}
    saved = story.ask("PUT", f"{path}/drafts/note", body, If_Match=None).json_body
    story.ask("PUT", f"{path}/drafts/note", {"text": "Push"}, expect=409, If_Match=None)
    story.ask("GET", f"{path}/drafts")
    story.ask("GET", "/api/drafts")
    note = {"text": "See there.", "uploads": [saved["attachments"][0]["id"]], "draft": saved["version"]}
    story.ask("POST", f"{path}/notes", note, expect=201, If_Match=None, Idempotency_Key="draft")
    begun = story.ask("PUT", f"{path}/drafts/reply", {"text": "Dear"}, If_Match=None).headers["ETag"]
    story.ask("DELETE", f"{path}/drafts/reply", expect=204, If_Match=begun)
    story.ask("POST", f"{path}/replies", {"text": "No.", "seen": "0" * 26}, expect=409, Idempotency_Key="stale")


def _quarantine(story: Story) -> None:
    """Mails that were set aside: one is let in, one goes and comes back, and one has lost its original."""
    page = story.ask("GET", "/api/quarantine?limit=1").json_body
    story.ask("GET", f"/api/quarantine?limit=1&cursor={page['next']}")
    lost, swept, good = (_set_aside(story, number) for number in range(3))
    story.ask("GET", good)
    story.ask("GET", f"{good}/original")
    story.ask("POST", f"{good}/process", {"trust": False}, Idempotency_Key="i")
    (outcome,) = story.ask("POST", f"{good}/process", {"trust": True}, Idempotency_Key="j").json_body["outcomes"]
    story.ask("POST", f"{lost}/process", {"trust": True}, expect=409, Idempotency_Key="k")
    assert story.ask("GET", lost).json_body["content"] is None
    story.ask("POST", f"{swept}/discard", Idempotency_Key="l")
    story.ask("POST", f"{swept}/restore", Idempotency_Key="m")
    opened = story.ask("GET", f"/api/tickets/{outcome['ticket']}")
    path = f"/api/tickets/{outcome['ticket']}"
    for shape in ("original", "document"):
        story.ask("GET", f"{path}/entries/{opened.json_body['entries'][0]['id']}/{shape}")
    people = {"requester": {"email": "pekka@customer.example"}, "participants": [{"email": "liisa@customer.example"}]}
    version = story.ask("PATCH", path, people, If_Match=opened.headers["ETag"]).headers["ETag"]
    into = {"into": story.tickets()[0].reference}
    story.ask("POST", f"{path}/merge", into, If_Match=version, Idempotency_Key="n")


def _set_aside(story: Story, number: int) -> str:
    """The path of a mail in quarantine. The first one's original is gone."""
    forged = mail(sender="Eve <eve@evil.example>", message_id=f"<set-aside-{number}@evil.example>")
    key = story.receive(forged, source="eve@evil.example", verdicts={"spam": "FAIL"})
    if number == 0:
        story.world.aws("s3").delete_object(Bucket=SETTINGS.raw_bucket, Key=key)
    (row,) = (row for row in story.quarantine() if row["raw_key"] == key)
    return f"/api/quarantine/{row['pk'].removeprefix('QUARANTINE#')}"


def replies_wait(story: Story) -> None:
    """One is taken back, one the queue's message sends, one the sweep; two are stopped, each by one of them."""
    story.receive(mail(message_id="<waiting@x.example>"))
    path = f"/api/tickets/{story.tickets()[-1].reference}"
    story.sign_in(AGENT.email, NEW_PASSWORD)
    undone, sent, *_, stopped = (_waiting(story, path, minutes) for minutes in (1, 1, 30, 40, 41))
    story.ask("POST", f"{path}/scheduled/{undone}/undo", Idempotency_Key="undo")
    story.world.clock.advance(timedelta(minutes=1))
    story.send_scheduled(f"{story.tickets()[-1].reference}-{sent}")
    story.world.clock.advance(timedelta(minutes=30))
    story.tick()
    story.ask("PATCH", path, {"status": "spam"}, If_Match=story.ask("GET", path).headers["ETag"])
    story.world.clock.advance(timedelta(minutes=10))
    story.send_scheduled(f"{story.tickets()[-1].reference}-{stopped}")
    story.tick()
    assert story.ask("GET", path).json_body["scheduled"] == []


def _waiting(story: Story, path: str, minutes: int) -> str:
    """The id of a reply that goes out so much later."""
    due = (story.world.clock.now() + timedelta(minutes=minutes)).isoformat()
    headers = {
        "If_Match": story.ask("GET", path).headers["ETag"],
        "Idempotency_Key": f"later {len(story.world.items())}",
    }
    body = {"text": f"In {minutes} minutes.", "send_at": due}
    waiting = story.ask("POST", f"{path}/replies", body, expect=201, **headers).json_body["scheduled"]
    story.stream(*(insert_record(item) for item in story.world.items() if waiting["id"] in item["sk"]["S"]))
    return str(waiting["id"])


def _customer(story: Story) -> None:
    story.sign_in(ADMIN.email)
    (found,) = story.ask("GET", f"/api/customers?email={CUSTOMER}").json_body["customers"]
    path = f"/api/customers/{found['id']}"
    version = story.ask("GET", path).headers["ETag"]
    change = {"name": "Maija M.", "phones": ["+358 40 1"], "other_emails": ["maija@home.example"], "notes": "Calls."}
    story.ask("PATCH", path, change, If_Match=version)
    story.ask("PATCH", path, {"name": "M."}, expect=409, If_Match=version)
    story.ask("GET", "/api/customers?phone=%2B358401")
    for place in ("tickets", "events"):
        story.ask("GET", f"{path}/{place}")
    other = story.ask("PATCH", path, {"phones": [], "other_emails": []}, If_Match='"2"')
    assert other.headers["ETag"] == '"3"'
    (pekka,) = story.ask("GET", "/api/customers?email=pekka@customer.example").json_body["customers"]
    with patch.object(settling.Settling, "begin", lambda self, customer_id: None):  # the tick does all of it
        into = {"into": found["id"]}
        story.ask("POST", f"/api/customers/{pekka['id']}/merge", into, If_Match='"1"', Idempotency_Key="merge")


def stream_is_read(story: Story) -> None:
    story.stream(*map(insert_record, story.world.items()))
    assert story.queued() == sorted(mail.id for mail in story.outbox())
    announced = story.announced()
    assert announced.keys() == {ticket.reference for ticket in story.tickets()}
    for reference, entries in announced.items():
        story.hear({"ticket": reference, "entries": entries})
    story.puts_the_index_in_order()


def mail_goes_out(story: Story) -> None:
    story.send_everything()
    story.send(story.outbox()[0].id)
    story.send("ABCDEFGH-00000000000000000000000000-00000000")
    assert {mail.state.value for mail in story.outbox()} == {"sent"}
    (reply,) = [sent for sent in story.sent() if sent.files]
    assert list(reply.files) == ["a.txt"]

    _file_is_lost(story)
    refused = story.answers_again("Another one.")
    with patch.object(story.desks["send_mail"].mailer, "send", side_effect=Refused("quota")):
        story.send(refused.id)
    assert story.state_of(refused) == "pending"
    with patch.object(story.desks["send_mail"].mailer, "send", side_effect=Rejected("too large")):
        story.send(refused.id)
    assert story.state_of(refused) == "failed"


def _file_is_lost(story: Story) -> None:
    """Before the reply with the file goes out; afterwards it counts as sent again."""
    reply = next(mail for mail in story.outbox() if mail.kind is MailKind.REPLY)
    (entry,) = [entry for entry in story.entries() if entry.id == reply.entry_id]
    story.desk.table.put(outbox_items.to_item(replace(reply, state=SendState.PENDING)))
    story.world.aws("s3").delete_object(Bucket=SETTINGS.files_bucket, Key=entry.attachments[0].key)
    story.send(reply.id)
    assert story.state_of(reply) == "failed"
    story.desk.table.put(outbox_items.to_item(reply))


def ses_reports(story: Story) -> None:
    reply = next(mail for mail in story.outbox() if mail.kind is MailKind.REPLY and mail.state.value == "sent")
    for kind in ("Send", "DeliveryDelay", "Delivery", "Complaint", "Bounce", "Bounce", "Reject"):
        story.report(_report(kind, reply))
    story.report({"eventType": "Send", "mail": {"messageId": "x", "destination": [], "tags": {}}})
    assert story.suppressed() == [CUSTOMER]
    suppressed = story.answers_again("Are you there?")
    story.send(suppressed.id)
    assert story.state_of(suppressed) == "suppressed"


def time_passes(story: Story) -> None:
    story.tick()
    assert len({ticket.requester.customer_id for ticket in story.tickets()} & set(_ids(CUSTOMER, PEKKA))) == 1
    story.receive(mail(message_id="<fifth@x.example>", sender="Pekka <pekka@customer.example>"))
    (waiting,) = [m for m in story.outbox() if m.state.value == "pending"]
    story.world.clock.advance(timedelta(minutes=3))
    story.tick()
    assert story.queued() == [waiting.id]
    story.desk.table.put(outbox_items.to_item(claimed(waiting, story.world.clock.now() - LEASE, "one")))
    story.tick()
    assert story.state_of(waiting) == "unknown"
    story.world.clock.advance(timedelta(hours=9))
    story.tick()
    assert story.pending_of(MailKind.NOTICE)
    story.send_everything()
    set_up(story.desk, replace(OFFICE, id="finnish", region="FI", known_through=2030))
    story.tick()
    assert story.desk.directory.load().schedules["finnish"].known_through == 2031


def _ids(*emails: str) -> list[str]:
    return [customer_id_for(email) for email in emails]


def _with_a_file(story: Story) -> Ticket:
    """The ticket that began with a long mail and a file."""
    entry = next(entry for entry in story.messages() if entry.attachments)
    return next(ticket for ticket in story.tickets() if ticket.reference == entry.reference)


def _file(name: str) -> dict[str, Any]:
    return {"name": name, "content_type": "text/plain", "size": 4}


def _incompressible(characters: int) -> str:
    """Text that stays big when compressed, so that it is kept outside the table: rare Chinese characters."""
    return "".join(map(chr, random.Random(7).choices(range(0x20000, 0x2A6D0), k=characters)))


def _report(kind: str, of: OutboxMail) -> dict[str, Any]:
    return {
        "eventType": kind,
        "mail": {"messageId": "ses-1", "destination": [of.recipient], "tags": {"outbox_id": [of.id]}},
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": of.recipient}]},
        "complaint": {"complainedRecipients": [{"emailAddress": of.recipient}]},
    }


def counts_follow(story: Story) -> None:
    """A view is saved and counted, a note mentions somebody, and what was due is so no more."""
    story.sign_in(ADMIN.email)
    view = {"name": "Red", "conditions": [{"field": "custom.colour", "op": "filled"}]}
    story.desk.configuration.save(ADMIN, COLOUR, None)
    story.world.clock.advance(timedelta(minutes=1))
    made = story.ask("POST", "/api/views", view, expect=201, Idempotency_Key="view")
    path = f"/api/views/{made.json_body['id']}"
    story.world.clock.advance(timedelta(minutes=2))
    story.tick()
    ticket = next(ticket for ticket in story.tickets() if ticket.due_at)
    address = f"/api/tickets/{ticket.reference}"
    _hear_everything(story)
    note = {"text": "Look.", "mentions": [ADMIN.id]}
    story.ask("POST", f"{address}/notes", note, expect=201, If_Match=None, Idempotency_Key="mention")
    _hear_everything(story)
    listed = story.ask("GET", "/api/views/mentioned/tickets").json_body["tickets"]
    assert [row["reference"].replace("-", "") for row in listed] == [ticket.reference]
    current = story.ask("GET", address).headers["ETag"]
    story.ask("PATCH", address, {"status": "closed"}, If_Match=current, Idempotency_Key="close")
    _hear_everything(story)
    counts = story.ask("GET", "/api/views/counts").json_body["counts"]
    assert {"view": made.json_body["id"], "count": 0} in counts
    assert story.ask("GET", f"{path}/tickets").json_body["tickets"] == []
    changed = story.ask("PUT", path, view | {"name": "Redder"}, If_Match=made.headers["ETag"])
    story.ask("DELETE", path, expect=204, If_Match=changed.headers["ETag"])


def _hear_everything(story: Story) -> None:
    story.stream(*map(insert_record, story.world.items()))
    while news := story.news():
        for each in news:
            story.hear(each)
