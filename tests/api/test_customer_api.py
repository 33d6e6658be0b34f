"""Customers over HTTP: what is asked reaches the use cases, and what is known is shown field by field."""

from typing import Any

import pytest

from chalicelib.domain.customer_changes import CustomerEdit
from tests.api.conftest import Browser
from tests.api.customer_fakes import CUSTOMER_ID, EMAIL, OTHER_CUSTOMER_ID
from tests.api.fakes import FakeDesk

PATH = f"/api/customers/{CUSTOMER_ID}"
CUSTOMER: dict[str, Any] = {
    "id": CUSTOMER_ID,
    "email": EMAIL,
    "other_emails": ["maija@home.example"],
    "name": "Maija",
    "phones": ["+358 40 1"],
    "address": "Katu 1",
    "language": "fi",
    "zone": "Europe/Helsinki",
    "group": {"id": "vip", "by_hand": True},
    "organisation": {"id": "acme", "name": "Acme Tools", "by_hand": False},
    "notes": "Prefers the phone.",
    "created_at": "2026-11-23T09:00:00Z",
    "version": 1,
}


def test_a_customer_is_read_with_everything_that_is_known(browser: Browser) -> None:
    answer = browser.send("GET", PATH)
    assert (answer.json_body["customer"], answer.headers["ETag"]) == (CUSTOMER, '"1"')
    assert [ticket["reference"] for ticket in answer.json_body["tickets"]] == ["K7QF-3M2X"]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (f"email={EMAIL}", ("with_email", {"email": EMAIL})),
        ("phone=%2B358+40+1", ("with_phone", {"phone": "+358 40 1"})),
        ("group=vip", ("members", {"of": "group#vip", "limit": 25, "after": None})),
        ("organisation=acme&limit=5", ("members", {"of": "organisation#acme", "limit": 5, "after": None})),
    ],
)
def test_customers_are_found_by_one_thing(browser: Browser, desk: FakeDesk, query: str, asked: Any) -> None:
    assert browser.send("GET", f"/api/customers?{query}").status_code == 200
    assert desk.cases.asked == [asked]


@pytest.mark.parametrize("query", ["", "?email=a@b.example&group=vip"])
def test_none_or_several_things_to_find_by_are_refused(browser: Browser, desk: FakeDesk, query: str) -> None:
    answer = browser.send("GET", f"/api/customers{query}")
    assert (answer.status_code, [each["field"] for each in answer.json_body["errors"]]) == (400, ["email"])
    assert desk.cases.asked == []


def test_a_list_of_members_goes_on_behind_its_cursor_and_with_its_question_alone(
    browser: Browser, desk: FakeDesk
) -> None:
    cursor = browser.send("GET", "/api/customers?group=vip").json_body["next"]
    assert browser.send("GET", f"/api/customers?group=vip&cursor={cursor}").status_code == 200
    assert desk.cases.asked[-1][1]["after"] == "maija#place"
    assert browser.send("GET", f"/api/customers?group=other&cursor={cursor}").status_code == 400


def test_what_is_sent_is_changed_and_nothing_else(browser: Browser, desk: FakeDesk) -> None:
    answer = browser.send("PATCH", PATH, {"phones": ["+358 (0)9 12"], "group": "", "notes": "a\nb"})
    assert (answer.json_body, answer.headers["ETag"]) == (CUSTOMER | {"version": 2}, '"2"')
    expected = CustomerEdit(phones=("+358 (0)9 12",), group="", notes="a\nb")
    assert desk.cases.asked == [("edit_customer", {"version": 1, "edit": expected})]


def test_a_merge_answers_with_who_lives_on(browser: Browser, desk: FakeDesk) -> None:
    answer = browser.send("POST", f"{PATH}/merge", {"into": OTHER_CUSTOMER_ID})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert desk.cases.asked == [("merge_customer", {"version": 1, "into": OTHER_CUSTOMER_ID})]


@pytest.mark.parametrize(("place", "shown"), [("tickets", "tickets"), ("events", "events")])
def test_history_and_events_go_on_behind_their_cursor(browser: Browser, desk: FakeDesk, place: str, shown: str) -> None:
    first = browser.send("GET", f"{PATH}/{place}?limit=1").json_body
    assert len(first[shown]) == 1
    assert browser.send("GET", f"{PATH}/{place}?cursor={first['next']}").status_code == 200
    assert desk.cases.asked[-1][1]["after"] == desk.cases.next_position
    other = "events" if place == "tickets" else "tickets"
    assert browser.send("GET", f"{PATH}/{other}?cursor={first['next']}").status_code == 400
