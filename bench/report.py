"""One line for each measurement: what, how much, how much it may be."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A measured value, `met` None where there is no target."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None


def at_most(what: str, value: float, limit: float, unit: str, detail: str = "") -> Line:
    shown = f"{value:.2f} {unit}" + (f"  ({detail})" if detail else "")
    return Line(what, shown, f"<= {limit:g} {unit}", value <= limit)


def show(title: str, lines: Sequence[Line]) -> None:
    widths = [max([len(getattr(line, field)) for line in lines], default=0) for field in ("what", "value", "target")]
    print(f"\n{title}\n{'-' * len(title)}")
    for line in lines:
        verdict = {True: "met", False: "MISSED", None: ""}[line.met]
        cells = [line.what.ljust(widths[0]), line.value.ljust(widths[1]), line.target.ljust(widths[2]), verdict]
        print("  ".join(cells).rstrip())
