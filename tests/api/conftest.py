"""A client of an app made of the real blueprints, in front of fake use cases."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from chalice.app import Chalice
from chalice.test import Client, HTTPResponse

from chalicelib.api import http, provider
from chalicelib.api import routes as api_routes
from chalicelib.api.headers import COOKIE
from chalicelib.api.http import Declaration
from chalicelib.pages import routes as page_routes
from tests.api.beside_fakes import THING_ID
from tests.api.bulk_fakes import JOB_ID
from tests.api.customer_fakes import CUSTOMER_ID, EMAIL, OTHER_CUSTOMER_ID
from tests.api.draft_fakes import SCHEDULED
from tests.api.fakes import ENTRY_ID, FakeDesk
from tests.api.library_fakes import CANNED_ID
from tests.api.more_fakes import MAIL_ID
from tests.api.view_fakes import VIEW_ID
from tests.support.desk import AGENT, PASSWORD, SETTINGS
from tests.support.settings import BODIES

TEMPLATE_BODY = {"subject": "Thank you", "text": "Your number is {{ticket.reference}}."}
VIEW_BODY = {"name": "Angry", "conditions": [{"field": "tag", "op": "is", "values": ["angry"]}], "team": "support"}
VALID_BODIES: Mapping[str, dict[str, Any]] = {
    "sign_in": {"email": AGENT.email, "password": PASSWORD},
    "edit_ticket": {"tags": ["printer"]},
    "reply": {"text": "Water helps."},
    "note": {"text": "Again."},
    "start_upload": {"name": "fire.png", "content_type": "image/png", "size": 7},
    "edit_customer": {"name": "Maija Meikäläinen"},
    "merge_customer": {"into": OTHER_CUSTOMER_ID},
    "save_mail_template": TEMPLATE_BODY,
    "preview_mail_template": TEMPLATE_BODY,
    "escalate_ticket": {"note": "He is angry."},
    "merge": {"into": "0B0B-0B0B"},
    "add_task": {"text": "Call the courier"},
    "edit_task": {"done": True},
    "add_reminder": {"at": "2026-12-24T09:00:00Z", "text": "Did the courier come?"},
    "create_canned": {
        "kind": "message",
        "scope": {"reach": "department", "department": "support"},
        "name": "Thanks",
        "texts": {"en": "Thank you, {{requester.name}}."},
    },
    "change_canned": {"name": "Thank you"},
    "start_canned_upload": {"name": "terms.pdf", "content_type": "application/pdf", "size": 7},
    "render_canned": {"language": "fi"},
    "create_macro": {"scope": {"reach": "global"}, "name": "Refund", "changes": {"status": "resolved"}},
    "change_macro": {"folder": "Money"},
    "begin_bulk": {"references": ["K7QF-3M2X"], "changes": {"priority": "low"}},
    "apply_macro": {"text": "Thank you."},
    "process_quarantined": {"trust": True},
    "change_me": {"available": False},
    "save_draft": {"text": "Pull the"},
    "be_present": {"activity": "viewing"},
    "make_view": VIEW_BODY,
    "change_view": VIEW_BODY,
    "read_notifications": {"ids": ["01KB3RSEVW0000000000000001"]},
    **BODIES,
}
VALID_IDS = {
    "reference": "k7qf-3m2x",
    "entry": ENTRY_ID,
    "attachment": "0",
    "task": THING_ID,
    "reminder": THING_ID,
    "scheduled": SCHEDULED.id,
    "customer": CUSTOMER_ID,
    "mail": MAIL_ID,
    "email": EMAIL,
    "canned": CANNED_ID,
    "job": JOB_ID,
    "macro": CANNED_ID,
    "event": "acknowledgement",
    "draft": "reply",
    "language": "en",
    "view": VIEW_ID,
    "department": "legal",
    "agent": "clerk",
    "role": "reader",
    "status": "waiting-for-parts",
    "category": "printing",
    "field": "colour",
    "hours": "office",
    "policy": "gold",
    "group": "vip",
    "organisation": "acme",
    "sender": "spammer.example",
}
VALID_QUERIES = {"find_customers": "?email=maija@customer.example", "search": "?q=fire"}


class Browser:
    """Sends requests the way our own pages would: with the cookie, `Origin`, a key and a version."""

    def __init__(self, app: Chalice) -> None:
        self._http = Client(app).http

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        agent: str | None = AGENT.id,
        headers: Mapping[str, str | None] | None = None,
    ) -> HTTPResponse:
        """`body` is sent as it is if it is bytes, else as JSON. A header given as None is left out."""
        sent: dict[str, str | None] = {"Origin": SETTINGS.public_url, "Content-Type": "application/json"}
        if agent:
            sent["Cookie"] = f"theme=dark; {COOKIE}={agent}"
        if method == "POST":
            sent["Idempotency-Key"] = "a-key"
        if method != "GET":
            sent["If-Match"] = '"1"'
        sent |= headers or {}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        present = {name: value for name, value in sent.items() if value is not None}
        return self._http.request(method, path, headers=present, body=raw)

    def call(self, declaration: Declaration, body: Any = None, **options: Any) -> HTTPResponse:
        """A request that is right in all that is not said otherwise."""
        path = declaration.path.format(**VALID_IDS) + VALID_QUERIES.get(declaration.name, "")
        if body is None and declaration.contract.body:
            body = VALID_BODIES[declaration.name]
        return self.send(declaration.method, path, body, **options)


@pytest.fixture(scope="session")
def http_app() -> Chalice:
    app = Chalice("lippu-http-tests", configure_logs=False)
    for blueprint in (*api_routes.blueprints(), *page_routes.blueprints()):
        app.register_blueprint(blueprint)
    return app


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDesk]:
    fake = FakeDesk()
    monkeypatch.setattr(provider, "_desk", None)
    monkeypatch.setattr(provider, "_log", None)
    http.use(lambda: cast(provider.Desk, fake), logging.getLogger("lippu-http-tests"))
    yield fake


@pytest.fixture
def browser(http_app: Chalice, desk: FakeDesk) -> Browser:
    return Browser(http_app)
