"""Style sheets, the icon, the readable documentation of the interface, and the page for addresses that lead nowhere."""

from typing import Any

from chalicelib.api.description import described
from chalicelib.api.headers import ASSET_HEADERS
from chalicelib.api.http import Access
from chalicelib.api.problems import KINDS, UNEXPECTED, kind_of
from chalicelib.domain.errors import NotFound
from chalicelib.pages.http import Page, PageRequest, Pages, refusal_page, see_other
from chalicelib.pages.rendering import asset, render

pages = Pages()


@pages.get("/style.css", access=Access.PUBLIC)
def style_sheet(request: PageRequest) -> Page:
    return _asset("style.css", "text/css; charset=utf-8")


@pages.get("/docs.css", access=Access.PUBLIC)
def docs_style_sheet(request: PageRequest) -> Page:
    return _asset("docs.css", "text/css; charset=utf-8")


@pages.get("/icon.svg", access=Access.PUBLIC)
def icon(request: PageRequest) -> Page:
    return _asset("icon.svg", "image/svg+xml")


@pages.get("/api", access=Access.PUBLIC)
def api_root(request: PageRequest) -> Page:
    """Whoever opens the interface's address with a browser wants to read about it."""
    return see_other("api/docs")


@pages.get("/api/docs", access=Access.PUBLIC)
def api_docs(request: PageRequest) -> Page:
    """The OpenAPI document for people, made on the server: no script, nothing from elsewhere."""
    document: dict[str, Any] = described()
    kinds = [*KINDS.values(), UNEXPECTED]
    return Page(render("docs.html", api=document, kinds=kinds, address=request.desk.settings.public_url))


@pages.get("/{page}", access=Access.PUBLIC)
def no_such_page(request: PageRequest) -> Page:
    return refusal_page(kind_of(NotFound), "/")


def _asset(name: str, content_type: str) -> Page:
    """Kept for a year: pages ask for it with the version of its content."""
    return Page(asset(name), headers={**ASSET_HEADERS, "Content-Type": content_type})
