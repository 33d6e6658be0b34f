"""Hostile mail and real mail, the whole way: read, folded, sanitised, judged.

Each hostile mail has a process of its own, so that its memory is known. The real ones are of the corpus that
`tests/corpus_adapter.py` names, if there is one.
"""

import json
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from bench.report import Line, at_most
from tests.corpus_adapter import CORPUS, everything
from tests.support.hostile_mails import GROWING, ONCE

ROOT = Path(__file__).parents[1]
SECONDS = 2
MEGABYTES = 256
GROWTH = 2.5
MEDIAN = 3
SLOWEST = 1000
TOO_SHORT = 0.02  # seconds under which a growth is the clock's
TRIES = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time in seconds, and the highest memory of the process in megabytes."""

    name: str
    seconds: float
    megabytes: float


def lines() -> list[Line]:
    once = [_cost(name) for name in ONCE]
    single = [_cost(name, GROWING[name][1]) for name in GROWING]
    double = [_cost(name, 2 * GROWING[name][1]) for name in GROWING]
    growths = {one.name: _growth(one, two) for one, two in zip(single, double, strict=True)}
    costs = [*once, *single, *double]
    slowest = max(costs, key=lambda cost: cost.seconds)
    largest = max(costs, key=lambda cost: cost.megabytes)
    missed = [cost for cost in costs if cost.seconds > SECONDS or cost.megabytes > MEGABYTES]
    steepest = max(growths, key=lambda name: growths[name])
    return [
        Line("hostile mails read", str(len(costs))),
        at_most("slowest hostile mail", slowest.seconds, SECONDS, "s", slowest.name),
        at_most("largest memory of a hostile mail", largest.megabytes, MEGABYTES, "MB", largest.name),
        *(Line(f"  {cost.name}", f"{cost.seconds:.2f} s, {cost.megabytes:.0f} MB", "", False) for cost in missed),
        at_most("time of twice the size", growths[steepest], GROWTH, "x", steepest),
        *(
            Line(f"  twice: {name}", f"{growth:.2f} x", "", False)
            for name, growth in growths.items()
            if growth > GROWTH and name != steepest
        ),
        *_real_mail(),
    ]


def _growth(one: Cost, two: Cost) -> float:
    """Time of twice the size over time of the size. What looks too steep is measured again: others use the machine."""
    for _ in range(TRIES):
        if two.seconds < max(TOO_SHORT, GROWTH * one.seconds):
            break
        size = GROWING[one.name][1]
        one, two = min(one, _cost(one.name, size), key=_seconds), min(two, _cost(one.name, 2 * size), key=_seconds)
    return two.seconds / max(one.seconds, TOO_SHORT / 2)


def _seconds(cost: Cost) -> float:
    return cost.seconds


def _real_mail() -> list[Line]:
    names = CORPUS / "mails.txt"
    if not names.exists():
        return [Line("real mail", f"not measured: no corpus at {CORPUS}")]
    costs = {}
    for name in names.read_text("utf-8").splitlines():
        raw = (CORPUS / name).read_bytes()
        start = process_time()
        everything(raw)
        costs[name] = 1000 * (process_time() - start)
    slowest = max(costs, key=lambda name: costs[name])
    return [
        at_most("real mail, median", statistics.median(costs.values()), MEDIAN, "ms", f"{len(costs)} mails"),
        at_most("real mail, slowest", costs[slowest], SLOWEST, "ms", slowest),
    ]


def _cost(name: str, size: int | None = None) -> Cost:
    command = [sys.executable, "-m", "bench.mail", name, *([str(size)] if size else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Cost(name, *json.loads(done.stdout))


def _measured(name: str, size: int | None) -> tuple[float, float]:
    raw = ONCE[name]() if size is None else GROWING[name][0](size)
    _forget_peak()
    spent = []
    for _ in range(TRIES):
        start = process_time()
        everything(raw)
        spent.append(process_time() - start)
        if spent[0] > SECONDS / TRIES:
            break
    return min(spent), _peak()


def _forget_peak() -> None:
    """What making the mail took does not count. Linux alone can forget; elsewhere the peak comes out too high."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5")


def _peak() -> float:
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    if found:
        return int(found[1]) / 1024
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)))
