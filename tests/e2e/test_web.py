"""The agent workspace in a browser, against a whole local run."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.web import DIST, WEB
from tests.e2e import browser as browsers
from tests.e2e.browser import DESKTOP, PHONE, Visitor
from tests.e2e.local_run import Agent, LocalRun, eventually, fetch, letter

SUPPORT = "support@help.example.com"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module", autouse=True)
def workspace() -> None:
    browsers.built()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browsers.browser() as started:
        yield started


@pytest.fixture
def visitor(chromium: Any, desk: LocalRun) -> Iterator[Visitor]:
    somebody = Visitor(chromium, desk)
    yield somebody
    somebody.context.close()
    assert somebody.complaints == []


@pytest.fixture
def ticket(desk: LocalRun, agent: Agent, subject: str, customer: str) -> dict[str, Any]:
    desk.mail_in(letter(customer, SUPPORT, subject, "It does not print.\nWhat now?"), customer, SUPPORT)
    return agent.ticket(subject)["ticket"]


def test_a_ticket_is_found_read_and_answered_by_keyboard_alone(
    visitor: Visitor, desk: LocalRun, agent: Agent, ticket: dict[str, Any], customer: str
) -> None:
    page = visitor.sign_in()
    page.wait_for_selector(f".row:has-text('{ticket['subject']}')")
    for _ in range(60):
        page.keyboard.press("j")
        page.wait_for_timeout(60)
        if ticket["subject"] in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".message:has-text('It does not print.')")
    page.keyboard.press("r")
    page.wait_for_selector(".composer-text:focus")
    page.keyboard.type("Please j, k and r the cable.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".message-message_out:has-text('Please j, k and r the cable.')")
    assert desk.mail_to(customer, "Please j, k and r the cable.")
    assert agent.read(ticket["reference"])["ticket"]["status"] == "answered"
    page.keyboard.press("u")
    page.wait_for_selector(".row-link:focus")


def test_what_was_typed_is_there_again_after_the_tab_was_killed(visitor: Visitor, ticket: dict[str, Any]) -> None:
    page = visitor.open(ticket["reference"])
    page.keyboard.press("r")
    page.keyboard.type("Half a sentence")
    page.wait_for_selector(".composer-kept:has-text('Kept on this device')")
    page.close(run_before_unload=False)
    again = visitor.new_page()
    again.goto(f"{visitor.desk.url}/agent/waiting/{ticket['reference']}")
    again.wait_for_selector(".composer-text")
    assert again.input_value(".composer-text") == "Half a sentence"


def test_a_session_that_ends_in_mid_reply_costs_no_word(
    visitor: Visitor, desk: LocalRun, ticket: dict[str, Any], customer: str
) -> None:
    page = visitor.open(ticket["reference"])
    page.keyboard.press("r")
    page.keyboard.type("Almost done")
    visitor.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog [name=password]:focus")
    page.keyboard.type(desk.endpoints["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog", state="detached")
    assert page.input_value(".composer-text") == "Almost done"
    page.focus(".composer-text")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".message-message_out:has-text('Almost done')")
    assert desk.mail_to(customer, "Almost done")


def test_a_reply_is_stopped_by_what_arrived_meanwhile_and_sent_when_wanted(
    visitor: Visitor, desk: LocalRun, agent: Agent, ticket: dict[str, Any], customer: str
) -> None:
    reference = ticket["reference"]
    page = visitor.open(reference)
    _freeze(page, f"**/api/tickets/{reference}")
    acknowledgement = desk.mail_to(customer, reference)
    more = letter(customer, acknowledgement["Reply-To"], f"Re: {ticket['subject']}", "It prints again!")
    desk.mail_in(more, customer, acknowledgement["Reply-To"])
    eventually(lambda: len(_messages(agent.read(reference))) == 2, "the second mail is there")
    page.keyboard.press("r")
    page.keyboard.type("Try another cable.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".news:has-text('It prints again!')")
    assert len(_messages(agent.read(reference))) == 2, "nothing was sent"
    page.unroute_all()
    page.get_by_role("button", name="Send anyway").click()
    page.wait_for_selector(".message-message_out:has-text('Try another cable.')")
    assert desk.mail_to(customer, "Try another cable.")


def test_two_who_change_one_field_see_both_values(visitor: Visitor, agent: Agent, ticket: dict[str, Any]) -> None:
    reference = ticket["reference"]
    page = visitor.open(reference)
    _freeze(page, f"**/api/tickets/{reference}")
    version = agent.read(reference)["ticket"]["version"]
    assert agent.call("PATCH", f"/api/tickets/{reference}", {"priority": "critical"}, version).status == 200
    page.keyboard.press("p")
    page.wait_for_selector(".panel-input:focus")
    page.keyboard.type("low")
    page.keyboard.press("Enter")
    said = page.wait_for_selector(".conflict").inner_text()
    assert "Critical" in said and "Low" in said
    page.unroute_all()
    page.get_by_role("button", name="Use yours").click()
    eventually(lambda: agent.read(reference)["ticket"]["priority"] == "low", "ours is stored")


def test_a_hostile_mail_runs_nothing_and_loads_pictures_only_when_asked(
    visitor: Visitor, desk: LocalRun, agent: Agent, subject: str, customer: str
) -> None:
    with _Listener() as (address, hits):
        mail = letter(customer, SUPPORT, subject, "See the pictures.")
        mail.add_alternative(_hostile(address), subtype="html")
        desk.mail_in(mail, customer, SUPPORT)
        page = visitor.open(agent.ticket(subject)["ticket"]["reference"])
        page.get_by_role("button", name="Show formatted").click()
        frame = page.frame_locator(".formatted-frame")
        frame.get_by_text("Dear friend").wait_for()
        page.wait_for_timeout(1_000)
        assert hits == []
        page.get_by_role("button", name="Load images").click()
        eventually(lambda: bool(hits) or page.wait_for_timeout(100), "the picture is asked for")
        assert set(hits) <= {"/picture", "/set", "/background"}
        assert page.evaluate("window.pwned") is None
        visitor.complaints.clear()  # what the frame's policy refused


def test_a_phone_shows_one_pane_at_a_time(chromium: Any, desk: LocalRun, ticket: dict[str, Any]) -> None:
    visitor = Visitor(chromium, desk, PHONE)
    page = visitor.sign_in()
    page.get_by_text(ticket["subject"]).click()
    page.wait_for_selector(".message")
    assert not page.is_visible(".list")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="Back to the list").click()
    page.wait_for_selector(".list")
    page.get_by_role("button", name="Show the views").click()
    page.get_by_role("link", name="Postponed").click()
    page.get_by_role("heading", name="Postponed").wait_for()
    visitor.context.close()


@pytest.mark.parametrize(
    ("size", "colours"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")], ids=["light", "dark", "phone"]
)
def test_nothing_hinders_people_with_a_screen_reader_or_little_sight(
    chromium: Any, desk: LocalRun, agent: Agent, ticket: dict[str, Any], size: tuple[int, int], colours: str
) -> None:
    note = f"/api/tickets/{ticket['reference']}/notes"
    agent.call("POST", note, {"text": "Call https://example.com first."})
    visitor = Visitor(chromium, desk, size, colours)
    page = visitor.page
    page.goto(f"{desk.url}/agent/")
    page.wait_for_selector(".sign-in")
    _assert_accessible(page, "signing in")
    visitor.sign_in()
    page.wait_for_selector(".row")
    _assert_accessible(page, "the list")
    page.goto(f"{desk.url}/agent/mine")
    page.wait_for_selector(".empty, .row")
    _assert_accessible(page, "another list")
    page.goto(f"{desk.url}/agent/waiting/{ticket['reference']}")
    page.wait_for_selector(".promise, .message-note")
    _assert_accessible(page, "a ticket")
    for keys, shown in (
        ("r", ".composer-reply"),
        ("n", ".composer-note"),
        ("s", "[role=combobox]:focus"),
        ("?", ".key-groups"),
        ("Control+k", ".palette-input"),
    ):
        page.keyboard.press(keys)
        page.wait_for_selector(shown)
        _assert_accessible(page, shown)
        page.keyboard.press("Escape")
    visitor.context.close()


def test_the_page_is_served_with_a_policy_that_allows_no_inline_script_or_style(desk: LocalRun) -> None:
    page = fetch("GET", f"{desk.url}/agent/mine/K7QF-3M2X")
    policy = page.headers["Content-Security-Policy"]
    assert page.status == 200 and "unsafe" not in policy
    assert {"script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "<style" not in page.text and all("src=" in tag for tag in page.text.split("<script")[1:])
    script = next((DIST / "assets").glob("index-*.js")).name
    asset = fetch("GET", f"{desk.url}/agent/assets/{script}")
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asset.headers["Content-Security-Policy"] == policy
    assert fetch("GET", f"{desk.url}/agent/assets/../../package.json").status == 404


def _assert_accessible(page: Any, what: str) -> None:
    page.wait_for_timeout(250)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Path(AXE).read_text())
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], what


def _freeze(page: Any, pattern: str) -> None:
    """The page sees a ticket as it is now, whatever happens to it; its changes go through."""
    seen: dict[str, Any] = {}

    def answer(route: Any) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        seen.setdefault("answer", page.request.get(route.request.url))
        route.fulfill(response=seen["answer"])

    seen["answer"] = page.request.get(pattern.replace("**", page.url.partition("/agent")[0]))
    page.route(pattern, answer)


def _messages(opened: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in opened["entries"] if entry["kind"].startswith("message")]


def _hostile(address: str) -> str:
    return f"""<html><head><style>@import url({address}/style); body {{ background: url({address}/css) }}</style>
<script>fetch("{address}/script"); top.pwned = 1</script><meta http-equiv="refresh" content="0;url={address}/refresh">
<base href="{address}/base/"><link rel="stylesheet" href="{address}/link"></head>
<body onload="fetch('{address}/onload')" background="{address}/background"><p>Dear friend</p>
<img src="{address}/picture" onerror="fetch('{address}/onerror')"><img src="x" srcset="{address}/set 2x">
<svg onload="fetch('{address}/svg')"></svg><iframe src="{address}/frame"></iframe>
<object data="{address}/object"></object>
<form action="{address}/form"><button autofocus onfocus="this.click()">Go</button></form>
<div style="background: url({address}/style-attribute)">styled</div><video src="{address}/video" autoplay></video>
<a href="javascript:fetch('{address}/link')">click</a></body></html>"""


class _Listener:
    """A stranger's server that notes every path that it is asked for."""

    def __enter__(self) -> tuple[str, list[str]]:
        hits: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                self.send_error(404)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}", hits

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
