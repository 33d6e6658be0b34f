"""Pages: a view gets a small request and answers with a page; every refusal is a page as well."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypeVar
from urllib.parse import unquote

from chalice.app import Request as ChaliceRequest
from chalice.app import Response

from chalicelib.api.call import Access
from chalicelib.api.headers import PAGE_HEADERS
from chalicelib.api.http import DeclaredRoutes
from chalicelib.api.problems import UNEXPECTED, Kind, extra_headers, kind_of
from chalicelib.api.provider import Desk, desk, log_unexpected
from chalicelib.api.query import all_values
from chalicelib.domain.errors import LippuError
from chalicelib.domain.values import dataclass
from chalicelib.pages.rendering import render

HTML = "text/html; charset=utf-8"
WORDS: Mapping[int, tuple[str, str]] = {
    404: ("There is no such page", "The address may be mistyped or out of date."),
    413: ("That was too much text", "Please send a shorter message; long texts can follow by e\u2011mail."),
    415: ("This form could not be read", "Please open the form again and send it from there."),
    422: ("This form could not be read", "Please open the form again and send it from there."),
    503: ("We cannot take this right now", "Please go back and try again in a minute. Nothing was sent twice."),
}
BROKEN = ("Something went wrong on our side", "Please go back and try again in a few minutes.")
AnyView = TypeVar("AnyView", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What was asked: the path's parameters, the query's last values, the raw body and its type. `accepts` is the
    header Accept-Language."""

    desk: Desk
    params: Mapping[str, str]
    query: Mapping[str, str]
    content_type: str
    body: bytes
    accepts: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer for people. `headers` replace those that every page has."""

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageDeclaration:
    method: str
    path: str
    view: Callable[[PageRequest], Page]


class Pages(DeclaredRoutes[PageDeclaration]):
    """Routes that answer with HTML. Like the interface's, they do not import without saying who may call them."""

    def get(self, path: str, *, access: Access) -> Callable[[AnyView], AnyView]:
        return self._declare("GET", path, access)

    def post(self, path: str, *, access: Access) -> Callable[[AnyView], AnyView]:
        return self._declare("POST", path, access)

    def _declare(self, method: str, path: str, access: Access) -> Callable[[AnyView], AnyView]:
        if access is not Access.PUBLIC:
            raise TypeError(f"{method} {path}: pages do not know sessions")

        def add(view: AnyView) -> AnyView:
            self.declarations.append(PageDeclaration(method, path, view))
            return view

        return add

    def respond(self, declaration: PageDeclaration, request: ChaliceRequest) -> Response:
        try:
            page = declaration.view(_read(request))
        except LippuError as error:
            page = refusal_page(kind_of(type(error)), declaration.path)
        except Exception:
            log_unexpected(f"{declaration.method} {declaration.path}")
            page = refusal_page(UNEXPECTED, declaration.path)
        return Response(page.body, {**PAGE_HEADERS, "Content-Type": HTML, **page.headers}, page.status)


def see_other(location: str) -> Page:
    """Go there with a GET. `location` is relative, so it holds behind any host and base path (RFC 9110
    section 10.2.2).
    """
    return Page("", 303, {"Location": location})


def refusal_page(kind: Kind, path: str) -> Page:
    """`path` is the route's pattern: what the page links to is as many levels up as it is deep."""
    title, advice = WORDS.get(kind.status, BROKEN)
    root = "../" * (path.count("/") - 1)
    return Page(render("refusal.html", title=title, advice=advice, root=root), kind.status, extra_headers(kind))


def _read(request: ChaliceRequest) -> PageRequest:
    try:
        body = request.raw_body
    except ValueError:
        body = b"\xff"  # no text at all: refused in words by whoever reads it
    raw = body if isinstance(body, bytes) else body.encode()
    query = {name: values[-1] for name, values in all_values(request.query_params).items()}
    params = {name: unquote(text) for name, text in (request.uri_params or {}).items()}
    headers = request.headers
    return PageRequest(desk(), params, query, headers.get("content-type", ""), raw, headers.get("accept-language", ""))
