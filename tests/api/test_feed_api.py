"""The live feed over HTTP: what it shows, its cursors and its ETag."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.presence import Activity
from tests.api.conftest import Browser
from tests.api.fakes import FakeDesk
from tests.support.desk import AGENT, OTHER

PRESENCE = "/api/tickets/K7QF-3M2X/presence"


def asked(desk: FakeDesk) -> tuple[str, dict[str, Any]]:
    return desk.cases.asked[-1]


def test_what_changed_is_shown_as_lists_show_it_with_its_version(browser: Browser) -> None:
    answer = browser.send("GET", "/api/changes").json_body
    (row,) = browser.send("GET", "/api/tickets").json_body["tickets"]
    assert answer["tickets"] == [row | {"version": 7}]
    assert (answer["gone"], answer["reload"]) == (["0B0B-0B0B"], False)
    assert answer["present"] == [
        {"reference": "K7QF-3M2X", "agent": OTHER.id, "name": OTHER.name, "activity": "replying"}
    ]


def test_counts_come_along_where_they_may_have_changed(browser: Browser, desk: FakeDesk) -> None:
    counts = browser.send("GET", "/api/views/counts").json_body["counts"]
    answer = browser.send("GET", "/api/changes?zone=Europe/Helsinki")
    assert (answer.json_body["counts"], asked(desk)) == (counts, ("views", {"zone": "Europe/Helsinki"}))
    desk.feed.answer = replace(desk.feed.answer, recount=False)
    assert browser.send("PUT", PRESENCE, {"activity": "viewing"}).json_body["counts"] is None


def test_a_zone_that_does_not_exist_is_refused(browser: Browser) -> None:
    for answer in (
        browser.send("GET", "/api/changes?zone=Nowhere"),
        browser.send("PUT", PRESENCE, {"activity": "viewing", "zone": "Nowhere"}),
    ):
        assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "zone")


def test_the_cursor_leads_to_where_the_last_look_ended(browser: Browser, desk: FakeDesk) -> None:
    cursor = browser.send("GET", "/api/changes").json_body["cursor"]
    assert dict(desk.cases.asked)["look"]["since"] is None
    assert browser.send("GET", f"/api/changes?since={cursor}").status_code == 200
    assert dict(desk.cases.asked)["look"]["since"] == "the next position"


def test_a_cursor_is_of_use_to_nobody_else(browser: Browser) -> None:
    cursor = browser.send("GET", "/api/changes").json_body["cursor"]
    answer = browser.send("GET", f"/api/changes?since={cursor}", agent=OTHER.id)
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (400, "since")
    body = {"activity": "viewing", "since": cursor + "x"}
    assert browser.send("PUT", PRESENCE, body).status_code == 400


def test_an_unchanged_answer_is_not_sent_again(browser: Browser, desk: FakeDesk) -> None:
    tag = browser.send("GET", "/api/changes").headers["ETag"]
    again = browser.send("GET", "/api/changes", headers={"If-None-Match": tag})
    assert (again.status_code, again.body) == (304, b"")
    desk.feed.answer = replace(desk.feed.answer, here=())
    assert browser.send("GET", "/api/changes", headers={"If-None-Match": tag}).status_code == 200


def test_who_says_where_they_are_gets_the_changes_in_the_same_answer(browser: Browser, desk: FakeDesk) -> None:
    changes = browser.send("GET", "/api/changes").json_body
    answer = browser.send("PUT", PRESENCE, {"activity": "noting", "since": changes["cursor"]})
    assert (answer.status_code, answer.json_body) == (200, changes)
    arguments = dict(desk.cases.asked)["here"]
    assert (arguments["agent"].id, arguments["activity"]) == (AGENT.id, Activity.NOTING)
    assert (arguments["ticket"].reference, arguments["since"]) == ("K7QF3M2X", "the next position")


def test_what_somebody_does_is_one_of_three_things(browser: Browser) -> None:
    answer = browser.send("PUT", PRESENCE, {"activity": "sleeping"})
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "activity")


def test_leaving_needs_no_words(browser: Browser, desk: FakeDesk) -> None:
    answer = browser.send("DELETE", PRESENCE)
    assert (answer.status_code, answer.body) == (204, b"")
    assert asked(desk)[0] == "leave"
