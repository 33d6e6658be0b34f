"""One HTTP server for sent mail: the app POSTs to it as to SES v2, people look at it with a browser."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from infra.local.ports import HOST
from infra.local.ses import Refused, Ses
from infra.local.viewer import Page, Viewer

_SEND = "/v2/email/outbound-emails"
_LARGEST_REQUEST = 64 * 1024 * 1024  # 40 MB of mail in base64, and the rest of the request

_log = logging.getLogger(__name__)


class MailServer(ThreadingHTTPServer):
    """Serves until stopped."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, ses: Ses, viewer: Viewer) -> None:
        self.ses, self.viewer = ses, viewer
        super().__init__((HOST, port), _Handler)

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, name="mail-server", daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: MailServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        # Another site's name may point to 127.0.0.1: its pages must not read the mail here (DNS rebinding).
        if self.headers.get("Host", "").rpartition(":")[0] not in (HOST, "localhost"):
            self._answer(Page(421, "text/plain", b"Use the address that the local run printed."))
            return
        self._answer(self.server.viewer.page(urlsplit(self.path).path))

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > _LARGEST_REQUEST:
            self.close_connection = True
            self._error(413, "BadRequestException", "the request has no length or is too large")
            return
        body = self.rfile.read(int(size))
        if urlsplit(self.path).path != _SEND:
            self._error(404, "NotFoundException", "only SendEmail exists here")
            return
        try:
            self._json(200, {"MessageId": self.server.ses.send(_object(body))})
        except Refused as refusal:
            self._error(400, refusal.kind, str(refusal))

    def log_message(self, format: str, *args: Any) -> None:
        _log.info(format, *args)

    def _answer(self, page: Page) -> None:
        self.send_response(page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        self.send_header("Content-Security-Policy", page.policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        if page.file_name:
            self.send_header("Content-Disposition", f'attachment; filename="{page.file_name}"')
        self.end_headers()
        self.wfile.write(page.body)

    def _error(self, status: int, kind: str, message: str) -> None:
        self._json(status, {"message": message}, kind)

    def _json(self, status: int, value: dict[str, Any], kind: str | None = None) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.end_headers()
        self.wfile.write(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise Refused("BadRequestException", "the request is not JSON") from error
    if not isinstance(value, dict):
        raise Refused("BadRequestException", "the request is not an object")
    return value
