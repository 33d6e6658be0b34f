"""The workspace's own tests and types. Where its packages neither are nor can be had within a minute, they skip."""

from pathlib import Path

import pytest

from infra import web
from infra.problem import Problem

MINUTE = 60


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    try:
        web.install(MINUTE)
    except Problem as problem:
        pytest.skip(f"the workspace's packages are not there: {problem}")


def test_the_client_has_the_shapes_that_the_interface_describes(tmp_path: Path) -> None:
    fresh = tmp_path / "api.d.ts"
    web.write_types(fresh)
    assert fresh.read_text() == web.TYPES.read_text(), "run: make web, and commit web/src/api/api.d.ts"


def test_types_and_all_five_languages_are_complete() -> None:
    web.run("npx", "tsc", "--noEmit", seconds=2 * MINUTE)


def test_the_pure_parts_keep_their_promises() -> None:
    web.run("npx", "vitest", "run", seconds=2 * MINUTE)


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (web.WEB / "package-lock.json").read_text()
