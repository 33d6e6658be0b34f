"""What an agent was told, over HTTP."""

import pytest

from tests.api.conftest import Browser
from tests.api.fakes import REFERENCE, FakeDesk
from tests.api.notice_fakes import ENTRY
from tests.support.desk import OTHER

LIST = "/api/notifications"


def test_a_page_is_asked_for_with_its_cursor_and_shows_what_there_is(browser: Browser, desk: FakeDesk) -> None:
    first = browser.send("GET", f"{LIST}?limit=2").json_body
    assert (first["unread"], first["more"]) == (1, False)
    unread, read = first["notifications"]
    assert unread == {
        "id": f"{ENTRY[:-1]}2",
        "ticket": "K7QF-3M2X",
        "occasion": "assigned",
        "at": "2026-11-23T09:00:00Z",
        "subject": "The printer is on fire",
        "by": "Aino Admin",
        "read": False,
    }
    assert (read["subject"], read["by"], read["read"]) == (None, None, True)
    assert browser.send("GET", f"{LIST}?cursor={first['next']}").status_code == 200
    assert desk.cases.asked[-1][1] == {"limit": 25, "after": ENTRY}
    assert browser.send("GET", f"{LIST}?cursor={first['next']}", agent=OTHER.id).status_code == 400


def test_what_is_known_already_is_not_sent_again(browser: Browser) -> None:
    tag = browser.send("GET", LIST).headers["ETag"]
    assert browser.send("GET", LIST, headers={"If-None-Match": tag}).status_code == 304


def test_reading_names_single_ones_or_everything_up_to_one(browser: Browser, desk: FakeDesk) -> None:
    body = {"ids": [ENTRY], "through": f"{ENTRY[:-1]}2"}
    assert browser.send("PUT", f"{LIST}/read", body).status_code == 204
    assert desk.cases.asked[-1][1] == {"ids": (ENTRY,), "through": f"{ENTRY[:-1]}2"}


@pytest.mark.parametrize("body", [{"ids": ["x"]}, {"through": ""}, {"all": True}, {"ids": [ENTRY] * 101}])
def test_what_is_no_notification_is_refused(browser: Browser, body: dict[str, object]) -> None:
    assert browser.send("PUT", f"{LIST}/read", body).status_code == 422


@pytest.mark.parametrize(("method", "muted"), [("PUT", True), ("DELETE", False)])
def test_a_ticket_is_muted_and_heard_again(browser: Browser, desk: FakeDesk, method: str, muted: bool) -> None:
    assert browser.send(method, f"/api/tickets/{REFERENCE}/mute").status_code == 204
    assert desk.cases.asked[-1][1] == {"ticket": REFERENCE, "muted": muted}


@pytest.mark.parametrize(
    ("digest", "status"),
    [
        ({"cadence": "daily", "at": "07:30", "zone": "Europe/Helsinki"}, 200),
        ({"cadence": "hourly"}, 200),
        ({"at": "7:30"}, 422),
        ({"at": "24:00"}, 422),
        ({"zone": "Europe/Nowhere"}, 422),
        ({"zone": "../etc"}, 422),
        ({"cadence": "weekly"}, 422),
    ],
)
def test_the_plan_of_digests_is_an_own_setting(browser: Browser, digest: dict[str, str], status: int) -> None:
    body = {"digest": digest, "notifications": {"escalated": "mail", "reminder": "digest"}}
    assert browser.send("PATCH", "/api/me", body).status_code == status
