"""What SES reports about a mail: it is written down once, tells the ticket, and alone stops writing to an address."""

import itertools
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

import app
from chalicelib.consumers import mail_feedback as feedback
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.moves import noted
from chalicelib.domain.outbox import Delivery, OutboxMail, SendState, sent
from chalicelib.domain.timeline import SYSTEM, EntryKind, EventName
from tests.support.lambdas import LAMBDA_CONTEXT, Lambdas, sqs_event
from tests.support.mails import CUSTOMER


@pytest.fixture
def answered(lambdas: Lambdas) -> Lambdas:
    """A ticket whose acknowledgement was sent."""
    lambdas.receive()
    lambdas.send_everything()
    return lambdas


def the_mail(lambdas: Lambdas) -> OutboxMail:
    (only,) = lambdas.outbox()
    return only


def event(lambdas: Lambdas, kind: str, id: str | None = None, **details: Any) -> dict[str, Any]:
    outgoing = the_mail(lambdas)
    tags = {"outbox_id": [outgoing.id if id is None else id], "attempt": ["1"]}
    return {
        "eventType": kind,
        "mail": {"messageId": outgoing.ses_id, "destination": [CUSTOMER], "tags": tags},
    } | details


def bounce(lambdas: Lambdas, kind: str = "Permanent", who: str = CUSTOMER) -> dict[str, Any]:
    return event(lambdas, "Bounce", bounce={"bounceType": kind, "bouncedRecipients": [{"emailAddress": who}]})


def complaint(lambdas: Lambdas, who: str = CUSTOMER) -> dict[str, Any]:
    return event(lambdas, "Complaint", complaint={"complainedRecipients": [{"emailAddress": who}]})


def notes(lambdas: Lambdas) -> list[str]:
    found = [entry for entry in lambdas.entries() if entry.kind is EntryKind.EVENT]
    assert all(entry.author == SYSTEM and entry.event is EventName.DELIVERY_FAILED for entry in found)
    return [entry.detail for entry in found]


@pytest.mark.parametrize(
    ("kind", "delivery"),
    [("Send", Delivery.NONE), ("DeliveryDelay", Delivery.DELAYED), ("Delivery", Delivery.DELIVERED)],
)
def test_good_news_is_written_down_and_tells_nobody(answered: Lambdas, kind: str, delivery: Delivery) -> None:
    before = answered.ticket()
    answered.report(event(answered, kind))
    assert (the_mail(answered).state, the_mail(answered).delivery) == (SendState.SENT, delivery)
    assert answered.ticket() == before
    assert not notes(answered)
    assert not answered.suppressed()


def test_a_permanent_bounce_tells_the_ticket_and_stops_writing_to_the_address(answered: Lambdas) -> None:
    before = answered.ticket()
    answered.report(bounce(answered))
    assert (the_mail(answered).delivery, the_mail(answered).reason) == (
        Delivery.BOUNCED,
        "address does not accept mail",
    )
    assert notes(answered) == [f"mail to {CUSTOMER} came back: address does not accept mail"]
    assert answered.suppressed() == [CUSTOMER]
    assert answered.ticket() == noted(before), "a bounce wakes nobody"


def test_a_passing_bounce_tells_the_ticket_and_stops_nothing(answered: Lambdas) -> None:
    answered.report(bounce(answered, "Transient"))
    assert notes(answered) == [f"mail to {CUSTOMER} came back: not delivered for now"]
    assert not answered.suppressed()


def test_a_complaint_tells_the_ticket_and_stops_writing_to_the_address(answered: Lambdas) -> None:
    answered.report(complaint(answered))
    assert the_mail(answered).delivery is Delivery.COMPLAINED
    assert notes(answered) == [f"{CUSTOMER} reported the mail as spam"]
    assert answered.suppressed() == [CUSTOMER]


def test_a_mail_that_ses_rejects_has_failed(answered: Lambdas) -> None:
    answered.report(event(answered, "Reject", reject={"reason": "Bad content"}))
    assert (the_mail(answered).state, the_mail(answered).reason) == (SendState.FAILED, "SES found a virus in it")
    assert notes(answered) == ["the mail was not sent: SES found a virus in it"]
    answered.report(event(answered, "Send"))
    assert the_mail(answered).state is SendState.FAILED, "the Send event of a rejected mail may come late"


def test_a_rejection_that_races_with_the_answer_comes_again(answered: Lambdas) -> None:
    rejected = event(answered, "Reject")
    with patch.object(answered.desk.outbox, "replace", lambda old, new: False), pytest.raises(Unavailable):
        answered.report(rejected)
    answered.report(rejected)
    assert the_mail(answered).state is SendState.FAILED
    assert len(notes(answered)) == 1


@pytest.mark.parametrize("make", [bounce, complaint], ids=["bounce", "complaint"])
def test_a_report_that_comes_twice_changes_nothing(answered: Lambdas, make: Any) -> None:
    report = make(answered)
    answered.report(report)
    before = answered.world.items()
    answered.world.clock.advance(timedelta(hours=1))
    answered.report(report)
    assert answered.world.items() == before


def test_a_report_whose_half_was_lost_is_completed_when_it_comes_again(answered: Lambdas) -> None:
    report = bounce(answered)
    with (
        patch.object(answered.desk.outbox, "record_delivery", side_effect=Unavailable("x")),
        pytest.raises(Unavailable),
    ):
        answered.report(report)
    answered.report(report)
    assert the_mail(answered).delivery is Delivery.BOUNCED
    assert len(notes(answered)) == 1
    assert answered.suppressed() == [CUSTOMER]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_reports_in_any_order_end_the_same(answered: Lambdas, order: tuple[int, ...]) -> None:
    reports = [event(answered, "Send"), event(answered, "Delivery"), complaint(answered)]
    for number in order:
        answered.report(reports[number])
    assert (the_mail(answered).state, the_mail(answered).delivery) == (SendState.SENT, Delivery.COMPLAINED)
    assert len(notes(answered)) == 1


def test_an_address_that_is_not_the_mails_is_not_suppressed(answered: Lambdas) -> None:
    answered.report(bounce(answered, who="victim@other.example"))
    assert not answered.suppressed()


def test_the_address_counts_in_any_case_and_the_mails_own_if_none_is_named(answered: Lambdas) -> None:
    report = bounce(answered, who=CUSTOMER.upper())
    answered.report(report)
    assert answered.suppressed() == [CUSTOMER]
    report["bounce"]["bouncedRecipients"] = []
    answered.report(report)
    assert answered.suppressed() == [CUSTOMER]


@pytest.mark.parametrize("id", ["", "nonsense", "K7QF3M2X-01KB3RSEVW0000000000000001-00000000", "a-b-c"])
@pytest.mark.parametrize("kind", ["Send", "Bounce", "Reject"])
def test_a_report_about_no_mail_of_ours_changes_nothing(answered: Lambdas, kind: str, id: str) -> None:
    before = answered.world.items()
    answered.report(bounce(answered) | event(answered, kind, id))
    assert answered.world.items() == before


@pytest.mark.parametrize("kind", ["Open", "Click", "Rendering Failure", ""])
def test_other_reports_change_nothing(answered: Lambdas, kind: str) -> None:
    before = answered.world.items()
    answered.report(event(answered, kind))
    answered.report({"eventType": kind, "mail": {"messageId": "x"}})
    assert answered.world.items() == before


def test_a_busy_ticket_sends_the_report_back_to_the_queue(answered: Lambdas) -> None:
    store, report = answered.desk.tickets, bounce(answered)
    stale = noted(answered.ticket())
    with patch.object(store, "ticket", lambda reference: stale):
        answered.report(report)  # finds out what is current, and tells it
    assert len(notes(answered)) == 1


@pytest.mark.parametrize("body", ["", "not json", "[]", '{"eventType": "Bounce"}'])
def test_a_body_that_is_no_report_raises_so_that_the_queue_keeps_it(lambdas: Lambdas, body: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        app.mail_feedback(sqs_event(body), LAMBDA_CONTEXT)


def test_an_event_of_a_mail_that_waits_to_be_repeated_stops_the_repetition(lambdas: Lambdas) -> None:
    lambdas.receive()
    waiting = the_mail(lambdas)
    lambdas.report(event(lambdas, "Send"))
    assert the_mail(lambdas) == sent(waiting, "")
    lambdas.send(waiting.id)
    assert not lambdas.sent()


def test_the_text_with_which_ses_greets_a_new_destination_is_passed_over(lambdas: Lambdas) -> None:
    greeting = "Successfully validated SNS topic for Amazon SES event publishing."
    stored = lambdas.world.items()
    feedback.consume({"Records": [{"body": greeting}]}, lambdas.desk.mail_feedback)
    assert lambdas.world.items() == stored
