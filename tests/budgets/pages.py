"""A page of the workspace that has been open for a while, at a desk where others work as well."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.adapters.dynamo import feed_items
from chalicelib.domain.presence import Activity, Presence
from chalicelib.domain.ticket import Ticket
from chalicelib.services.feed_ports import Left
from tests.budgets.surroundings import BACKGROUND, Office, a_ticket

COLLEAGUES = 25


def a_page(office: Office, *, changed: int, at: Ticket | None = None) -> Callable[[], object]:
    """What the page asks. Colleagues are at a ticket each; a ticket of others changed a moment ago, and so many of the
    reader's own since the last look; with `at` the page says where its reader is."""
    _forget(office)
    desk, now = office.desk, office.now
    for number in range(COLLEAGUES):
        _somebody(office, number)
    desk.feed._store.log(now, a_ticket(desk, BACKGROUND.id, now), Left())
    since = desk.feed.look(office.agent, None).cursor
    for _ in range(changed):
        desk.feed._store.log(now + timedelta(seconds=1), a_ticket(desk, office.department.id, now), Left())
    if at is None:
        return lambda: desk.feed.look(office.agent, since)
    return lambda: desk.feed.here(office.agent, at, Activity.REPLYING, since)


def _somebody(office: Office, number: int) -> None:
    reference = office.desk.ids.reference()
    presence = Presence(reference, f"a-{number}", Activity.VIEWING, office.now, BACKGROUND.id, None, 3)
    office.put(feed_items.here_to_item(presence))


def _forget(office: Office) -> None:
    """What other pages and changes left behind."""
    table = office.desk.table
    answer = table.query("pk = :feed", {"feed": feed_items.FEED}, limit=1000)
    for item in answer["Items"]:
        table.delete(item["pk"]["S"], item["sk"]["S"])
