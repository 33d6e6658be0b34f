"""Who gets in, from where, and what every answer carries."""

import logging

import pytest
from chalice.app import Chalice

from chalicelib.api import routes as api_routes
from chalicelib.api.headers import COOKIE, origin_of, read_session_cookie, session_cookie
from chalicelib.api.http import Access, Answer, Call, Declaration, Routes
from chalicelib.api.openapi import refusals
from chalicelib.api.routes import declarations
from chalicelib.domain.errors import Forbidden, Unauthenticated
from chalicelib.pages import routes as page_routes
from tests.api.conftest import Browser
from tests.api.fakes import FOREIGN, REFERENCE, FakeDesk
from tests.api.library_fakes import CANNED_ID
from tests.support.desk import AGENT, OTHER, PASSWORD, RESTRICTED

FOR_AGENTS = [each for each in declarations() if each.contract.access is Access.AGENT]
CHANGING = [each for each in declarations() if each.contract.changes]


def by_name(declaration: Declaration) -> str:
    return declaration.name


@pytest.mark.parametrize("declaration", FOR_AGENTS, ids=by_name)
class TestRoutesForAgents:
    @pytest.mark.parametrize("cookie", [None, "", f"{COOKIE}=", f"{COOKIE}=nobody", "session=a-agent"])
    def test_refuse_strangers(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration, cookie: str | None
    ) -> None:
        response = browser.call(declaration, agent=None, headers={"Cookie": cookie})
        assert response.status_code == 401
        assert response.json_body["type"] == "/api/docs#not-signed-in"
        assert desk.cases.asked == []

    def test_refuse_two_sessions_at_once(self, browser: Browser, desk: FakeDesk, declaration: Declaration) -> None:
        both = f"{COOKIE}={AGENT.id}; {COOKIE}={OTHER.id}"
        assert browser.call(declaration, agent=None, headers={"Cookie": both}).status_code == 401

    def test_tell_strangers_nothing_about_what_is_wrong_with_their_request(
        self, browser: Browser, declaration: Declaration
    ) -> None:
        stripped = {"If-Match": None, "Idempotency-Key": None, "Content-Type": "text/plain"}
        assert browser.call(declaration, b"{", agent=None, headers=stripped).status_code == 401

    def test_answer_agents(self, browser: Browser, declaration: Declaration) -> None:
        response = browser.call(declaration)
        assert response.status_code == declaration.answers.status, response.body
        assert set(declaration.answers.headers) <= set(response.headers)


@pytest.mark.parametrize("declaration", CHANGING, ids=by_name)
class TestChanges:
    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "null",
            "http://desk.example.com",
            "https://desk.example.com.evil.example",
            "https://desk.example.com:8443",
            "",
        ],
    )
    def test_started_by_another_site_are_refused(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration, origin: str
    ) -> None:
        response = browser.call(declaration, headers={"Origin": origin})
        assert response.status_code == 403
        assert "Origin" in response.json_body["detail"]
        assert desk.cases.asked == []

    def test_with_a_cookie_need_an_origin(self, browser: Browser, desk: FakeDesk, declaration: Declaration) -> None:
        assert browser.call(declaration, headers={"Origin": None}).status_code == 403
        assert desk.cases.asked == []


@pytest.mark.parametrize("email", [AGENT.email, "nobody@example.com"])
def test_a_wrong_sign_in_reads_the_same_for_people_known_and_unknown(browser: Browser, email: str) -> None:
    response = browser.send("POST", "/api/session", {"email": email, "password": "wrong"}, agent=None)
    assert response.status_code == 401
    assert response.json_body == {
        "type": "/api/docs#sign-in-failed",
        "title": "Not signed in",
        "status": 401,
        "detail": "The e-mail address or the password is wrong.",
    }


def test_programs_without_a_cookie_sign_in_without_an_origin(browser: Browser) -> None:
    body = {"email": AGENT.email, "password": PASSWORD}
    response = browser.send("POST", "/api/session", body, agent=None, headers={"Origin": None})
    assert response.status_code == 201


@pytest.mark.parametrize("declaration", [each for each in declarations() if "{reference}" in each.path], ids=by_name)
def test_foreign_tickets_are_answered_like_ones_that_do_not_exist(
    browser: Browser, desk: FakeDesk, declaration: Declaration
) -> None:
    def ask(reference: str) -> tuple[int, bytes, dict[str, str]]:
        ids = dict.fromkeys(("entry", "task", "reminder", "scheduled"), "0" * 26)
        prepared = dict.fromkeys(("canned", "macro"), CANNED_ID)
        path = declaration.path.format(reference=reference, attachment="0", draft="reply", **prepared, **ids)
        response = browser.send(declaration.method, path, {"anything": 1})
        return response.status_code, response.body, response.headers

    assert ask(FOREIGN) == ask("99999999") == ask("not-a-ticket")
    assert ask(FOREIGN)[0] == 404
    assert desk.cases.asked == []


def test_a_route_that_does_not_say_who_may_call_it_does_not_import() -> None:
    with pytest.raises(TypeError, match="access"):
        Routes("Test").get("/api/test", answers=Answer(200), summary="Test")


def test_a_path_with_a_parameter_that_nobody_checks_does_not_import() -> None:
    with pytest.raises(TypeError, match="colour"):
        Routes("Test").get("/api/{colour}", access=Access.PUBLIC, answers=Answer(200), summary="Test")


def test_every_view_has_its_own_name() -> None:
    apps = [Chalice(f"names-{number}", configure_logs=False) for number in range(2)]
    for app in apps:  # blueprints serve more than one app
        for blueprint in (*api_routes.blueprints(), *page_routes.blueprints()):
            app.register_blueprint(blueprint)
    views = [entry.view_name for methods in apps[1].routes.values() for entry in methods.values()]
    assert len(set(views)) == len(views)
    assert apps[0].routes.keys() == apps[1].routes.keys()


def test_a_view_fails_closed_when_its_route_was_declared_public_by_mistake(
    desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    routes = Routes("Test")

    @routes.get("/api/test", access=Access.PUBLIC, answers=Answer(200), summary="Test")
    def leak(call: Call) -> str:
        return call.agent.name

    app = Chalice("mistake", configure_logs=False)
    app.register_blueprint(routes)
    assert Browser(app).send("GET", "/api/test").status_code == 401


class TestTheSessionCookie:
    def test_is_out_of_reach_for_scripts_other_hosts_and_plain_http(self, browser: Browser) -> None:
        response = browser.send("POST", "/api/session", {"email": AGENT.email, "password": PASSWORD})
        name, *flags = response.headers["Set-Cookie"].split("; ")
        assert name == f"__Host-lippu={AGENT.id}"
        assert set(flags) == {"Max-Age=43200", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"}

    def test_is_removed_at_sign_out_with_or_without_a_session(self, browser: Browser, desk: FakeDesk) -> None:
        for agent in (AGENT.id, None):
            response = browser.send("DELETE", "/api/session", agent=agent)
            assert (response.status_code, response.body) == (204, b"")
            assert response.headers["Set-Cookie"].startswith("__Host-lippu=; Max-Age=0; Path=/; Secure")
        assert desk.cases.asked == [("sign_out", {"cookie": AGENT.id})]

    def test_is_read_back_as_it_was_written(self) -> None:
        pair = session_cookie("a-agent.secret", 5).partition(";")[0]
        assert read_session_cookie(f"a=b; {pair} ;c=d") == "a-agent.secret"

    def test_is_not_read_when_it_is_absurdly_long(self) -> None:
        assert read_session_cookie(f"{COOKIE}={'x' * 600}") is None


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://desk.example.com", "https://desk.example.com"),
        ("https://Desk.Example.com/help", "https://desk.example.com"),
        ("https://desk.example.com:443", "https://desk.example.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:80/", "http://localhost"),
        ("https://localhost:80", "https://localhost:80"),
    ],
)
def test_the_origin_of_the_desk_is_written_as_browsers_do(url: str, origin: str) -> None:
    assert origin_of(url) == origin


SECURITY_HEADERS = {
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Content-Security-Policy",
    "Cache-Control",
}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("POST", "/"),
        ("GET", "/thanks"),
        ("GET", "/nowhere"),
        ("GET", "/style.css"),
        ("GET", "/api/docs"),
        ("GET", "/api/openapi.json"),
        ("GET", "/api/me"),
        ("GET", "/api/tickets/99999999"),
        ("PUT", "/api/me"),
        ("DELETE", "/"),
        ("HEAD", "/api/tickets"),
    ],
)
def test_every_answer_is_protected(browser: Browser, method: str, path: str) -> None:
    for agent in (AGENT.id, None):
        headers = browser.send(method, path, agent=agent).headers
        assert headers.keys() >= SECURITY_HEADERS
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert not [name for name in headers if name.lower().startswith("access-control")]


def test_a_method_that_a_path_does_not_know_is_answered_with_those_it_knows(browser: Browser) -> None:
    response = browser.send("PUT", "/api/session")
    assert response.status_code == response.json_body["status"] == 405
    assert sorted(response.headers["Allow"].split(", ")) == ["DELETE", "POST"]


@pytest.mark.parametrize(
    ("path", "route", "content_type"),
    [
        ("/api/tickets", "GET /api/tickets", "application/problem+json; charset=utf-8"),
        (f"/api/tickets/{REFERENCE}", "GET /api/tickets/{reference}", "application/problem+json; charset=utf-8"),
        ("/", "GET /", "text/html; charset=utf-8"),
    ],
)
def test_an_unexpected_error_is_logged_and_tells_nothing(
    browser: Browser,
    desk: FakeDesk,
    path: str,
    route: str,
    content_type: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = RuntimeError("arn:aws:dynamodb:eu-west-1:123456789012:table/lippu-secret")
    desk.cases.fails_with = secret
    monkeypatch.setattr(desk.cases, "new_token", lambda: desk.cases.open(AGENT, "", 0, None))
    with caplog.at_level(logging.ERROR):
        response = browser.send("GET", path)
    assert (response.status_code, response.headers["Content-Type"]) == (500, content_type)
    assert b"arn:" not in response.body and b"RuntimeError" not in response.body
    assert "Traceback" not in str(response.headers)
    (logged,) = caplog.records
    assert logged.exc_info and logged.exc_info[1] is secret
    assert logged.__dict__["route"] == route


def test_a_broken_desk_is_a_plain_500(browser: Browser, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.api.provider._desk", None)
    assert browser.send("GET", "/api/me").status_code == 500
    assert browser.send("GET", "/").status_code == 500


def test_what_every_route_can_refuse_is_declared() -> None:
    for declaration in declarations():
        assert (Unauthenticated in refusals(declaration)) >= (declaration.contract.access is Access.AGENT)
        forbids = declaration.contract.changes or Forbidden in declaration.errors
        assert (Forbidden in refusals(declaration)) == forbids


def test_agents_see_colleagues_of_shared_departments_and_restricted_ones_only_themselves(browser: Browser) -> None:
    def seen_by(agent: str) -> dict[str, list[str]]:
        answer = browser.send("GET", "/api/agents", agent=agent).json_body
        return {each["id"]: each["departments"] for each in answer["agents"]}

    assert seen_by(AGENT.id) == {"a-agent": ["support"], "a-restricted": ["support"]}
    assert seen_by(OTHER.id) == {"a-other": ["billing"]}
    assert seen_by(RESTRICTED.id) == {"a-restricted": ["support"]}
    assert seen_by("a-admin") == {
        "a-admin": [],
        "a-agent": ["support"],
        "a-other": ["billing"],
        "a-restricted": ["support"],
    }


def test_departments_are_those_whose_tickets_the_agent_may_see(browser: Browser) -> None:
    assert browser.send("GET", "/api/departments", agent=OTHER.id).json_body == {
        "departments": [{"id": "billing", "name": "Billing"}]
    }
    assert len(browser.send("GET", "/api/me", agent="a-admin").json_body["departments"]) == 2
