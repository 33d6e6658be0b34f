"""A mail arrives: it becomes a message, once, or a quarantine row."""

from datetime import timedelta

import pytest

import app
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.errors import NotFound
from chalicelib.domain.outbox import MailKind, SendState
from chalicelib.domain.ticket import Channel, Status
from chalicelib.domain.timeline import AuthorKind, EntryKind, TextPart
from tests.support.clock import START
from tests.support.desk import SETTINGS
from tests.support.lambdas import LAMBDA_CONTEXT, Lambdas, sqs_event
from tests.support.mails import CUSTOMER, PASS, mail, notice


def test_a_mail_opens_a_ticket_with_everything_it_said(lambdas: Lambdas) -> None:
    text = "It burns.\n\nOn Mon, 2 Nov 2026 at 10:00, Shop <shop@x.example> wrote:\n> Enjoy your printer!\n"
    html = '<p onclick="x()">It <b>burns</b>.<script>alert(1)</script><img src="https://evil.example/p.png"></p>'
    key = lambdas.receive(mail(text=text, html=html, attachments={"fire.png": b"\x89PNG\x00", "löki.txt": b"log"}))
    ticket = lambdas.ticket()
    assert (ticket.subject, ticket.department, ticket.channel) == ("The printer is on fire", "support", Channel.MAIL)
    assert (ticket.status, ticket.version, ticket.created_at) == (Status.NEW, 1, START)
    assert ticket.requester.email == CUSTOMER
    assert ticket.requester.name == "Maija Meikäläinen"
    assert ticket.requester.customer_id == customer_id_for(CUSTOMER)
    assert ticket.due_at == START + timedelta(hours=8)
    (entry,) = lambdas.entries()
    assert (entry.kind, entry.author.kind, entry.author.id) == (
        EntryKind.MESSAGE_IN,
        AuthorKind.CUSTOMER,
        ticket.requester.customer_id,
    )
    assert entry.body is not None
    assert entry.body.text == text
    assert [part.kind for part in entry.body.parts] == ["reply", "quote"]
    assert entry.body.parts[0].text.strip() == "It burns."
    assert entry.body.html is not None
    assert "<b>burns</b>" in entry.body.html
    assert not any(evil in entry.body.html for evil in ("script", "onclick", ' src="https'))
    assert entry.mail is not None
    assert (entry.mail.message_id, entry.mail.raw_key) == ("first@customer.example", key)
    assert dict(entry.mail.verdicts) == PASS
    assert entry.mail.flags == ()
    assert [(file.name, file.size, lambdas.desk.files.get(file.key)) for file in entry.attachments] == [
        ("fire.png", 5, b"\x89PNG\x00"),
        ("löki.txt", 3, b"log"),
    ]


def test_a_new_ticket_is_acknowledged_once(lambdas: Lambdas) -> None:
    lambdas.receive()
    (outgoing,) = lambdas.outbox()
    (entry,) = lambdas.entries()
    assert (outgoing.kind, outgoing.recipient, outgoing.state) == (
        MailKind.ACKNOWLEDGEMENT,
        CUSTOMER,
        SendState.PENDING,
    )
    assert outgoing.entry_id == entry.id


def test_the_envelope_decides_the_department_not_the_to_header(lambdas: Lambdas) -> None:
    lambdas.receive(mail(to="support@in.example.com"), recipients=("Billing+anything@in.example.com",))
    assert lambdas.ticket().department == "billing"


def test_a_mail_to_two_departments_opens_one_ticket_in_each(lambdas: Lambdas) -> None:
    both = ("support@in.example.com", "billing@in.example.com", "help@in.example.com")
    lambdas.receive(key="inbound/twice", recipients=both)
    lambdas.announce(notice("inbound/twice", recipients=both))
    lambdas.announce(notice("inbound/twice", recipients=both[::-1]))
    assert sorted(ticket.department for ticket in lambdas.tickets()) == ["billing", "support"]
    assert len(lambdas.messages()) == len(lambdas.outbox()) == 2


def test_a_mail_without_words_or_subject_still_becomes_a_ticket(lambdas: Lambdas) -> None:
    lambdas.receive(mail(subject="", text="\n"))
    assert lambdas.ticket().subject == "(no subject)"
    (entry,) = lambdas.entries()
    assert entry.body is not None
    assert entry.body.parts == (TextPart("reply", "(empty message)"),)


def test_the_customer_is_remembered(lambdas: Lambdas) -> None:
    lambdas.receive(mail(sender=CUSTOMER))
    lambdas.receive(mail(sender=f"Maija <{CUSTOMER.upper()}>", message_id="<2@customer.example>"))
    found = lambdas.desk.customer_store.open(customer_id_for(CUSTOMER), 50)
    assert found is not None
    assert (found.customer.name, len(found.tickets.references)) == ("Maija", 2)


# doubles


def test_a_repeated_notification_changes_nothing(lambdas: Lambdas) -> None:
    key = lambdas.receive(mail(attachments={"a": b"a"}))
    before = lambdas.world.items()
    for _ in range(3):
        lambdas.announce(notice(key))
    assert lambdas.world.items() == before


def test_the_same_mail_delivered_again_changes_nothing(lambdas: Lambdas) -> None:
    lambdas.receive()
    before = lambdas.world.items()
    lambdas.receive(b"Received: from elsewhere\r\n" + mail())
    assert lambdas.world.items() == before


def test_a_mail_split_by_its_sender_opens_one_ticket_in_each_department(lambdas: Lambdas) -> None:
    for _ in range(2):
        lambdas.receive(recipients=("support@in.example.com",))
        lambdas.receive(recipients=("billing@in.example.com",))
    assert sorted(ticket.department for ticket in lambdas.tickets()) == ["billing", "support"]


@pytest.mark.parametrize(
    "changed",
    [{"text": "Something else.\n"}, {"subject": "Another"}, {"attachments": {"a": b"a"}}],
    ids=["text", "subject", "attachment"],
)
def test_another_mail_of_the_sender_under_the_same_message_id_is_for_people_to_look_at(
    lambdas: Lambdas, changed: dict[str, object]
) -> None:
    lambdas.receive()
    key = lambdas.receive(mail(**changed))  # type: ignore[arg-type]
    assert len(lambdas.tickets()) == 1
    assert [(row["raw_key"], row["reason"]) for row in lambdas.quarantine()] == [
        (key, "another mail with the same Message-ID was taken before")
    ]
    lambdas.announce(notice(key))
    assert len(lambdas.quarantine()) == 1


def test_nobody_can_block_another_senders_mail_by_its_message_id(lambdas: Lambdas) -> None:
    lambdas.receive(mail(sender="eve@evil.example"), source="eve@evil.example")
    lambdas.receive()
    lambdas.receive()
    assert sorted(ticket.requester.email for ticket in lambdas.tickets()) == ["eve@evil.example", CUSTOMER]


def test_mail_without_message_id_is_known_by_its_bytes(lambdas: Lambdas) -> None:
    key = lambdas.receive(mail(message_id=None))
    lambdas.announce(notice(key))
    assert len(lambdas.tickets()) == 1
    lambdas.receive(mail(message_id=None, text="Another.\n"))
    assert len(lambdas.tickets()) == 2
    assert not lambdas.quarantine()


# quarantine


@pytest.mark.parametrize(
    ("raw", "receipt", "reason"),
    [
        (mail(), {"verdicts": PASS | {"spam": "FAIL"}}, "spam check failed"),
        (mail(), {"verdicts": PASS | {"virus": "FAIL"}}, "virus check failed"),
        (mail(), {"verdicts": PASS | {"dmarc": "FAIL"}, "dmarc_policy": "REJECT"}, "asks to reject mail"),
        (mail(), {"verdicts": PASS | {"dmarc": "FAIL"}, "dmarc_policy": "quarantine"}, "asks to quarantine mail"),
        (mail().replace(b"From:", b"X-From:"), {}, "no From header"),
        (b"From: b@x.example\r\n" + mail(), {}, "2 From headers"),
        (mail().replace(b"From: ", b"From: eve@evil.example, "), {}, "more than one address in From"),
        (mail(sender="support+x@in.example.com"), {}, "our own address"),
        (mail(sender="billing@in.example.com"), {}, "our own address"),
        (mail(headers={"X-Lippu-Outbox": "K7QF3M2X-1-2@in.example.com"}), {}, "our own mail come back"),
        (mail(), {"recipients": ("sales@in.example.com",)}, "none of its recipients"),
        (
            mail(sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail Returned to Sender"),
            {"source": ""},
            "machine mail without a ticket",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_taken_is_kept_aside_with_the_reason(
    lambdas: Lambdas, raw: bytes, receipt: dict[str, object], reason: str
) -> None:
    key = lambdas.receive(raw, **receipt)
    lambdas.announce(notice(key, **receipt))  # type: ignore[arg-type]
    (row,) = lambdas.quarantine()
    assert reason in row["reason"]
    assert (row["raw_key"], row["at"]) == (key, "2026-11-23T09:00:00.000Z")
    assert not lambdas.tickets()
    assert not lambdas.entries()
    assert not lambdas.outbox()
    assert lambdas.desk.raw_mail.get(key) == raw, "the original stays"


def test_verdicts_in_the_mail_itself_count_for_nothing(lambdas: Lambdas) -> None:
    forged = mail(headers={"X-SES-Spam-Verdict": "PASS", "X-SES-Virus-Verdict": "PASS"})
    lambdas.receive(forged, verdicts=PASS | {"spam": "FAIL"})
    assert [row["reason"] for row in lambdas.quarantine()] == ["spam check failed"]


def test_a_failed_dmarc_without_policy_becomes_a_flagged_ticket_without_an_answer(lambdas: Lambdas) -> None:
    lambdas.receive(verdicts=PASS | {"dmarc": "FAIL"}, dmarc_policy="none")
    (entry,) = lambdas.entries()
    assert entry.mail is not None
    assert entry.mail.flags == ("unverified",)
    assert not lambdas.outbox()


# who is believed


@pytest.mark.parametrize(
    ("verdicts", "source", "flags"),
    [
        ({"dmarc": "GRAY", "spf": "PASS"}, CUSTOMER, ()),
        ({"dmarc": "GRAY", "spf": "PASS"}, "bounce@mail.customer.example", ()),
        ({"dmarc": "GRAY", "spf": "PASS"}, "eve@evil.example", ("unverified",)),
        ({"dmarc": "GRAY", "spf": "PASS"}, "eve@evilcustomer.example", ("unverified",)),
        ({"dmarc": "GRAY", "spf": "FAIL", "dkim": "PASS"}, CUSTOMER, ("unverified",)),
        ({"dmarc": "PROCESSING_FAILED"}, CUSTOMER, ("unverified",)),
    ],
)
def test_a_sender_is_believed_when_the_check_was_about_the_senders_own_domain(
    lambdas: Lambdas, verdicts: dict[str, str], source: str, flags: tuple[str, ...]
) -> None:
    lambdas.receive(verdicts=PASS | verdicts, source=source)
    (entry,) = lambdas.entries()
    assert entry.mail is not None
    assert entry.mail.flags == flags


# automatic mail


@pytest.mark.parametrize(
    ("headers", "source"),
    [
        ({"Auto-Submitted": "auto-replied"}, CUSTOMER),
        ({"List-Id": "<list.example>"}, CUSTOMER),
        ({"Precedence": "bulk"}, CUSTOMER),
        ({"X-Auto-Response-Suppress": "All"}, CUSTOMER),
        ({"Reply-To": "victim@other.example"}, CUSTOMER),
        ({}, "list-bounces@customer.example"),
    ],
)
def test_mail_that_must_not_be_answered_opens_a_ticket_silently(
    lambdas: Lambdas, headers: dict[str, str], source: str
) -> None:
    lambdas.receive(mail(headers=headers), source=source)
    assert len(lambdas.tickets()) == 1
    assert not lambdas.outbox()


def test_a_person_who_says_so_is_a_person(lambdas: Lambdas) -> None:
    lambdas.receive(mail(headers={"Auto-Submitted": "no"}))
    assert len(lambdas.outbox()) == 1


# the queue


def test_the_object_that_ses_writes_at_set_up_is_ignored(lambdas: Lambdas) -> None:
    before = lambdas.world.items()
    lambdas.announce(notice("inbound/AMAZON_SES_SETUP_NOTIFICATION"))
    assert lambdas.world.items() == before


def test_a_notification_before_its_mail_comes_again(lambdas: Lambdas) -> None:
    with pytest.raises(NotFound):
        lambdas.announce(notice("inbound/not-yet"))
    lambdas.receive(key="inbound/not-yet")
    assert len(lambdas.tickets()) == 1


@pytest.mark.parametrize("body", ["", "not json", "{}", '{"notificationType": "Received"}', "[]", "null"])
def test_a_body_that_is_no_notification_raises_so_that_the_queue_keeps_it(lambdas: Lambdas, body: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        app.ingest_mail(sqs_event(body), LAMBDA_CONTEXT)
    assert not lambdas.tickets()


def test_stored_files_belong_to_the_message(lambdas: Lambdas) -> None:
    lambdas.receive(mail(attachments={"a.txt": b"a"}))
    objects = lambdas.world.aws("s3").list_objects_v2(Bucket=SETTINGS.files_bucket)["Contents"]
    assert [each["Key"] for each in objects] == [lambdas.entries()[0].attachments[0].key]


def test_a_mail_that_breaks_the_reader_is_set_aside_with_its_original(
    lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(raw: bytes) -> object:
        raise RecursionError

    monkeypatch.setattr("chalicelib.services.receive_mail.parse", broken)
    key = lambdas.receive()
    (row,) = lambdas.quarantine()
    assert (row["raw_key"], row["reason"]) == (key, "it could not be read (RecursionError)")


def test_whom_else_the_sender_named_is_kept_and_shown_and_trusted_with_nothing(lambdas: Lambdas) -> None:
    headers = {"Cc": "The Boss <boss@customer.example>", "Reply-To": "other@customer.example"}
    lambdas.receive(mail(headers=headers), verdicts=PASS | {"dmarc": "FAIL"}, dmarc_policy="none")
    facts = lambdas.messages()[0].mail
    assert facts is not None
    assert (facts.to, facts.cc, facts.reply_to) == (
        ("support@in.example.com",),
        ("The Boss <boss@customer.example>",),
        ("other@customer.example",),
    )
    assert (lambdas.ticket().participants, lambdas.ticket().requester.email) == (0, CUSTOMER)
