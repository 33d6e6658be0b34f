"""`python -m tests.guards [-k WORDS]`: take out each guard in a copy of the product and see which test turns red.

Prints a line for each guard, and exits with 1 if fewer than 95 % are caught or one does not stand where the list says.
`-k` takes those whose name or file contains the words. A test that fails anyway catches nothing, so all of them must
pass first; `--green` says that they were seen to (`make test`).
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.guards.guard import Guard
from tests.guards.guards import GUARDS
from tests.support.proof import report

ROOT = Path(__file__).parents[2]
COPIED = ("chalicelib", "tests", "app.py", "pyproject.toml", "infra", "docs", ".chalice")
WORKERS = 2
SECONDS = 300
SECONDS_FOR_ALL = 900
ENOUGH = 0.95
# of pytest's summary; captured log lines begin with ERROR and many blanks
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - |$)", re.MULTILINE)


def copy_of_the_product(folder: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__", "deployed", "deployments")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


def is_stale(guard: Guard) -> bool:
    path = ROOT / guard.file
    return not path.is_file() or path.read_text().count(guard.old) != 1


def first_failure(copy: Path, tests: Iterable[str], seconds: float = SECONDS) -> str:
    """The first test that fails, empty if none does. Raises TimeoutExpired after so many seconds."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *tests]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=seconds)
    if run.returncode == 0:
        return ""
    failed = _FAILED.search(run.stdout)
    return failed[1] if failed else "(does not import)"


def caught_by(guard: Guard, copy: Path) -> str:
    """The first test that failed without the guard, empty if none did."""
    path = copy / guard.file
    original = path.read_text()
    path.write_text(original.replace(guard.old, guard.new))
    try:
        return first_failure(copy, guard.tests)
    except subprocess.TimeoutExpired:
        return "(time-out)"
    finally:
        path.write_text(original)


def take_out(guards: list[Guard], workers: int) -> int:
    """How many of them were caught; each is printed as soon as it is known."""
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            copies.put(copy_of_the_product(Path(folder) / str(number)))

        def is_caught(guard: Guard) -> bool:
            copy, started = copies.get(), time.monotonic()
            try:
                test = caught_by(guard, copy)
            finally:
                copies.put(copy)
            seconds = time.monotonic() - started
            print(f"{'caught' if test else 'MISSED'}  {seconds:4.0f} s  {guard.name:55} {test}", flush=True)
            return bool(test)

        with ThreadPoolExecutor(workers) as pool:
            return sum(pool.map(is_caught, guards))


def fails_anyway(guards: list[Guard]) -> str:
    """The first test that fails with all guards in place, empty if none does."""
    with tempfile.TemporaryDirectory() as folder:
        tests = sorted({test for guard in guards for test in guard.tests})
        return first_failure(copy_of_the_product(Path(folder)), ("-n", "auto", *tests), SECONDS_FOR_ALL)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("-k", metavar="WORDS", default="", help="only guards whose name or file contains the words")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--green", action="store_true", help="the tests were seen to pass: do not run them all first")
    options = parser.parse_args()
    guards = [guard for guard in GUARDS if options.k in f"{guard.name} {guard.file}"]
    stale = [guard for guard in guards if is_stale(guard)]
    for guard in stale:
        print(f"STALE   {guard.name}: not once in {guard.file}")
    red = "" if options.green else fails_anyway(guards)
    if red:
        print(f"RED     {red} fails with all guards in place: nothing can be said about any guard")
        return 1
    caught = take_out([guard for guard in guards if guard not in stale], options.workers)
    print(f"{caught} of {len(guards)} removed guards turned a test red")
    report("guards", removed=len(guards), caught=caught, stale=len(stale))
    return 0 if guards and not stale and caught >= ENOUGH * len(guards) else 1


if __name__ == "__main__":
    sys.exit(main())
