"""The only place where Chalice meets the interface: a route is declared, checked, called and answered here.

A declaration says everything about a route: who may call it, what it reads, what it answers. Routing,
checks, errors and the OpenAPI document all come from it, so they cannot disagree. A route that does not say
who may call it fails at import.
"""

import functools
import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from chalice.app import Blueprint, Chalice, Response
from chalice.app import Request as ChaliceRequest

from chalicelib.api.call import PARAMETERS, Access, Call, Contract, Need, read_call
from chalicelib.api.headers import API_HEADERS
from chalicelib.api.problems import (
    NO_SUCH_METHOD,
    UNEXPECTED,
    Kind,
    Problem,
    extra_headers,
    kind_of,
    problem,
    problem_for,
)
from chalicelib.api.provider import desk, log_unexpected, use
from chalicelib.domain.errors import LippuError
from chalicelib.domain.values import dataclass

__all__ = [
    "Access",
    "Answer",
    "Call",
    "Need",
    "Routes",
    "Tagged",
    "in_our_form",
    "tagged",
    "tagged_by_content",
    "use",
]

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
PROBLEM_JSON = "application/problem+json; charset=utf-8"

View = Callable[[Call], Any]
Tagged = tuple[msgspec.Struct, dict[str, str]]
AnyView = TypeVar("AnyView", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers when all is well. `headers` are those worth documenting. A `document` is a page of HTML."""

    status: int = 200
    body: type[msgspec.Struct] | None = None
    headers: tuple[str, ...] = ()
    document: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """A route with its view. `errors` are refusals beyond those that follow from the contract."""

    contract: Contract
    view: View
    answers: Answer
    summary: str
    tag: str
    errors: tuple[type[LippuError], ...]

    @property
    def path(self) -> str:
        return self.contract.path

    @property
    def method(self) -> str:
        return self.contract.method

    @property
    def name(self) -> str:
        return self.view.__name__


class Routed(Protocol):
    """What registration needs to know of a declaration."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def view(self) -> Callable[..., Any]: ...


Route = TypeVar("Route", bound=Routed)


class DeclaredRoutes(Blueprint, Generic[Route]):
    """A blueprint whose views are bound to the app they are registered with, so that it can serve more than one."""

    def __init__(self) -> None:
        super().__init__(__name__)
        self.declarations: list[Route] = []

    def register(self, app: Chalice, options: dict[str, Any]) -> None:
        for declaration in self.declarations:
            # Content types are checked by `read_json`: Chalice's own check would answer in another form.
            route = app.route(declaration.path, methods=[declaration.method], content_types=["*/*"])
            route(self._bound(app, declaration))

    def respond(self, declaration: Route, request: ChaliceRequest) -> Response:
        raise NotImplementedError

    def _bound(self, app: Chalice, declaration: Route) -> Callable[..., Response]:
        @functools.wraps(declaration.view)
        def view(**parameters: str) -> Response:
            request = app.current_request
            if request is None:  # Chalice sets it before it calls a view
                raise RuntimeError("a view was called outside of a request")
            return self.respond(declaration, request)

        return view


class Routes(DeclaredRoutes[Declaration]):
    """Routes of the JSON interface that belong together under `tag`."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag

    def get(self, path: str, **declared: Any) -> Callable[[AnyView], AnyView]:
        return self._declare("GET", path, declared)

    def post(self, path: str, **declared: Any) -> Callable[[AnyView], AnyView]:
        """A POST names its request by Idempotency-Key unless it is declared with `once=Need.NO`."""
        return self._declare("POST", path, {"once": Need.REQUIRED} | declared)

    def patch(self, path: str, **declared: Any) -> Callable[[AnyView], AnyView]:
        """A PATCH says which version it is based on."""
        return self._declare("PATCH", path, {"version": Need.REQUIRED} | declared)

    def put(self, path: str, **declared: Any) -> Callable[[AnyView], AnyView]:
        """A PUT says which version it replaces, nothing where there is none yet."""
        return self._declare("PUT", path, {"version": Need.OPTIONAL} | declared)

    def delete(self, path: str, **declared: Any) -> Callable[[AnyView], AnyView]:
        return self._declare("DELETE", path, declared)

    def _declare(self, method: str, path: str, declared: dict[str, Any]) -> Callable[[AnyView], AnyView]:
        if not isinstance(declared.get("access"), Access):
            raise TypeError(f"{method} {path} does not declare its access")
        answers: Answer = declared.pop("answers")
        summary: str = declared.pop("summary")
        errors: tuple[type[LippuError], ...] = declared.pop("errors", ())
        contract = Contract(method, path, **declared)
        unknown = set(contract.parameters) - set(PARAMETERS)
        if unknown:
            raise TypeError(f"{method} {path}: nobody knows how to read {', '.join(sorted(unknown))}")

        def add(view: AnyView) -> AnyView:
            self.declarations.append(Declaration(contract, view, answers, summary, self.tag, errors))
            return view

        return add

    def respond(self, declaration: Declaration, request: ChaliceRequest) -> Response:
        try:
            result = declaration.view(read_call(declaration.contract, request, desk()))
        except LippuError as error:
            return problem_response(kind_of(type(error)), problem_for(error))
        except Exception:
            log_unexpected(f"{declaration.method} {declaration.path}")
            return problem_response(UNEXPECTED)
        body, headers = result if isinstance(result, tuple) else (result, {})
        if declaration.answers.document:
            return Response(body, {**API_HEADERS, "Content-Type": HTML, **headers}, declaration.answers.status)
        if declaration.contract.revalidates and _is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response("", {**API_HEADERS, **headers}, HTTPStatus.NOT_MODIFIED)
        return json_response(declaration.answers.status, body, headers)


def tagged(body: msgspec.Struct, version: int) -> Tagged:
    """An answer with the version of what it shows as ETag."""
    return body, {"ETag": f'"{version}"'}


def tagged_by_content(body: msgspec.Struct) -> Tagged:
    """An answer whose ETag is made of what it shows, so that it changes whenever something does, for each caller."""
    digest = hashlib.sha256(msgspec.json.encode(body)).digest()
    return tagged(body, 1 + int.from_bytes(digest[:6], "big"))


def _is_known(if_none_match: str, tag: str) -> bool:
    """Whether the caller names this very answer; CDNs that compress make tags weak."""
    return tag in (each.strip().removeprefix("W/") for each in if_none_match[:1000].split(","))


def json_response(status: int, body: Any, headers: Mapping[str, str]) -> Response:
    text = "" if body is None else msgspec.json.encode(body).decode()
    return Response(text, {**API_HEADERS, "Content-Type": JSON, **headers}, status)


def problem_response(kind: Kind, document: Problem | None = None) -> Response:
    headers = {"Content-Type": PROBLEM_JSON, **extra_headers(kind)}
    return json_response(kind.status, document or problem(kind), headers)


def in_our_form(event: ChaliceRequest, get_response: Callable[[Any], Response]) -> Response:
    """Middleware of the app: what Chalice itself refuses looks and protects like all other answers."""
    try:
        response = get_response(event)
    except Exception:
        log_unexpected("outside of all routes")
        return problem_response(UNEXPECTED)
    if "Content-Security-Policy" in response.headers:
        return response
    ours = problem_response(NO_SUCH_METHOD if response.status_code == 405 else UNEXPECTED)
    if "Allow" in response.headers:
        ours.headers["Allow"] = response.headers["Allow"]
    return ours
