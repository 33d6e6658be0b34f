"""`python -m tests.proof` (`make proof`): every promise checked at full extent, and one table of what was checked.

Suites write their numbers as JSON files (`tests/support/proof.py`); a suite that fails makes the whole run fail.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
# the fault suites take the longest and go first, so that their failures show early
SUITES = (
    ("faults and model", ("-m", "pytest", "-q", "tests/faults")),
    ("roles, canaries, fuzz", ("-m", "pytest", "-q", "tests/roles", "tests/fuzz")),
    ("infrastructure", ("-m", "pytest", "-q", "tests/infra")),
    ("guards", ("-m", "tests.guards")),
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LIPPU_PROOF": "1", "LIPPU_PROOF_OUT": folder}
        outcomes = []
        for name, command in SUITES:
            print(f"\n== {name}", flush=True)
            started = time.monotonic()
            run = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=False)
            outcomes.append((name, run.returncode == 0, time.monotonic() - started))
        numbers = {path.stem: json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))}
    print("\nproof")
    for name, passed, seconds in outcomes:
        print(f"  {name:24} {'holds' if passed else 'BROKEN'}  {seconds:5.0f} s")
    print()
    for suite, found in numbers.items():
        print(f"  {suite:12} " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in found.items()))
    return 0 if all(passed for _, passed, _ in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
