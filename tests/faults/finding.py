"""Flows of the search index: words come into it, and it is put in order."""

from collections.abc import Callable

from chalicelib.adapters.dynamo.drawers import Drawers
from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.search.ranking import Sort
from chalicelib.services.searching import Page
from tests.faults.acts import flow, new_ticket, polling
from tests.faults.plan import Crash
from tests.faults.site import Site
from tests.support.desk import AGENT
from tests.support.mails import mail


def _is_found(site: Site) -> None:
    listed = site.desk.searching.find(AGENT, "printer burns", Page(Sort.NEWEST, 25))
    assert [row.reference for row in listed.rows] == list(site.read().tickets)


@flow("words come into the index", then=_is_found)
def words(site: Site) -> Callable[[], bool]:
    site.store_mail(mail())
    site.inbound.poll()
    site.read_stream()
    return polling(site.derived)


@flow("index put in order", then=_is_found)
def order(site: Site) -> Callable[[], bool]:
    new_ticket(site)

    def settle() -> bool:
        desk = site.desk
        index = DynamoSearchIndex(desk.table, desk.tickets, Drawers(desk.table, fewest_cards=1))
        try:
            site.guard(index.settle)
        except (Crash, Unavailable):
            return False
        return True

    return settle
