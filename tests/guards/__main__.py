"""`python -m tests.guards`: take out each guard in a copy of the product and see which test turns red.

Prints a line for each guard and exits with 1 if fewer than 95 % are caught.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.guards.guards import GUARDS, Guard
from tests.support.proof import report

ROOT = Path(__file__).parents[2]
COPIED = ("chalicelib", "tests", "app.py", "pyproject.toml", "infra", "docs", ".chalice")
WORKERS = 2
SECONDS = 180
ENOUGH = 0.95


def copy_of_the_product(folder: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__", "deployed", "deployments")
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    return folder


def caught_by(guard: Guard, copy: Path) -> str:
    """The first test that failed without the guard, empty if none did."""
    path = copy / guard.file
    original = path.read_text()
    path.write_text(original.replace(guard.old, guard.new))
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", *guard.tests]
    try:
        run = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "(time-out)"
    finally:
        path.write_text(original)
    if run.returncode == 0:
        return ""
    failed = [line.split(" ")[1] for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0] if failed else "(does not import)"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copies.put(copy_of_the_product(Path(folder) / str(number)))

        def take_out(guard: Guard) -> str:
            copy = copies.get()
            try:
                return caught_by(guard, copy)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(take_out, GUARDS))
    for guard, test in zip(GUARDS, results, strict=True):
        print(f"{'caught' if test else 'MISSED'}  {guard.name:60} {test}")
    caught = sum(map(bool, results))
    print(f"{caught} of {len(GUARDS)} removed guards turned a test red")
    report("guards", removed=len(GUARDS), caught=caught)
    return 0 if caught >= ENOUGH * len(GUARDS) else 1


if __name__ == "__main__":
    sys.exit(main())
