"""Style sheets, the readable documentation of the interface, and the page for addresses that lead nowhere."""

from typing import Any

from chalicelib.api.description import described
from chalicelib.api.headers import ASSET_HEADERS
from chalicelib.api.http import Access
from chalicelib.api.problems import KINDS, UNEXPECTED, kind_of
from chalicelib.domain.errors import NotFound
from chalicelib.pages.http import Page, PageRequest, Pages, refusal_page
from chalicelib.pages.rendering import asset, render

pages = Pages()


@pages.get("/style.css", access=Access.PUBLIC)
def style_sheet(request: PageRequest) -> Page:
    return _style("style.css")


@pages.get("/docs.css", access=Access.PUBLIC)
def docs_style_sheet(request: PageRequest) -> Page:
    return _style("docs.css")


@pages.get("/api/docs", access=Access.PUBLIC)
def api_docs(request: PageRequest) -> Page:
    """The OpenAPI document for people, made on the server: no script, nothing from elsewhere."""
    document: dict[str, Any] = described()
    return Page(render("docs.html", api=document, kinds=[*KINDS.values(), UNEXPECTED]))


@pages.get("/{page}", access=Access.PUBLIC)
def no_such_page(request: PageRequest) -> Page:
    return refusal_page(kind_of(NotFound))


def _style(name: str) -> Page:
    """Kept for a year: pages ask for it with the version of its content."""
    return Page(asset(name), headers={**ASSET_HEADERS, "Content-Type": "text/css; charset=utf-8"})
