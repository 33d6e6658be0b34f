"""An HTTP proxy between the application and AWS (moto's server) that lets calls fail as planned.

A process cannot be killed from outside at a given call, so the proxy says `x-crash` where it should die, and the
application's HTTP client (`wires.py`) raises there.
"""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.faults.plan import Kind, Plan, Reply, broken, call_of, throttled

CRASH_HERE = Reply(418, {"x-crash": "yes"}, b"")
# longer than the read time-out of the clients under test
HANG_SECONDS = 2.0
_NOT_DONE = {Kind.LOST, Kind.DOWN}
_NO_ANSWER = {Kind.ANSWER_LOST, Kind.CUT_OFF}


class FaultProxy:
    """Listens on a free port of 127.0.0.1 and passes on to `upstream`."""

    def __init__(self, upstream: tuple[str, int], plan: Plan) -> None:
        self._server = _Server(upstream, plan)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, upstream: tuple[str, int], plan: Plan) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.plan = plan
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away in the middle of an answer is what this proxy is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # an answer is two small writes: without this the second waits 40 ms for the receipt of the first
    disable_nagle_algorithm = True
    server: _Server

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = call_of(self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
        kind = self.server.plan.strike(call)
        if kind in _NOT_DONE:
            self._hang_up()
        elif kind is Kind.THROTTLED:
            self._answer(throttled(call))
        elif kind is Kind.BROKEN:
            self._answer(broken(call))
        elif kind is Kind.CRASH_BEFORE:
            self._answer(CRASH_HERE)
        else:
            self._answer_after(kind, self._ask(body))

    do_GET = do_PUT = do_POST = do_DELETE = _pass_on  # noqa: N815 - named by http.server

    def _answer_after(self, kind: Kind | None, answer: Reply) -> None:
        """The service has done it; whether the caller learns of it is another matter."""
        if kind in _NO_ANSWER:
            self._hang_up()
        elif kind is Kind.HANGS:
            self.server.stopping.wait(HANG_SECONDS)
            self._hang_up()
        else:
            self._answer(CRASH_HERE if kind is Kind.CRASH_AFTER else answer)

    def _ask(self, body: bytes) -> Reply:
        connection = http.client.HTTPConnection(*self.server.upstream)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            content = answer.read()
            return Reply(answer.status, dict(answer.getheaders()), content)
        finally:
            connection.close()

    def _answer(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            if name.lower() not in {"connection", "content-length", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def _hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """The plan keeps the record."""
