"""Every operation costs what `docs/data-model.md` says, however many tickets there are."""

from collections.abc import Callable

import pytest

from tests.budgets.expected import Cost, Sums, costs, day, life
from tests.budgets.operations import OPERATIONS
from tests.budgets.recorder import Recording, recording
from tests.budgets.surroundings import Office
from tests.support.proof import is_full

COSTS = costs()
TRANSACTIONS = [
    "create by mail",
    "create by form",
    "customer reply by mail, to a reply address",
    "first agent reply",
    "note",
    "assign",
    "close (answered, assigned)",
    "tick, one ticket due",
]


def measured(office: Office, name: str) -> Recording:
    act = OPERATIONS[name](office)
    with recording() as book:
        act()
    return book


def test_the_data_model_lists_every_operation_and_no_other() -> None:
    assert list(COSTS) == list(OPERATIONS)


@pytest.mark.parametrize("name", list(OPERATIONS)[:: 1 if is_full() else 4])
def test_an_operation_costs_what_the_data_model_says(office: Office, name: str) -> None:
    book = measured(office, name)
    cost = Cost(book.round_trips(of_table=True), book.round_trips(of_table=False), book.wru, book.rru)
    assert cost == COSTS[name], [f"{call.service} {call.operation}" for call in book.calls]


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_a_change_of_a_ticket_is_one_transaction(office: Office, name: str) -> None:
    assert [call.operation for call in measured(office, name).writes] == ["TransactWriteItems"]


@pytest.mark.parametrize(
    ("budget", "name"),
    [
        (1, "create by form"),
        (1, "first agent reply"),
        (1, "inbox page of 25, one department (new and open)"),
        (1, "inbox page of 25, eight departments"),
        (1, "open a ticket of 20 messages"),
        (1, "look up by reference"),
        (1, "tick, nothing due"),
        (3, "create by mail"),
        (3, "customer reply by mail, to a reply address"),
    ],
)
def test_nobody_waits_longer_than_the_budget(budget: int, name: str) -> None:
    cost = COSTS[name]
    assert cost.table + cost.others <= budget


@pytest.mark.parametrize("sums", [life, day])
def test_a_ticket_and_an_agents_day_cost_what_the_data_model_says(sums: Callable[[], Sums]) -> None:
    times, wru, rru = sums()
    assert sum(COSTS[name].wru * count for name, count in times.items()) == pytest.approx(wru)
    assert sum(COSTS[name].rru * count for name, count in times.items()) == pytest.approx(rru)
