"""Mails that were set aside, merges, people and originals, as HTTP asks for them and shows them."""

import pytest

from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.participants import PeopleEdit
from chalicelib.services.records import QuarantineState
from tests.api.conftest import Browser
from tests.api.fakes import ENTRY_ID, FOREIGN, REFERENCE, FakeDesk
from tests.api.more_fakes import MAIL_ID
from tests.support.desk import AGENT

TICKET = f"/api/tickets/{REFERENCE}"
MAIL = f"/api/quarantine/{MAIL_ID}"
RECEIPT = {
    "id": MAIL_ID,
    "at": "2026-11-23T09:00:00Z",
    "sender": "eve@evil.example",
    "subject": "Win",
    "source": "bounce@evil.example",
    "recipients": ["support@in.example.com"],
    "reason": "spam check failed",
    "verdicts": {"spam": "FAIL"},
    "dmarc_policy": "reject",
    "state": "waiting",
    "decided_by": None,
    "decided_at": None,
    "tickets": [],
}


def test_a_mail_set_aside_is_shown_with_receipt_and_content_and_nothing_of_the_storage(browser: Browser) -> None:
    response = browser.send("GET", MAIL)
    assert response.json_body == {
        "mail": RECEIPT,
        "content": {
            "sender": "Eve <eve@evil.example>",
            "subject": "Win",
            "date": "yesterday",
            "parts": [{"kind": "reply", "text": "Win a lot.\n"}],
            "html": "<p>Win a lot.</p>",
            "attachments": [{"name": "lot.zip", "content_type": "application/zip", "size": 7}],
            "notes": ["shortened"],
            "size": 1234,
        },
    }
    assert b"secret-key" not in response.body


def test_a_cursor_of_one_list_is_of_no_use_in_another(browser: Browser, desk: FakeDesk) -> None:
    cursor = browser.send("GET", "/api/quarantine?state=discarded&limit=3").json_body["next"]
    assert desk.cases.asked[-1][1] == {"state": QuarantineState.DISCARDED, "limit": 3, "after": None}
    assert browser.send("GET", f"/api/quarantine?state=discarded&cursor={cursor}").status_code == 200
    assert desk.cases.asked[-1][1]["after"] == desk.cases.next_position
    assert browser.send("GET", f"/api/quarantine?cursor={cursor}").status_code == 400
    assert browser.send("GET", f"/api/tickets?cursor={cursor}").status_code == 400
    assert browser.send("GET", f"/api/quarantine?state=discarded&cursor={cursor}", agent="a-admin").status_code == 400


def test_a_processed_mail_names_its_ticket_and_who_decided(browser: Browser, desk: FakeDesk) -> None:
    answer = browser.send("POST", f"{MAIL}/process", {"trust": False}).json_body
    assert desk.cases.asked[-1] == ("process", {"id": MAIL_ID, "trust": False})
    assert answer["mail"] == RECEIPT | {
        "state": "processed",
        "decided_by": AGENT.id,
        "decided_at": "2026-11-23T09:00:00Z",
        "tickets": ["K7QF-3M2X"],
    }
    assert answer["outcomes"] == [
        {"outcome": "opened", "ticket": "K7QF-3M2X", "reason": ""},
        {"outcome": "duplicate", "ticket": None, "reason": ""},
    ]


@pytest.mark.parametrize("path", [f"{MAIL}/process", f"{MAIL}/discard", f"{MAIL}/restore", f"{TICKET}/merge"])
def test_a_decision_without_a_name_is_refused(browser: Browser, desk: FakeDesk, path: str) -> None:
    response = browser.send("POST", path, {"trust": True}, headers={"Idempotency-Key": None})
    assert (response.status_code, response.json_body["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert desk.cases.asked == []


def test_why_a_decision_cannot_be_made_is_said_in_words(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = Conflict("This mail was discarded: restore it first.")
    response = browser.send("POST", f"{MAIL}/process", {"trust": True})
    assert response.status_code == 409
    assert response.json_body["detail"] == "This mail was discarded: restore it first."


def test_a_merge_names_the_other_ticket_and_the_version_it_is_based_on(browser: Browser, desk: FakeDesk) -> None:
    response = browser.send("POST", f"{TICKET}/merge", {"into": FOREIGN})
    assert desk.cases.asked == [("merge", {"version": 1, "into": FOREIGN})]
    assert (response.status_code, response.headers["ETag"]) == (200, '"2"')
    assert response.json_body["merged_into"] == "0B0B-0B0B"
    assert browser.send("POST", f"{TICKET}/merge", {"into": FOREIGN}, headers={"If-Match": None}).status_code == 428
    stale = browser.send("POST", f"{TICKET}/merge", {"into": FOREIGN}, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json_body["current"]["version"]) == (409, 1)


def test_a_reply_to_a_merged_ticket_is_told_where_to_go_on(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = InvalidInput.of("reference", "was merged into 0B0B-0B0B; go on there")
    response = browser.send("POST", f"{TICKET}/replies", {"text": "Hi"})
    assert response.status_code == 422
    assert response.json_body["errors"] == [{"field": "reference", "message": "was merged into 0B0B-0B0B; go on there"}]


def test_people_are_changed_with_the_fields(browser: Browser, desk: FakeDesk) -> None:
    people = {
        "requester": {"email": "pekka@customer.example", "name": "Pekka"},
        "participants": [{"email": "liisa@customer.example"}],
    }
    assert browser.send("PATCH", TICKET, people).status_code == 200
    expected = PeopleEdit(("pekka@customer.example", "Pekka"), [("liisa@customer.example", "")])
    assert desk.cases.asked[-1][1]["arguments"][-1] == expected
    assert browser.send("PATCH", TICKET, {"priority": "high"}).status_code == 200
    assert desk.cases.asked[-1][1]["arguments"][-1] is None


def test_more_people_than_may_take_part_are_refused(browser: Browser, desk: FakeDesk) -> None:
    people = [{"email": f"p{number}@customer.example"} for number in range(41)]
    response = browser.send("PATCH", TICKET, {"participants": people})
    assert (response.status_code, response.json_body["errors"][0]["field"]) == (422, "participants")
    assert desk.cases.asked == []


def test_participants_are_on_the_first_page_of_a_ticket(browser: Browser) -> None:
    first = browser.send("GET", TICKET).json_body
    assert first["participants"] == [{"email": "pekka@customer.example", "name": "Pekka"}]
    assert browser.send("GET", f"{TICKET}?cursor={first['older']}").json_body["participants"] is None


def test_an_original_is_a_short_lived_link(browser: Browser) -> None:
    for path in (f"{MAIL}/original", f"{TICKET}/entries/{ENTRY_ID}/original"):
        link = browser.send("GET", path).json_body
        assert link["url"].startswith("https://raw.example.com/")
        assert link["expires_at"] == "2026-11-23T09:05:00Z"


def test_a_message_is_shown_as_a_page_of_its_own_that_may_do_nothing(browser: Browser) -> None:
    path = f"{TICKET}/entries/{ENTRY_ID}/document"
    page = browser.send("GET", path)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("sandbox ")
    assert page.body == b"<p>It burns.</p><p>images: False</p>"
    assert browser.send("GET", f"{path}?images=true").body.endswith(b"images: True</p>")
    assert browser.send("GET", f"{path}?images=maybe").status_code == 400


def test_an_address_is_asked_for_as_it_is_written(browser: Browser, desk: FakeDesk) -> None:
    answer = browser.send("GET", "/api/suppressions/maija%2Bx@customer.example").json_body
    assert desk.cases.asked == [("get_suppression", {"email": "maija+x@customer.example"})]
    assert answer == {
        "email": "maija+x@customer.example",
        "suppressed": True,
        "reason": "bounced",
        "since": "2026-11-23T09:00:00Z",
    }
    assert browser.send("DELETE", "/api/suppressions/maija@customer.example").status_code == 204
