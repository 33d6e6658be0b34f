"""Reads `matrix.md`: for each route and object, what each actor is answered."""

from dataclasses import dataclass
from pathlib import Path

MATRIX = Path(__file__).with_name("matrix.md")


@dataclass(frozen=True)
class Row:
    """One row of the table. `expected` is the status for each actor; the same route and object stand in one row."""

    route: str
    object: str
    expected: dict[str, int]


@dataclass(frozen=True)
class Matrix:
    actors: tuple[str, ...]
    rows: tuple[Row, ...]
    not_yet: tuple[str, ...]

    @property
    def routes(self) -> set[str]:
        return {row.route for row in self.rows}


def read_matrix(text: str | None = None) -> Matrix:
    """The table. Raises ValueError for a row that is incomplete or stands twice."""
    lines = (MATRIX.read_text(encoding="utf-8") if text is None else text).splitlines()
    actors: tuple[str, ...] = ()
    rows: list[Row] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[:2] == ["route", "object"]:
            actors = tuple(cells[2:])
        elif cells[0].startswith("`") and line.startswith("| `"):
            rows.append(_row(cells, actors))
    names = [(row.route, row.object) for row in rows]
    if len(set(names)) < len(names):
        raise ValueError(f"twice in the table: {sorted(name for name in names if names.count(name) > 1)}")
    not_yet = tuple(line.removeprefix("- not yet: ") for line in lines if line.startswith("- not yet: "))
    return Matrix(actors, tuple(rows), not_yet)


def _row(cells: list[str], actors: tuple[str, ...]) -> Row:
    route, object, *statuses = cells
    if len(statuses) != len(actors):
        raise ValueError(f"{route} {object}: {len(statuses)} statuses for {len(actors)} actors")
    return Row(route.strip("`"), object, {actor: int(status) for actor, status in zip(actors, statuses, strict=True)})
