"""The description of the interface for programs. Its readable form is `/api/docs`, a page."""

import functools
from typing import Any

from chalicelib.api.http import Access, Answer, Call, Routes

routes = Routes("Description")


@routes.get("/api/openapi.json", access=Access.PUBLIC, answers=Answer(200), summary="This description, as OpenAPI 3.1")
def openapi_document(call: Call) -> dict[str, Any]:
    """Made from the same declarations that the routes run on."""
    return described()


@functools.cache
def described() -> dict[str, Any]:
    """The document, made at the first request for it: the schema machinery has no place in a cold start."""
    from chalicelib.api.openapi import document
    from chalicelib.api.routes import declarations

    return document(declarations())
