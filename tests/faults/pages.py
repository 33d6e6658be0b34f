"""Flows of pages that stay open: who is at a ticket, and the log of what changed."""

from collections.abc import Callable
from datetime import timedelta

from tests.faults.acts import ask, changing, flow, new_ticket, polling
from tests.faults.site import Site
from tests.support.desk import ADMIN, AGENT


def _believed_and_forgotten(site: Site) -> None:
    """What was said long ago counts no more, and can be said again."""
    (ticket,) = site.read().tickets.values()
    feed = site.desk.feed
    assert feed.look(ADMIN, None).here == ()
    assert ask(site, "PUT", f"/api/tickets/{ticket.reference}/presence", {"activity": "noting"}, {})
    assert [each.agent for each in feed.look(ADMIN, None).here] == [AGENT.id]


@flow("agent says where they are", then=_believed_and_forgotten)
def being_there(site: Site) -> Callable[[], bool]:
    path = f"/api/tickets/{new_ticket(site).reference}/presence"
    return lambda: ask(site, "PUT", path, {"activity": "replying"}, {}) is not None


def _written_down(site: Site) -> None:
    (ticket,) = site.read().tickets.values()
    lines = site.desk.feed._store.look(site.clock.now() - timedelta(minutes=40), 500).changes
    assert max(line.version for line in lines) == ticket.version


@flow("derive a changed ticket", then=_written_down)
def derived(site: Site) -> Callable[[], bool]:
    assert changing(site, new_ticket(site), "PATCH", "", {"priority": "high"})()
    site.read_stream()
    return polling(site.derived)
