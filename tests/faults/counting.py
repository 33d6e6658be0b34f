"""Flows of what follows from tickets: counts, and views that are saved and counted."""

from collections.abc import Callable
from datetime import timedelta

from tests.faults.acts import agent_replied, ask, changing, flow, new_ticket, polling
from tests.faults.site import Site
from tests.support.desk import AGENT

VIEW = {"name": "Waiting", "conditions": [{"field": "status", "op": "is", "values": ["new", "open"]}]}


@flow("derive: counts follow a ticket")
def counts_follow(site: Site) -> Callable[[], bool]:
    """An answer takes the ticket out of one status, an hour and nobody's tickets."""
    agent_replied(site)
    while site.stream_waits():
        site.read_stream()
    return polling(site.derived)


@flow("derive: a note mentions somebody")
def mention(site: Site) -> Callable[[], bool]:
    ticket = new_ticket(site)
    assert changing(site, ticket, "POST", "/notes", {"text": "Look.", "mentions": [AGENT.id]})()
    while site.stream_waits():
        site.read_stream()
    return polling(site.derived)


def _the_view_is_counted(site: Site) -> None:
    (view,) = site.read().views.values()
    assert view.counted == view.counting


@flow("a view is saved", then=_the_view_is_counted)
def saved(site: Site) -> Callable[[], bool]:
    new_ticket(site)
    return _saving(site)


@flow("a view is counted", then=_the_view_is_counted)
def counted(site: Site) -> Callable[[], bool]:
    new_ticket(site)
    assert _saving(site)()
    site.clock.advance(timedelta(minutes=2))

    def count() -> bool:
        site.tick()
        site.derived.poll()
        return True

    return count


def _saving(site: Site) -> Callable[[], bool]:
    def save() -> bool:
        response = ask(site, "POST", "/api/views", VIEW, {"Idempotency-Key": "view"})
        assert response is None or response.status_code == 201, response.body
        return response is not None

    return save
