"""Chalice's own local server, with the queue of connections and the log that a whole run needs."""

import logging
import threading
from pathlib import Path
from typing import Any

from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    CustomLocalChalice,
    LocalChalice,
    LocalDevServer,
    ThreadedHTTPServer,
)

from infra.local.ports import HOST
from infra.workspace import Workspace

_log = logging.getLogger(__name__)


class _Server(ThreadedHTTPServer):
    request_queue_size = 128


class _Handler(ChaliceRequestHandler):
    """As on AWS, one address serves the workspace's files and the app."""

    workspace: Workspace

    def do_GET(self) -> None:  # noqa: N802, the name that the server calls
        if self.workspace.serves(self.path):
            self._send_file()
        else:
            self._generic_handle()

    do_HEAD = do_GET  # noqa: N815

    def _send_file(self) -> None:
        file = self.workspace.answer(self.path)
        self.send_response(file.status)
        for name, value in {**file.headers, "Content-Length": str(len(file.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(file.body)

    def log_message(self, format: str, *args: Any) -> None:
        _log.info(format, *args)


class ApiServer:
    """Serves the routes of `app` and the workspace; the app's other functions are called by the event sources."""

    def __init__(self, app: Any, port: int, project: Path, workspace: Workspace) -> None:
        # Not through Chalice's factory: that would lay the variables of a stage in config.json over ours.
        config = Config.create(project_dir=str(project), app_name=app.app_name, chalice_stage="local")
        CustomLocalChalice.__bases__ = (LocalChalice, app.__class__)
        app.__class__ = CustomLocalChalice
        handler = type("_DeskHandler", (_Handler,), {"workspace": workspace})
        self._server = LocalDevServer(app, config, HOST, port, handler_cls=handler, server_cls=_Server).server

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="api", daemon=True).start()

    def stop(self) -> None:
        """Take no more connections; requests under way may finish."""
        self._server.shutdown()
        self._server.server_close()
