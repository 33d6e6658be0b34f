"""Drafts over HTTP, and what a reply says about what its author had read."""

from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.errors import DraftChanged, NotWaiting, StaleVersion
from tests.api.conftest import Browser
from tests.api.draft_fakes import SCHEDULED
from tests.api.fakes import ENTRY_ID, ENTRY_IN, FakeDesk, a_ticket

TICKET = "/api/tickets/K7QF-3M2X"


def test_a_first_draft_names_no_version_and_a_later_one_that_it_replaces(browser: Browser, desk: FakeDesk) -> None:
    path, body = f"{TICKET}/drafts/note", {"text": "", "uploads": ["upload-1"], "to": "requester", "seen": ENTRY_ID}
    assert browser.send("PUT", path, body, headers={"If-Match": None}).status_code == 200
    answer = browser.send("PUT", path, body)
    assert answer.headers["ETag"] == '"1"'
    asked = [arguments for name, arguments in desk.cases.asked if name == "save_draft"]
    assert [(each["kind"], each["based_on"]) for each in asked] == [(DraftKind.NOTE, None), (DraftKind.NOTE, 1)]
    said = asked[0]["words"]
    assert (said.text, said.uploads, said.to_all, said.seen) == ("", ("upload-1",), False, ENTRY_ID)


def test_a_draft_shows_its_files_without_where_they_lie(browser: Browser) -> None:
    (draft,) = browser.send("GET", f"{TICKET}/drafts").json_body["drafts"]
    assert draft["attachments"] == [{"id": "upload-1", "name": "plug.png", "content_type": "image/png", "size": 4}]
    assert (draft["kind"], draft["text"], draft["to"]) == ("reply", "Pull the", "all")


def test_a_save_over_a_newer_draft_gets_that_one(browser: Browser) -> None:
    answer = browser.send("PUT", f"{TICKET}/drafts/reply", {"text": "x"}, headers={"If-Match": '"7"'})
    assert (answer.status_code, answer.json_body["current"]["text"]) == (409, "Pull the")


def test_a_draft_that_is_gone_is_null(browser: Browser) -> None:
    answer = browser.send("DELETE", f"{TICKET}/drafts/reply", headers={"If-Match": '"7"'})
    assert (answer.status_code, answer.json_body["current"]) == (409, None)
    assert browser.send("DELETE", f"{TICKET}/drafts/reply").status_code == 204


def test_there_are_drafts_of_replies_and_notes_and_of_nothing_else(browser: Browser) -> None:
    assert browser.send("PUT", f"{TICKET}/drafts/mail", {"text": "x"}).status_code == 404


def test_own_drafts_come_with_their_tickets_a_page_at_a_time(browser: Browser, desk: FakeDesk) -> None:
    page = browser.send("GET", "/api/drafts?limit=1").json_body
    (row,) = page["drafts"]
    assert (row["subject"], row["preview"], row["attachments"]) == ("The printer is on fire", "Pull the", 1)
    assert browser.send("GET", f"/api/drafts?cursor={page['next']}").status_code == 200
    assert desk.cases.asked[-1] == ("of_agent", {"limit": 25, "after": "K7QF3M2X#reply"})


def test_a_reply_says_what_was_seen_and_which_draft_it_was(browser: Browser, desk: FakeDesk) -> None:
    body = {"text": "Water helps.", "seen": ENTRY_ID, "draft": 7}
    assert browser.send("POST", f"{TICKET}/replies", body).status_code == 201
    how = desk.cases.asked[-1][1]["how"]
    assert (how["last_seen"], how["draft"]) == (ENTRY_ID, 7)
    assert browser.send("POST", f"{TICKET}/notes", {"text": "Hm.", "draft": 8}).status_code == 201
    assert desk.cases.asked[-1][1]["draft"] == 8


def test_what_stops_a_reply_is_shown_as_on_the_timeline(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = StaleVersion(a_ticket(), (ENTRY_IN,))
    answer = browser.send("POST", f"{TICKET}/replies", {"text": "Water helps.", "seen": ENTRY_ID})
    assert answer.status_code == 409
    (news,) = answer.json_body["news"]
    assert (news["id"], news["kind"], news["parts"][0]["text"]) == (ENTRY_ID, "message_in", "It burns.\n")
    assert answer.json_body["current"]["reference"] == "K7QF-3M2X"
    assert b"secret-key" not in answer.body


def test_a_draft_that_was_changed_elsewhere_has_a_name_of_its_own(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = DraftChanged("the draft was saved from elsewhere meanwhile")
    answer = browser.send("POST", f"{TICKET}/replies", {"text": "Water helps.", "draft": 7})
    assert (answer.status_code, answer.json_body["type"]) == (409, "/api/docs#draft-changed")


def test_a_reply_for_later_is_no_entry_yet(browser: Browser, desk: FakeDesk) -> None:
    body = {"text": "Water helps.", "send_at": "2026-12-24T09:00:00+01:00", "regardless": True}
    answer = browser.send("POST", f"{TICKET}/replies", body).json_body
    assert (answer["entry"], answer["version"], answer["status"]) == (None, 1, "new")
    assert answer["scheduled"] == {"id": ENTRY_ID, "send_at": "2026-12-24T09:00:00+01:00"}
    assert desk.cases.asked[-1][1]["how"]["regardless"] is True


def test_a_time_without_a_zone_is_no_time(browser: Browser) -> None:
    body = {"text": "Water helps.", "send_at": "2026-12-24T09:00:00"}
    assert browser.send("POST", f"{TICKET}/replies", body).status_code == 422


def test_what_waits_is_shown_with_the_ticket(browser: Browser) -> None:
    (waiting,) = browser.send("GET", TICKET).json_body["scheduled"]
    assert (waiting["author_name"], waiting["attachments"]) == ("Antti Agent", ["plug.png"])
    assert waiting["send_at"] == "2026-11-24T09:00:00Z"


def test_a_reply_that_is_taken_back_is_a_draft_again(browser: Browser, desk: FakeDesk) -> None:
    answer = browser.send("POST", f"{TICKET}/scheduled/{SCHEDULED.id}/undo")
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json_body["draft"]["text"] == "Pull the"
    desk.cases.fails_with = NotWaiting("the reply does not wait any more")
    late = browser.send("POST", f"{TICKET}/scheduled/{SCHEDULED.id}/undo")
    assert (late.status_code, late.json_body["type"]) == (409, "/api/docs#not-waiting")


def test_own_seconds_for_taking_back_are_one_of_four(browser: Browser, desk: FakeDesk) -> None:
    assert browser.send("PATCH", "/api/me", {"undo_seconds": 15}, headers={"If-Match": None}).status_code == 200
    refused = browser.send("PATCH", "/api/me", {"undo_seconds": 16}, headers={"If-Match": None})
    assert refused.status_code == 422
