"""The interface in front of the real use cases, on AWS in memory: what fakes could get wrong."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from chalice.app import Chalice
from chalice.test import HTTPResponse

from chalicelib.api import http, provider
from chalicelib.api.headers import COOKIE
from tests.api.conftest import Browser
from tests.support.desk import AGENT, OTHER, PASSWORD, RESTRICTED, World


class Visitor(Browser):
    """A browser with a memory for its session."""

    secret: str | None = None

    def sign_in(self, email: str, password: str = PASSWORD) -> HTTPResponse:
        response = self.send("POST", "/api/session", {"email": email, "password": password}, agent=None)
        cookie = response.headers.get("Set-Cookie", "")
        self.secret = cookie.partition(";")[0].removeprefix(f"{COOKIE}=") or None
        return response

    def ask(self, method: str, path: str, body: object = None, **headers: str | None) -> HTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(method, path, body, agent=self.secret, headers=named)

    def post_form(self, fields: dict[str, str]) -> HTTPResponse:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": None}
        return self.send("POST", "/", urlencode(fields).encode(), agent=None, headers=headers)


@pytest.fixture
def visitor(http_app: Chalice, peopled_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    monkeypatch.setattr(provider, "_desk", None)
    monkeypatch.setattr(provider, "_log", None)
    http.use(lambda: peopled_world.desk, logging.getLogger("lippu-http-tests"))
    yield Visitor(http_app)


def filled_form(visitor: Visitor) -> dict[str, str]:
    html = visitor.send("GET", "/", agent=None).body.decode()
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found
    return {
        "token": found[1],
        "department": "support",
        "name": "Maija",
        "email": "maija@customer.example",
        "subject": "The printer is on fire",
        "message": "It burns.",
    }


@pytest.fixture
def reference(visitor: Visitor) -> str:
    page = visitor.send("GET", "/" + visitor.post_form(filled_form(visitor)).headers["Location"], agent=None)
    found = re.search(r'id="reference"[^>]*>([^<]+)<', page.body.decode())
    assert found
    return found[1]


def test_a_form_posted_again_leads_to_the_same_ticket(visitor: Visitor) -> None:
    form = filled_form(visitor)
    first, again = visitor.post_form(form), visitor.post_form(form)
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    visitor.sign_in(AGENT.email)
    assert len(visitor.ask("GET", "/api/tickets").json_body["tickets"]) == 1


def test_an_empty_form_is_refused_field_by_field(visitor: Visitor) -> None:
    response = visitor.post_form({"token": filled_form(visitor)["token"]})
    assert response.status_code == 422
    assert set(re.findall(r'id="error-(\w+)"', response.body.decode())) == {
        "department",
        "email",
        "subject",
        "message",
    }


def test_a_forged_form_token_is_replaced(visitor: Visitor) -> None:
    response = visitor.post_form(filled_form(visitor) | {"token": "forged"})
    assert response.status_code == 422
    found = re.search(r'name="token" value="([^"]+)"', response.body.decode())
    assert found and visitor.post_form(filled_form(visitor) | {"token": found[1]}).status_code == 303


def test_an_agent_answers_a_ticket_once(visitor: Visitor, reference: str) -> None:
    assert visitor.sign_in(AGENT.email).status_code == 201
    read = visitor.ask("GET", f"/api/tickets/{reference}")
    tag = read.headers["ETag"]
    path = f"/api/tickets/{reference}/replies"
    first = visitor.ask("POST", path, {"text": "Water helps."}, If_Match=tag, Idempotency_Key="one")
    again = visitor.ask("POST", path, {"text": "Water helps."}, If_Match=tag, Idempotency_Key="one")
    assert first.status_code == 201
    assert (again.status_code, again.body, again.headers["ETag"]) == (201, first.body, first.headers["ETag"])

    other = visitor.ask("POST", path, {"text": "Sand helps."}, If_Match=tag, Idempotency_Key="one")
    assert (other.status_code, other.json_body["type"]) == (422, "/api/docs#idempotency-mismatch")

    late = visitor.ask("POST", path, {"text": "Sand helps."}, If_Match=tag, Idempotency_Key="two")
    assert (late.status_code, late.json_body["type"]) == (409, "/api/docs#stale-version")
    assert late.json_body["current"]["status"] == "answered"

    timeline = visitor.ask("GET", f"/api/tickets/{reference}").json_body["entries"]
    assert [entry["kind"] for entry in timeline] == ["message_out", "message_in"]
    assert [mail["kind"] for mail in timeline[0]["deliveries"]] == ["reply"]


def test_an_agent_changes_a_ticket(visitor: Visitor, reference: str) -> None:
    visitor.sign_in(AGENT.email)
    change = {"status": "open", "priority": "high", "tags": ["printer"], "assignee": RESTRICTED.id}
    changed = visitor.ask("PATCH", f"/api/tickets/{reference}", change)
    assert changed.status_code == 200
    assert {name: changed.json_body[name] for name in change} == change
    refused = visitor.ask(
        "PATCH", f"/api/tickets/{reference}", {"assignee": OTHER.id}, If_Match=changed.headers["ETag"]
    )
    assert (refused.status_code, refused.json_body["errors"][0]["field"]) == (422, "assignee")


def test_lists_page_by_page_show_every_ticket_once(visitor: Visitor) -> None:
    for number in range(5):
        assert visitor.post_form(filled_form(visitor) | {"subject": f"Fire {number}"}).status_code == 303
    visitor.sign_in(AGENT.email)
    for order in ("newest", "oldest", "due"):
        seen, path = [], f"/api/tickets?order={order}&limit=2"
        cursor = ""
        while True:
            page = visitor.ask("GET", path + cursor).json_body
            seen += [ticket["subject"] for ticket in page["tickets"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert sorted(seen) == [f"Fire {number}" for number in range(5)]


def test_a_ticket_of_another_department_does_not_exist(visitor: Visitor, reference: str) -> None:
    visitor.sign_in(OTHER.email)
    foreign = visitor.ask("GET", f"/api/tickets/{reference}")
    nonexistent = visitor.ask("GET", "/api/tickets/9999-9999")
    assert foreign.status_code == 404
    assert (foreign.body, foreign.headers) == (nonexistent.body, nonexistent.headers)
    assert visitor.ask("GET", "/api/tickets").json_body == {"tickets": [], "next": None}


def test_files_go_to_storage_and_back_by_signed_links(visitor: Visitor, reference: str, peopled_world: World) -> None:
    visitor.sign_in(AGENT.email)
    file = {"name": "plan.txt", "content_type": "text/plain", "size": 4}
    upload = visitor.ask("POST", f"/api/tickets/{reference}/uploads", file).json_body
    peopled_world.aws("s3").put_object(
        Bucket=peopled_world.desk.settings.files_bucket, Key=upload["fields"]["key"], Body=b"plan"
    )
    note = {"text": "See the plan.", "uploads": [upload["id"]]}
    written = visitor.ask("POST", f"/api/tickets/{reference}/notes", note, Idempotency_Key="note").json_body
    entry = visitor.ask("GET", f"/api/tickets/{reference}").json_body["entries"][0]
    assert (entry["id"], entry["attachments"][0]["name"]) == (written["entry"], "plan.txt")
    attachment = f"/api/tickets/{reference}/entries/{entry['id']}/attachments/{entry['attachments'][0]['id']}"
    assert visitor.ask("GET", attachment).json_body["url"].startswith("https://")
    assert visitor.ask("GET", attachment[:-1] + "9").status_code == 404


def test_a_file_may_have_any_name_that_an_upload_takes(visitor: Visitor, reference: str, peopled_world: World) -> None:
    visitor.sign_in(AGENT.email)
    file = {"name": "🖨" * 255, "content_type": "text/" + "x" * 122, "size": 4}
    upload = visitor.ask("POST", f"/api/tickets/{reference}/uploads", file).json_body
    peopled_world.aws("s3").put_object(
        Bucket=peopled_world.desk.settings.files_bucket, Key=upload["fields"]["key"], Body=b"plan"
    )
    note = {"text": "See the plan.", "uploads": [upload["id"]]}
    assert visitor.ask("POST", f"/api/tickets/{reference}/notes", note, Idempotency_Key="note").status_code == 201


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor: Visitor) -> None:
    wrong = visitor.sign_in(AGENT.email, "Wrong-horse-7")
    unknown = visitor.sign_in("nobody@example.com")
    assert wrong.status_code == 401
    assert (wrong.body, wrong.headers) == (unknown.body, unknown.headers)


def test_who_signs_out_or_is_disabled_is_out_at_once(visitor: Visitor, peopled_world: World) -> None:
    visitor.sign_in(AGENT.email)
    kept = visitor.secret
    assert visitor.ask("DELETE", "/api/session").status_code == 204
    assert visitor.ask("GET", "/api/me").status_code == 401
    visitor.sign_in(AGENT.email)
    assert visitor.secret != kept
    peopled_world.desk.directory.save_agent(replace(AGENT, enabled=False))
    assert visitor.ask("GET", "/api/me").status_code == 401


def test_a_customer_is_corrected_once(visitor: Visitor, reference: str) -> None:
    visitor.sign_in(AGENT.email)
    (row,) = visitor.ask("GET", "/api/customers?email=Maija@Customer.example").json_body["customers"]
    path = f"/api/customers/{row['id']}"
    found = visitor.ask("GET", path)
    edited = visitor.ask("PATCH", path, {"name": "Maija M."}, If_Match=found.headers["ETag"])
    assert (edited.status_code, edited.json_body["name"]) == (200, "Maija M.")
    stale = visitor.ask("PATCH", path, {"name": "M."}, If_Match=found.headers["ETag"])
    assert (stale.status_code, stale.json_body["current"]["name"]) == (409, "Maija M.")
    assert visitor.ask("GET", "/api/customers/0000000000000000").status_code == 404
