"""What a view gets: one request, already checked. Everything that can be refused without a use case is
refused here.

The order of checks decides what a stranger learns: first where the request comes from (RFC 6454 `Origin`),
then who is asking, then whether the object exists for them, and only then what is wrong with headers and
body.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any
from urllib.parse import unquote

from chalice.app import Request as ChaliceRequest

from chalicelib.api.cursors import Cursors
from chalicelib.api.headers import origin_of, read_session_cookie
from chalicelib.api.json_body import BODY, Malformed, read_json
from chalicelib.api.provider import Desk
from chalicelib.api.query import all_values, read_query
from chalicelib.domain.customer import is_customer_id
from chalicelib.domain.directory import Agent
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.errors import Forbidden, NotFound, Unauthenticated, VersionRequired
from chalicelib.domain.ids import is_ulid, parse_reference
from chalicelib.domain.scopes import is_scoped_id
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.services.requests import Request, request_of

IDEMPOTENCY_KEY = "Idempotency-Key"
IF_MATCH = "If-Match"
_KEY = re.compile(r"[ -~]{1,255}")
# CDNs that compress answers turn a strong tag into a weak one, so clients may send it back as W/"3".
_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,14})"')
_ATTACHMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAIL_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_EVENT = re.compile(r"[a-z_]{3,40}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_VIEW = re.compile(r"[a-z_]{3,20}|[0-9A-HJKMNP-TV-Z]{16}")
_SETTING = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
# an address or a domain; what it may not be is said by its use case
_SENDER = re.compile(r"(?:[^@\s/A-Z]{1,64}@)?[a-z0-9.-]{1,253}\.[a-z0-9-]{2,63}")
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,253}")


class Access(Enum):
    """Who may call a route at all. Finer rights are decided in the use cases."""

    PUBLIC = "public"
    AGENT = "agent"


class Need(Enum):
    """Whether a header is part of a request."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Contract:
    """What a route asks of its callers. `version` is about If-Match, `once` about Idempotency-Key.

    One that `revalidates` answers 304 to whoever names its ETag in If-None-Match (RFC 9110, section 13.1.2). One that
    `hides` may take the ticket out of the caller's sight, and answers a named request that did once more.
    """

    method: str
    path: str
    access: Access
    body: type[Any] | None = None
    query: type[Any] | None = None
    version: Need = Need.NO
    once: Need = Need.NO
    revalidates: bool = False
    hides: bool = False

    @property
    def changes(self) -> bool:
        return self.method != "GET"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the path's parameters."""
        return tuple(re.findall(r"{(\w+)}", self.path))


@dataclass(frozen=True, slots=True)
class Call:
    """A request as views see it. `body` and `query` are of the declared types, `request_id` is API Gateway's."""

    desk: Desk
    caller: Agent | None
    ticket: Ticket | None
    params: Mapping[str, str]
    query: Any
    body: Any
    based_on: int | None
    once: Request | None
    cookie: str | None
    request_id: str = ""

    @property
    def agent(self) -> Agent:
        """Who asks. Raises Unauthenticated on a route that was not declared to need an agent."""
        if self.caller is None:
            raise Unauthenticated("not signed in")
        return self.caller

    @property
    def version(self) -> int:
        """The version that the change is based on. Raises VersionRequired if it was not sent."""
        if self.based_on is None:
            raise VersionRequired("send If-Match")
        return self.based_on

    @property
    def request(self) -> Request:
        """The named request. Raises Malformed if it came without a name."""
        if self.once is None:
            raise Malformed.of(IDEMPOTENCY_KEY, "is missing; send a new random value with each new request")
        return self.once

    def cursors(self, *question: str) -> Cursors:
        return Cursors(self.desk.signer, self.agent.id, question)


def _stored_reference(text: str) -> str | None:
    return parse_reference(text) if len(text) <= 40 else None


def _only_if(is_right: Callable[[str], Any]) -> Callable[[str], str | None]:
    return lambda text: text if is_right(text) else None


# ids of what admins set up
SETTINGS = ("department", "agent", "role", "status", "category", "field", "hours", "policy", "group", "organisation")
PARAMETERS: Mapping[str, Callable[[str], str | None]] = {
    "reference": _stored_reference,
    "entry": _only_if(is_ulid),
    "task": _only_if(is_ulid),
    "reminder": _only_if(is_ulid),
    "scheduled": _only_if(is_ulid),
    "attachment": _only_if(_ATTACHMENT_ID.fullmatch),
    "customer": _only_if(is_customer_id),
    "mail": _only_if(_MAIL_ID.fullmatch),
    "email": _only_if(_ADDRESS.fullmatch),
    "sender": _only_if(_SENDER.fullmatch),
    "job": _only_if(is_ulid),
    "canned": _only_if(is_scoped_id),
    "macro": _only_if(is_scoped_id),
    "event": _only_if(_EVENT.fullmatch),
    "language": _only_if(_LANGUAGE.fullmatch),
    "draft": _only_if({kind.value for kind in DraftKind}.__contains__),
    "view": _only_if(_VIEW.fullmatch),
    **dict.fromkeys(SETTINGS, _only_if(_SETTING.fullmatch)),
}


def read_call(contract: Contract, request: ChaliceRequest, desk: Desk) -> Call:
    """The checked request. Raises the refusals listed in `domain/errors.py`; a malformed id is NotFound
    like any other.
    """
    cookie = read_session_cookie(request.headers.get("cookie", ""))
    if contract.changes:
        _refuse_foreign_origin(request.headers.get("origin"), cookie, desk)
    params = {name: PARAMETERS[name](unquote(text)) for name, text in (request.uri_params or {}).items()}
    agent, ticket = None, None
    if contract.access is Access.AGENT:
        caller = desk.sessions.identify(cookie, params.get("reference"))
        agent, ticket = caller.agent, caller.ticket
    ids = {name: value for name, value in params.items() if value is not None}
    hidden = "reference" in params and ticket is None
    if len(ids) < len(params) or (hidden and not _was_answered(contract, ids, agent, request, desk)):
        raise NotFound("no such object")
    query = read_query(all_values(request.query_params), contract.query) if contract.query else None
    version, key = _if_match(contract, request), _idempotency_key(contract, request)
    raw = _raw_body(request)
    body = read_json(request.headers.get("content-type", ""), raw, contract.body) if contract.body else None
    return Call(
        desk=desk,
        caller=agent,
        ticket=ticket,
        params=ids,
        query=query,
        body=body,
        based_on=version,
        once=_once(contract, ids, agent, key, raw),
        cookie=cookie,
        request_id=str((request.context or {}).get("requestId", "")),
    )


def _was_answered(
    contract: Contract, ids: Mapping[str, str], agent: Agent | None, request: ChaliceRequest, desk: Desk
) -> bool:
    """Whether this very request was done before and took the ticket out of the caller's sight."""
    if not contract.hides:
        return False
    once = _once(contract, ids, agent, _idempotency_key(contract, request), _raw_body(request))
    return once is not None and desk.last_answers.has(once)


def _refuse_foreign_origin(origin: str | None, cookie: str | None, desk: Desk) -> None:
    """A browser sends our cookie along with requests that other sites start; `Origin` tells who did."""
    ours = origin_of(desk.settings.public_url)
    if origin is None and cookie is not None:
        raise Forbidden("a change with the session cookie needs the header Origin")
    if origin is not None and origin != ours:
        raise Forbidden("Origin is not the address of this desk")


def _if_match(contract: Contract, request: ChaliceRequest) -> int | None:
    header = request.headers.get("if-match")
    if contract.version is Need.NO:
        return None
    if header is None:
        if contract.version is Need.REQUIRED:
            raise VersionRequired("send If-Match")
        return None
    found = _TAG.fullmatch(header.strip())
    if found is None:
        raise Malformed.of(IF_MATCH, 'must be the ETag you read, such as "3"')
    return int(found[1])


def _idempotency_key(contract: Contract, request: ChaliceRequest) -> str | None:
    header = request.headers.get("idempotency-key")
    if contract.once is Need.NO:
        return None
    if header is None:
        if contract.once is Need.REQUIRED:
            raise Malformed.of(IDEMPOTENCY_KEY, "is missing; send a new random value with each new request")
        return None
    key: str = header.strip()
    if not _KEY.fullmatch(key):
        raise Malformed.of(IDEMPOTENCY_KEY, "must be 1 to 255 printable ASCII characters")
    return key


def _once(
    contract: Contract, ids: Mapping[str, str], agent: Agent | None, key: str | None, raw: bytes
) -> Request | None:
    """The key counts for this agent and this very object: the same key on another ticket is another request."""
    if key is None or agent is None:
        return None
    return request_of(agent.id, f"{contract.method} {contract.path.format(**ids)}", key, raw)


def _raw_body(request: ChaliceRequest) -> bytes:
    try:
        raw = request.raw_body
    except ValueError:  # broken base64, or half a surrogate pair in the event
        raise Malformed.of(BODY, "is not valid UTF-8") from None
    return raw if isinstance(raw, bytes) else raw.encode()
