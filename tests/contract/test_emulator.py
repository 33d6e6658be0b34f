"""What the tests rely on in the emulator."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.desk import SETTINGS, World


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("impatient_threads")
def test_requests_at_the_same_time_do_not_disturb_each_other(world: World) -> None:
    table = {"TableName": SETTINGS.table}
    client = world.aws("dynamodb")

    def write_or_read(number: int) -> int:
        if number % 2:
            client.put_item(**table, Item={"pk": {"S": f"X#{number}"}, "sk": {"S": "X"}})
            return 0
        found = client.query(
            **table,
            IndexName="by_assignee",
            KeyConditionExpression="mine = :mine",
            ExpressionAttributeValues={":mine": {"S": "anna#new"}},
        )
        return int(found["Count"])

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(write_or_read, range(300))) == {0}
    assert len([item for item in world.items() if item["pk"]["S"].startswith("X#")]) == 150
