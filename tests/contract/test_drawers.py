"""Drawers of the search index: nothing is lost or doubled on the way from cards to the finest, whoever sorts and
wherever it stops."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.adapters.dynamo import drawers as module
from chalicelib.adapters.dynamo import postings
from chalicelib.adapters.dynamo.drawers import Drawers
from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex
from chalicelib.adapters.dynamo.table import Table
from chalicelib.domain.search import where
from chalicelib.domain.search.question import Sought
from chalicelib.domain.search.terms import Indexed
from tests.support.clock import START
from tests.support.desk import World
from tests.support.proof import is_full

WORDS = ["la", "las", "lasi", "lasku", "laskut", "late", "li", "invoice", "жалоба", "+1234567", "anna@example.com"]
STEPS = 14


class Stopped(Exception):
    """The process ends here."""


@pytest.fixture
def low_limits() -> Iterator[None]:
    with patch.object(module, "FULL", 2), patch.object(module, "_PART_BYTES", 60):
        yield


def index_in(world: World) -> DynamoSearchIndex:
    table = world.desk.table
    return DynamoSearchIndex(table, world.desk.tickets, Drawers(table, fewest_cards=2))


def tickets(dice: random.Random) -> Iterator[Indexed]:
    for number in range(STEPS):
        terms = dict.fromkeys(dice.sample(WORDS, 4), where.TEXT)
        yield Indexed(f"{number:08d}", "support", START, "C0", terms, as_of=1)


def everything_is_found(index: DynamoSearchIndex, kept: list[Indexed]) -> bool:
    for word in (*WORDS, "lask", "anna"):
        sought = Sought(word)
        (hits,), _ = index.find([sought], None, None)
        if sorted(hits.by_reference) != sorted(each.reference for each in kept if sought.stands_in(each.terms)):
            return False
    return True


def test_every_word_is_found_at_every_moment(world: World, low_limits: None) -> None:
    index, kept = index_in(world), list[Indexed]()
    for each in tickets(random.Random(3)):
        index.keep(None, each)
        kept.append(each)
        assert everything_is_found(index, kept)
        index.settle()
        assert everything_is_found(index, kept)
    levels = {item["sk"]["S"][0] for item in world.items() if item["pk"]["S"].startswith("FIND#")}
    assert levels == {"1", "2", "4"}


@pytest.mark.parametrize("stop", range(0, 40, 3 if is_full() else 13))
def test_who_stops_half_way_loses_nothing_and_is_finished_by_the_next(
    world: World, low_limits: None, stop: int
) -> None:
    index, kept, left = index_in(world), list[Indexed](), [stop]

    def stopping(write: Any) -> Any:
        def do(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Stopped
            return write(*given, **named)

        return do

    for each in tickets(random.Random(stop)):
        index.keep(None, each)
        kept.append(each)
        left[0] = stop % 13 + 1
        with (
            patch.object(Table, "put", stopping(Table.put)),
            patch.object(Table, "delete", stopping(Table.delete)),
            patch.object(module, "side_by_side", lambda ask, tasks: [ask(task) for task in tasks]),
        ):
            try:
                index.settle()
            except Stopped:
                assert everything_is_found(index, kept)
    index.settle()
    assert everything_is_found(index, kept)


def test_two_who_sort_at_once_lose_nothing(world: World, low_limits: None) -> None:
    """One reads for a while, the other does its whole work, with one card more, then the first goes on with what it
    read."""
    index, rival, kept = index_in(world), index_in(world), list[Indexed]()
    read = Drawers._read
    for number, each in enumerate(tickets(random.Random(5))):
        index.keep(None, each)
        kept.append(each)
        reads = iter(range(1000))

        def pausing(self: Drawers, *asked: Any, last: int = number % 4, reads: Iterator[int] = reads) -> Any:
            answer = read(self, *asked)
            if self is index._drawers and next(reads) == last:
                late = replace(kept[-1], reference=f"1{kept[-1].reference[1:]}", terms=dict.fromkeys(WORDS, where.TEXT))
                rival.keep(None, late)
                kept.append(late)
                rival.settle()
            return answer

        with patch.object(Drawers, "_read", pausing):
            index.settle()
        assert everything_is_found(index, kept)


def test_a_word_of_very_many_tickets_leads_to_the_newest_and_says_since_when() -> None:
    key = postings.department_code("support")
    many = {"late": postings.Found(0, {(f"{n:08d}".encode(), key): (n, where.TEXT) for n in range(10)})}
    rare = {"late": postings.Found(0, {(b"BILLING0", key + 1): (0, where.TEXT)})}
    together = postings.united([*postings.posted(many), *postings.posted(rare)], most=4)
    since, places = together["late"]
    assert since == 6
    assert sorted(reference for reference, _ in places) == [
        b"00000006",
        b"00000007",
        b"00000008",
        b"00000009",
        b"BILLING0",
    ]
    assert postings.united(postings.unpack(postings.pack(together))) == together
