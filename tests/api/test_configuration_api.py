"""Setting up a desk over HTTP, on AWS in memory: what is sent is what is read, by whoever may read it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.api import http, provider
from tests.api.test_real_desk import Visitor
from tests.support.desk import ADMIN, AGENT, OTHER, World
from tests.support.settings import ROUTES

NEW = {"If_Match": None}
PLACES = {
    "/api/departments/legal": ("setup", "departments"),
    "/api/agents/clerk": ("setup", "agents"),
    "/api/roles/reader": ("setup", "roles"),
    "/api/statuses/waiting-for-parts": ("statuses",),
    "/api/categories/printing": ("categories",),
    "/api/fields/colour": ("fields",),
    "/api/business-hours/office": ("setup", "business_hours"),
    "/api/sla-policies/gold": ("setup", "sla_policies"),
    "/api/customer-groups/vip": ("customer_groups",),
    "/api/organisations/acme": ("organisations",),
    "/api/blocked-senders/spammer.example": ("blocked_senders",),
}


@pytest.fixture
def visitor(http_app: Chalice, peopled_world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    monkeypatch.setattr(provider, "_desk", None)
    monkeypatch.setattr(provider, "_log", None)
    http.use(lambda: peopled_world.desk, logging.getLogger("lippu-http-tests"))
    yield Visitor(http_app)


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    visitor.sign_in(ADMIN.email)
    return visitor


def shown(visitor: Visitor, path: str) -> dict[str, Any] | None:
    """The setting as the configuration shows it."""
    found = visitor.ask("GET", "/api/configuration").json_body
    for name in PLACES[path]:
        found = found[name]
    matching: list[dict[str, Any]] = [each for each in found if each["id"] == path.rpartition("/")[2]]
    return matching[0] if matching else None


def covers(answer: Any, sent: Any) -> bool:
    """Whether all that was sent is in the answer, whatever else it has."""
    if isinstance(sent, dict):
        return all(covers(answer[name], value) for name, value in sent.items())
    if isinstance(sent, list) and sent and isinstance(sent[0], dict):
        return len(answer) == len(sent) and all(map(covers, answer, sent))
    return bool(answer == sent)


@pytest.mark.parametrize("path", ROUTES)
def test_what_is_sent_is_stored_shown_changed_and_removed(admin: Visitor, path: str) -> None:
    body = ROUTES[path]
    made = admin.ask("PUT", path, body, **NEW)
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"'), made.body
    assert shown(admin, path) == made.json_body
    assert covers(made.json_body, body | {"version": 1})
    again = admin.ask("PUT", path, body, If_Match='"1"')
    assert again.json_body == made.json_body | {"version": 2}
    stale = admin.ask("PUT", path, body, **NEW)
    assert (stale.status_code, stale.json_body["current"]) == (409, again.json_body)
    if "/agents/" not in path:
        assert admin.ask("DELETE", path, If_Match=None).status_code == 428
        removed = admin.ask("DELETE", path, If_Match='"2"')
        assert (removed.status_code, removed.body) == (204, b"")
        assert shown(admin, path) is None


def test_an_agent_reads_what_the_workspace_needs_and_nothing_of_the_setup(visitor: Visitor) -> None:
    visitor.sign_in(OTHER.email)
    found = visitor.ask("GET", "/api/configuration").json_body
    assert found["setup"] is None
    assert [department["id"] for department in found["departments"]] == ["billing"]
    assert [agent["id"] for agent in found["agents"]] == [OTHER.id]
    assert [status["id"] for status in found["statuses"]] == ["in-progress"]
    assert len(found["priority_questions"]) == 3
    assert [priority["id"] for priority in found["priorities"]] == ["low", "medium", "high", "critical"]


def test_an_agent_is_not_told_which_unseen_department_a_category_leads_to(visitor: Visitor) -> None:
    visitor.sign_in(ADMIN.email)
    visitor.ask("PUT", "/api/categories/printing", ROUTES["/api/categories/printing"], **NEW)
    for agent, department in ((AGENT, "support"), (OTHER, None)):
        visitor.sign_in(agent.email)
        found = shown(visitor, "/api/categories/printing")
        assert found
        assert found["department"] == department


def test_a_configuration_that_did_not_change_is_not_sent_again(admin: Visitor) -> None:
    first = admin.ask("GET", "/api/configuration")
    for tag in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"7", {first.headers["ETag"]}'):
        same = admin.ask("GET", "/api/configuration", If_None_Match=tag)
        assert (same.status_code, same.body, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert "Content-Security-Policy" in same.headers
    assert admin.ask("GET", "/api/configuration", If_None_Match='"7"').status_code == 200
    admin.ask("PUT", "/api/fields/colour", ROUTES["/api/fields/colour"], **NEW)
    changed = admin.ask("GET", "/api/configuration", If_None_Match=first.headers["ETag"])
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_what_would_lead_into_a_dead_end_is_refused_with_what_to_change(admin: Visitor) -> None:
    lonely = ROUTES["/api/departments/legal"] | {"escalates_to": None}
    refusal = admin.ask("PUT", "/api/departments/legal", lonely, **NEW)
    assert refusal.status_code == 422
    assert "nobody would answer" in refusal.json_body["errors"][0]["message"]
    staffed = admin.ask("PUT", "/api/departments/legal", lonely | {"members": [OTHER.id]}, **NEW)
    assert staffed.status_code == 200
    blocked = admin.ask("DELETE", "/api/departments/legal", If_Match='"1"')
    assert blocked.status_code == 409
    assert f"agent {OTHER.id}" in blocked.json_body["detail"]


def test_every_change_is_in_the_log_with_its_request(admin: Visitor) -> None:
    path = "/api/statuses/waiting-for-parts"
    admin.ask("PUT", path, ROUTES[path], **NEW)
    admin.ask("DELETE", path, If_Match='"1"')
    removed, made = admin.ask("GET", "/api/audit").json_body["records"]
    assert (made["actor"], made["kind"], made["setting"]) == (ADMIN.id, "status", "waiting-for-parts")
    assert (made["before"], removed["after"]) == (None, None)
    assert made["after"] == removed["before"]
    page = admin.ask("GET", "/api/audit?limit=1&kind=status").json_body
    assert page["records"] == [removed]
    following = admin.ask("GET", f"/api/audit?limit=1&kind=status&cursor={page['next']}").json_body
    assert following == {"records": [made], "next": None}
    assert admin.ask("GET", "/api/audit?kind=field").json_body["records"] == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_nothing_changes_the_log(admin: Visitor, method: str) -> None:
    assert admin.ask(method, "/api/audit", {}).status_code == 405


def test_a_role_that_changes_counts_at_the_next_request(visitor: Visitor, peopled_world: World) -> None:
    visitor.sign_in(AGENT.email)
    agents = visitor.secret
    visitor.sign_in(ADMIN.email)
    role = {"name": "Configurer", "permissions": ["see_departments", "reply", "configure"]}
    assert visitor.ask("PUT", "/api/roles/configurer", role, **NEW).status_code == 200
    mine = {"email": AGENT.email, "name": AGENT.name, "role": "configurer", "departments": ["support"]}
    assert visitor.ask("PUT", f"/api/agents/{AGENT.id}", mine, If_Match='"1"').status_code == 200
    admins, visitor.secret = visitor.secret, agents
    assert visitor.ask("GET", "/api/me").json_body["permissions"] == ["configure", "reply", "see_departments"]
    assert visitor.ask("GET", "/api/audit").status_code == 200
    visitor.secret = admins
    role["permissions"].remove("configure")  # type: ignore[attr-defined]
    assert visitor.ask("PUT", "/api/roles/configurer", role, If_Match='"1"').status_code == 200
    visitor.secret = agents
    assert visitor.ask("GET", "/api/audit").status_code == 403


def test_a_disabled_agent_is_out_at_the_next_request(visitor: Visitor) -> None:
    visitor.sign_in(AGENT.email)
    agents = visitor.secret
    visitor.sign_in(ADMIN.email)
    visitor.ask("PUT", "/api/agents/clerk", ROUTES["/api/agents/clerk"], **NEW)
    gone = {"email": AGENT.email, "name": AGENT.name, "role": "agent", "departments": ["support"], "enabled": False}
    assert visitor.ask("PUT", f"/api/agents/{AGENT.id}", gone, If_Match='"1"').status_code == 200
    visitor.secret = agents
    assert visitor.ask("GET", "/api/me").status_code == 401


def test_an_agent_says_that_they_are_away(visitor: Visitor) -> None:
    visitor.sign_in(AGENT.email)
    me = visitor.ask("GET", "/api/me")
    assert (me.headers["ETag"], me.json_body["available"]) == ('"1"', True)
    change = {"available": False, "notifications": {"mentioned": "digest"}, "queue_off": ["support"]}
    away = visitor.ask("PATCH", "/api/me", change, If_Match='"1"')
    assert away.json_body == visitor.ask("GET", "/api/me").json_body
    assert (away.json_body["available"], away.json_body["notifications"]) == (False, {"mentioned": "digest"})
    stale = visitor.ask("PATCH", "/api/me", {"language": "fi"}, If_Match='"1"')
    assert (stale.status_code, stale.json_body["current"]["available"]) == (409, False)
    assert visitor.ask("PATCH", "/api/me", {"language": "fi"}, If_Match=None).json_body["language"] == "fi"
    assert visitor.ask("PATCH", "/api/me", {"queue_off": ["billing"]}, If_Match=None).status_code == 422
    for refused in ({"role": "admin"}, {"enabled": True}, {"departments": []}, {"notifications": {"role": "off"}}):
        assert visitor.ask("PATCH", "/api/me", refused, If_Match=None).status_code == 422


@pytest.mark.parametrize(
    ("path", "change", "field"),
    [
        ("/api/business-hours/office", {"zone": "Europe/Nowhere"}, "zone"),
        ("/api/business-hours/office", {"week": {"monday": ["09:00-08:00"]}}, "week.monday"),
        ("/api/business-hours/office", {"week": {}}, "week"),
        ("/api/business-hours/office", {"closed_on": ["2026-02-30"]}, "closed_on[0]"),
        ("/api/business-hours/always", {}, "id"),
        ("/api/sla-policies/gold", {"targets": {}}, "targets"),
        ("/api/sla-policies/gold", {"hours": "nowhere"}, "hours"),
        ("/api/statuses/waiting-for-parts", {"names": {}}, "names"),
        ("/api/statuses/waiting-for-parts", {"names": {"xx": "a"}}, "names.xx"),
        ("/api/statuses/open", {}, "id"),
        ("/api/roles/owner", {}, "id"),
        ("/api/agents/me", {}, "id"),
        ("/api/departments/legal", {"auto_close_notice_hours": 120}, "auto_close_notice"),
        ("/api/departments/legal", {"languages": []}, "languages"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_field(
    admin: Visitor, path: str, change: dict[str, Any], field: str
) -> None:
    known = path if path in ROUTES else next(each for each in ROUTES if each.startswith(path.rpartition("/")[0]))
    refusal = admin.ask("PUT", path, ROUTES[known] | change, **NEW)
    assert refusal.status_code == 422, refusal.body
    assert [error["field"] for error in refusal.json_body["errors"]] == [field]


@pytest.mark.parametrize(
    "action",
    [
        {"do": "notify"},
        {"do": "notify", "audience": "agent"},
        {"do": "notify", "audience": "assignee", "agent": "a-admin"},
        {"do": "raise_priority"},
        {"do": "reassign"},
        {"do": "reassign", "agent": "a-admin", "department": "support"},
        {"do": "add_tag"},
    ],
)
def test_an_action_that_lacks_something_is_refused(admin: Visitor, action: dict[str, str]) -> None:
    promise = {"minutes": 60, "steps": [{"percent": 50, "actions": [action]}]}
    body = ROUTES["/api/sla-policies/gold"] | {"targets": {"resolution": promise}}
    refusal = admin.ask("PUT", "/api/sla-policies/gold", body, **NEW)
    assert (refusal.status_code, refusal.json_body["errors"][0]["field"]) == (422, "targets")


@pytest.mark.parametrize("when", [{}, {"percent": 50, "minutes_left": 5}, {"minutes_left": 61}])
def test_a_step_says_when_in_one_way(admin: Visitor, when: dict[str, int]) -> None:
    step = when | {"actions": [{"do": "notify", "audience": "assignee"}]}
    body = ROUTES["/api/sla-policies/gold"] | {"targets": {"resolution": {"minutes": 60, "steps": [step]}}}
    assert admin.ask("PUT", "/api/sla-policies/gold", body, **NEW).status_code == 422
