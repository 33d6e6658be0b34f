"""What lists, customers and the directory show after a change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from chalicelib.services.reading import Filter
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER


def test_a_list_without_statuses_is_of_what_waits_for_us(opened: Lambdas) -> None:
    def listed(*statuses: Status) -> list[str]:
        page = opened.desk.reading.list(AGENT, Filter(statuses=statuses), "newest", 25, None)
        return [row.reference for row in page.rows]

    ticket = opened.ticket()
    assert listed() == [ticket.reference]
    opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(status=Status.CLOSED), None)
    assert listed() == []
    assert listed(Status.CLOSED, Status.SPAM) == [ticket.reference]


def test_an_agent_corrects_a_customer(opened: Lambdas) -> None:
    id = customer_id_for(CUSTOMER)
    after = opened.desk.customers.edit(AGENT, id, 1, " Maija  P. ", None)
    assert (after.name, after.phone, after.version) == ("Maija P.", "", 2)
    after = opened.desk.customers.edit(AGENT, id, 2, None, "+358 40 1")
    assert (after.name, after.phone, after.version) == ("Maija P.", "+358 40 1", 3)
    assert opened.desk.customers.get(AGENT, id).customer == after
    with pytest.raises(StaleVersion) as refusal:
        opened.desk.customers.edit(AGENT, id, 2, "Other", None)
    assert refusal.value.current == after


def test_the_directory_is_remembered_for_half_a_minute(lambdas: Lambdas) -> None:
    cache = lambdas.desk.directory_cache
    assert cache.current().departments["support"] == SUPPORT
    lambdas.desk.directory.save_department(replace(SUPPORT, name="Care"))
    lambdas.world.clock.advance(timedelta(seconds=29))
    assert cache.current().departments["support"].name == SUPPORT.name
    lambdas.world.clock.advance(timedelta(seconds=1))
    assert cache.current().departments["support"].name == "Care"
    lambdas.desk.directory.save_department(SUPPORT)
    cache.forget()
    assert cache.current().departments["support"] == SUPPORT
