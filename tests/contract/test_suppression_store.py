"""Addresses that must not be written to, asked for one by one."""

import pytest

from chalicelib.adapters.dynamo.suppression_store import DynamoSuppressionStore
from chalicelib.services.ports import SuppressionStore
from chalicelib.services.records import Suppression
from tests.support.clock import START
from tests.support.desk import World
from tests.support.mails import CUSTOMER


@pytest.fixture
def suppressions(world: World) -> SuppressionStore:
    return DynamoSuppressionStore(world.desk.table)


def test_a_suppression_says_why_and_since_when(world: World, suppressions: SuppressionStore) -> None:
    assert suppressions.get(CUSTOMER) is None
    world.desk.outbox.suppress(CUSTOMER.upper(), "bounced", START)
    assert suppressions.get(CUSTOMER) == Suppression(CUSTOMER, "bounced", START)


def test_a_lifted_suppression_is_gone_and_lifting_again_does_no_harm(
    world: World, suppressions: SuppressionStore
) -> None:
    world.desk.outbox.suppress(CUSTOMER, "complained", START)
    suppressions.lift(CUSTOMER.upper())
    suppressions.lift(CUSTOMER)
    assert suppressions.get(CUSTOMER) is None
    assert not world.desk.outbox.is_suppressed(CUSTOMER)
