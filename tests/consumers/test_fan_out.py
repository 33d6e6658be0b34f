"""The table's stream: new outgoing mails and changed tickets go to their queues; nothing in it may stop the shard."""

from typing import Any

import pytest

from chalicelib.domain.errors import Unavailable
from tests.support.desk import SETTINGS
from tests.support.lambdas import Lambdas, insert_record


@pytest.fixture
def records(lambdas: Lambdas) -> list[dict[str, Any]]:
    """What the stream says about a new ticket with all its items."""
    lambdas.receive()
    return [insert_record(item) for item in lambdas.world.items()]


def test_of_all_new_items_only_outgoing_mails_and_tickets_are_queued(
    lambdas: Lambdas, records: list[dict[str, Any]]
) -> None:
    assert len(records) > 5
    lambdas.stream(*records)
    assert lambdas.queued() == [mail.id for mail in lambdas.outbox()]
    assert lambdas.announced() == {lambdas.ticket().reference: [entry.id for entry in lambdas.entries()]}


def test_a_ticket_that_changed_often_in_a_batch_is_announced_once(lambdas: Lambdas) -> None:
    lambdas.receive()
    lambdas.agent_replies()
    changes = [insert_record(item) for item in lambdas.world.items()]
    lambdas.stream(*changes, *(change | {"eventName": "MODIFY"} for change in changes))
    assert lambdas.news() == [
        {"ticket": lambdas.ticket().reference, "entries": [entry.id for entry in lambdas.entries()]}
    ]


def test_a_mail_that_was_set_aside_is_announced_when_it_comes_and_when_it_is_decided(lambdas: Lambdas) -> None:
    lambdas.receive(verdicts={"virus": "FAIL"})
    records = [insert_record(item) for item in lambdas.world.items()]
    id = lambdas.quarantine()[0]["pk"].removeprefix("QUARANTINE#")
    for name in ("INSERT", "MODIFY"):
        lambdas.stream(*(record | {"eventName": name} for record in records))
        assert lambdas.news() == [{"mail": id}]


def test_a_ticket_whose_head_alone_changed_is_announced_without_entries(
    lambdas: Lambdas, records: list[dict[str, Any]]
) -> None:
    lambdas.stream(*(record | {"eventName": "MODIFY"} for record in records))
    assert lambdas.announced() == {lambdas.ticket().reference: []}


def test_what_is_gone_is_not_announced(lambdas: Lambdas, records: list[dict[str, Any]]) -> None:
    lambdas.stream(*(record | {"eventName": "REMOVE"} for record in records))
    assert lambdas.announced() == {}


def test_the_real_stream_of_the_table_is_understood(lambdas: Lambdas) -> None:
    lambdas.receive()
    streams = lambdas.world.aws("dynamodbstreams")
    (stream,) = streams.list_streams(TableName=SETTINGS.table)["Streams"]
    shard = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(
        StreamArn=stream["StreamArn"], ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    lambdas.stream(*streams.get_records(ShardIterator=iterator)["Records"])
    assert lambdas.queued() == [mail.id for mail in lambdas.outbox()]


def test_changed_and_deleted_mails_are_not_queued_again(lambdas: Lambdas, records: list[dict[str, Any]]) -> None:
    for name in ("MODIFY", "REMOVE"):
        lambdas.stream(*(record | {"eventName": name} for record in records))
    assert lambdas.queued() == []


def test_a_mail_that_is_not_pending_is_not_queued(lambdas: Lambdas, records: list[dict[str, Any]]) -> None:
    lambdas.send_everything()
    lambdas.stream(*(insert_record(item) for item in lambdas.world.items()))
    assert lambdas.queued() == []


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"eventName": "INSERT"},
        {"eventName": "INSERT", "dynamodb": None},
        {"eventName": "INSERT", "dynamodb": {}},
        {"eventName": "INSERT", "dynamodb": {"NewImage": None}},
        {"eventName": "INSERT", "dynamodb": {"NewImage": {}}},
        {"eventName": "INSERT", "dynamodb": {"NewImage": {"id": {"N": "1"}, "state": {"S": "pending"}}}},
        {"eventName": "INSERT", "dynamodb": {"NewImage": {"id": {"S": "odd"}, "state": {"S": "pending"}}}},
        {"eventName": "INSERT", "dynamodb": {"Keys": None}},
        {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"N": "1"}, "sk": {"S": "TICKET"}}}},
        {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": "T#odd"}, "sk": {"S": "TICKET"}}}},
    ],
)
def test_an_odd_record_is_passed_over_and_the_others_are_not(
    lambdas: Lambdas, records: list[dict[str, Any]], odd: dict[str, Any]
) -> None:
    lambdas.stream(odd, *records, odd)
    assert lambdas.queued() == [mail.id for mail in lambdas.outbox()]
    assert list(lambdas.announced()) == [lambdas.ticket().reference]


@pytest.mark.parametrize("queue", ["outbound_queue_url", "derived_queue_url"])
def test_a_queue_that_does_not_answer_raises_so_that_the_batch_comes_again(
    lambdas: Lambdas, records: list[dict[str, Any]], queue: str
) -> None:
    lambdas.world.aws("sqs").delete_queue(QueueUrl=getattr(lambdas.desk.settings, queue))
    with pytest.raises(Unavailable):
        lambdas.stream(*records)
