"""Flows of customers: mail of somebody who was merged, merges, another group, and tickets that follow by the clock."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from chalicelib.services import settling
from tests.faults.acts import ask, flow, polling, ticking
from tests.faults.site import Site
from tests.support.customers import MAIJA_ID, PEKKA, PEKKA_ID
from tests.support.desk import ADMIN
from tests.support.mails import CUSTOMER, mail
from tests.support.setting_up import set_up
from tests.support.settings import VIP


def _two_customers(site: Site) -> None:
    """Maija with a ticket and Pekka with two."""
    for number, sender in enumerate((CUSTOMER, PEKKA, PEKKA)):
        site.store_mail(mail(sender=sender, subject=f"Fire {number}", message_id=f"<{number}@{sender}>"), source=sender)
    site.drain()


def _merging(site: Site) -> Callable[[], bool]:
    def merge() -> bool:
        headers = {"If-Match": '"1"', "Idempotency-Key": "merge"}
        response = ask(site, "POST", f"/api/customers/{PEKKA_ID}/merge", {"into": MAIJA_ID}, headers)
        assert response is None or response.status_code == 200, response.body
        return response is not None

    return merge


def _are_one(site: Site) -> None:
    state = site.read()
    assert {ticket.requester.customer_id for ticket in state.tickets.values()} == {MAIJA_ID}
    assert site.desk.customers.get(ADMIN, PEKKA_ID).customer.emails == (CUSTOMER, PEKKA)


@flow("merge of two customers", then=_are_one)
def merge_of_customers(site: Site) -> Callable[[], bool]:
    _two_customers(site)
    return _merging(site)


@flow("tick that lets tickets follow their customer", then=_are_one)
def tick_with_followers(site: Site) -> Callable[[], bool]:
    _two_customers(site)
    with patch.object(settling.Settling, "begin", lambda self, customer_id: None):
        assert _merging(site)()
    site.clock.advance(timedelta(minutes=1))
    return ticking(site)


@flow("mail in of somebody who was merged", then=_are_one)
def mail_of_the_merged(site: Site) -> Callable[[], bool]:
    _two_customers(site)
    assert _merging(site)()
    site.drain()
    site.store_mail(mail(sender=PEKKA, message_id="<new@acme.example>"), source=PEKKA)
    return polling(site.inbound)


@flow("customer put into another group")
def another_group(site: Site) -> Callable[[], bool]:
    """Whoever was not answered and asks again is told that the customer changed, and sees that they are as wanted."""
    set_up(site.desk, VIP)
    _two_customers(site)
    site.restart()

    def change() -> bool:
        response = ask(site, "PATCH", f"/api/customers/{PEKKA_ID}", {"group": "vip"}, {"If-Match": '"1"'})
        if response is None:
            return False
        shown = response.json_body["current"] if response.status_code == 409 else response.json_body
        assert shown["group"] == {"id": "vip", "by_hand": True}
        return True

    return change
