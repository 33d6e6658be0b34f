"""The API against its own description: everything schemathesis can think of, on the running application.

All its checks: no server error, no undocumented status, header or schema, right data taken, wrong data refused, no
route that forgets to ask who is calling.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from chalicelib.api.routes import declarations
from tests.fuzz.requests import Sender
from tests.fuzz.site import ROOT, Site, site
from tests.support.proof import is_full, report

pytestmark = [
    pytest.mark.network,
    # bodies of settings can be long
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]

SECONDS = 165
ALL_PHASES = ("examples", "coverage", "fuzzing", "stateful")
PHASES = ALL_PHASES if is_full() else ("fuzzing",)
# TRACE and QUERY are missing: Chalice's local server knows them as little as API Gateway, and the app is not asked
METHODS = ["get", "put", "post", "delete", "options", "patch"]
EXAMPLES = 100 if is_full() else 1


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as started:
        yield started


def _config(site: Site) -> SchemathesisConfig:
    phases: dict[str, Any] = {name: {"enabled": name in PHASES} for name in ALL_PHASES}
    phases["coverage"]["unexpected-methods"] = METHODS
    # without a limit each operation gets its examples once; with one they are repeated until it is reached
    limit = {"max-time": SECONDS} if is_full() else {}
    return SchemathesisConfig.from_dict(
        limit
        | {
            "seed": 20261123,
            "base-url": site.url,
            "workers": 1,
            "continue-on-failure": True,
            "request-timeout": 30,
            "generation": {"max-examples": EXAMPLES, "database": "none", "deterministic": True},
            "phases": phases,
            "auth": {"openapi": {"session": {"api_key": site.cookie}}},
        }
    )


def _document() -> dict[str, Any]:
    """The description, with answers taken at their word: what it does not name may not be there."""
    document: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    for schema in document["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return document


def test_the_api_keeps_to_its_description(running: Site) -> None:
    schema = schemathesis.openapi.from_dict(_document(), config=_config(running))
    sender = Sender(running)
    with sender.taking_part():
        failures = _failures(schema)
    operations = {f"{each.method} {each.path}" for each in declarations()}
    report("fuzz", operations=len(sender.operations), requests=sender.requests, failures=len(failures))
    assert not failures, "\n\n".join(f"{name}\n{words}" for name, words in sorted(failures.items()))
    assert sender.operations == operations
    assert sender.answers.get(200, 0) + sender.answers.get(201, 0) > sender.requests / 10, sender.answers


def _failures(schema: schemathesis.BaseSchema) -> dict[str, str]:
    """What went wrong, once for each operation and kind, with a request that shows it."""
    found: dict[str, str] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            for checks in event.recorder.checks.values():
                for check in checks:
                    if check.status is Status.FAILURE and check.failure_info:
                        failure = check.failure_info.failure
                        words = f"{failure.message}\n{check.failure_info.code_sample}"
                        found.setdefault(f"{failure.operation}: {failure.title}", words)
        elif isinstance(event, events.NonFatalError):
            found.setdefault(f"{event.label}: {type(event.value).__name__}", str(event.value))
        elif isinstance(event, events.FatalError):
            raise event.exception
    return found
