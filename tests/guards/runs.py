"""Runs of pytest on a copy of the product, each in a fork of a process that has imported all libraries already.

Imports are most of a short test run. The fork has the libraries, and imports the product and its tests from the copy:
a guard that is taken out there is out.
"""

import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("app", "chalicelib", "infra", "tests")
COPIED = ("chalicelib", "tests", "app.py", "pyproject.toml", "infra", "docs", ".chalice")
# what brings in the libraries that tests use
USERS_OF_LIBRARIES = ("tests.conftest", "tests.support.lambdas", "tests.api.conftest", "chalicelib.pages.routes")
EMULATED = ("cognito-idp", "dynamodb", "dynamodbstreams", "s3", "ses", "sesv2", "sns", "sqs", "ssm", "sts")
# of pytest's summary; captured log lines begin with ERROR and many blanks
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - |$)", re.MULTILINE)


def copy_of_the_product(folder: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        ignored = shutil.ignore_patterns("deployed", "deployments")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)
    return folder


def import_libraries() -> None:
    """Everything that tests import and that is not ours; ours is forgotten again."""
    from moto.backends import get_backend

    sys.dont_write_bytecode = True
    for module in USERS_OF_LIBRARIES:
        import_module(module)
    for service in EMULATED:
        get_backend(service)
    for name in [name for name in sys.modules if name.split(".")[0] in OURS and name != "__main__"]:
        del sys.modules[name]


class Run:
    """Tests that run in a process of their own until one fails. `seconds` are of processor time, once it has ended."""

    seconds = 0.0

    def __init__(self, copy: Path, tests: Sequence[str], seconds: float) -> None:
        self._output: IO[str] = tempfile.TemporaryFile("w+")  # noqa: SIM115 - outlives this call
        self._until = time.monotonic() + seconds
        self._pid = os.fork()
        if not self._pid:
            self._run(copy, tests)

    def _run(self, copy: Path, tests: Sequence[str]) -> None:
        code = 3
        try:
            os.setsid()
            for stream in (1, 2):
                os.dup2(self._output.fileno(), stream)
            os.chdir(copy)
            sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
            code = pytest.main(["-x", "-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", *tests])
            sys.stdout.flush()
        finally:
            os._exit(code)

    def outcome(self) -> str | None:
        """The first test that failed, empty if none did or there are no such tests, None while they run."""
        if time.monotonic() > self._until:
            os.killpg(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            return "(time-out)"
        pid, status, used = os.wait4(self._pid, os.WNOHANG)
        if not pid:
            return None
        self.seconds = used.ru_utime + used.ru_stime
        code = os.waitstatus_to_exitcode(status)
        if code in {pytest.ExitCode.OK, pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
            return ""
        self._output.seek(0)
        failed = _FAILED.search(self._output.read())
        return failed[1] if failed else "(does not import)"
