"""The OpenAPI 3.1 document, made from the declarations of the routes and the msgspec schemas.

`python -m chalicelib.api.openapi docs/openapi.json` writes the file that is checked in; a test fails when
it is stale.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.api.bodies import SCOPED_ID
from chalicelib.api.call import IDEMPOTENCY_KEY, IF_MATCH, SETTINGS, Access, Contract, Need
from chalicelib.api.headers import COOKIE
from chalicelib.api.http import Declaration
from chalicelib.api.json_body import Malformed
from chalicelib.api.problems import KINDS, Problem, kind_of
from chalicelib.api.setting_types import SETTING_ID
from chalicelib.api.stale import STALE, stale_problem
from chalicelib.domain import errors
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mail_templates import Event

_REF = "#/components/schemas/{name}"
_INTRODUCTION = """
The API of the help desk. The agents' workspace uses nothing else.

**Signing in.** `POST /api/session` sets a cookie that scripts cannot read. Every change that carries the cookie
needs the header `Origin` with the address of the desk.

**Repeating.** Every POST names its request with `Idempotency-Key`, a new random value for each new request.
Sending it again with the same body does nothing twice and gives the first answer. Signing in has none: its
answer holds a secret, which must not be kept to be repeated, and a repetition merely starts another session.
Neither have previews, which store nothing.

**Versions.** What can change carries a version as `ETag`. Send it back in `If-Match` with a change; if somebody
was faster, the answer is 409 and holds the current state.

**Lists.** Follow the cursor in `next` or `older` until it is null. Cursors are signed: they count for the agent
and the question they were given for.

**Problems.** Every refusal is a problem document (RFC 9457). `errors` names each field that is not acceptable. An
address below `/api/` that does not exist is refused by API Gateway before it reaches the desk, in a form of its own.
"""
_SCOPED = {"type": "string", "pattern": f"^{SCOPED_ID}$", "examples": ["g.01KB3RSEVW0000000000000001"]}
_PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "reference": ("A ticket's reference, in any spelling.", {"type": "string", "examples": ["K7QF-3M2X"]}),
    "entry": ("An entry of the timeline.", {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}),
    "task": ("A task of the checklist.", {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}),
    "reminder": ("A reminder on the ticket.", {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}),
    "scheduled": ("A reply that waits.", {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}),
    "draft": ("What the draft will be.", {"type": "string", "enum": [kind.value for kind in DraftKind]}),
    "attachment": ("An attachment of the entry.", {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}),
    "customer": ("A customer's id.", {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{16}$"}),
    "mail": ("A mail that was set aside.", {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{26}$"}),
    "job": ("A bulk change.", {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"}),
    "canned": ("A canned message or predefined answer.", _SCOPED),
    "macro": ("A macro.", _SCOPED),
    "view": (
        "A view that comes with the desk, or a saved one.",
        {"type": "string", "pattern": "^([a-z_]{3,20}|[0-9A-HJKMNP-TV-Z]{16})$", "examples": ["overdue"]},
    ),
    "event": ("What a mail is written for.", {"type": "string", "enum": [event.value for event in Event]}),
    "language": ("A language of the desk's mail (ISO 639-1).", {"type": "string", "enum": list(LANGUAGES)}),
    "email": (
        "A mail address.",
        {"type": "string", "pattern": "^[^@\\s]{1,64}@[^@\\s]{1,253}$", "examples": ["maija@customer.example"]},
    ),
    "sender": (
        "A mail address, or a domain, in small letters.",
        {
            "type": "string",
            "pattern": "^([a-z0-9]{1,60}@)?[a-z0-9]{1,40}[.][a-z]{2,20}$",
            "examples": ["spam.example"],
        },
    ),
    **{name: (f"The id of a setting: {name}.", {"type": "string", "pattern": f"^{SETTING_ID}$"}) for name in SETTINGS},
}
_HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "description": "The version of what is shown.",
        "schema": {"type": "string", "pattern": '^"[1-9][0-9]*"$'},
    },
    "Set-Cookie": {"description": f"The session cookie `{COOKIE}`.", "schema": {"type": "string"}},
}


def document(declarations: Sequence[Declaration]) -> dict[str, Any]:
    """The whole document as plain JSON values."""
    paths: dict[str, dict[str, Any]] = {}
    for declaration in declarations:
        paths.setdefault(declaration.path, {})[declaration.method.lower()] = _operation(declaration)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lippu",
            "version": "1",
            "description": _plain(_INTRODUCTION),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in declarations)],
        "paths": paths,
        "components": {
            "schemas": _schemas(declarations),
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": COOKIE,
                    "description": "Set by `POST /api/session`, ends after twelve hours or at sign-out.",
                }
            },
        },
    }


def refusals(declaration: Declaration) -> list[type[errors.LippuError]]:
    """Every refusal a route can answer with: those that follow from its contract, then its own."""
    contract = declaration.contract
    found: list[type[errors.LippuError]] = []
    if contract.access is Access.AGENT:
        found += [errors.Unauthenticated, errors.Unavailable]
    if contract.changes:
        found += [errors.Forbidden, errors.Unavailable]
    if contract.parameters:
        found.append(errors.NotFound)
    if contract.query or contract.version is not Need.NO or contract.once is not Need.NO:
        found.append(Malformed)
    if contract.body:
        found += [Malformed, errors.InvalidInput, errors.TooLarge, errors.UnsupportedMediaType]
    if contract.version is Need.REQUIRED:
        found += [errors.VersionRequired, errors.StaleVersion]
    if contract.once is not Need.NO:
        found.append(errors.IdempotencyMismatch)
    return list(dict.fromkeys([*found, *declaration.errors]))


def _operation(declaration: Declaration) -> dict[str, Any]:
    contract = declaration.contract
    operation: dict[str, Any] = {
        "operationId": declaration.name,
        "summary": declaration.summary,
        "description": _plain(declaration.view.__doc__),
        "tags": [declaration.tag],
        "security": [{"session": []}] if contract.access is Access.AGENT else [],
        "parameters": _parameters(contract),
        "responses": _responses(declaration),
    }
    if contract.body:
        operation["requestBody"] = {"required": True, "content": _json(contract.body)}
    return {key: value for key, value in operation.items() if value or key == "security"}


def _parameters(contract: Contract) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "description": words, "schema": schema}
        for name in contract.parameters
        for words, schema in [_PARAMETERS[name]]
    ]
    if contract.query:
        found += _query_parameters(contract.query)
    if contract.changes:
        words = "The address of this desk, sent by browsers. Needed whenever the session cookie is sent."
        found.append(_header("Origin", contract.access is Access.AGENT, words, {"type": "string", "format": "uri"}))
    if contract.once is not Need.NO:
        schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
        words = "A new random value for each new request; the same value with the same body repeats nothing."
        found.append(_header(IDEMPOTENCY_KEY, contract.once is Need.REQUIRED, words, schema))
    if contract.revalidates:
        words = "An `ETag` from before; if it still holds, the answer is 304."
        found.append(_header("If-None-Match", False, words, {"type": "string", "maxLength": 1000}))
    if contract.version is not Need.NO:
        schema = {"type": "string", "pattern": '^(W/)?"[1-9][0-9]{0,14}"$'}
        words = "The `ETag` that the change is based on."
        found.append(_header(IF_MATCH, contract.version is Need.REQUIRED, words, schema))
    return found


def _header(name: str, required: bool, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": words, "schema": schema}


def _query_parameters(model: type[Any]) -> Iterable[dict[str, Any]]:
    """One parameter for each field of the query struct; lists are repeated parameters (`status=new&status=open`)."""
    (_,), components = msgspec.json.schema_components([model], ref_template=_REF)
    described = components[model.__name__]
    for name, schema in described["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in described.get("required", ()),
            "schema": {key: value for key, value in schema.items() if value != []},
        }


def _responses(declaration: Declaration) -> dict[str, Any]:
    answers = declaration.answers
    good: dict[str, Any] = {"description": HTTPStatus(answers.status).phrase}
    if answers.body:
        good["content"] = _json(answers.body)
    elif answers.document:
        good["content"] = {"text/html": {"schema": {"type": "string"}}}
    elif answers.status != HTTPStatus.NO_CONTENT:
        good["content"] = {"application/json": {"schema": {"type": "object"}}}
    if answers.headers:
        good["headers"] = {name: _HEADERS[name] for name in answers.headers}
    by_status: dict[int, list[type[errors.LippuError]]] = {}
    for refusal in refusals(declaration):
        by_status.setdefault(kind_of(refusal).status, []).append(refusal)
    if declaration.contract.revalidates:
        by_status[HTTPStatus.NOT_MODIFIED] = []
    bad = {str(status): _refused(kinds, declaration.contract) for status, kinds in sorted(by_status.items())}
    return {str(answers.status): good, **bad}


def _refused(kinds: Sequence[type[errors.LippuError]], contract: Contract) -> dict[str, Any]:
    if not kinds:
        return {"description": HTTPStatus.NOT_MODIFIED.phrase}
    models: list[type[Any]] = [Problem]
    if errors.StaleVersion in kinds:
        late = stale_problem(contract.parameters)
        models = [late] if len(kinds) == 1 else [late, Problem]
    words = " ".join(f"`{KINDS[kind].slug}`: {KINDS[kind].meaning}" for kind in kinds)
    return {"description": words, "content": _json(*models, media_type="application/problem+json")}


def _json(*models: type[Any], media_type: str = "application/json") -> dict[str, Any]:
    shapes = [{"$ref": _REF.format(name=model.__name__)} for model in models]
    return {media_type: {"schema": shapes[0] if len(shapes) == 1 else {"anyOf": shapes}}}


def _schemas(declarations: Sequence[Declaration]) -> dict[str, Any]:
    models: list[type[Any]] = [Problem, *STALE.values()]
    for declaration in declarations:
        models += [model for model in (declaration.contract.body, declaration.answers.body) if model]
    _, components = msgspec.json.schema_components(dict.fromkeys(models), ref_template=_REF)
    # query structs are shown as parameters, but enums they share with bodies are components
    shared = [each.contract.query for each in declarations if each.contract.query]
    _, of_queries = msgspec.json.schema_components(shared, ref_template=_REF)
    names_of_queries = {model.__name__ for model in shared}
    components |= {name: schema for name, schema in of_queries.items() if name not in names_of_queries}
    return {name: _without_python(schema) for name, schema in sorted(components.items())}


def _without_python(schema: Any) -> Any:
    """The schema with docstrings as plain paragraphs."""
    if isinstance(schema, dict):
        return {
            key: _plain(value) if key == "description" and isinstance(value, str) else _without_python(value)
            for key, value in schema.items()
        }
    return [_without_python(item) for item in schema] if isinstance(schema, list | tuple) else schema


def _plain(docstring: str | None) -> str:
    paragraphs = (docstring or "").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def text(declarations: Sequence[Declaration]) -> str:
    """The document as it is checked in."""
    return json.dumps(document(declarations), indent=2, ensure_ascii=False) + "\n"


def main(target: str) -> None:
    from chalicelib.api.routes import declarations

    Path(target).write_text(text(declarations()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
