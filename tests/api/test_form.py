"""The hosted form, as a browser without JavaScript sees it."""

import base64
import gzip
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urljoin

import pytest
from chalice.test import HTTPResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.json_body import MAX_BYTES
from chalicelib.api.problems import KINDS
from chalicelib.api.routes import declarations
from chalicelib.domain.errors import FieldProblem, InvalidInput, Unavailable
from chalicelib.domain.signing import Keyring
from chalicelib.pages.rendering import prose
from chalicelib.pages.thanks import open_thanks, seal_thanks
from chalicelib.services.forms import FormPost
from tests.api.conftest import Browser
from tests.api.fakes import REFERENCE, FakeDesk
from tests.api.pages import parse
from tests.support.clock import START
from tests.support.desk import SETTINGS, SUPPORT

FILLED = {
    "token": "a-token",
    "department": "support",
    "name": "Maija Meikäläinen",
    "email": "maija@customer.example",
    "subject": "The printer is on fire",
    "message": "It burns.\r\nAll of it.",
    "website": "",
}
FORM = "application/x-www-form-urlencoded"


def post(browser: Browser, fields: dict[str, str] | bytes, content_type: str | None = FORM) -> HTTPResponse:
    body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
    headers = {"Content-Type": content_type, "Origin": None}
    return browser.send("POST", "/", body, agent=None, headers=headers)


def posted(desk: FakeDesk) -> FormPost:
    found: FormPost = desk.cases.asked[-1][1]["post"]
    return found


def refuse(desk: FakeDesk, *fields: str, words: str = "needs another look") -> None:
    desk.cases.fails_with = InvalidInput(*(FieldProblem(field, words) for field in fields))


class TestTheEmptyForm:
    def test_is_complete_and_labelled(self, browser: Browser) -> None:
        response = browser.send("GET", "/", agent=None)
        page = parse(response.body.decode())
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.by_id("email")["autocomplete"] == "email"
        assert page.by_id("name")["autocomplete"] == "name"
        assert [each["value"] for each in page.all("option")] == ["", "support", "billing"]
        assert [each["value"] for each in page.all("input") if each["name"] == "token"] == ["fresh-token-0"]
        assert page.all("form")[0] == {"method": "post", "novalidate": ""}

    def test_hides_the_choice_where_there_is_only_one_department(self, browser: Browser, desk: FakeDesk) -> None:
        desk.directory = replace(desk.directory, departments={"support": SUPPORT})
        page = parse(browser.send("GET", "/").body.decode())
        assert page.all("select") == []
        assert page.by_id("department") == {
            "type": "hidden",
            "id": "department",
            "name": "department",
            "value": "support",
        }

    def test_has_a_trap_that_people_do_not_meet(self, browser: Browser) -> None:
        page = parse(browser.send("GET", "/").body.decode())
        assert page.by_id("website")["tabindex"] == "-1"
        assert page.by_id("website")["autocomplete"] == "off"

    def test_is_not_kept_by_caches(self, browser: Browser) -> None:
        assert browser.send("GET", "/").headers["Cache-Control"] == "no-store"


class TestAPost:
    def test_leads_to_a_page_with_the_number(self, browser: Browser, desk: FakeDesk) -> None:
        response = post(browser, FILLED)
        assert (response.status_code, response.body) == (303, b"")
        assert response.headers["Location"].startswith("thanks?ticket=")
        thanks = browser.send("GET", "/" + response.headers["Location"], agent=None)
        page = parse(thanks.body.decode())
        assert page.text_of("reference") == "K7QF-3M2X"
        assert "within 8 hours" in thanks.body.decode()
        assert posted(desk) == FormPost(
            token="a-token",
            department="support",
            name="Maija Meikäläinen",
            email="maija@customer.example",
            subject="The printer is on fire",
            message="It burns.\nAll of it.",
            honeypot=False,
        )

    def test_works_with_a_charset_and_unescaped_letters(self, browser: Browser, desk: FakeDesk) -> None:
        raw = "name=Maija Meikäläinen&message=%C3%A4+ä".encode()
        assert post(browser, raw, FORM + "; charset=UTF-8").status_code == 303
        assert (posted(desk).name, posted(desk).message) == ("Maija Meikäläinen", "ä ä")

    def test_with_the_trap_filled_is_told_apart_but_not_to_the_sender(self, browser: Browser, desk: FakeDesk) -> None:
        assert post(browser, FILLED | {"website": "https://spam.example"}).status_code == 303
        assert posted(desk).honeypot

    def test_loses_control_characters(self, browser: Browser, desk: FakeDesk) -> None:
        odd = {"name": "Mai\x00ja\r\nBcc: x", "subject": "a\tb\u2028c\x07", "message": "a\x00\x1b[31m\r\nb\tc\rd"}
        post(browser, FILLED | odd)
        assert posted(desk).name == "Maija Bcc: x"
        assert posted(desk).subject == "a b c"
        assert posted(desk).message == "a[31m\nb\tc\nd"

    @pytest.mark.parametrize("field", ["name", "email", "subject"])
    @pytest.mark.parametrize(
        "character", ["\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u200b", "\ufeff"]
    )
    def test_loses_characters_that_turn_the_reading_direction_or_are_not_seen(
        self, browser: Browser, desk: FakeDesk, field: str, character: str
    ) -> None:
        post(browser, FILLED | {field: f"{character}ab {character} c{character}d"})
        assert getattr(posted(desk), field) == "ab cd"

    def test_keeps_what_persian_and_emoji_are_joined_with(self, browser: Browser, desk: FakeDesk) -> None:
        name, subject = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\U0001f469\u200d\U0001f4bb"
        post(browser, FILLED | {"name": name, "subject": subject})
        assert (posted(desk).name, posted(desk).subject) == (name, subject)

    def test_counts_the_last_of_repeated_fields_and_ignores_unknown_ones(
        self, browser: Browser, desk: FakeDesk
    ) -> None:
        post(browser, urlencode([*FILLED.items(), ("email", "second@customer.example"), ("role", "admin")]).encode())
        assert posted(desk).email == "second@customer.example"

    def test_needs_no_cookie_and_no_origin_of_ours(self, browser: Browser) -> None:
        headers = {"Content-Type": FORM, "Origin": "null"}
        assert browser.send("POST", "/", urlencode(FILLED).encode(), headers=headers).status_code == 303


class TestARefusedPost:
    def test_keeps_what_was_written_and_says_what_to_change(self, browser: Browser, desk: FakeDesk) -> None:
        refuse(desk, "email", "subject")
        response = post(browser, FILLED)
        html = response.body.decode()
        page = parse(html)
        assert response.status_code == 422
        assert page.by_id("name")["value"] == FILLED["name"]
        assert page.by_id("subject")["value"] == FILLED["subject"]
        assert page.text_of("message").strip() == "It burns.\nAll of it."
        assert [each["value"] for each in page.all("option") if "selected" in each] == ["support"]
        assert page.by_id("email")["aria-invalid"] == "true"
        assert "error-email" in page.by_id("email")["aria-describedby"].split()
        assert "aria-invalid" not in page.by_id("message")
        assert [each["href"] for each in page.all("a")] == ["#email", "#subject"]
        assert html.count("Needs another look.") == 4  # in the summary and at the field, twice
        assert "<title>Error: " in html

    def test_keeps_its_token_so_that_sending_twice_stays_one_request(self, browser: Browser, desk: FakeDesk) -> None:
        refuse(desk, "email")
        page = parse(post(browser, FILLED).body.decode())
        assert [each["value"] for each in page.all("input") if each["name"] == "token"] == ["a-token"]

    def test_that_was_open_for_too_long_gets_a_fresh_token_and_a_sentence(
        self, browser: Browser, desk: FakeDesk
    ) -> None:
        refuse(desk, "token", words="this form was open for too long; please send it once more")
        response = post(browser, FILLED)
        page = parse(response.body.decode())
        assert response.status_code == 422
        assert [each["value"] for each in page.all("input") if each["name"] == "token"] == ["fresh-token-1"]
        assert "This form was open for too long; please send it once more." in response.body.decode()
        assert page.by_id("email")["value"] == FILLED["email"]

    @pytest.mark.parametrize("field", ["name", "email", "subject", "message", "department", "website", "token"])
    @pytest.mark.parametrize(
        "hostile",
        [
            '"><script>alert(1)</script>',
            "</textarea><script>alert(1)</script>",
            "' onfocus=alert(1) autofocus x='",
            "{{ 7 * 7 }}{% raw %}",
            "\u202e<img src=x onerror=alert(1)>",
            "&lt;b&gt;&amp;",
        ],
    )
    def test_shows_hostile_values_as_text(self, browser: Browser, desk: FakeDesk, field: str, hostile: str) -> None:
        refuse(desk, "email")
        page = parse(post(browser, FILLED | {field: hostile}).body.decode())
        if field == "message":
            assert page.text_of("message").strip() == hostile
        elif field == "token":
            assert hostile in [each["value"] for each in page.all("input")]
        elif field != "department":
            assert page.by_id(field)["value"] == hostile

    def test_with_broken_characters_is_refused_in_words(self, browser: Browser, desk: FakeDesk) -> None:
        response = post(browser, b"token=a-token&message=half+%C3&name=%ED%A0%80&subject=fine")
        page = parse(response.body.decode())
        assert response.status_code == 422
        assert "characters arrived broken" in response.body.decode()
        assert page.text_of("message").strip() == "half \ufffd"
        assert page.by_id("subject")["value"] == "fine"
        assert desk.cases.asked == []


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"message=a", "application/json", 415),
        (b"message=a", "multipart/form-data; boundary=x", 415),
        (b"message=a", None, 415),
        (b"message=" + b"a" * MAX_BYTES, FORM, 413),
        (b"&".join(b"field%d=a" % number for number in range(201)), FORM, 422),
    ],
)
def test_what_is_no_form_is_refused_with_a_page(
    browser: Browser, desk: FakeDesk, body: bytes, content_type: str | None, status: int
) -> None:
    response = post(browser, body, content_type)
    assert response.status_code == status
    assert parse(response.body.decode()).all("a") == [{"href": "./"}]
    assert desk.cases.asked == []


def test_a_desk_that_cannot_answer_says_so_and_keeps_what_was_written(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = Unavailable("table lippu-secret")
    response = post(browser, FILLED)
    page = parse(response.body.decode())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert "lippu-secret" not in response.body.decode()
    assert "cannot take this right now" in response.body.decode()
    assert page.text_of("message").strip() == "It burns.\nAll of it."
    assert [each["value"] for each in page.all("input") if each["name"] == "token"] == ["a-token"]


def test_a_desk_that_cannot_even_show_its_form_says_so_in_words(
    browser: Browser, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise Unavailable("table lippu-secret")

    monkeypatch.setattr(desk, "current", silent)
    desk.cases.fails_with = Unavailable("table lippu-secret")
    response = post(browser, FILLED)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert "lippu-secret" not in response.body.decode()
    parse(response.body.decode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=100),
        st.text(max_size=60).map(lambda text: f"message={quote_plus(text, errors='replace')}".encode()),
    )
)
def test_any_bytes_are_answered_with_a_page_or_a_ticket(browser: Browser, desk: FakeDesk, body: bytes) -> None:
    refuse(desk, "email")
    response = post(browser, body)
    assert response.status_code == 422
    parse(response.body.decode())


class TestTheThanksPage:
    ring = Keyring({1: b"k" * 32})

    @pytest.mark.parametrize("change", ["", "A", "{}A", "{}=", "A{}", "ä", "{}%00", "****"])
    def test_leads_back_to_the_form_for_any_value_that_is_not_ours(self, browser: Browser, change: str) -> None:
        sealed = seal_thanks(self.ring, REFERENCE, "support", START)
        response = browser.send("GET", "/thanks?ticket=" + change.format(sealed), agent=None)
        assert (response.status_code, response.headers["Location"]) == (303, "./")

    def test_leads_back_to_the_form_without_a_value(self, browser: Browser) -> None:
        assert browser.send("GET", "/thanks").status_code == 303

    def test_value_cannot_be_made_for_another_ticket(self) -> None:
        sealed = seal_thanks(self.ring, REFERENCE, "support", START)
        assert open_thanks(self.ring, sealed, START) == (REFERENCE, "support")
        for index, character in enumerate(sealed[:-1]):
            other = "B" if character == "A" else "A"
            assert open_thanks(self.ring, sealed[:index] + other + sealed[index + 1 :], START) is None

    def test_needs_no_department_that_still_exists(self, browser: Browser) -> None:
        sealed = seal_thanks(self.ring, REFERENCE, "gone", START)
        page = parse(browser.send("GET", f"/thanks?ticket={sealed}").body.decode())
        assert page.text_of("reference") == "K7QF-3M2X"

    def test_survives_a_stranger_signing_something_else(self) -> None:
        for payload in (b"", b"short", b"\xff\xffk7qf3m2xsupport", b"\xff" * 20):
            mac = self.ring.sign("thanks", payload, 17)
            sealed = base64.urlsafe_b64encode(mac + payload).decode().rstrip("=")
            assert open_thanks(self.ring, sealed, START) is None

    def test_value_ends_after_a_month(self) -> None:
        sealed = seal_thanks(self.ring, REFERENCE, "support", START)
        assert open_thanks(self.ring, sealed, START + timedelta(days=30)) == (REFERENCE, "support")
        assert open_thanks(self.ring, sealed, START + timedelta(days=31)) is None

    def test_value_is_the_same_for_a_form_that_is_posted_again(self) -> None:
        first = seal_thanks(self.ring, REFERENCE, "support", START)
        assert seal_thanks(self.ring, REFERENCE, "support", START + timedelta(minutes=1)) == first


class TestOtherPages:
    @pytest.mark.parametrize("path", ["/nowhere", "/favicon.ico", "/%3Cscript%3E"])
    def test_an_address_that_leads_nowhere_is_a_page(self, browser: Browser, path: str) -> None:
        response = browser.send("GET", path, agent=None)
        assert response.status_code == 404
        assert "script" not in response.body.decode()
        parse(response.body.decode())

    def test_the_address_of_the_interface_leads_to_its_documentation(self, browser: Browser) -> None:
        response = browser.send("GET", "/api", agent=None)
        assert (response.status_code, response.headers["Location"]) == (303, "api/docs")

    @pytest.mark.parametrize("page", ["/", "/api/docs", "/files/forged"])
    def test_style_sheets_are_kept_for_a_year_and_change_their_address_with_their_content(
        self, browser: Browser, page: str
    ) -> None:
        links = parse(browser.send("GET", page).body.decode()).all("link")
        (link,) = [each for each in links if each["rel"] == "stylesheet"]
        assert "?v=" in link["href"]
        sheet = browser.send("GET", urljoin(page, link["href"]), agent=None)
        assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
        assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "prefers-color-scheme: dark" in sheet.body.decode()
        assert "url(" not in sheet.body.decode() and "@import" not in sheet.body.decode()

    @pytest.mark.parametrize("page", ["/", "/nowhere", "/api/docs", "/files/forged"])
    def test_every_page_brings_its_icon(self, browser: Browser, page: str) -> None:
        links = parse(browser.send("GET", page).body.decode()).all("link")
        (link,) = [each for each in links if each["rel"] == "icon"]
        icon = browser.send("GET", urljoin(page, link["href"]), agent=None)
        assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/svg+xml")
        assert icon.body.startswith(b"<svg ")

    def test_the_documentation_shows_how_a_change_is_asked_for(self, browser: Browser) -> None:
        html = browser.send("GET", "/api/docs", agent=None).body.decode()
        (example,) = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)
        assert SETTINGS.public_url in example
        for header in ("Origin", "Idempotency-Key", "If-Match", "Content-Type"):
            assert f"{header}: " in example

    def test_the_documentation_shows_every_route_and_every_problem(self, browser: Browser) -> None:
        html = browser.send("GET", "/api/docs", agent=None).body.decode()
        page = parse(html)
        for declaration in declarations():
            assert page.by_id(declaration.name)
            assert f"<code>{declaration.path}</code>" in html
        for kind in KINDS.values():
            assert page.by_id(kind.slug)
        assert "**" not in html and "`" not in html

    def test_pages_stay_small(self, browser: Browser) -> None:
        def size(path: str) -> int:
            return len(gzip.compress(browser.send("GET", path).body))

        assert size("/style.css") < 8 * 1024
        assert size("/") + size("/style.css") < 14 * 1024


def test_values_of_any_kind_are_escaped_in_prose() -> None:
    html: Any = prose("**<b>** and `<i>`\n\n<script>")
    assert html == "<p><strong>&lt;b&gt;</strong> and <code>&lt;i&gt;</code></p><p>&lt;script&gt;</p>"
