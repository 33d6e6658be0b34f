"""The recorder counts as AWS does: examples worked out by hand from its documentation."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.budgets.capacity import INDEXES, item_size, read_units, write_units
from tests.budgets.recorder import recording
from tests.support.desk import World

HEAD: dict[str, Any] = {
    "pk": {"S": "T#K7QF3M2X"},
    "sk": {"S": "TICKET"},
    "box": {"S": "support#new"},
    "moved": {"S": "2026-11-23T09:00:00.000Z#K7QF3M2X"},
    "subject": {"S": "Printer"},
}


def test_an_item_is_as_big_as_its_names_and_values() -> None:
    item = {"pk": {"S": "ä"}, "n": {"N": "1200"}, "b": {"B": b"12345"}, "yes": {"BOOL": True}}
    assert item_size(item) == (2 + 2) + (1 + 2) + (1 + 5) + (3 + 1)


def test_reads_are_counted_in_blocks_of_4_kb_and_eventual_ones_cost_half() -> None:
    assert read_units(4096, consistent=True) == 1
    assert read_units(4097, consistent=True) == 2
    assert read_units(4097, consistent=False) == 1
    assert read_units(0, consistent=False) == 0.5


def test_a_new_item_is_written_to_the_table_and_to_each_index_it_is_in() -> None:
    assert write_units(None, HEAD, transaction=False) == 2
    assert write_units(None, HEAD, transaction=True) == 3


def test_the_bigger_of_old_and_new_item_is_paid() -> None:
    big = HEAD | {"tags": {"S": "x" * 1100}}
    assert write_units(big, HEAD, transaction=False) == 2


def test_a_changed_index_key_is_a_deletion_and_a_new_entry() -> None:
    assert INDEXES["by_box_moved"].write_units(HEAD, HEAD | {"box": {"S": "support#open"}}) == 2


def test_a_changed_projected_attribute_is_one_write_and_any_other_none() -> None:
    assert INDEXES["by_box_moved"].write_units(HEAD, HEAD | {"subject": {"S": "Scanner"}}) == 1
    assert INDEXES["by_box_moved"].write_units(HEAD, HEAD | {"version": {"N": "2"}}) == 0


def test_leaving_an_index_is_one_write() -> None:
    assert INDEXES["by_box_moved"].write_units(HEAD, {"pk": HEAD["pk"], "sk": HEAD["sk"]}) == 1


def test_requests_side_by_side_are_one_round_trip_and_those_in_turn_are_not(world: World) -> None:
    def read(number: int) -> None:
        world.desk.table.get(f"X#{number}", "X")

    def read_twice(number: int) -> None:
        read(number)
        read(number)

    with recording() as book, ThreadPoolExecutor(4) as pool:
        read(0)
        list(pool.map(read, range(4)))
        read(0)
        list(pool.map(read_twice, range(4)))
    assert book.round_trips(of_table=True) == 1 + 1 + 1 + 2


def test_a_refused_condition_is_paid_too(world: World) -> None:
    table = world.desk.table
    table.put(HEAD)
    with recording() as book:
        assert table.put(HEAD, only_new=True) is False
    assert book.wru == 1
