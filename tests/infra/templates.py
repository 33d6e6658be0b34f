"""The CloudFormation templates and Chalice's configuration, as tests read them."""

import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
CHALICE = ROOT / ".chalice"


@cache
def template(name: str = "template.yaml") -> dict[str, Any]:
    """With the long forms of functions: {"Ref": ...}, {"Fn::GetAtt": [...]}."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of cfn-lint's own imports
        from cfnlint.decode import decode

        content, problems = decode(str(INFRA / name))
    assert not problems
    return dict(content)


def of_type(type_: str) -> dict[str, dict[str, Any]]:
    """Properties by logical id."""
    return {
        id: resource.get("Properties", {})
        for id, resource in template()["Resources"].items()
        if resource["Type"] == type_
    }


def statements(type_: str, target: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The statements of resource policies of a type, with the logical id of what each is for (under key `target`)."""
    for properties in of_type(type_).values():
        named = properties[target]
        for reference in named if isinstance(named, list) else [named]:
            for statement in properties["PolicyDocument"]["Statement"]:
                yield reference["Ref"], statement


@cache
def packaged() -> dict[str, Any]:
    """The template of `chalice package`, without building the archives it points to."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LIPPU_"))}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sam.json"
        subprocess.run(
            [sys.executable, Path(__file__).with_name("package_without_archives.py"), ROOT, "dev", target],
            env=environment | {"AWS_DEFAULT_REGION": "eu-west-1"},
            cwd=ROOT,
            check=True,
            timeout=120,
        )
        return dict(json.loads(target.read_text()))


def functions() -> dict[str, dict[str, Any]]:
    """Properties of the packaged functions by the names that config.json gives them."""
    return {
        "api_handler" if handler == "app.app" else handler.removeprefix("app."): properties
        for properties in packaged_of_type("AWS::Serverless::Function").values()
        for handler in [properties["Handler"]]
    }


def packaged_of_type(type_: str) -> dict[str, dict[str, Any]]:
    """Properties by logical id."""
    return {id: r["Properties"] for id, r in packaged()["Resources"].items() if r["Type"] == type_}


def config() -> dict[str, Any]:
    return dict(json.loads((CHALICE / "config.json").read_text()))


def policies() -> dict[str, dict[str, Any]]:
    """Policy documents by function, as config.json assigns them."""
    return {
        function: json.loads((CHALICE / settings["iam_policy_file"]).read_text())
        for function, settings in config()["lambda_functions"].items()
    }


def values(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]
