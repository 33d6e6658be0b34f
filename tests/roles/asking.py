"""A request for each route, right in everything but who asks and for what, so that rights alone decide."""

import base64
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from chalice.test import HTTPResponse

from chalicelib.api import routes as api_routes
from chalicelib.api.cursors import Cursors
from chalicelib.domain.directory import Agent
from chalicelib.domain.moves import Edit
from chalicelib.pages import routes as page_routes
from chalicelib.pages.thanks import seal_thanks
from chalicelib.services.file_links import seal_file
from chalicelib.services.requests import request_of
from tests.roles import library_asks, setting_asks
from tests.roles.actors import Actor
from tests.roles.scene import (
    ADMIN,
    AGENT,
    FOREIGN_TEMPLATE,
    OTHER,
    OWN_TEMPLATE,
    Case,
    Scene,
    spare_ticket,
    uploaded,
    view_of,
)
from tests.support.desk import PASSWORD

WHOLE = ("own", "foreign", "nonexistent", "malformed")
PARTS = ("own/foreign", "own/nonexistent")
NOTHING = ("-",)

# routes without a parameter in their path that are about an object all the same, and those that name a second one
ABOUT_AN_OBJECT = {
    "POST /api/session",
    "GET /api/tickets",
    "GET /api/search",
    "GET /api/customers",
    "GET /thanks",
    "POST /",
}
WITH_A_PART = {
    "GET /api/tickets": "a cursor",
    "GET /api/search": "a cursor",
    "PATCH /api/tickets/{reference}": "an assignee",
    "POST /api/tickets/{reference}/replies": "an upload",
    "POST /api/tickets/{reference}/notes": "an upload",
    "GET /api/tickets/{reference}/entries/{entry}/attachments/{attachment}": "an entry",
    "GET /api/tickets/{reference}/entries/{entry}/original": "an entry",
    "GET /api/tickets/{reference}/entries/{entry}/document": "an entry",
    "POST /api/tickets/{reference}/merge": "another ticket",
    "PATCH /api/tickets/{reference}/checklist/{task}": "a task",
    "DELETE /api/tickets/{reference}/checklist/{task}": "a task",
    "DELETE /api/tickets/{reference}/reminders/{reminder}": "a reminder",
    "PUT /api/tickets/{reference}/drafts/{draft}": "an upload",
    "POST /api/tickets/{reference}/scheduled/{scheduled}/undo": "a reply that waits",
    "GET /api/drafts": "a cursor",
    "GET /api/notifications": "a cursor",
    "GET /api/canned/{canned}": "a colleague's own text",
    "POST /api/tickets/{reference}/canned/{canned}/preview": "a colleague's own text",
    "POST /api/tickets/{reference}/macros/{macro}/preview": "a colleague's own macro",
    "POST /api/tickets/{reference}/macros/{macro}/apply": "a colleague's own macro",
    "GET /api/quarantine": "a cursor",
    "GET /api/audit": "a cursor",
    "GET /api/changes": "a cursor",
    "PUT /api/tickets/{reference}/presence": "a cursor",
}


# these are about a ticket in the trash, of the same department as the ticket that all others are about
ABOUT_THE_TRASH = {"POST /api/tickets/{reference}/restore"}


@dataclass(frozen=True)
class Thing:
    """Everything a request may be about."""

    reference: str
    entry: str
    attachment: str
    customer: str
    email: str
    department: str
    account: tuple[str, str]
    thanks: str
    form_token: str
    file: str
    template: tuple[str, str]
    mail: str
    discarded: str
    into: str
    task: str
    reminder: str
    scheduled: str
    trashed: tuple[str, int]
    library: library_asks.Things
    view: str
    job: str
    assignee: str = ""
    cursor: str = ""
    quarantine_cursor: str = ""
    audit_cursor: str = ""
    changes_cursor: str = ""
    settings: Mapping[str, str] = field(default_factory=lambda: setting_asks.IDS)
    upload: str = ""
    ticket_version: int = 1
    draft_version: int = 1
    customer_version: int = 1
    other_customer: str = "Z" * 16


@dataclass(frozen=True)
class Asked:
    """One request. `headers` are beside those that `Browser.send` adds."""

    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str | None] = field(default_factory=dict)


def declared_routes() -> list[str]:
    """Every route of the product, as `METHOD /path`, in the order of their declaration."""
    pages = (declaration for blueprint in page_routes.blueprints() for declaration in blueprint.declarations)
    declared = [(each.method, each.path) for each in (*api_routes.declarations(), *pages)]
    return [f"{method} {path}" for method, path in declared]


def objects_of(route: str) -> tuple[str, ...]:
    """The objects for which a route needs rows."""
    has_object = route in ABOUT_AN_OBJECT or ("{" in route and route != "GET /{page}")
    return (WHOLE if has_object else NOTHING) + (PARTS if route in WITH_A_PART else ())


class Things:
    """What each actor asks for. Made once: also the tokens of others are genuine, so that only rights decide."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._made: dict[tuple[str, str], Thing] = {}
        desk, lambdas = scene.world.desk, scene.lambdas
        self._uploads = {
            author.id: uploaded(
                lambdas, scene.aviary, author, scene.ticket(scene.cases[key]), f"spare file {key}", set(), set()
            )
            for key, author in (("arne", AGENT), ("berta", OTHER))
        }
        question = ("tickets", "", "", "", "newest")
        self._cursors = {
            agent.id: str(Cursors(desk.signer, agent.id, question).seal("2026-11-23T09:00:00.000Z#ZZZZZZZZ"))
            for agent in (AGENT, OTHER)
        }
        self._quarantine_cursors = {
            agent.id: str(Cursors(desk.signer, agent.id, ("quarantine", "waiting")).seal("2026-11-23T09:00:00.000Z#Z"))
            for agent in (AGENT, OTHER)
        }
        self._audit_cursors = {
            agent.id: str(Cursors(desk.signer, agent.id, ("audit", "", "")).seal("2026-11#Z"))
            for agent in (AGENT, OTHER)
        }
        self._changes_cursors = {
            agent.id: str(Cursors(desk.signer, agent.id, ("changes",)).seal("2026-11-23T09:00:00.000Z00000000"))
            for agent in (AGENT, OTHER)
        }
        setting_asks.set_up(scene.world)
        self._library = library_asks.LibraryThings(scene)
        self._jobs = library_asks.jobs_of(scene)
        self._spares = {department: spare_ticket(scene, department) for department in ("support", "billing")}
        self._views = {key: view_of(scene, key) for key in scene.cases}
        self._trashed = {key: _trashed(scene, case) for key, case in scene.cases.items()}
        for case in scene.cases.values():
            desk.outbox.suppress(case.customer.email, "bounced", desk.clock.now())

    def get(self, actor: Actor, object: str) -> Thing:
        if (actor.name, object) not in self._made:
            self._made[actor.name, object] = self._make(actor, object)
        return self._made[actor.name, object]

    def _make(self, actor: Actor, object: str) -> Thing:
        if object in ("nonexistent", "malformed"):
            return _NONEXISTENT if object == "nonexistent" else _MALFORMED
        whole, _, part = object.partition("/")
        thing = self._of(actor, actor.foreign if whole == "foreign" else actor.own, whole == "foreign")
        if not part:
            return thing
        if part == "nonexistent":
            unknown = {
                "assignee": "a-nobody",
                "cursor": _FORGED,
                "quarantine_cursor": _FORGED,
                "audit_cursor": _FORGED,
                "changes_cursor": _FORGED,
                "upload": _FORGED,
            }
            thing = replace(thing, library=library_asks.NONEXISTENT)
            unknown["into"] = _NONEXISTENT.reference
            unknown |= dict.fromkeys(("task", "reminder", "scheduled"), _NONEXISTENT.task)
            return replace(thing, entry=_NONEXISTENT.entry, attachment=_NONEXISTENT.attachment, **unknown)
        case, somebody = self._scene.cases[actor.foreign], _somebody_else(actor)
        return replace(
            thing,
            entry=case.entry,
            attachment=case.attachment,
            assignee=somebody.id,
            into=case.reference,
            task=case.task,
            reminder=case.reminder,
            scheduled=case.scheduled,
            cursor=self._cursors[somebody.id],
            quarantine_cursor=self._quarantine_cursors[somebody.id],
            audit_cursor=self._audit_cursors[somebody.id],
            changes_cursor=self._changes_cursors[somebody.id],
            upload=self._uploads[somebody.id],
            library=self._library.people[somebody.id],
        )

    def _job_for(self, actor: Actor, is_foreign: bool) -> str:
        """The own, or that of a colleague who may see more."""
        mine = actor.agent.id if actor.agent and actor.agent.id in self._jobs else AGENT.id
        other = AGENT.id if mine == ADMIN.id else ADMIN.id
        return self._jobs[other if is_foreign else mine]

    def _library_for(self, actor: Actor, is_foreign: bool) -> library_asks.Things:
        """Those of the own ticket's department, else those of the other one."""
        department = self._scene.ticket(self._scene.cases[actor.own]).department
        return self._library.foreign_to(department) if is_foreign else self._library.departments[department]

    def _of(self, actor: Actor, key: str, is_foreign: bool) -> Thing:
        scene, case = self._scene, self._scene.cases[key]
        desk, ticket = scene.world.desk, scene.ticket(case)
        found = desk.customer_store.customer(case.customer.id)
        assert found
        mine = actor.agent.email if actor.agent else f"{actor.name}@customer.example"
        sealed = seal_thanks(desk.signer, case.reference, ticket.department, desk.clock.now())
        answer = desk.tickets.entry(case.reference, case.answer)
        assert answer
        link = seal_file(desk.signer, answer, answer.attachments[0].id, desk.clock.now() + timedelta(days=1))
        return Thing(
            reference=case.reference,
            entry=case.entry,
            attachment=case.attachment,
            customer=case.customer.id,
            email=case.customer.email,
            department=ticket.department,
            account=(_somebody_else(actor).email, "Wrong-horse-7") if is_foreign else (mine, PASSWORD),
            thanks=_with_another_payload(sealed) if is_foreign else sealed,
            form_token=desk.forms.new_token(),
            file=_with_another_payload(link) if is_foreign else link,
            template=FOREIGN_TEMPLATE if is_foreign else OWN_TEMPLATE,
            mail=case.mail,
            discarded=case.discarded,
            into=self._spares[ticket.department],
            task=case.task,
            reminder=case.reminder,
            scheduled=case.scheduled,
            trashed=self._trashed[key],
            library=self._library_for(actor, is_foreign),
            view=self._views[key],
            job=self._job_for(actor, is_foreign),
            ticket_version=ticket.version,
            draft_version=case.draft_version,
            customer_version=found.version,
            other_customer=self._scene.cases["arne" if key == "carla" else "carla"].customer.id,
        )


_FORGED = base64.urlsafe_b64encode(b"\x01" + b"f" * 40).decode().rstrip("=")
_NONEXISTENT = Thing(
    reference="ZZZZ-ZZZZ",
    entry="7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    attachment="0",
    customer="Z" * 16,
    email="nobody@nowhere.example",
    department="nowhere",
    account=("nobody@nowhere.example", "Wrong-horse-7"),
    thanks=_FORGED,
    form_token=_FORGED,
    file=_FORGED,
    template=("parting", "xx"),
    mail="Z" * 26,
    discarded="Z" * 26,
    into="YYYY-YYYY",
    task="7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    reminder="7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    scheduled="7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    trashed=("ZZZZ-ZZZZ", 1),
    library=library_asks.NONEXISTENT,
    view="Z" * 16,
    job="7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    settings=setting_asks.NONEXISTENT,
)
_MALFORMED = Thing(
    reference="../me",
    entry="not an id",
    attachment="%00",
    customer="'--",
    email="nobody",
    department="no/id",
    account=("not an address", "Wrong-horse-7"),
    thanks="!",
    form_token="!",
    file="!",
    template=("../..", "%00"),
    mail="../me",
    discarded="../me",
    into="../me/../",
    task="not an id",
    reminder="not an id",
    scheduled="not an id",
    trashed=("../me", 1),
    library=library_asks.MALFORMED,
    view="../me",
    job="not an id",
    settings=setting_asks.MALFORMED,
)


def _trashed(scene: Scene, case: Case) -> tuple[str, int]:
    """A ticket in the trash, of the case's department and in the same hands."""
    desk, like = scene.world.desk, scene.ticket(case)
    reference = spare_ticket(scene, like.department)
    ticket = desk.tickets.ticket(reference)
    if like.assignee is None:
        ticket = desk.edits.edit(ADMIN, ticket, 1, Edit(unassign=True), None)
    request = request_of(ADMIN.id, "trash", reference, b"")
    ticket = desk.trash.trash(ADMIN, ticket, ticket.version if ticket else 1, request)
    return reference, ticket.version


def _somebody_else(actor: Actor) -> Agent:
    """A colleague of another department."""
    return AGENT if actor.agent is not None and actor.agent.id == OTHER.id else OTHER


def _with_another_payload(sealed: str) -> str:
    """A genuine code before a reference that it was not made for."""
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    return base64.urlsafe_b64encode(raw[:17] + b"00000000" + raw[25:]).decode().rstrip("=")


def ask(scene: Scene, actor: Actor, route: str, thing: Thing) -> HTTPResponse:
    """Send the request and get the answer."""
    asked = _request(route, thing)
    headers = {"Origin": actor.origin, "Idempotency-Key": f"key-{next(_numbers)}", **asked.headers}
    return scene.browser.send(asked.method, asked.path, asked.body, agent=actor.cookie, headers=headers)


_numbers: Iterator[int] = itertools.count()


def _request(route: str, thing: Thing) -> Asked:
    """Raises KeyError for a route that nobody said how to ask."""
    method, _, path = route.partition(" ")
    filled = path.format(
        reference=quote(thing.trashed[0] if route in ABOUT_THE_TRASH else thing.reference, safe=""),
        task=quote(thing.task, safe=""),
        reminder=quote(thing.reminder, safe=""),
        scheduled=quote(thing.scheduled, safe=""),
        entry=quote(thing.entry, safe=""),
        attachment=quote(thing.library.file if "{canned}" in path else thing.attachment, safe=""),
        canned=quote(thing.library.canned, safe=""),
        macro=quote(thing.library.macro, safe=""),
        job=quote(thing.job, safe=""),
        customer=quote(thing.customer, safe=""),
        mail=quote(thing.discarded if path.endswith("/restore") else thing.mail, safe=""),
        email=quote(thing.email, safe=""),
        view=quote(thing.view, safe=""),
        page="nowhere",
        draft="reply" if method == "PUT" else "note",
        token=quote(thing.file, safe=""),
        event=quote(thing.template[0], safe=""),
        language=quote(thing.template[1], safe=""),
        **{name: quote(id, safe="") for name, id in thing.settings.items()},
    )
    return {**setting_asks.asks(Asked, _based_on), **library_asks.asks(Asked, _based_on), **_SPECIAL}.get(
        route, _plain
    )(method, filled, thing)


def _plain(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path)


def _sign_in(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"email": thing.account[0], "password": thing.account[1]})


def _list(method: str, path: str, thing: Thing) -> Asked:
    query = {"cursor": thing.cursor} if thing.cursor else {"department": thing.department, "status": "answered"}
    return Asked(method, f"{path}?{urlencode(query)}")


def _search(method: str, path: str, thing: Thing) -> Asked:
    query = {"q": f"department:{thing.department} {thing.reference}"}
    return Asked(method, f"{path}?{urlencode(query | ({'cursor': thing.cursor} if thing.cursor else {}))}")


def _change(method: str, path: str, thing: Thing) -> Asked:
    change = {"assignee": thing.assignee} if thing.assignee else {"priority": "high"}
    return Asked(method, path, change, _based_on(thing.ticket_version))


def _write(method: str, path: str, thing: Thing) -> Asked:
    body = {"text": "Noted.", "uploads": [thing.upload] if thing.upload else []}
    return Asked(method, path, body, _based_on(thing.ticket_version))


def _save_draft(method: str, path: str, thing: Thing) -> Asked:
    body = {"text": "Begun.", "uploads": [thing.upload] if thing.upload else []}
    return Asked(method, path, body, {"If-Match": None})


def _read_notices(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"ids": ["01KB3RSEVW0000000000000001"]})


def _continued(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, f"{path}?{urlencode({'cursor': thing.cursor})}" if thing.cursor else path)


def _discard_draft(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, None, _based_on(thing.draft_version))


def _upload(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"name": "plan.txt", "content_type": "text/plain", "size": 4})


def _merge(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"into": thing.into}, _based_on(thing.ticket_version))


def _escalate(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"note": "He is angry."}, _based_on(thing.ticket_version))


def _restore(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, None, _based_on(thing.trashed[1]))


def _based(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, None, _based_on(thing.ticket_version))


def _task(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"text": "Call the courier"}, _based_on(thing.ticket_version))


def _reminder(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"text": "Call the courier", "at": "2027-03-01T09:00:00Z"})


def _set_aside(method: str, path: str, thing: Thing) -> Asked:
    cursor = thing.quarantine_cursor
    return Asked(method, f"{path}?{urlencode({'cursor': cursor})}" if cursor else path)


def _audit(method: str, path: str, thing: Thing) -> Asked:
    cursor = thing.audit_cursor
    return Asked(method, f"{path}?{urlencode({'cursor': cursor})}" if cursor else path)


def _changes(method: str, path: str, thing: Thing) -> Asked:
    cursor = thing.changes_cursor
    return Asked(method, f"{path}?{urlencode({'since': cursor})}" if cursor else path)


def _presence(method: str, path: str, thing: Thing) -> Asked:
    since = {"since": thing.changes_cursor} if thing.changes_cursor else {}
    return Asked(method, path, {"activity": "viewing", **since})


def _view(method: str, path: str, thing: Thing) -> Asked:
    conditions = [{"field": "status", "op": "is", "values": ["open"]}]
    body = {"name": "Waiting", "conditions": conditions, "team": thing.department if method == "PUT" else None}
    return Asked(method, path, None if method == "DELETE" else body, {} if method == "POST" else _based_on(1))


def _process(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"trust": True})


def _template(method: str, path: str, thing: Thing) -> Asked:
    words = {"subject": "Thanks", "text": "{{ticket.reference}}: {{department.name}}"}
    return Asked(method, path, None if method == "DELETE" else words, _based_on(1))


def _find(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, f"{path}?{urlencode({'email': thing.email})}")


def _correct(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"phones": ["+358 40 1"]}, _based_on(thing.customer_version))


def _merge_customers(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"into": thing.other_customer}, _based_on(thing.customer_version))


def _thanks(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, f"{path}?{urlencode({'ticket': thing.thanks})}")


def _form(method: str, path: str, thing: Thing) -> Asked:
    fields = {
        "token": thing.form_token,
        "department": "support",
        "name": "A visitor",
        "email": "visitor@customer.example",
        "subject": "A question",
        "message": "May I ask something?",
    }
    return Asked(method, path, urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"})


def _based_on(version: int) -> Mapping[str, str | None]:
    return {"If-Match": f'"{version}"'}


_SPECIAL: Mapping[str, Callable[[str, str, Thing], Asked]] = {
    "POST /api/session": _sign_in,
    "GET /api/tickets": _list,
    "GET /api/search": _search,
    "PATCH /api/tickets/{reference}": _change,
    "POST /api/tickets/{reference}/replies": _write,
    "POST /api/tickets/{reference}/notes": _write,
    "POST /api/tickets/{reference}/uploads": _upload,
    "GET /api/drafts": _continued,
    "GET /api/notifications": _continued,
    "PUT /api/notifications/read": _read_notices,
    "PUT /api/tickets/{reference}/drafts/{draft}": _save_draft,
    "DELETE /api/tickets/{reference}/drafts/{draft}": _discard_draft,
    "POST /api/tickets/{reference}/merge": _merge,
    "POST /api/tickets/{reference}/escalate": _escalate,
    "POST /api/tickets/{reference}/trash": _based,
    "POST /api/tickets/{reference}/restore": _restore,
    "POST /api/tickets/{reference}/checklist": _task,
    "PATCH /api/tickets/{reference}/checklist/{task}": _task,
    "DELETE /api/tickets/{reference}/checklist/{task}": _based,
    "POST /api/tickets/{reference}/reminders": _reminder,
    "POST /api/views": _view,
    "PUT /api/views/{view}": _view,
    "DELETE /api/views/{view}": _view,
    "GET /api/quarantine": _set_aside,
    "POST /api/quarantine/{mail}/process": _process,
    "GET /api/audit": _audit,
    "GET /api/changes": _changes,
    "PUT /api/tickets/{reference}/presence": _presence,
    "GET /api/customers": _find,
    "PATCH /api/customers/{customer}": _correct,
    "POST /api/customers/{customer}/merge": _merge_customers,
    "PUT /api/mail-templates/{event}/{language}": _template,
    "DELETE /api/mail-templates/{event}/{language}": _template,
    "POST /api/mail-templates/{event}/{language}/preview": _template,
    "GET /thanks": _thanks,
    "POST /": _form,
}
