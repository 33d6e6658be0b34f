"""Everything that can happen at the desk besides the agents' requests, with canaries in it: mail in, the form, replies,
sending, bounces, the clock, and each of them going wrong.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from botocore.client import BaseClient
from botocore.exceptions import ClientError

import app
from chalicelib.domain.outbox import MailKind
from chalicelib.domain.ticket import Status
from chalicelib.services.requests import request_of
from infra.local.invocation import call
from infra.local.sources import QueueSource
from tests.roles.canaries import NOBODY, OPERATOR_LOG, OPERATOR_QUEUE
from tests.roles.listening import dying, witness_death
from tests.roles.scene import AGENT, Scene
from tests.support.desk import SUPPORT
from tests.support.lambdas import insert_record
from tests.support.mails import PASS, mail, notice
from tests.support.proof import is_full

SUPPORT_READERS = {"agent", "admin"}
RECEIVES = 5
FAILURES = (
    ("SendEmail", "MessageRejected"),  # its words name addresses
    ("TransactWriteItems", "InternalServerError"),
    ("GetObject", "AccessDenied"),
    ("TransactWriteItems", "ValidationException"),
    ("GetItem", "AccessDeniedException"),
    ("Query", "ThrottlingException"),
    ("BatchGetItem", "InternalServerError"),
    ("PutObject", "SlowDown"),
    ("SendMessage", "QueueDoesNotExist"),
    ("SendEmail", "InternalFailure"),
)


def run_all(scene: Scene) -> None:
    """One flow after the other on the same desk."""
    know_secrets(scene)
    form(scene)
    reply_by_mail(scene)
    strange_mail(scene)
    stream(scene)
    bounces(scene)
    promise_breaks(scene)
    services_fail(scene)
    dead_letters(scene)
    scene.witness_mails()


def know_secrets(scene: Scene) -> None:
    """What the product made itself and mailed to one person: reply addresses and our own message ids."""
    for case in scene.cases.values():
        mine = [each for each in scene.lambdas.sent() if each.recipient == case.customer.email]
        readers = {case.customer.mailbox, OPERATOR_QUEUE}
        tokens = {str(each.parsed["Reply-To"]).partition("+")[2].partition("@")[0] for each in mine}
        for number, token in enumerate(sorted(tokens)):
            scene.aviary.plant(f"reply address {number} of {case.customer.key}", readers, token)
        ids = {id for each in mine for id in re.findall(r"lippu\.[^@>]+", str(each.parsed["References"]))}
        for number, id in enumerate(sorted(ids)):
            scene.aviary.plant(f"message id {number} to {case.customer.key}", {case.customer.mailbox}, id)


def form(scene: Scene) -> None:
    """Dora writes by the form: first with a mistake, then right, then again; somebody else reads none of it."""
    plant, send = scene.aviary.plant, scene.browser.send
    page = send("GET", "/", agent=None).body.decode()
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    plant("form token of dora", {"dora"}, token)
    readers = SUPPORT_READERS | {"dora", "mailbox of dora"}
    email = plant("mail address of dora", SUPPORT_READERS | {"other", "dora", "mailbox of dora"})
    fields = {
        "token": token,
        "department": SUPPORT.id,
        "name": plant("name of dora", SUPPORT_READERS | {"other", "dora"}),
        "email": f"{email}@customer.example",
        "subject": plant("subject of dora", readers),
        "message": plant("message of dora", readers),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for change in ({"department": "nowhere"}, {}, {}, {"website": plant("honeypot of dora", {"dora"})}):
        answer = send("POST", "/", urlencode(fields | change).encode(), agent=None, headers=headers)
        _answered(scene, "POST /", "dora", answer)
        where = answer.headers.get("Location")
        if where:
            _answered(scene, "GET /thanks", "dora", send("GET", "/" + where, agent=None))
    scene.lambdas.send_everything()


def reply_by_mail(scene: Scene) -> None:
    """Arne answers by mail; Eve, to whom he forwarded it, answers as well; the agent replies to both."""
    case, plant, lambdas = scene.cases["arne"], scene.aviary.plant, scene.lambdas
    to = next(str(each.parsed["Reply-To"]) for each in lambdas.sent() if each.recipient == case.customer.email)
    public = {"arne", case.customer.mailbox, *case.customer.readers}
    for who, email, readers in (("arne", case.customer.email, public), ("eve", "eve@evil.example", public)):
        raw = mail(
            sender=email,
            to=to,
            text=plant(f"second message by {who}", readers | {f"mailbox of {who}"}) + "\n",
            message_id=f"<second-{who}@customer.example>",
            attachments={"x.bin": plant(f"second file of {who}", NOBODY).encode()},
        )
        lambdas.receive(raw, recipients=(to,), source=email)
        scene.world.clock.advance(timedelta(minutes=1))
    ticket = scene.ticket(case)
    request = request_of(AGENT.id, "reply", "again", b"")
    text = plant("second reply to arne", public)
    lambdas.desk.replies.reply(AGENT, ticket, ticket.version, text, (), Status.ANSWERED, request)
    lambdas.send_everything()


def strange_mail(scene: Scene) -> None:
    """Mail that is odd, forged, automatic or meant to find out something. Whoever sent it learns nothing."""
    case, plant, receive = scene.cases["arne"], scene.aviary.plant, scene.lambdas.receive
    shown = f"{case.reference[:4]}-{case.reference[4:]}"
    inside = SUPPORT_READERS
    eve = {"sender": "eve@evil.example"}
    curious = mail(
        **eve,
        subject=f"Re: [{shown}] {plant('subject of eve', inside)}",
        text=plant("message of eve", inside) + "\n",
        message_id="<curious@evil.example>",
        headers={"References": f"<{_message_id(scene, case.customer.key)}@customer.example>"},
    )
    receive(curious, source="eve@evil.example")
    for number, (raw, receipt) in enumerate(
        (
            (mail(sender=f"{plant('name in two senders', NOBODY)} <a@b.example>, c@d.example"), {}),
            (mail(headers={"Auto-Submitted": plant("machine word", NOBODY)}), {"source": ""}),
            (mail(headers={"Precedence": plant("precedence", inside)}, message_id=None), {}),
            (mail(text=plant("spam text", NOBODY)), {"verdicts": PASS | {"spam": "FAIL"}}),
            (mail(sender=f"{plant('forger', NOBODY)} <{SUPPORT.sender_address}>"), {}),
            (b"\x00\xff" + plant("garbage", NOBODY).encode(), {}),
        )
    ):
        with dying(scene.aviary, f"strange mail {number}"):
            receive(raw, **receipt)
    scene.lambdas.send_everything()


def stream(scene: Scene) -> None:
    """The table's stream as it would have been, records that are none of ours among them."""
    items = scene.world.items()
    odd = {"pk": {"S": "X"}, "sk": {"S": "X"}, "id": {"S": scene.aviary.plant("odd record", NOBODY)}}
    scene.lambdas.stream(*[insert_record(item) for item in (*items, odd)])
    scene.lambdas.queued()


def bounces(scene: Scene) -> None:
    """SES reports on the reply to Berta; some reports are broken."""
    case, plant = scene.cases["berta"], scene.aviary.plant
    (sent,) = [
        each for each in scene.lambdas.outbox() if each.kind is MailKind.REPLY and each.reference == case.reference
    ]
    said = plant("diagnosis in a bounce", {OPERATOR_QUEUE})
    about = {"messageId": sent.ses_id, "destination": [case.customer.email], "tags": {"outbox_id": [sent.id]}}
    who = [{"emailAddress": case.customer.email, "diagnosticCode": said}]
    for event in (
        {"eventType": "Send"},
        {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": who}},
        {"eventType": "Complaint", "complaint": {"complainedRecipients": who, "userAgent": said}},
        {"eventType": "Bounce", "bounce": said},
        {"eventType": "Rendering Failure", "failure": {"errorMessage": said}},
    ):
        with dying(scene.aviary, "mail_feedback"):
            scene.lambdas.report({**event, "mail": about})


def promise_breaks(scene: Scene) -> None:
    """Nobody answers Dora in time: those who are told learn the number and no more."""
    for hours in (7, 2):
        scene.world.clock.advance(timedelta(hours=hours))
        scene.lambdas.tick()
        scene.lambdas.send_everything()


def services_fail(scene: Scene) -> None:
    """Each service refuses in turn, saying what it should not repeat, while every function runs."""
    case, lambdas, plant = scene.cases["carla"], scene.lambdas, scene.aviary.plant
    outgoing = next(item for item in scene.world.items() if "state" in item) | {"state": {"S": "pending"}}
    for number, (operation, code) in enumerate(FAILURES if is_full() else FAILURES[:3]):
        ticket = scene.ticket(case)
        request = request_of(AGENT.id, "reply", f"failing {number}", b"")
        with dying(scene.aviary, f"{operation} {code}: reply"):
            lambdas.desk.replies.reply(AGENT, ticket, ticket.version, "Patience.", (), Status.ANSWERED, request)
        raw = mail(sender=case.customer.email, text="Well?\n", message_id=f"<failing-{number}@customer.example>")
        scene.world.put_raw(f"inbound/failing-{number}", raw)
        waiting = [each.id for each in lambdas.outbox() if each.state.value == "pending"]
        said = case.customer.email if operation == "SendEmail" else plant(f"words of AWS {number}", {OPERATOR_LOG})
        with refusing(operation, code, f"refused: {said}"):
            with dying(scene.aviary, f"{operation} {code}: ingest_mail"):
                lambdas.announce(notice(f"inbound/failing-{number}", source=case.customer.email))
            with dying(scene.aviary, f"{operation} {code}: fan_out"):
                lambdas.stream(insert_record(outgoing))
            with dying(scene.aviary, f"{operation} {code}: tick"):
                lambdas.tick()
            for id in waiting:
                with dying(scene.aviary, f"{operation} {code}: send_mail"):
                    lambdas.send(id)
            for path in ("/", "/api/me", f"/api/tickets/{case.reference}"):
                _answered(scene, f"GET {path}", "anonymous", scene.browser.send("GET", path, agent="a-agent.x"))
    lambdas.send_everything()


def dead_letters(scene: Scene) -> None:
    """Messages that no try could handle, as they lie in the dead-letter queues afterwards."""
    sqs, case = scene.world.aws("sqs"), scene.cases["arne"]
    lost = notice("inbound/never-stored", source=case.customer.email)
    bodies = {"ingest_mail": json.dumps(lost), "mail_feedback": '{"eventType": "Bounce"}', "send_mail": "{}"}
    for name, body in bodies.items():
        dead = sqs.create_queue(QueueName=f"dead-{name}")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": RECEIVES})
        url = sqs.create_queue(QueueName=f"poison-{name}", Attributes={"RedrivePolicy": policy})["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=body)

        def invoke(event: Any, name: str = name) -> None:
            try:
                call(getattr(app, name), name)(event)
            except Exception as error:
                witness_death(scene.aviary, name, error)
                raise

        source = QueueSource(sqs, url, f"arn:aws:sqs:eu-west-1:0:{name}", invoke, wait=0, retry_after=0)
        for _ in range(RECEIVES + 1):
            source.poll()
        (letter,) = sqs.receive_message(QueueUrl=dead)["Messages"]
        scene.aviary.witness("dead letter", name, OPERATOR_QUEUE, letter["Body"])


@contextmanager
def refusing(operation: str, code: str, message: str) -> Iterator[None]:
    """Every call of an AWS operation is refused with this message."""
    original = BaseClient._make_api_call

    def refused(client: BaseClient, called: str, arguments: Mapping[str, Any]) -> Any:
        if called != operation:
            return original(client, called, arguments)
        about = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}
        raise ClientError(about, called)

    with patch.object(BaseClient, "_make_api_call", refused):
        yield


def _message_id(scene: Scene, key: str) -> str:
    return next(canary.value for canary in scene.aviary.canaries if canary.what == f"message id of {key}")


def _answered(scene: Scene, route: str, reader: str, answer: Any) -> None:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    scene.aviary.witness("answer", f"{route} to {reader}", reader, headers.encode() + b"\n\n" + answer.body, route)
