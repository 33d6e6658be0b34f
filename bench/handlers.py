"""Handlers called as Lambda calls them, and how long they take without any network."""

import statistics
from collections.abc import Callable
from time import process_time
from typing import Any

import app
from bench.replay import Tin, replayed
from chalicelib.api.headers import COOKIE
from tests.budgets.surroundings import SECRET
from tests.support.desk import AGENT

RUNS = 200

Act = Callable[[], object]


def handler(name: str, event: Any) -> Act:
    if name.startswith("receive"):
        return lambda: app.ingest_mail(event, None)
    return lambda: answered(app.app(event, None))


def answered(response: dict[str, Any]) -> None:
    if response["statusCode"] >= 300:
        raise RuntimeError(f"answered {response['statusCode']}: {response['body']}")


def request(
    method: str,
    path: str,
    *,
    params: Any = None,
    headers: dict[str, str] | None = None,
    body: str | None = None,
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What API Gateway sends."""
    sent = {"cookie": f"{COOKIE}={AGENT.id}.{SECRET}", **(headers or {})}
    return {
        "requestContext": {"httpMethod": method, "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"}},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": params,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
    }


def milliseconds(act: Act, tin: Tin) -> float:
    """The median of many runs, after some to warm up."""
    with replayed(tin):
        for _ in range(20):
            act()
        times = []
        for _ in range(RUNS):
            before = process_time()
            act()
            times.append(process_time() - before)
    return 1000 * statistics.median(times)
