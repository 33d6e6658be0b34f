"""Start and stop the AWS emulator."""

import importlib.util
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from infra.local.ports import HOST
from infra.problem import Problem

_START_PATIENCE = 30.0
_STOP_PATIENCE = 15.0


class Engine:
    """A running emulator that keeps its state in `folder`. Raises Problem if it does not come up."""

    def __init__(self, port: int, folder: Path, log: Path, region: str, lock: int) -> None:
        if importlib.util.find_spec("ministack") is None:
            raise Problem("The AWS emulator (ministack) is not installed. Run: pip install -r requirements-dev.txt", 2)
        self.url = f"http://{HOST}:{port}"
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "infra.local.engine"],
                cwd=Path(__file__).parents[2],
                env=_environment(port, folder, region),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(lock,),
                start_new_session=True,
            )
        self._wait_ready()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to write its state and end; wait until it has."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + _START_PATIENCE
        while time.monotonic() < deadline and self.alive:
            try:
                with urllib.request.urlopen(self.url + "/_ministack/ready", timeout=2) as answer:  # noqa: S310, own URL
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        self.stop()
        raise Problem(f"The AWS emulator did not start. Its log is {self._log}; FRESH=1 starts with empty state.")


def _environment(port: int, folder: Path, region: str) -> dict[str, str]:
    own = {
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "services"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(folder),  # for its pid file, which otherwise is shared by everybody on the machine
        # Its MQTT door would open on port 8883 for every run, whatever the gateway's port is.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PYTHONUNBUFFERED": "1",
    }
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LOCALSTACK_", "EDGE_PORT"))
    }
    return inherited | own
