"""Reads the tables of `docs/data-model.md`: the only place where costs are written down."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_MODEL = Path(__file__).parents[2] / "docs" / "data-model.md"


Sums = tuple[Mapping[str, float], float, float]


@dataclass(frozen=True, slots=True)
class Cost:
    """Round trips to the table and to other services, write and read units."""

    table: int
    others: int
    wru: float
    rru: float


def costs() -> dict[str, Cost]:
    """Every row of the tables headed `Operation | Table | Other | WRU | RRU`."""
    found: dict[str, Cost] = {}
    for name, table, others, wru, rru, *_ in _rows("Operation", "Table", "Other", "WRU", "RRU"):
        if name in found:
            raise ValueError(f"{name} is listed twice")
        found[name] = Cost(int(table), int(others), float(wru), float(rru))
    return found


def life() -> Sums:
    """How often each operation happens to an average ticket, and the sums of WRU and RRU that the page states."""
    return _sums("In a ticket's life")


def day() -> Sums:
    """The same for an agent's day before an open page."""
    return _sums("In an agent's day")


def _sums(title: str) -> Sums:
    times = {name: float(count) for name, count, *_ in _rows(title, "Times", "WRU", "RRU")}
    sums = r"^\| \*\*Together\*\* \| +\| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\* \|"
    stated = re.search(sums, _page().partition(f"| {title} |")[2], re.MULTILINE)
    if stated is None:
        raise ValueError("the sum is missing")
    return times, float(stated[1]), float(stated[2])


def _page() -> str:
    return DATA_MODEL.read_text(encoding="utf-8")


def _rows(*header: str) -> Iterator[list[str]]:
    """Cells of the rows of all tables with these first columns, without rows in bold."""
    inside = False
    for line in _page().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if tuple(cells[: len(header)]) == header:
            inside = True
        elif not cells:
            inside = False
        elif inside and not cells[0].startswith(("--", "**")):
            yield cells
