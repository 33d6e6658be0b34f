"""The list of forty requirements is complete, and what it calls tested is tested."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.infra.assertions import Row, listed

SKIPPING = {"skip", "skipif", "xfail"}
# run by `make proof` alone, because something must be installed for them
FULL_ONLY = {"test_nothing_in_the_repository_looks_like_a_secret"}


@cache
def functions_in(file: Path) -> dict[str, set[str]]:
    """Names of the test functions with all names in their decorators."""
    return {
        node.name: {
            part.attr if isinstance(part, ast.Attribute) else part.id
            for decorator in node.decorator_list
            for part in ast.walk(decorator)
            if isinstance(part, ast.Attribute | ast.Name)
        }
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_all_forty_are_listed_once_and_in_order() -> None:
    assert [row.number for row in listed()] == list(range(1, 41))


@pytest.mark.parametrize("row", [pytest.param(row, id=str(row.number)) for row in listed()])
def test_a_requirement_has_tests_or_a_reason_why_not_yet(row: Row) -> None:
    assert row.tests or len(row.not_yet.split()) >= 8
    for file, function in row.tests:
        assert function in functions_in(file), f"{file.name} has no test {function}"
        if function not in FULL_ONLY:
            assert not functions_in(file)[function] & SKIPPING, f"{function} may be skipped"
