"""`python -m tests.proof` (`make proof`): every promise checked at full extent, and one table of what was checked.

Suites run in two lanes side by side, the longest first, each with a folder of its own for its numbers
(`tests/support/proof.py`). What a suite says is shown when it ends; one that fails makes the whole run fail.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LANES = 2
PYTEST = ("-m", "pytest", "-q")
SUITES: Mapping[str, tuple[str, ...]] = {
    "faults": (*PYTEST, "tests/faults/test_sweep.py"),
    "guards": ("-m", "tests.guards", "--workers", "1", "--green"),
    "model": (*PYTEST, "tests/faults", "--ignore=tests/faults/test_sweep.py"),
    "fuzz": (*PYTEST, "tests/fuzz"),
    "infrastructure": (*PYTEST, "tests/infra"),
    "roles and canaries": (*PYTEST, "tests/roles"),
    "service levels": (*PYTEST, "tests/sla"),
    "budgets": (*PYTEST, "tests/budgets"),
}
# what the table says, and from which numbers of which report
CHECKED: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("failures tried (flow x call x kind)", "faults", ("runs",)),
    ("  mails, tickets or answers lost", "faults", ("lost",)),
    ("  doubled", "faults", ("doubled",)),
    ("  stuck or wrong", "faults", ("stuck", "wrong")),
    ("steps in any order", "model", ("steps",)),
    ("  violations", "model", ("violations",)),
    ("routes x actors", "roles", ("cells",)),
    ("canaries", "canaries", ("canaries",)),
    ("  leaks", "canaries", ("leaks",)),
    ("requests made up", "fuzz", ("requests",)),
    ("  wrong answers", "fuzz", ("failures",)),
    ("SLA cases against the oracle", "sla", ()),
    ("guards removed", "guards", ("removed",)),
    ("  caught", "guards", ("caught",)),
)
NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """`numbers` are those of each report that the suite wrote, by the report's name."""

    suite: str
    passed: bool
    seconds: float
    numbers: Mapping[str, Mapping[str, int]]


def run(suite: str) -> Outcome:
    """One suite, whose output is held back until it ends, so that lanes do not mix."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LIPPU_PROOF": "1", "LIPPU_PROOF_OUT": folder}
        started = time.monotonic()
        print(f"   {suite} ...", flush=True)
        ran = subprocess.run(
            [sys.executable, *SUITES[suite]],
            cwd=ROOT,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        seconds = time.monotonic() - started
        numbers = {path.stem: json.loads(path.read_text()) for path in Path(folder).glob("*.json")}
    print(f"\n== {suite}\n{ran.stdout}", flush=True)
    return Outcome(suite, ran.returncode == 0, seconds, numbers)


def table(outcomes: Sequence[Outcome], seconds: float) -> list[str]:
    """What was checked, and how long each suite took."""
    found: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for report, numbers in outcome.numbers.items():
            found.setdefault(report, Counter()).update(numbers)
    lines = ["proof", ""]
    for words, report, keys in CHECKED:
        numbers = found.get(report)
        count = NOT_RUN if numbers is None else f"{sum(numbers[key] for key in keys or numbers):,}"
        lines.append(f"  {words:40} {count:>10}")
    lines.append("")
    for outcome in outcomes:
        lines.append(f"  {outcome.suite:28} {'holds' if outcome.passed else 'BROKEN':>10} {outcome.seconds:9.0f} s")
    return [*lines, f"  {'in all':28} {'':10} {seconds:9.0f} s"]


def main() -> int:
    started = time.monotonic()
    with ThreadPoolExecutor(LANES) as lanes:
        outcomes = list(lanes.map(run, SUITES))
    print("\n".join(table(outcomes, time.monotonic() - started)))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
