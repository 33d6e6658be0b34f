import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.outbox import (
    BACKOFF,
    LEASE,
    MAX_REFUSALS,
    SAFETY_NET,
    Delivery,
    MailKind,
    OutboxMail,
    SendState,
    claimed,
    failed,
    lease_over,
    outbox_id,
    pending,
    refused,
    rises,
    sent,
    split_outbox_id,
    suppressed,
)
from tests.support.clock import START
from tests.support.tickets import REFERENCE

ENTRY = "01KB3RSEVW0000000000000001"
LATER = START + timedelta(hours=1)


def a_mail(kind: MailKind = MailKind.REPLY) -> OutboxMail:
    return pending(REFERENCE, ENTRY, kind, "maija@customer.example", "Maija", START)


def test_a_new_mail_waits_and_is_looked_for_if_nobody_takes_it() -> None:
    mail = a_mail()
    assert (mail.state, mail.attempt, mail.fires_at) == (SendState.PENDING, 0, START + SAFETY_NET)


def test_the_same_mail_always_has_the_same_id() -> None:
    one = outbox_id(REFERENCE, ENTRY, MailKind.REPLY, "Maija@customer.example")
    assert one == a_mail().id
    assert outbox_id(REFERENCE, ENTRY, MailKind.NOTICE, "maija@customer.example") != one
    assert outbox_id(REFERENCE, ENTRY, MailKind.REPLY, "pekka@customer.example") != one
    assert re.fullmatch("[A-Za-z0-9-]{1,256}", one), "an SES tag takes no other characters"


def test_an_id_names_its_ticket_and_entry() -> None:
    assert (split_outbox_id(a_mail().id) or ())[:2] == (REFERENCE, ENTRY)


@pytest.mark.parametrize("id", ["", "a-b-c", f"{REFERENCE}-{ENTRY}", f"{REFERENCE}-{ENTRY}-12345678-x", ENTRY])
def test_a_foreign_id_is_told_apart(id: str) -> None:
    assert split_outbox_id(id) is None


def test_a_claim_counts_the_attempt_and_holds_a_lease() -> None:
    mail = claimed(a_mail(), LATER, "one")
    assert (mail.state, mail.attempt, mail.fires_at) == (SendState.SENDING, 1, LATER + LEASE)


def test_what_is_over_is_not_looked_for_again() -> None:
    mail = claimed(a_mail(), LATER, "one")
    for end, state in (
        (sent(mail, "ses-1"), SendState.SENT),
        (failed(mail, "x"), SendState.FAILED),
        (suppressed(mail, "x"), SendState.SUPPRESSED),
    ):
        assert (end.state, end.fires_at) == (state, None)
    assert sent(mail, "ses-1").ses_id == "ses-1"


def test_refusals_wait_longer_each_time_and_end_where_people_see_it() -> None:
    mail = a_mail()
    waits = []
    while mail.state is SendState.PENDING:
        mail = refused(claimed(mail, START, "one"), "429", START)
        waits.append(mail.fires_at - START if mail.fires_at else None)
    assert waits[:4] == list(BACKOFF)
    assert waits[-2:] == [BACKOFF[-1], None]
    assert (mail.state, len(waits), mail.reason) == (SendState.FAILED, MAX_REFUSALS, "429")


def test_a_reply_of_unknown_fate_is_repeated_once_and_flagged() -> None:
    first = lease_over(claimed(a_mail(), START, "one"), LATER)
    assert (first.state, first.possible_duplicate) == (SendState.PENDING, True)
    second = lease_over(claimed(first, LATER, "one"), LATER)
    assert (second.state, second.fires_at, second.attempt) == (SendState.UNKNOWN, None, 2)


@pytest.mark.parametrize("kind", [MailKind.ACKNOWLEDGEMENT, MailKind.NOTICE])
def test_automatic_mail_of_unknown_fate_is_never_repeated(kind: MailKind) -> None:
    assert lease_over(claimed(a_mail(kind), START, "one"), LATER).state is SendState.UNKNOWN


def test_a_refused_repetition_stays_flagged() -> None:
    repeated = claimed(lease_over(claimed(a_mail(), START, "one"), LATER), LATER, "two")
    again = refused(repeated, "429", LATER)
    assert again.possible_duplicate
    assert lease_over(claimed(again, LATER, "one"), LATER).state is SendState.UNKNOWN


def test_delivery_reports_only_rise() -> None:
    order = [Delivery.NONE, Delivery.DELAYED, Delivery.DELIVERED, Delivery.BOUNCED, Delivery.COMPLAINED]
    for low, old in enumerate(order):
        for high, new in enumerate(order):
            assert rises(old, new) == (high > low)


def test_sending_twice_keeps_an_id_that_is_known() -> None:
    assert sent(replace(a_mail(), ses_id="first"), "").ses_id == "first"
