"""Flows of settings that change: by an admin, and by the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from tests.faults.acts import flow, ticking
from tests.faults.site import Site
from tests.support.setting_up import set_up
from tests.support.settings import OFFICE


def _renewed_once(site: Site) -> None:
    directory = site.desk.directory.load()
    office = directory.schedules[OFFICE.id]
    assert (office.known_through, office.version) == (2032, 2)
    assert date(2032, 12, 6) in office.public_holidays
    records = [item for item in site.world.items() if item["pk"]["S"].startswith("AUDIT#")]
    assert directory.revision == len(records) == 1


@flow("tick that renews public holidays", then=_renewed_once)
def tick_with_new_year(site: Site) -> Callable[[], bool]:
    set_up(site.desk, replace(OFFICE, region="FI", known_through=2031))
    site.restart()
    site.clock.advance(datetime(2027, 1, 1, tzinfo=UTC) - site.clock.now())
    return ticking(site)
