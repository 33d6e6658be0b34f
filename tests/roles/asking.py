"""A request for each route, right in everything but who asks and for what, so that rights alone decide."""

import base64
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from chalice.test import HTTPResponse

from chalicelib.api import routes as api_routes
from chalicelib.api.cursors import Cursors
from chalicelib.domain.directory import Agent
from chalicelib.pages import routes as page_routes
from chalicelib.pages.thanks import seal_thanks
from tests.roles.actors import Actor
from tests.roles.scene import AGENT, OTHER, Scene, uploaded
from tests.support.desk import PASSWORD

WHOLE = ("own", "foreign", "nonexistent", "malformed")
PARTS = ("own/foreign", "own/nonexistent")
NOTHING = ("-",)

# routes without a parameter in their path that are about an object all the same, and those that name a second one
ABOUT_AN_OBJECT = {"POST /api/session", "GET /api/tickets", "GET /api/customers", "GET /thanks", "POST /"}
WITH_A_PART = {
    "GET /api/tickets": "a cursor",
    "PATCH /api/tickets/{reference}": "an assignee",
    "POST /api/tickets/{reference}/replies": "an upload",
    "POST /api/tickets/{reference}/notes": "an upload",
    "GET /api/tickets/{reference}/entries/{entry}/attachments/{attachment}": "an entry",
}


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
    assignee: str = ""
    cursor: str = ""
    upload: str = ""
    ticket_version: int = 1
    customer_version: int = 1


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
            unknown = {"assignee": "a-nobody", "cursor": _FORGED, "upload": _FORGED}
            return replace(thing, entry=_NONEXISTENT.entry, attachment=_NONEXISTENT.attachment, **unknown)
        case, somebody = self._scene.cases[actor.foreign], _somebody_else(actor)
        return replace(
            thing,
            entry=case.entry,
            attachment=case.attachment,
            assignee=somebody.id,
            cursor=self._cursors[somebody.id],
            upload=self._uploads[somebody.id],
        )

    def _of(self, actor: Actor, key: str, is_foreign: bool) -> Thing:
        scene, case = self._scene, self._scene.cases[key]
        desk, ticket = scene.world.desk, scene.ticket(case)
        found = desk.customer_store.get(case.customer.id)
        assert found
        mine = actor.agent.email if actor.agent else f"{actor.name}@customer.example"
        sealed = seal_thanks(desk.signer, case.reference, ticket.department, desk.clock.now())
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
            ticket_version=ticket.version,
            customer_version=found[0].version,
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
)


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
        reference=quote(thing.reference, safe=""),
        entry=quote(thing.entry, safe=""),
        attachment=quote(thing.attachment, safe=""),
        customer=quote(thing.customer, safe=""),
        page="nowhere",
    )
    return _SPECIAL.get(route, _plain)(method, filled, thing)


def _plain(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path)


def _sign_in(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"email": thing.account[0], "password": thing.account[1]})


def _list(method: str, path: str, thing: Thing) -> Asked:
    query = {"cursor": thing.cursor} if thing.cursor else {"department": thing.department, "status": "answered"}
    return Asked(method, f"{path}?{urlencode(query)}")


def _change(method: str, path: str, thing: Thing) -> Asked:
    change = {"assignee": thing.assignee} if thing.assignee else {"priority": "high"}
    return Asked(method, path, change, _based_on(thing.ticket_version))


def _write(method: str, path: str, thing: Thing) -> Asked:
    body = {"text": "Noted.", "uploads": [thing.upload] if thing.upload else []}
    return Asked(method, path, body, _based_on(thing.ticket_version))


def _upload(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"name": "plan.txt", "content_type": "text/plain", "size": 4})


def _find(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, f"{path}?{urlencode({'email': thing.email})}")


def _correct(method: str, path: str, thing: Thing) -> Asked:
    return Asked(method, path, {"phone": "+358 40 1"}, _based_on(thing.customer_version))


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
    "PATCH /api/tickets/{reference}": _change,
    "POST /api/tickets/{reference}/replies": _write,
    "POST /api/tickets/{reference}/notes": _write,
    "POST /api/tickets/{reference}/uploads": _upload,
    "GET /api/customers": _find,
    "PATCH /api/customers/{customer}": _correct,
    "GET /thanks": _thanks,
    "POST /": _form,
}
