"""The layout keeps its promises: layers point one way, every Lambda is wired, every refusal has an answer."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.domain import errors

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "chalicelib"
AWS = {"boto3", "botocore", "pynamodb", "chalice", "aws_lambda_powertools"}

# what each layer may import of our own, and whether AWS and framework libraries may appear
LAYERS = {
    "domain": {"domain"},
    "mail": {"domain", "mail"},
    "services": {"domain", "mail", "services"},
    "adapters": {"domain", "services", "adapters"},
    "api": {"domain", "services", "api", "settings"},
    "pages": {"domain", "services", "api", "pages", "settings"},
    "consumers": {"domain", "services", "consumers", "telemetry"},
}
MAIL_LIBRARIES = {"nh3"}


def modules(layer: str) -> list[Path]:
    return sorted((PACKAGE / layer).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def every_module() -> list[Path]:
    return [path for layer in LAYERS for path in modules(layer)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_the_layers_it_stands_on(layer: str) -> None:
    for path in modules(layer):
        for module in imports(path):
            if module.startswith("chalicelib."):
                assert module.split(".")[1] in LAYERS[layer], f"{name(path)} imports {module}"


@pytest.mark.parametrize("layer", ["domain", "mail", "services"])
def test_rules_and_use_cases_know_nothing_of_aws_or_the_framework(layer: str) -> None:
    for path in modules(layer):
        for module in imports(path):
            assert module.split(".")[0] not in AWS, f"{name(path)} imports {module}"


@pytest.mark.parametrize("layer", ["domain", "mail", "services"])
def test_rules_need_only_the_standard_library(layer: str) -> None:
    allowed = set(sys.stdlib_module_names) | {"chalicelib"} | (MAIL_LIBRARIES if layer == "mail" else set())
    for path in modules(layer):
        for module in imports(path):
            assert module.split(".")[0] in allowed, f"{name(path)} imports {module}"


def test_pynamodb_stays_in_its_adapter() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "adapters/dynamo" not in str(path):
            assert not any(module.startswith("pynamodb") for module in imports(path)), name(path)


def test_only_settings_and_the_decorators_of_app_read_the_environment() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.name == "settings.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            reads = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            assert not reads, f"{name(path)} reads the environment"


def test_time_and_chance_come_from_one_place() -> None:
    forbidden = {("datetime", "now"), ("datetime", "utcnow"), ("uuid", "uuid4"), ("time", "time"), ("date", "today")}
    for path in every_module():
        if path.name == "system.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in forbidden, f"{name(path)}:{node.lineno}"


def test_only_bootstrap_knows_which_adapter_stands_behind_a_port() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "bootstrap" in path.parts or "adapters" in path.parts:
            continue
        for module in imports(path):
            assert not module.startswith("chalicelib.adapters"), f"{name(path)} imports {module}"


def test_product_code_does_not_assert() -> None:
    for path in every_module():
        asserts = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Assert)]
        assert not asserts, name(path)


def test_the_error_tree_drawn_in_the_errors_module_is_the_real_one() -> None:
    drawn = (errors.__doc__ or "").split()
    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, errors.LippuError):
            assert value.__name__ in drawn


def test_modules_stay_small() -> None:
    for path in every_module():
        lines = len(path.read_text().splitlines())
        assert lines <= 300, f"{name(path)} has {lines} lines: has it one subject?"


def test_every_test_that_a_guarantee_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "guarantees.md").read_text())
    assert len(named) > 30
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text(), f"{path}::{test}"
