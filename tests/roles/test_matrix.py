"""Every route x every kind of caller x every kind of object is answered as `matrix.md` says.

Also in every cell: what was refused left no trace, a GET stores nothing, and a foreign object is answered exactly as
one that does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from chalice.test import HTTPResponse

import app
from tests.roles.actors import Actor, actors_of
from tests.roles.asking import Things, ask, declared_routes, objects_of
from tests.roles.scene import Scene, scene
from tests.roles.table import read_matrix
from tests.roles.watching import Watch
from tests.support.proof import is_full, report

MATRIX = read_matrix()
# a caller of each kind; the others run in the full extent
QUICK = ("anonymous", "other-dept", "agent", "restricted", "removed", "evil-origin")


@dataclass(frozen=True)
class Cell:
    route: str
    object: str
    actor: Actor
    answer: HTTPResponse
    changed: bool
    rewrote: bool

    @property
    def refused(self) -> bool:
        return bool(self.answer.status_code >= 400)

    def __str__(self) -> str:
        return f"{self.actor.name}: {self.route} {self.object}"


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    with scene() as built:
        yield built


@pytest.fixture(scope="module")
def cells(stage: Scene) -> dict[tuple[str, str, str], Cell]:
    """Every answer, by actor, route and object."""
    actors = [actor for actor in actors_of(stage) if is_full() or actor.name in QUICK]
    things = Things(stage)
    watch, found = Watch(stage.world), {}
    with watch.on():
        for row in MATRIX.rows:
            for actor in actors:
                thing = things.get(actor, row.object)
                watch.begin()
                answer = ask(stage, actor, row.route, thing)
                changed = watch.changed()
                cell = Cell(row.route, row.object, actor, answer, changed, bool(watch.rewritten))
                found[actor.name, row.route, row.object] = cell
                stage.aviary.witness("answer", str(cell), _reader(cell), _whole(answer), row.route)
    return found


def _reader(cell: Cell) -> str:
    """Whose eyes see the answer: the actor's; whoever signs in with the right password is that agent from then on."""
    if cell.route == "POST /api/session" and not cell.refused and cell.actor.agent:
        return cell.actor.agent.id.removeprefix("a-")
    return cell.actor.reader


def _whole(answer: HTTPResponse) -> bytes:
    """Headers and body. The cookie of a new session is for the one who signed in, and for nobody else's eyes."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "Set-Cookie")
    return headers.encode() + b"\n\n" + answer.body


def test_the_table_has_rows_for_every_route_and_object_and_no_others() -> None:
    needed = {(route, object) for route in declared_routes() for object in objects_of(route)}
    written = {(row.route, row.object) for row in MATRIX.rows}
    assert not needed - written, "add these rows to tests/roles/matrix.md"
    assert not written - needed, "these rows of tests/roles/matrix.md are about nothing"


def test_a_table_with_a_hole_or_a_row_too_many_is_not_read() -> None:
    head = "| route | object | anonymous | agent |\n"
    assert read_matrix(head + "| `GET /` | - | 200 | 404 |").rows[0].expected == {"anonymous": 200, "agent": 404}
    for rows in ("| `GET /` | - | 200 |", "| `GET /` | - | 200 | 200 |\n" * 2, "| `GET /` | - | 200 | ? |"):
        with pytest.raises(ValueError):
            read_matrix(head + rows)


def test_no_route_is_served_that_is_not_declared() -> None:
    served = {f"{method} {path}" for path, methods in app.app.routes.items() for method in methods}
    assert served == set(declared_routes())


def test_callers_that_do_not_exist_yet_are_named() -> None:
    assert any(line.startswith("API keys") for line in MATRIX.not_yet)


def test_every_cell_is_answered_as_the_table_says_and_nothing_leaks(
    stage: Scene, cells: dict[tuple[str, str, str], Cell]
) -> None:
    wrong = [
        f"{cell}: {cell.answer.status_code}, not {expected}"
        for row in MATRIX.rows
        for name, expected in row.expected.items()
        if (cell := cells.get((name, row.route, row.object))) and cell.answer.status_code != expected
    ]
    told_apart = [str(cell) for cell in cells.values() if not _is_like_a_nonexistent_one(cell, cells)]
    touched = [str(cell) for cell in cells.values() if cell.refused and cell.changed]
    changed_by_reading = [str(cell) for cell in cells.values() if cell.route.startswith("GET") and cell.changed]
    leaks = sorted({str(leak) for leak in stage.aviary.leaks()})
    actors = {name for name, _, _ in cells}
    report(
        "roles",
        cells=len(cells),
        routes=len(MATRIX.routes),
        actors=len(actors),
        mismatches=len(wrong) + len(told_apart) + len(touched) + len(changed_by_reading) + len(leaks),
    )
    assert set(MATRIX.actors) >= actors == set(MATRIX.actors if is_full() else QUICK)
    assert not wrong, "\n".join(wrong)
    assert not told_apart, "foreign and nonexistent are told apart:\n" + "\n".join(told_apart)
    assert not touched, "refused, but something was stored:\n" + "\n".join(touched)
    assert not changed_by_reading, "\n".join(changed_by_reading)
    assert not leaks, "\n".join(leaks)
    allowed = [cell for cell in cells.values() if cell.route[:3] in ("POS", "PAT") and not cell.refused]
    assert sum(cell.changed for cell in allowed) > len(allowed) / 2, "a watch that sees no change watches nothing"


def test_no_route_changes_or_deletes_an_entry_of_a_timeline(cells: dict[tuple[str, str, str], Cell]) -> None:
    assert sum(cell.changed for cell in cells.values()) > 40, "a watch that sees no change watches nothing"
    assert [str(cell) for cell in cells.values() if cell.rewrote] == []


def _is_like_a_nonexistent_one(cell: Cell, cells: dict[tuple[str, str, str], Cell]) -> bool:
    """True unless this is a refusal that differs from what is answered about something that does not exist."""
    whole, _, part = cell.object.partition("/")
    if "foreign" not in (whole, part) or not cell.refused:
        return True
    object = f"{whole}/nonexistent" if part else "nonexistent"
    other = cells[cell.actor.name, cell.route, object].answer
    answer = cell.answer
    return (answer.status_code, answer.headers, answer.body) == (other.status_code, other.headers, other.body)
