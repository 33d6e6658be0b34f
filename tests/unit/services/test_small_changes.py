"""What lists and the directory show after a change."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Status
from chalicelib.services.reading import Filter
from tests.support.desk import AGENT, SUPPORT
from tests.support.lambdas import Lambdas


def test_a_list_without_statuses_is_of_what_waits_for_us(opened: Lambdas) -> None:
    def listed(*statuses: Status) -> list[str]:
        page = opened.desk.reading.list(AGENT, Filter(statuses=statuses), "newest", 25, None)
        return [row.reference for row in page.rows]

    ticket = opened.ticket()
    assert listed() == [ticket.reference]
    opened.desk.edits.edit(AGENT, ticket, ticket.version, Edit(status=Status.CLOSED), None)
    assert listed() == []
    assert listed(Status.CLOSED, Status.SPAM) == [ticket.reference]


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
