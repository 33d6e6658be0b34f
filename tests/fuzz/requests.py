"""Makes generated requests meaningful: those meant to be right are about what exists, with the version it has.

What the schema cannot say is put right here and nowhere else; requests that are meant to be wrong are left alone.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.hooks import unregister

from chalicelib.api.headers import COOKIE
from tests.fuzz import customers, library, settings, tickets, views
from tests.fuzz.site import Site
from tests.support.desk import AGENT, PASSWORD, SETTINGS
from tests.support.mails import CUSTOMER

_numbers = itertools.count()
# requests in a row that go to something that does not exist, so that this is tried as well
EVERY = 5


class Sender:
    """Counts and completes requests."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.requests = 0
        self.operations: set[str] = set()
        self.answers: dict[int, int] = {}

    @contextmanager
    def taking_part(self) -> Iterator[None]:
        """In every call that schemathesis makes, whatever for. It knows such hooks for the whole process only."""

        def before_call(context: Any, case: Case, kwargs: dict[str, Any]) -> None:
            self._complete(case)

        def after_call(context: Any, case: Case, response: schemathesis.Response) -> None:
            self.answers[response.status_code] = self.answers.get(response.status_code, 0) + 1

        hooks = [schemathesis.hook(before_call), schemathesis.hook(after_call)]
        try:
            yield
        finally:
            for hook in hooks:
                unregister(hook)

    def _complete(self, case: Case) -> None:
        self.requests += 1
        self.operations.add(case.operation.label)
        if case.method == "DELETE" and case.path == "/api/session":
            case.cookies[COOKIE] = f"{AGENT.id}.a-session-that-may-end"
        if not _is_meant_to_be_right(case):
            return
        number = next(_numbers)
        settings.avoid_reserved(case.path_parameters)
        if number % EVERY:
            self._lead_to_something(case)
        if number % EVERY and case.operation.definition.raw["operationId"] == "merge":
            self._merge_two_others(case)
        if number % EVERY and case.operation.definition.raw["operationId"] == "merge_customer":
            self._merge_two_customers(case)
        own = tickets.OF_THEIR_OWN.get(case.operation.definition.raw["operationId"])
        if case.operation.definition.raw["operationId"] == "save_draft" and "If-Match" not in case.headers:
            own = tickets.new_ticket  # without a draft that it could name
        if number % EVERY and case.operation.definition.raw["operationId"] == "undo_reply":
            case.path_parameters["reference"], case.path_parameters["scheduled"] = tickets.scheduled(self._site.world)
        if number % EVERY and own:
            case.path_parameters["reference"], version = own(self._site.world)
            if "If-Match" in case.headers:
                case.headers["If-Match"] = f'"{version}"'
        made = library.something_new(self._site.world, case.operation.definition.raw["operationId"], number)
        if number % EVERY and made:
            case.path_parameters[made[0]] = made[1]
            if "If-Match" in case.headers:
                case.headers["If-Match"] = '"1"'
        view = views.something_new(
            self._site.world, case.operation.definition.raw["operationId"], self._site.known["view"]
        )
        if number % EVERY and view:
            case.path_parameters["view"] = view
            case.headers["If-Match"] = '"1"'
        if case.operation.definition.raw["operationId"] == "find_customers":
            # one thing to find them by, which no schema of a query can say
            case.query = {"email": CUSTOMER, **{name: case.query[name] for name in ("limit",) if name in case.query}}
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = f"fuzz-{number}"
        if "Origin" in case.headers:
            case.headers["Origin"] = SETTINGS.public_url
        if isinstance(case.body, dict):
            _name_what_exists(case.operation.definition.raw["operationId"], case.body, number)
            settings.mend(case.operation.definition.raw["operationId"], case.body, number)
            library.mend(case.operation.definition.raw["operationId"], case.body)
            views.mend(case.operation.definition.raw["operationId"], case.body)
            customers.mend(case.operation.definition.raw["operationId"], case.body)
            tickets.mend(case.operation.definition.raw["operationId"], case.body, self._site.world)
            if "event" in case.path_parameters:
                _fill_in_placeholders(case)
        if "q" in case.query:
            # what may stand in a question is more than its schema says
            case.query["q"] = 'status:open burns -water "printer is"'
        for name, value in {
            "department": [AGENT.departments[0]],
            "cursor": None,
            "since": None,
            "zone": "Europe/Helsinki",
        }.items():
            if name in case.query:
                if value is None:
                    del case.query[name]
                else:
                    case.query[name] = value

    def _merge_two_customers(self, case: Case) -> None:
        source, survivor = (customers.a_new_customer(self._site.world) for _ in range(2))
        case.path_parameters["customer"] = source
        case.headers["If-Match"] = '"1"'
        case.body = {"into": survivor}

    def _merge_two_others(self, case: Case) -> None:
        """The known ticket must go on living, for all the other requests."""
        source, target = self._site.two_tickets()
        case.path_parameters["reference"] = source
        case.headers["If-Match"] = '"1"'
        case.body = {"into": target}

    def _lead_to_something(self, case: Case) -> None:
        case.path_parameters.update({name: self._site.known[name] for name in case.path_parameters})
        if "canned" in case.path_parameters and "attachment" in case.path_parameters:
            case.path_parameters["attachment"] = self._site.known["canned_file"]
        if "email" in case.query:
            case.query["email"] = CUSTOMER
        if "If-Match" in case.headers:
            case.headers["If-Match"] = f'"{self._version_of(case)}"'

    def _version_of(self, case: Case) -> int:
        for name in settings.KNOWN.keys() & case.path_parameters.keys():
            return settings.version_of(self._site.world, name)
        if case.path == "/api/me":
            return self._site.agent_version()
        if "customer" in case.path_parameters:
            return self._site.customer_version()
        return self._site.template_version() if "event" in case.path_parameters else self._site.ticket_version()


def _is_meant_to_be_right(case: Case) -> bool:
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


def _fill_in_placeholders(case: Case) -> None:
    """Which may and must stand in a template is more than its schema says."""
    plain = {name: text.replace("{", "(").replace("}", ")") for name, text in case.body.items()}
    needed = " {{ticket.reference}}" + (" {{message}}" if case.path_parameters["event"] == "reply" else "")
    case.body |= {"subject": plain["subject"][:90], "text": plain["text"][:900] + needed}


def _name_what_exists(operation: str, body: dict[str, Any], number: int) -> None:
    """Ids and passwords are text to the schema; only existing ones are right."""
    if operation == "sign_in":
        body |= {"email": AGENT.email, "password": PASSWORD}
        body.pop("new_password", None)
    if body.get("digest"):
        body["digest"] = {"zone": "Europe/Helsinki"}
    if operation == "be_present":
        body.pop("since", None)
        body["zone"] = "Europe/Helsinki"
    if body.get("uploads"):
        body["uploads"] = []
    if operation in ("reply", "note"):
        body.pop("draft", None)
    for person in (body.get("requester"), *(body.get("participants") or ())):
        if person:
            person["email"] = "pekka@customer.example"
    if body.get("assignee"):
        body["assignee"] = AGENT.id
    if body.get("status") == "new":
        body["status"] = "open"
    if len("".join(body.get("tags") or ()).encode()) > 100:
        body["tags"] = []
