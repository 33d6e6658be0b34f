"""How the application's AWS calls travel, with a plan that may let them fail on the way.

`socket_wire` sends them through the proxy to a moto server, as bytes over HTTP. `direct_wire` hands them to the same
moto without sockets, which is quicker. In both the calls of the tests themselves go to moto directly and never fail.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import botocore.config
import botocore.endpoint
import botocore.httpsession
import botocore.retries.quota
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.server import ThreadedMotoServer

from chalicelib.adapters import aws
from chalicelib.adapters.dynamo import table as dynamo
from chalicelib.bootstrap import Desk
from tests.faults.plan import Crash, Kind, Plan, Reply, broken, call_of, throttled
from tests.faults.proxy import FaultProxy
from tests.support.desk import REGION, SETTINGS

# long enough for moto on a busy machine, short enough to wait for it once in each hanging run
READ_TIMEOUT = 1.2
_PATIENT = 30.0


class Wire:
    """Made once for many runs: AWS clients are costly to make, and a process that starts afresh may share them."""

    def __init__(self, plan: Plan, endpoint: str | None = None) -> None:
        self.plan = plan
        self.endpoint = endpoint
        self._sessions: dict[float, _SharedClients] = {}
        self._tables: dict[float, dynamo.Table] = {}
        self._timeout = _PATIENT

    def be_patient(self, patient: bool) -> None:
        """Whether clients made from now on wait long for an answer. Only a call that hangs needs the short wait."""
        self._timeout = _PATIENT if patient else READ_TIMEOUT

    def connect(self, desk: Desk) -> None:
        """Let a desk that has made no call yet send all its calls this way."""
        if self._timeout not in self._tables:
            table = dynamo.Table(SETTINGS.table, REGION)
            table.connection._read_timeout_seconds = self._timeout
            with self._environment():
                table.connect()
            self._tables[self._timeout] = table
        desk.table = self._tables[self._timeout]

    def session(self) -> "_SharedClients":
        """Stands for `lean_session`."""
        if self._timeout not in self._sessions:
            self._sessions[self._timeout] = _SharedClients(_lean_session(), self._timeout, self._environment)
        return self._sessions[self._timeout]

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """`AWS_ENDPOINT_URL` counts when a client is made; the tests' own clients must not see it."""
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL": self.endpoint} if self.endpoint else {}):
            yield


_lean_session = aws.lean_session


class _SharedClients:
    """As much of a botocore session as the adapters use."""

    def __init__(self, session: Any, read_timeout: float, environment: Callable[[], Any]) -> None:
        self._session = session
        self._read_timeout = read_timeout
        self._environment = environment
        self._made: dict[tuple[str, str], Any] = {}

    def create_client(self, service: str, region_name: str, config: botocore.config.Config) -> Any:
        name = (service, str(config.retries))
        if name not in self._made:
            config = config.merge(botocore.config.Config(read_timeout=self._read_timeout))
            with self._environment():
                self._made[name] = self._session.create_client(service, region_name=region_name, config=config)
        return self._made[name]

    def get_config_variable(self, name: str) -> Any:
        with self._environment():
            return self._session.get_config_variable(name)


@contextmanager
def socket_wire() -> Iterator[Wire]:
    plan = Plan()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        with FaultProxy(server.get_host_and_port(), plan) as proxy:
            wire = Wire(plan, proxy.url)
            with _hasty_clients(wire), patch.object(botocore.httpsession.URLLib3Session, "send", _dying_send()):
                yield wire
    finally:
        server.stop()


@contextmanager
def direct_wire() -> Iterator[Wire]:
    wire = Wire(Plan())
    with _hasty_clients(wire), patch.object(BotocoreStubber, "__call__", _failing_stubber(wire.plan)):
        yield wire


@contextmanager
def _hasty_clients(wire: Wire) -> Iterator[None]:
    """The SDK repeats as it does in life, but does not sleep between, and never runs out of the right to repeat."""
    nap = SimpleNamespace(sleep=lambda seconds: None)
    with ExitStack() as stack:
        stack.enter_context(patch.object(aws, "lean_session", wire.session))
        stack.enter_context(patch.object(botocore.endpoint, "time", nap))
        stack.enter_context(patch.object(dynamo, "time", nap))
        stack.enter_context(patch.object(botocore.retries.quota.RetryQuota, "acquire", lambda self, amount: True))
        yield


def _dying_send() -> Callable[..., Any]:
    send = botocore.httpsession.URLLib3Session.send

    def send_or_die(self: Any, request: Any) -> Any:
        response = send(self, request)
        if "x-crash" in response.headers:
            raise Crash
        return response

    return send_or_die


def _failing_stubber(plan: Plan) -> Callable[..., Any]:
    answer = BotocoreStubber.__call__

    def answer_or_fail(self: BotocoreStubber, event_name: str, request: Any, **more: Any) -> Any:
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        if not headers.get("user-agent", "").startswith("Lippu"):
            return answer(self, event_name, request, **more)
        call = call_of(request.method, urlsplit(request.url).path, headers)
        kind = plan.strike(call)
        _fail_before(kind, request.url)
        if kind in _INSTEAD:
            return _response(request.url, _INSTEAD[kind](call))
        response = answer(self, event_name, request, **more)
        _fail_after(kind, request.url)
        return response

    return answer_or_fail


_INSTEAD: Mapping[Kind | None, Callable[[Any], Reply]] = {Kind.THROTTLED: throttled, Kind.BROKEN: broken}


def _fail_before(kind: Kind | None, url: str) -> None:
    if kind is Kind.CRASH_BEFORE:
        raise Crash
    if kind in (Kind.LOST, Kind.DOWN):
        raise ConnectionClosedError(endpoint_url=url)


def _fail_after(kind: Kind | None, url: str) -> None:
    if kind is Kind.CRASH_AFTER:
        raise Crash
    if kind is Kind.HANGS:
        raise ReadTimeoutError(endpoint_url=url)
    if kind in (Kind.ANSWER_LOST, Kind.CUT_OFF):
        raise ConnectionClosedError(endpoint_url=url)


def _response(url: str, reply: Reply) -> AWSResponse:
    return AWSResponse(url, reply.status, dict(reply.headers), MockRawResponse(reply.body))  # type: ignore[arg-type]


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
