"""What reaches the use cases, and how their answers are shown."""

import pytest

from chalicelib.domain.moves import Edit
from chalicelib.domain.ticket import Priority, Status
from chalicelib.services.reading import Filter
from chalicelib.services.requests import request_of
from tests.api.beside_fakes import THING_ID
from tests.api.conftest import Browser
from tests.api.fakes import CUSTOMER_ID, EMAIL, ENTRY_ID, REFERENCE, FakeDesk
from tests.support.desk import AGENT, PASSWORD

TICKET = f"/api/tickets/{REFERENCE}"


def test_signing_in_answers_who_it_is(browser: Browser, desk: FakeDesk) -> None:
    body = {"email": AGENT.email, "password": PASSWORD, "new_password": "Better-horse-8"}
    response = browser.send("POST", "/api/session", body, agent=None)
    assert response.json_body == browser.send("GET", "/api/me").json_body
    assert response.json_body == {
        "id": "a-agent",
        "name": "Antti Agent",
        "email": "agent@example.com",
        "role": "agent",
        "permissions": sorted(AGENT.permissions),
        "departments": [{"id": "support", "name": "Customer support"}],
        "available": True,
        "queue_off": [],
        "digest": {"cadence": "daily", "at": "08:00", "zone": "UTC"},
        "notifications": {},
        "language": "",
        "undo_seconds": 0,
        "version": 1,
    }
    assert desk.cases.asked[0] == ("sign_in", {"email": AGENT.email, "new_password": "Better-horse-8"})


def test_a_list_is_asked_for_with_its_filters(browser: Browser, desk: FakeDesk) -> None:
    query = "department=support&department=billing&status=new&status=open&assignee=me&order=due&limit=3"
    answer = browser.send("GET", f"/api/tickets?{query}").json_body
    asked = desk.cases.asked[0][1]
    assert asked["wanted"] == Filter(("support", "billing"), (Status.NEW, Status.OPEN), "me")
    assert (asked["order"], asked["limit"], asked["after"]) == ("due", 3, None)
    assert answer["tickets"] == [
        {
            "reference": "K7QF-3M2X",
            "subject": "The printer is on fire",
            "status": "new",
            "department": "support",
            "priority": "medium",
            "assignee": None,
            "requester_name": "Maija",
            "created_at": "2026-11-23T09:00:00Z",
            "moved_at": "2026-11-23T09:00:00Z",
            "due_at": "2026-11-23T17:00:00Z",
            "custom_status": None,
        }
    ]


def test_a_filter_given_twice_counts_once(browser: Browser, desk: FakeDesk) -> None:
    browser.send("GET", "/api/tickets?status=new&status=new&department=support&department=support")
    assert desk.cases.asked[0][1]["wanted"] == Filter(("support",), (Status.NEW,), None)


def test_a_list_without_filters_is_short_and_newest_first(browser: Browser, desk: FakeDesk) -> None:
    browser.send("GET", "/api/tickets")
    asked = desk.cases.asked[0][1]
    assert (asked["wanted"], asked["order"], asked["limit"]) == (Filter(None, None, None), "newest", 25)


@pytest.mark.parametrize("spelling", ["K7QF3M2X", "k7qf-3m2x", "K7QF%2D3M2X", "%20k7qf3m2x"])
def test_a_ticket_is_found_by_any_spelling_of_its_reference(browser: Browser, spelling: str) -> None:
    response = browser.send("GET", f"/api/tickets/{spelling}")
    assert response.status_code == 200
    assert response.json_body["ticket"]["reference"] == "K7QF-3M2X"


def test_a_ticket_is_shown_with_its_timeline_and_nothing_of_the_storage(browser: Browser) -> None:
    response = browser.send("GET", TICKET)
    assert response.headers["ETag"] == '"1"'
    assert response.json_body["ticket"] == {
        "reference": "K7QF-3M2X",
        "subject": "The printer is on fire",
        "status": "new",
        "priority": "medium",
        "department": "support",
        "assignee": None,
        "requester": {"id": CUSTOMER_ID, "name": "Maija", "email": EMAIL},
        "channel": "mail",
        "tags": [],
        "created_at": "2026-11-23T09:00:00Z",
        "moved_at": "2026-11-23T09:00:00Z",
        "waiting_since": "2026-11-23T09:00:00Z",
        "due_at": "2026-11-23T17:00:00Z",
        "clocks": [{"target": "first_response", "mode": "counting", "due": "2026-11-23T17:00:00Z"}],
        "language": None,
        "participants": 0,
        "merged_into": None,
        "follows": None,
        "custom_status": None,
        "category": None,
        "postponed": None,
        "closes_at": None,
        "level": 0,
        "transfers": 0,
        "group": None,
        "version": 1,
    }
    assert response.json_body["entries"] == [
        {
            "id": ENTRY_ID,
            "kind": "message_in",
            "at": "2026-11-23T09:00:00Z",
            "author": {"kind": "customer", "id": CUSTOMER_ID, "name": "Maija"},
            "event": None,
            "detail": "",
            "changes": [],
            "subject": "The printer is on fire",
            "parts": [{"kind": "reply", "text": "It burns.\n"}, {"kind": "quote", "text": "> Does it?\n"}],
            "html": "<p>It burns.</p>",
            "attachments": [
                {"id": "0", "name": "fire.png", "content_type": "image/png", "size": 7, "content_id": "cid1"}
            ],
            "mail": {
                "message_id": "first@customer.example",
                "verdicts": {"spf": "PASS"},
                "flags": ["new-sender"],
                "about": None,
                "to": [],
                "cc": [],
                "reply_to": [],
            },
            "mentions": [],
            "deliveries": [
                {
                    "kind": "acknowledgement",
                    "recipient": EMAIL,
                    "state": "pending",
                    "delivery": "none",
                    "possible_duplicate": False,
                    "reason": "",
                }
            ],
        }
    ]
    assert b"secret-key" not in response.body
    beside = {name: response.json_body[name] for name in ("fields", "checklist", "reminders")}
    assert beside == {
        "fields": {"order": "4711"},
        "checklist": [
            {"id": THING_ID, "text": "Call the courier", "done_by": AGENT.id, "done_at": "2026-11-23T09:00:00Z"}
        ],
        "reminders": [
            {"id": THING_ID, "owner": AGENT.id, "at": "2026-11-24T09:00:00Z", "text": "Did the courier come?"}
        ],
    }


def test_a_reply_names_its_request_by_agent_ticket_and_key(browser: Browser, desk: FakeDesk) -> None:
    raw = b'{"text": "Water helps.", "uploads": ["u1"], "status": "resolved"}'
    response = browser.send("POST", "/api/tickets/k7qf-3m2x/replies", raw)
    assert response.status_code == 201
    assert response.json_body == {
        "reference": "K7QF-3M2X",
        "entry": ENTRY_ID,
        "scheduled": None,
        "version": 2,
        "status": "resolved",
    }
    assert response.headers["ETag"] == '"2"'
    request = request_of(AGENT.id, f"POST {TICKET}/replies", "a-key", raw)
    assert desk.cases.asked[0][1] == {
        "ticket": desk.cases.tickets[REFERENCE],
        "version": 1,
        "rest": ("Water helps.", ("u1",), Status.RESOLVED, request),
        "how": {"to_all": True, "summary": "", "last_seen": "", "draft": None, "send_at": None, "regardless": False},
    }


def test_a_reply_makes_a_ticket_answered_unless_said_otherwise(browser: Browser) -> None:
    assert browser.send("POST", f"{TICKET}/replies", {"text": "a"}).json_body["status"] == "answered"


def test_a_note_needs_no_version_but_may_have_one(browser: Browser, desk: FakeDesk) -> None:
    browser.send("POST", f"{TICKET}/notes", {"text": "a"}, headers={"If-Match": None})
    browser.send("POST", f"{TICKET}/notes", {"text": "a"}, headers={"If-Match": '"4"'})
    assert [asked["version"] for _, asked in desk.cases.asked] == [None, 4]


def test_an_edit_leaves_alone_what_it_does_not_name(browser: Browser, desk: FakeDesk) -> None:
    for body, edit in (
        ({}, Edit()),
        ({"status": "spam", "priority": "low"}, Edit(status=Status.SPAM, priority=Priority.LOW)),
        ({"tags": []}, Edit(tags=())),
        ({"tags": ["a", "b"]}, Edit(tags=("a", "b"))),
        ({"assignee": "a-agent"}, Edit(assignee="a-agent")),
        ({"assignee": None}, Edit(unassign=True)),
    ):
        response = browser.send("PATCH", TICKET, body)
        assert (response.status_code, response.headers["ETag"]) == (200, '"2"')
        assert desk.cases.asked.pop()[1]["arguments"][2] == edit


def test_an_edit_may_name_its_request(browser: Browser, desk: FakeDesk) -> None:
    browser.send("PATCH", TICKET, {})
    browser.send("PATCH", TICKET, b"{}", headers={"Idempotency-Key": "edit-1"})
    requests = [asked["arguments"][3] for _, asked in desk.cases.asked]
    assert requests == [None, request_of(AGENT.id, f"PATCH {TICKET}", "edit-1", b"{}")]


def test_an_upload_is_answered_with_where_to_send_the_file(browser: Browser, desk: FakeDesk) -> None:
    body = {"name": "fire.png", "content_type": "image/png", "size": 7}
    response = browser.send("POST", f"{TICKET}/uploads", body)
    assert response.status_code == 201
    assert response.json_body == {
        "id": "upload-1",
        "url": "https://files.example.com/",
        "fields": {"key": "uploads/x"},
        "expires_at": "2026-11-23T09:00:00Z",
    }
    assert desk.cases.asked[0][1]["rest"][:3] == ("fire.png", "image/png", 7)


def test_an_attachment_is_answered_with_a_link_that_ends_in_five_minutes(browser: Browser) -> None:
    response = browser.send("GET", f"{TICKET}/entries/{ENTRY_ID}/attachments/0")
    assert response.json_body == {
        "url": "https://files.example.com/fire.png?signature",
        "expires_at": "2026-11-23T09:05:00Z",
    }


@pytest.mark.parametrize("path", [f"{TICKET}/replies", f"{TICKET}/notes", f"{TICKET}/uploads"])
@pytest.mark.parametrize("key", [None, "", " ", "x" * 256, "caf\xe9", "a\tb"])
def test_a_post_needs_a_name_for_its_request(browser: Browser, desk: FakeDesk, path: str, key: str | None) -> None:
    body = {"text": "a"} if "uploads" not in path else {"name": "a", "content_type": "a/b", "size": 1}
    response = browser.send("POST", path, body, headers={"Idempotency-Key": key})
    assert response.status_code == 400
    assert response.json_body["errors"][0]["field"] == "Idempotency-Key"
    assert desk.cases.asked == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"{TICKET}/replies", {"text": "a"}),
        ("PATCH", TICKET, {}),
        ("PATCH", f"/api/customers/{CUSTOMER_ID}", {}),
    ],
)
class TestAChange:
    def test_says_which_version_it_is_based_on(
        self, browser: Browser, desk: FakeDesk, method: str, path: str, body: dict[str, str]
    ) -> None:
        response = browser.send(method, path, body, headers={"If-Match": None})
        assert response.status_code == 428
        assert "If-Match" in response.json_body["detail"]
        assert desk.cases.asked == []

    @pytest.mark.parametrize("tag", ["1", "*", '"0"', '"-1"', '"1", "2"', '"x"', '""', "W/1", '"1' + "0" * 20 + '"'])
    def test_with_a_version_that_is_none_is_refused(
        self, browser: Browser, desk: FakeDesk, method: str, path: str, body: dict[str, str], tag: str
    ) -> None:
        response = browser.send(method, path, body, headers={"If-Match": tag})
        assert response.status_code == 400
        assert response.json_body["errors"][0]["field"] == "If-Match"
        assert desk.cases.asked == []

    def test_may_send_back_a_tag_that_a_cdn_made_weak(
        self, browser: Browser, method: str, path: str, body: dict[str, str]
    ) -> None:
        assert browser.send(method, path, body, headers={"If-Match": 'W/"1"'}).status_code < 300
