"""Round trips and units of every operation, measured again and held against `docs/data-model.md`."""

from bench.report import Line
from tests.budgets.expected import costs
from tests.budgets.operations import OPERATIONS
from tests.budgets.recorder import recording
from tests.budgets.surroundings import office

TICKETS = 50


def lines() -> list[Line]:
    expected = costs()
    found = []
    with office(TICKETS) as opened:
        for name, prepare in OPERATIONS.items():
            act = prepare(opened)
            with recording() as book:
                act()
            table, others = book.round_trips(of_table=True), book.round_trips(of_table=False)
            want = expected[name]
            found.append(
                Line(
                    name,
                    f"{table} + {others} round trips, {book.wru:g} WRU, {book.rru:g} RRU",
                    f"{want.table} + {want.others}, {want.wru:g}, {want.rru:g}",
                    (table, others, book.wru, book.rru) == (want.table, want.others, want.wru, want.rru),
                )
            )
    return found
