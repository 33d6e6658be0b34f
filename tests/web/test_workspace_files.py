"""How the workspace's files are served: what an address means, which headers go along, and nothing beside them."""

from pathlib import Path

import pytest

from infra.workspace import Workspace

UPLOADS, FILES = "https://uploads.example.com", "https://files.example.com"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    site = tmp_path / "dist"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html>")
    (site / "assets" / "index-1a.js").write_text("1")
    (site / ".x").mkdir()
    (site / ".x" / "built.js").write_text("secret")
    (tmp_path / "outside.txt").write_text("secret")
    return Workspace(site, UPLOADS, FILES)


@pytest.mark.parametrize("path", ["/agent/", "/agent/mine", "/agent/mine/K7QF-3M2X", "/agent/mine?x=1"])
def test_addresses_of_views_and_tickets_are_the_page_and_asked_for_anew(workspace: Workspace, path: str) -> None:
    page = workspace.answer(path)
    assert (page.status, page.body, page.headers["Cache-Control"]) == (200, b"<!doctype html>", "no-cache")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def test_assets_are_kept_for_a_year(workspace: Workspace) -> None:
    asset = workspace.answer("/agent/assets/index-1a.js")
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asset.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_policy_names_where_files_go_and_come_from_and_nothing_unsafe(workspace: Workspace) -> None:
    policy = workspace.answer("/agent/").headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'self'; script-src 'self'; frame-src 'self'; "
        f"connect-src 'self' {UPLOADS}; form-action 'self' {UPLOADS}; img-src 'self' data: blob: {FILES}; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/agent/../outside.txt",
        "/agent/%2e%2e/outside.txt",
        "/agent/.x/built.js",
        "/agent/assets/x.js",
        "/agent/a%00.js",
    ],
)
def test_nothing_else_is_served(workspace: Workspace, path: str) -> None:
    answer = workspace.answer(path)
    assert (answer.status, answer.body) == (404, b"Not found\n")


def test_only_the_workspaces_addresses_are_its_own(workspace: Workspace) -> None:
    assert workspace.serves("/agent") and workspace.serves("/agent/x")
    assert not any(workspace.serves(path) for path in ("/", "/api/me", "/agents", "/api/agent/"))
    moved = workspace.answer("/agent")
    assert (moved.status, moved.headers["Location"]) == (308, "/agent/")
