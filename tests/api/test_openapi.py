"""The description of the interface: current, complete, and true to what the routes answer."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.openapi import document, text
from chalicelib.api.problems import KINDS
from chalicelib.api.routes import declarations
from tests.api.conftest import Browser

ROOT = Path(__file__).parents[2]
DOCUMENT = document(declarations())
OPERATIONS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from nodes(member)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def parameters(operation: dict[str, Any], place: str) -> dict[str, Any]:
    return {each["name"]: each for each in operation.get("parameters", []) if each["in"] == place}


def test_the_checked_in_document_is_current() -> None:
    stored = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert stored == text(declarations()), "run: python -m chalicelib.api.openapi docs/openapi.json"


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    used = {node["$ref"].removeprefix("#/components/schemas/") for node in nodes(DOCUMENT) if "$ref" in node}
    assert used == set(DOCUMENT["components"]["schemas"])


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [param.id for param in OPERATIONS]
    assert len(set(names)) == len(names) == len(declarations())


def test_patterns_mean_the_same_everywhere() -> None:
    for node in nodes(DOCUMENT):
        if isinstance(node.get("pattern"), str):
            re.compile(node["pattern"])
            assert not re.search(r"\\[AZz]|\(\?[P<#]|\(\?\(", node["pattern"]), "not in ECMA-262"


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
class TestEveryOperation:
    def test_is_explained(self, method: str, path: str, operation: dict[str, Any]) -> None:
        assert operation["summary"] and operation["description"] and operation["tags"]

    def test_lists_the_parameters_of_its_path(self, method: str, path: str, operation: dict[str, Any]) -> None:
        listed = parameters(operation, "path")
        assert set(listed) == set(re.findall(r"{(\w+)}", path))
        assert all(each["required"] for each in listed.values())

    def test_says_who_may_call_it(self, method: str, path: str, operation: dict[str, Any]) -> None:
        public = {"/api/session", "/api/openapi.json"}
        assert operation["security"] == ([] if path in public else [{"session": []}])

    def test_says_which_headers_a_change_needs(self, method: str, path: str, operation: dict[str, Any]) -> None:
        headers = {name: each["required"] for name, each in parameters(operation, "header").items()}
        unnamed = path == "/api/session" or path.endswith("/preview")
        assert (headers.get("Idempotency-Key") is True) == (method == "post" and not unnamed)
        assert ("Origin" in headers) == (method != "get")
        named = (
            "reset_mail_template",
            "delete_",
            "remove_task",
            "trash_ticket",
            "restore_ticket",
            "discard_draft",
            "change_view",
        )
        on_a_version = path.endswith(("/replies", "/merge", "/escalate", "/apply"))
        on_a_version = on_a_version or operation["operationId"].startswith(named)
        assert (headers.get("If-Match") is True) == ((method == "patch" and path != "/api/me") or on_a_version)

    def test_describes_every_refusal_as_a_problem(self, method: str, path: str, operation: dict[str, Any]) -> None:
        responses = operation["responses"]
        good = [status for status in responses if status < "300"]
        assert len(good) == 1
        for status in responses.keys() - {*good, "304"}:
            schema = responses[status]["content"]["application/problem+json"]["schema"]
            names = [each["$ref"].rpartition("/")[2] for each in schema.get("anyOf", [schema])]
            kinds = {kind.slug for kind in KINDS.values() if f"`{kind.slug}`" in responses[status]["description"]}
            assert kinds
            assert any(name.startswith("Stale") for name in names) == ("stale-version" in kinds)
            assert ("Problem" in names) == bool(kinds - {"stale-version"})


def test_the_document_is_served_to_everybody(browser: Browser) -> None:
    response = browser.send("GET", "/api/openapi.json", agent=None)
    assert response.json_body == json.loads(json.dumps(DOCUMENT))


def test_the_generator_writes_the_document(tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    subprocess.run([sys.executable, "-m", "chalicelib.api.openapi", str(target)], check=True, cwd=ROOT)
    assert target.read_text(encoding="utf-8") == text(declarations())


def test_answers_have_exactly_the_documented_fields(browser: Browser) -> None:
    schemas = DOCUMENT["components"]["schemas"]

    def check(value: Any, schema: dict[str, Any], where: str) -> None:
        if "$ref" in schema:
            check(value, schemas[schema["$ref"].rsplit("/", 1)[1]], where)
        elif "anyOf" in schema:
            check(value, schema["anyOf"][1] if value is None else schema["anyOf"][0], where)
        elif schema.get("type") == "object" and "properties" in schema:
            assert value.keys() == schema["properties"].keys(), where
            for name, member in value.items():
                check(member, schema["properties"][name], f"{where}.{name}")
        elif schema.get("type") == "array":
            for item in value:
                check(item, schema["items"], f"{where}[]")
        elif "enum" in schema:
            assert value in schema["enum"], where
        else:
            numbers = {"integer": int, "number": int | float, "boolean": bool}
            kinds = {"string": str, "object": dict, "null": type(None)} | numbers
            assert isinstance(value, kinds[schema["type"]]), where

    for declaration in declarations():
        if declaration.answers.body:
            responses = DOCUMENT["paths"][declaration.path][declaration.method.lower()]["responses"]
            schema = responses[str(declaration.answers.status)]["content"]["application/json"]["schema"]
            check(browser.call(declaration).json_body, schema, declaration.name)


def test_importing_the_routes_costs_no_template_engine_and_no_aws_library() -> None:
    code = (
        "import sys; import chalicelib.api.routes, chalicelib.pages.routes; "
        "heavy = {'jinja2', 'markupsafe', 'botocore', 'boto3', 'pynamodb', 'nh3', 'selectolax', 'email.message', "
        "'chalicelib.api.openapi', 'chalicelib.bootstrap', 'chalicelib.services.forms'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
