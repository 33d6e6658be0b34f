"""A sender who writes too much waits for himself: nobody else waits, and nothing is lost or doubled."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import app
from chalicelib.consumers import inbound_mail
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.floods import WINDOW, FloodWatch
from chalicelib.services.slow_lane import SlowLane
from infra.local.sources import Invoke, QueueSource
from tests.support.desk import REGION
from tests.support.lambdas import LAMBDA_CONTEXT, Lambdas, sqs_event
from tests.support.mails import CUSTOMER, PASS, mail, notice
from tests.support.proof import is_full
from tests.support.quick_moto import quick_transactions

LIMIT = 5
ROBOT = "robot@shop.example"
FORGED = PASS | {"dmarc": "FAIL", "spf": "FAIL", "dkim": "FAIL"}


@pytest.fixture(autouse=True)
def short_patience(lambdas: Lambdas) -> Iterator[None]:
    desk = lambdas.desk
    desk.slow_lane = SlowLane(desk.held_queue, desk.clock, FloodWatch(LIMIT))
    with quick_transactions():
        yield


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What is logged of senders on hold."""
    lines: list[dict[str, Any]] = []
    monkeypatch.setattr(inbound_mail.log, "warning", lambda message, extra: lines.append({"message": message} | extra))
    yield lines


def stored(lambdas: Lambdas, sender: str, number: int, **receipt: Any) -> dict[str, Any]:
    """A mail in the bucket and its announcement, with the headers that SES copies into it."""
    key = f"inbound/{sender}-{number}"
    text = f"I am mail {number} of {sender}.\n"
    lambdas.world.put_raw(key, mail(sender=sender, text=text, message_id=f"<{number}.{sender}>"))
    notification = notice(key, **({"source": sender} | receipt))
    notification["mail"]["commonHeaders"] = {"from": [f"Somebody <{sender}>"]}
    return notification


def held(lambdas: Lambdas) -> int:
    url = lambdas.desk.settings.held_queue_url
    name = "ApproximateNumberOfMessages"
    found = lambdas.world.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(found["Attributes"][name])


def drained(lambdas: Lambdas, url: str, function: Invoke) -> int:
    """Give every message of a queue to its function; how many there were."""
    source = QueueSource(lambdas.world.aws("sqs"), url, f"arn:aws:sqs:{REGION}:0:q", function, wait=0)
    return sum(iter(source.poll, 0))


def taken(lambdas: Lambdas) -> list[str]:
    return sorted(entry.body.text for entry in lambdas.messages() if entry.body)


def slowly(lambdas: Lambdas) -> int:
    return drained(lambdas, lambdas.desk.settings.held_queue_url, lambda event: app.ingest_held(event, LAMBDA_CONTEXT))


def test_a_flood_keeps_nobody_else_waiting_and_every_mail_of_it_is_taken_once(lambdas: Lambdas) -> None:
    sqs = lambdas.world.aws("sqs")
    inbound = sqs.create_queue(QueueName="lippu-test-inbound")["QueueUrl"]
    flood, others = (range(270), range(30)) if is_full() else (range(90), range(10))
    for number in flood:
        announced = [stored(lambdas, ROBOT, number)]
        if number % 9 == 0:
            announced.append(stored(lambdas, f"somebody-{number // 9}@customer.example", 1))
        for notification in announced:
            sqs.send_message(QueueUrl=inbound, MessageBody=json.dumps(notification))

    first = drained(lambdas, inbound, lambda event: app.ingest_mail(event, LAMBDA_CONTEXT))
    of_others = [f"I am mail 1 of somebody-{number}@customer.example.\n" for number in others]
    assert first == len(flood) + len(others)
    assert [text for text in taken(lambdas) if ROBOT not in text] == sorted(of_others)
    assert len(taken(lambdas)) == len(others) + LIMIT
    assert held(lambdas) == len(flood) - LIMIT

    assert slowly(lambdas) == len(flood) - LIMIT
    assert taken(lambdas) == sorted([*of_others, *(f"I am mail {number} of {ROBOT}.\n" for number in flood)])
    assert lambdas.quarantine() == []


def test_a_mail_that_was_put_on_hold_twice_is_taken_once(lambdas: Lambdas) -> None:
    """A process may die after it put the mail on hold and before the queue learnt of it."""
    announced = [stored(lambdas, ROBOT, number) for number in range(LIMIT + 1)]
    for notification in [*announced, announced[-1]]:
        lambdas.announce(notification)
    assert held(lambdas) == 2
    slowly(lambdas)
    assert taken(lambdas) == [f"I am mail {number} of {ROBOT}.\n" for number in range(LIMIT + 1)]


def test_the_slow_lane_holds_nobody(lambdas: Lambdas) -> None:
    announced = [json.dumps(stored(lambdas, ROBOT, number)) for number in range(3 * LIMIT)]
    app.ingest_held(sqs_event(*announced), LAMBDA_CONTEXT)
    assert (len(taken(lambdas)), held(lambdas)) == (3 * LIMIT, 0)


def test_who_slowed_down_is_taken_at_once_again(lambdas: Lambdas) -> None:
    for number in range(LIMIT + 1):
        lambdas.announce(stored(lambdas, ROBOT, number))
    lambdas.world.clock.advance(WINDOW)
    lambdas.announce(stored(lambdas, ROBOT, 99))
    assert held(lambdas) == 1
    assert f"I am mail 99 of {ROBOT}.\n" in taken(lambdas)


def test_a_sender_is_known_by_from_although_each_mail_has_an_envelope_sender_of_its_own(lambdas: Lambdas) -> None:
    for number in range(LIMIT + 2):
        lambdas.announce(stored(lambdas, ROBOT, number, source=f"bounce-{number}@relay.example"))
    assert held(lambdas) == 2


@pytest.mark.parametrize("named", [None, [], ["nobody at all"]])
def test_without_an_address_in_from_the_envelope_tells_the_sender(lambdas: Lambdas, named: list[str] | None) -> None:
    for number in range(LIMIT + 2):
        notification = stored(lambdas, ROBOT, number)
        del notification["mail"]["commonHeaders"]
        if named is not None:
            notification["mail"]["commonHeaders"] = {"from": named}
        lambdas.announce(notification)
    lambdas.announce(stored(lambdas, CUSTOMER, 1))
    assert held(lambdas) == 2


def test_senders_without_any_address_count_as_one(lambdas: Lambdas) -> None:
    for number in range(LIMIT + 2):
        notification = notice(f"inbound/{number}", source="")
        lambdas.world.put_raw(f"inbound/{number}", mail(sender="nobody", message_id=f"<{number}@x.example>"))
        lambdas.announce(notification)
    assert (len(lambdas.quarantine()), held(lambdas)) == (LIMIT, 2)


def test_a_forger_cannot_slow_down_the_person_whose_address_he_writes(lambdas: Lambdas) -> None:
    for number in range(LIMIT + 3):
        lambdas.announce(stored(lambdas, CUSTOMER, number, verdicts=FORGED))
    assert held(lambdas) == 3
    lambdas.announce(stored(lambdas, CUSTOMER, 99))
    assert f"I am mail 99 of {CUSTOMER}.\n" in taken(lambdas)


def test_a_mail_goes_the_slow_lane_without_being_fetched(lambdas: Lambdas) -> None:
    for number in range(LIMIT):
        lambdas.announce(stored(lambdas, ROBOT, number))
    lambdas.announce(notice("inbound/not-there-yet", source=ROBOT))
    assert held(lambdas) == 1


def test_a_slow_lane_that_does_not_answer_raises_so_that_the_mail_comes_again(lambdas: Lambdas) -> None:
    for number in range(LIMIT):
        lambdas.announce(stored(lambdas, ROBOT, number))
    lambdas.world.aws("sqs").delete_queue(QueueUrl=lambdas.desk.settings.held_queue_url)
    with pytest.raises(Unavailable):
        lambdas.announce(stored(lambdas, ROBOT, LIMIT))
    lambdas.world.aws("sqs").create_queue(QueueName="lippu-test-held")
    lambdas.announce(stored(lambdas, ROBOT, LIMIT))
    assert held(lambdas) == 1


def test_a_sender_on_hold_is_told_once_in_a_window_by_customer_and_not_by_address(
    lambdas: Lambdas, told: list[dict[str, Any]]
) -> None:
    for number in range(LIMIT + 4):
        lambdas.announce(stored(lambdas, ROBOT, number))
    line = {"message": "sender on hold", "held_sender": customer_id_for(ROBOT)}
    assert told == [line]
    lambdas.world.clock.advance(WINDOW - timedelta(seconds=1))
    lambdas.announce(stored(lambdas, ROBOT, 50))
    assert told == [line]
    for number in range(60, 60 + LIMIT):
        lambdas.world.clock.advance(timedelta(seconds=1))
        lambdas.announce(stored(lambdas, ROBOT, number))
    assert told == [line, line]


@pytest.mark.parametrize("body", ["no json", "[]", "null", '{"not": "a receipt"}'])
def test_a_held_body_that_is_no_notification_raises_so_that_the_queue_keeps_it(lambdas: Lambdas, body: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        app.ingest_held(sqs_event(body), LAMBDA_CONTEXT)
