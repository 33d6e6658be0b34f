"""`python -m tests.guards [-k WORDS]`: take out each guard in a copy of the product and see which test turns red.

Prints a line for each guard with the processor time that it took, and exits with 1 if fewer than 95 % are caught or one
does not stand where the list says. `-k` takes those whose name or file contains the words. A test that fails anyway
catches nothing, so all of them must pass first; `--green` says that they were seen to (`make test`).

The test that turned red the last time (`caught.json`, written by `--remember`) is tried first, the others only if it
stays green: that saves time and decides nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.guards.guard import Guard
from tests.guards.guards import GUARDS
from tests.guards.runs import ROOT, Run, copy_of_the_product, import_libraries
from tests.support.proof import report

WORKERS = 2
SECONDS = 300
PAUSE = 0.05
ENOUGH = 0.95
REMEMBERED = Path(__file__).with_name("caught.json")


def is_stale(guard: Guard) -> bool:
    path = ROOT / guard.file
    return not path.is_file() or path.read_text().count(guard.old) != 1


class Removal:
    """A guard that is out of a copy while tests run there: first the one that turned red the last time, then all."""

    def __init__(self, guard: Guard, copy: Path, last: str | None) -> None:
        self.guard = guard
        self.copy = copy
        self.seconds = 0.0
        self._to_run = [guard.tests, (last,)] if last else [guard.tests]
        self._original = (copy / guard.file).read_text()
        (copy / guard.file).write_text(self._original.replace(guard.old, guard.new))
        self._run = Run(copy, self._to_run.pop(), SECONDS)

    def outcome(self) -> str | None:
        """The test that turned red, empty if none did, None while they run. In the end the guard is back."""
        test = self._run.outcome()
        if test is None:
            return None
        self.seconds += self._run.seconds
        if not test and self._to_run:
            self._run = Run(self.copy, self._to_run.pop(), SECONDS)
            return None
        (self.copy / self.guard.file).write_text(self._original)
        return test


def removals(guards: Sequence[Guard], workers: int) -> Iterator[tuple[Removal, str]]:
    """Each guard taken out, and the test that turned red (empty if none did), in the order in which they end."""
    last = remembered()
    with tempfile.TemporaryDirectory() as folder:
        free = [copy_of_the_product(Path(folder) / str(number)) for number in range(workers)]
        waiting, running = deque(guards), list[Removal]()
        while waiting or running:
            while waiting and free:
                guard = waiting.popleft()
                running.append(Removal(guard, free.pop(), last.get(guard.name)))
            for removal in list(running):
                test = removal.outcome()
                if test is not None:
                    running.remove(removal)
                    free.append(removal.copy)
                    yield removal, test
            time.sleep(PAUSE)


def take_out(guards: Sequence[Guard], workers: int) -> dict[str, str]:
    """The test that turned red for each guard that was caught; each is printed as soon as it is known."""
    caught = dict[str, str]()
    for removal, test in removals(guards, workers):
        print(f"{'caught' if test else 'MISSED'}  {removal.seconds:5.1f} s  {removal.guard.name:55} {test}", flush=True)
        if test:
            caught[removal.guard.name] = test
    return caught


def remembered() -> dict[str, str]:
    """The test that turned red the last time somebody remembered, by guard."""
    tests: dict[str, str] = json.loads(REMEMBERED.read_text(encoding="utf-8"))
    return tests


def remember(caught: Mapping[str, str]) -> None:
    names = {guard.name for guard in GUARDS}
    tests = {name: test for name, test in {**remembered(), **caught}.items() if name in names and "::" in test}
    REMEMBERED.write_text(json.dumps(tests, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def pass_anyway(guards: Sequence[Guard]) -> bool:
    """Whether all tests pass with all guards in place."""
    tests = sorted({test for guard in guards for test in guard.tests})
    return subprocess.run([sys.executable, "-m", "pytest", "-n", "auto", "-x", "-q", *tests], cwd=ROOT).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("-k", metavar="WORDS", default="", help="only guards whose name or file contains the words")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--green", action="store_true", help="the tests were seen to pass: do not run them all first")
    parser.add_argument("--remember", action="store_true", help="write down which test turned red, to try it first")
    options = parser.parse_args()
    guards = [guard for guard in GUARDS if options.k in f"{guard.name} {guard.file}"]
    stale = [guard for guard in guards if is_stale(guard)]
    for guard in stale:
        print(f"STALE   {guard.name}: not once in {guard.file}")
    if not options.green and not pass_anyway(guards):
        print("RED     a test fails with all guards in place: nothing can be said about any guard")
        return 1
    import_libraries()
    caught = take_out([guard for guard in guards if guard not in stale], options.workers)
    if options.remember:
        remember(caught)
    print(f"{len(caught)} of {len(guards)} removed guards turned a test red")
    report("guards", removed=len(guards), caught=len(caught), stale=len(stale))
    return 0 if guards and not stale and len(caught) >= ENOUGH * len(guards) else 1


if __name__ == "__main__":
    sys.exit(main())
