"""An outgoing mail: what it says, that it goes once, and what is written down about it."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import getaddresses

import pytest

from chalicelib.domain.outbox import MailKind, OutboxMail, SendState, claimed
from chalicelib.domain.timeline import EventName
from chalicelib.mail.thread import read_own_message_id, read_reply_address
from chalicelib.services.ports import Ambiguous, Refused, Rejected
from tests.support.desk import AGENT, SETTINGS, SUPPORT
from tests.support.lambdas import Lambdas, SentMail
from tests.support.mails import CUSTOMER, mail


def the(lambdas: Lambdas, kind: MailKind) -> OutboxMail:
    (found,) = [each for each in lambdas.outbox() if each.kind is kind]
    return found


@pytest.fixture
def conversation(lambdas: Lambdas) -> Lambdas:
    """A question, an answer, another question; then the agent's reply that tests look at, not sent yet."""
    clock = lambdas.world.clock
    lambdas.receive(mail(subject="Re: AW: The printer is on fire"))
    clock.advance(timedelta(minutes=1))
    lambdas.agent_replies("Which printer?")
    clock.advance(timedelta(minutes=1))
    lambdas.receive(
        mail(
            message_id="<second@customer.example>",
            text="The red one.\n\nOn Mon, Shop <x@y.example> wrote:\n> Which printer?\n",
            headers={"References": "<first@customer.example>"},
        )
    )
    clock.advance(timedelta(minutes=1))
    ticket = lambdas.ticket()
    lambdas.desk.replies.note(AGENT, ticket, None, "The customer is a fool.", (), a_request("note"))
    lambdas.send_everything()
    lambdas.agent_replies("Pull the plug.\n<b>Now</b>")
    return lambdas


def a_request(key: str) -> object:
    from chalicelib.services.requests import request_of

    return request_of(AGENT.id, "route", key, b"")


def sent_reply(lambdas: Lambdas) -> SentMail:
    lambdas.send_everything()
    return lambdas.sent()[-1]


# what a reply says


def test_a_reply_goes_to_the_customer_from_the_department(conversation: Lambdas) -> None:
    reply = sent_reply(conversation)
    assert (reply.sender, reply.recipient) == (SUPPORT.sender_address, CUSTOMER)
    assert getaddresses([reply.parsed["From"]]) == [("Example support", "support@in.example.com")]
    ((_, to),) = getaddresses([reply.parsed["To"]])
    assert to == CUSTOMER
    assert reply.parsed["Cc"] is None


def test_a_reply_says_which_ticket_it_is_about(conversation: Lambdas) -> None:
    reference = conversation.ticket().reference
    reply = sent_reply(conversation)
    assert reply.parsed["Subject"] == f"Re: The printer is on fire [{reference[:4]}-{reference[4:]}]"
    token = read_reply_address(reply.parsed["Reply-To"], conversation.desk.signer)
    assert token is not None
    assert token.reference == reference


def test_a_reply_finds_its_thread_in_the_customers_mail_program_and_in_ours(conversation: Lambdas) -> None:
    reply = sent_reply(conversation)
    references = reply.parsed["References"].split()
    assert references[:2] == ["<first@customer.example>", "<second@customer.example>"]
    assert reply.parsed["In-Reply-To"] == "<second@customer.example>"
    own = read_own_message_id(references[2], conversation.desk.signer)
    assert own is not None
    assert (own.reference, own.entry_id) == (conversation.ticket().reference, conversation.entries()[-1].id)
    assert references[2].endswith(f"@{SETTINGS.mail_domain}>")


def test_a_reply_is_marked_as_ours_and_not_as_automatic(conversation: Lambdas) -> None:
    reply = sent_reply(conversation)
    assert reply.parsed["X-Lippu-Outbox"] == f"{conversation.outbox()[-1].id}@in.example.com"
    assert reply.parsed["Auto-Submitted"] is None
    assert reply.parsed["X-Auto-Response-Suppress"] is None
    assert reply.parsed["Content-Language"] == "en"


def test_a_reply_quotes_what_was_said_before_newest_first_and_nothing_internal(conversation: Lambdas) -> None:
    reply = sent_reply(conversation)
    spoken = ["Pull the plug.", "Your support team", "> The red one.", "> Which printer?", "> It burns."]
    places = [reply.text.index(words) for words in spoken]
    assert places == sorted(places)
    assert reply.text.count("Which printer?") == 1, "what a message quoted itself is not quoted again"
    for text in (reply.text, reply.html, reply.raw):
        assert "fool" not in text
    assert "&lt;b&gt;Now&lt;/b&gt;" in reply.html
    assert "<blockquote" in reply.html


def test_a_reply_carries_its_files(lambdas: Lambdas) -> None:
    lambdas.receive()
    ticket = lambdas.ticket()
    upload = lambdas.desk.attachments.start_upload(AGENT, ticket, "päätös.pdf", "application/pdf", 4, a_request("up"))
    lambdas.desk.files.put(upload.fields["key"], b"%PDF", "application/pdf")
    lambdas.agent_replies(uploads=[upload.id])
    lambdas.send(the(lambdas, MailKind.REPLY).id)
    assert list(lambdas.sent()[-1].files.values()) == [b"%PDF"]
    assert "p%C3%A4%C3%A4t%C3%B6s.pdf" in lambdas.sent()[-1].raw


def test_what_was_sent_is_written_down(conversation: Lambdas) -> None:
    sent_reply(conversation)
    for outgoing in conversation.outbox():
        assert (outgoing.state, outgoing.attempt, outgoing.fires_at) == (SendState.SENT, 1, None)
        assert outgoing.ses_id
        assert not outgoing.possible_duplicate


# automatic mail


def test_an_acknowledgement_holds_nothing_its_sender_wrote(lambdas: Lambdas) -> None:
    canary = "Canary7Xq"
    lambdas.receive(
        mail(
            sender=f"{canary} <{CUSTOMER}>",
            subject=canary,
            text=f"https://evil.example/{canary}\n",
            attachments={canary: b"x"},
            message_id="<first@customer.example>",
        )
    )
    lambdas.send_everything()
    (acknowledgement,) = lambdas.sent()
    assert canary not in acknowledgement.raw
    assert canary not in acknowledgement.text + acknowledgement.html
    reference = lambdas.ticket().reference
    shown = f"{reference[:4]}-{reference[4:]}"
    assert shown in acknowledgement.parsed["Subject"]
    assert shown in acknowledgement.text
    assert "within 8 hours" in acknowledgement.text
    assert acknowledgement.recipient == CUSTOMER
    assert acknowledgement.parsed["Auto-Submitted"] == "auto-replied"
    assert acknowledgement.parsed["X-Auto-Response-Suppress"] == "All"
    assert acknowledgement.parsed["In-Reply-To"] == "<first@customer.example>"
    assert read_reply_address(acknowledgement.parsed["Reply-To"], lambdas.desk.signer) is not None


@pytest.mark.parametrize("message_id", ["<a@b@c>", "<>", f"<{'x' * 5000}@customer.example>", "<x>"])
def test_an_odd_message_id_of_the_customer_is_not_repeated(lambdas: Lambdas, message_id: str) -> None:
    raw = mail(message_id=None).replace(b"Subject:", f"Message-ID: {message_id}\nSubject:".encode(), 1)
    lambdas.receive(raw)
    lambdas.send_everything()
    (acknowledgement,) = lambdas.sent()
    assert acknowledgement.parsed["In-Reply-To"] is None
    assert len(acknowledgement.parsed["References"].split()) == 1


# once


def test_a_queue_message_that_comes_twice_sends_once(lambdas: Lambdas) -> None:
    lambdas.receive()
    outgoing = the(lambdas, MailKind.ACKNOWLEDGEMENT)
    for _ in range(3):
        lambdas.send(outgoing.id)
    assert len(lambdas.sent()) == 1


@pytest.mark.parametrize("id", ["", "nonsense", "K7QF3M2X-01KB3RSEVW0000000000000001-00000000"])
def test_an_id_that_is_not_ours_sends_nothing(lambdas: Lambdas, id: str) -> None:
    lambdas.send(id)
    assert not lambdas.sent()


def test_an_address_that_bounced_is_not_written_to(lambdas: Lambdas) -> None:
    lambdas.desk.outbox.suppress(CUSTOMER.upper(), "bounced", lambdas.world.clock.now())
    lambdas.receive()
    lambdas.send_everything()
    assert not lambdas.sent()
    outgoing = the(lambdas, MailKind.ACKNOWLEDGEMENT)
    assert (outgoing.state, outgoing.fires_at) == (SendState.SUPPRESSED, None)
    assert outgoing.reason


def test_a_mail_whose_file_is_gone_fails_where_people_see_it(lambdas: Lambdas) -> None:
    lambdas.receive()
    ticket = lambdas.ticket()
    upload = lambdas.desk.attachments.start_upload(AGENT, ticket, "a.pdf", "application/pdf", 4, a_request("up"))
    lambdas.desk.files.put(upload.fields["key"], b"%PDF", "application/pdf")
    lambdas.agent_replies(uploads=[upload.id])
    key = lambdas.entries()[-1].attachments[0].key
    lambdas.world.aws("s3").delete_object(Bucket=SETTINGS.files_bucket, Key=key)
    lambdas.send(the(lambdas, MailKind.REPLY).id)
    failed = the(lambdas, MailKind.REPLY)
    assert (failed.state, failed.reason, failed.attempt) == (SendState.FAILED, "an attachment is gone", 0)


def test_a_mail_is_composed_from_what_is_stored_even_if_the_index_of_its_ticket_lags(
    lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is read at the price of being milliseconds old; the stream may be faster."""
    lambdas.receive()
    monkeypatch.setattr(lambdas.desk.tickets, "page", lambda reference, limit, before=None: None)
    lambdas.send_everything()
    assert the(lambdas, MailKind.ACKNOWLEDGEMENT).state is SendState.SENT


# faults

Outcome = Exception | None


def answers(lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch, *outcomes: Outcome) -> Callable[[], int]:
    """SES takes each mail or fails as told; returns how many it was asked for."""
    real, left, calls = lambdas.desk.mailer.send, list(outcomes), [0]

    def send(*arguments: object) -> str:
        calls[0] += 1
        outcome = left.pop(0) if left else None
        if isinstance(outcome, Exception):
            raise outcome
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lambdas.desk.mailer, "send", send)
    return lambda: calls[0]


@pytest.fixture
def reply(lambdas: Lambdas) -> Lambdas:
    """A ticket of the form kind: only the agent's reply is in the outbox."""
    lambdas.receive(mail(headers={"Precedence": "bulk"}))
    lambdas.agent_replies()
    return lambdas


def test_a_mail_that_ses_surely_did_not_take_waits_and_goes_later(
    reply: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = answers(reply, monkeypatch, Refused("429"))
    id = the(reply, MailKind.REPLY).id
    reply.send(id)
    waiting = the(reply, MailKind.REPLY)
    assert (waiting.state, waiting.refusals, waiting.reason) == (SendState.PENDING, 1, "429")
    reply.tick()
    assert reply.queued() == [], "not before its time"
    reply.world.clock.advance(timedelta(seconds=30))
    reply.tick()
    assert reply.queued() == [id]
    reply.send(id)
    assert the(reply, MailKind.REPLY).state is SendState.SENT
    assert (calls(), len(reply.sent())) == (2, 1)
    assert not the(reply, MailKind.REPLY).possible_duplicate


def test_a_mail_that_ses_will_never_take_fails_where_people_see_it(
    reply: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = answers(reply, monkeypatch, Rejected("MessageRejected"))
    reply.send_everything()
    reply.world.clock.advance(timedelta(hours=1))
    reply.tick()
    failed = the(reply, MailKind.REPLY)
    assert (failed.state, failed.reason, failed.fires_at) == (SendState.FAILED, "MessageRejected", None)
    assert (calls(), reply.queued()) == (1, [])


def test_a_lost_answer_is_settled_by_the_event(reply: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = answers(reply, monkeypatch, Ambiguous("ReadTimeoutError"))
    reply.send_everything()
    outgoing = the(reply, MailKind.REPLY)
    assert outgoing.state is SendState.SENDING
    reply.send(outgoing.id)
    reply.report(
        {"eventType": "Send", "mail": {"messageId": "ses-1", "tags": {"outbox_id": [outgoing.id], "attempt": ["1"]}}}
    )
    reply.world.clock.advance(timedelta(hours=1))
    reply.tick()
    settled = the(reply, MailKind.REPLY)
    assert (settled.state, settled.possible_duplicate, settled.fires_at) == (SendState.SENT, False, None)
    assert (calls(), reply.queued()) == (1, [])


def test_a_reply_nobody_heard_of_again_is_sent_once_more_and_flagged_then_reported(
    reply: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = answers(reply, monkeypatch, *[Ambiguous("ReadTimeoutError")] * 5)
    id = the(reply, MailKind.REPLY).id
    reply.send(id)
    reply.world.clock.advance(timedelta(minutes=4, seconds=59))
    reply.tick()
    assert reply.queued() == [], "the lease still runs"
    reply.world.clock.advance(timedelta(seconds=1))
    reply.tick()
    reply.tick()
    assert reply.queued() == [id]
    assert the(reply, MailKind.REPLY).possible_duplicate
    reply.send(id)
    reply.world.clock.advance(timedelta(minutes=5))
    reply.tick()
    lost = the(reply, MailKind.REPLY)
    assert (lost.state, lost.attempt, lost.fires_at) == (SendState.UNKNOWN, 2, None)
    reply.send(id)
    reply.world.clock.advance(timedelta(days=1))
    reply.tick()
    assert (calls(), reply.queued()) == (2, [])
    reply.report({"eventType": "Delivery", "mail": {"messageId": "ses-1", "tags": {"outbox_id": [id]}}})
    assert the(reply, MailKind.REPLY).state is SendState.SENT


def test_automatic_mail_nobody_heard_of_again_is_reported_and_not_repeated(
    lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = answers(lambdas, monkeypatch, Ambiguous("ReadTimeoutError"))
    lambdas.receive()
    lambdas.send_everything()
    lambdas.world.clock.advance(timedelta(minutes=5))
    lambdas.tick()
    assert the(lambdas, MailKind.ACKNOWLEDGEMENT).state is SendState.UNKNOWN
    assert (calls(), lambdas.queued()) == (1, [])


def test_a_crash_in_the_middle_of_sending_is_an_unknown_fate(reply: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(reply, monkeypatch, RuntimeError("the process died"))
    with pytest.raises(RuntimeError):
        reply.send_everything()
    crashed = the(reply, MailKind.REPLY)
    assert (crashed.state, crashed.attempt) == (SendState.SENDING, 1)
    reply.world.clock.advance(timedelta(minutes=5))
    reply.tick()
    assert the(reply, MailKind.REPLY).possible_duplicate


def test_a_mail_that_the_stream_forgot_is_found_by_the_tick(reply: Lambdas) -> None:
    id = the(reply, MailKind.REPLY).id
    reply.tick()
    assert reply.queued() == []
    reply.world.clock.advance(timedelta(minutes=2))
    reply.tick()
    assert reply.queued() == [id]
    reply.tick()
    assert reply.queued() == [], "asked for again only after another wait"


def test_a_refusal_that_comes_after_the_event_changes_nothing(reply: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    outgoing = the(reply, MailKind.REPLY)

    def send(*arguments: object) -> str:
        event = {"eventType": "Send", "mail": {"messageId": "ses-1", "tags": {"outbox_id": [outgoing.id]}}}
        reply.report(event)
        raise Refused("429")

    monkeypatch.setattr(reply.desk.mailer, "send", send)
    assert reply.desk.send_mail.send(outgoing.id) is SendState.SENT
    assert the(reply, MailKind.REPLY).state is SendState.SENT


def test_a_mail_that_cannot_be_composed_fails_where_people_see_it(
    reply: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(letter: object) -> bytes:
        raise ValueError("no such address")

    monkeypatch.setattr(reply.desk.send_mail._composer, "compose", broken)
    mail_id = the(reply, MailKind.REPLY).id
    reply.send(mail_id)
    failed = the(reply, MailKind.REPLY)
    assert (failed.state, failed.fires_at, failed.reason) == (SendState.FAILED, None, "it could not be composed")
    assert reply.entries()[-1].event is EventName.DELIVERY_FAILED


def test_a_reply_that_was_not_sent_is_told_on_the_timeline_once(lambdas: Lambdas) -> None:
    lambdas.receive()
    lambdas.desk.outbox.suppress(CUSTOMER, "bounced", lambdas.world.clock.now())
    lambdas.agent_replies()
    answered = lambdas.ticket()
    lambdas.send_everything()
    lambdas.send(the(lambdas, MailKind.REPLY).id)
    told = [entry.detail for entry in lambdas.entries() if entry.event is EventName.DELIVERY_FAILED]
    assert len(told) == 1
    assert told[0].startswith(f"mail to {CUSTOMER} was not sent")
    assert lambdas.ticket().status is answered.status, "it reopens nothing"


def test_only_the_sender_that_got_the_claim_sends(reply: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rival takes the mail between reading it and claiming it."""
    mail_id = the(reply, MailKind.REPLY).id
    outbox, real = reply.desk.outbox, reply.desk.outbox.replace

    def rival_first(old: OutboxMail, new: OutboxMail) -> bool:
        monkeypatch.setattr(outbox, "replace", real)
        assert real(old, claimed(old, reply.world.clock.now(), "rival"))
        return real(old, new)

    before = len(reply.sent())
    monkeypatch.setattr(outbox, "replace", rival_first)
    reply.send(mail_id)
    assert len(reply.sent()) == before
    assert the(reply, MailKind.REPLY).claim == "rival"
