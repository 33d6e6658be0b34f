"""The search index: every implementation leads from words to tickets in the same way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamo.drawers import Drawers
from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex
from chalicelib.domain.search import where
from chalicelib.domain.search.question import Sought
from chalicelib.domain.search.ranking import minute_of
from chalicelib.domain.search.terms import Indexed
from chalicelib.services.search_ports import SearchIndex
from tests.contract.conftest import Changes
from tests.support.clock import START
from tests.support.desk import World
from tests.support.memory_search import MemorySearchIndex
from tests.support.tickets import a_ticket

INVOICE = {"invoice": where.TEXT, "maija": where.PERSON, "lasku": where.SUBJECT | where.TEXT}


@pytest.fixture(params=["table", "table in order", "memory"])
def index(request: pytest.FixtureRequest, world: World) -> SearchIndex:
    if request.param == "memory":
        return MemorySearchIndex(world.desk.tickets)
    if request.param == "table in order":
        return InOrder(world.desk.table, world.desk.tickets, Drawers(world.desk.table, fewest_cards=1))
    return world.desk.search_index


class InOrder(DynamoSearchIndex):
    """The index in the table, put in order after each change."""

    def keep(self, before: Indexed | None, after: Indexed, *, anew: bool = False) -> bool:
        kept = super().keep(before, after, anew=anew)
        self.settle()
        return kept


def indexed(reference: str = "K7QF3M2X", department: str = "support", **fields: object) -> Indexed:
    known = Indexed(reference, department, START, "C0", INVOICE, as_of=1)
    return replace(known, **fields)  # type: ignore[arg-type]


def found(index: SearchIndex, sought: Sought, departments: tuple[str, ...] | None = None) -> list[str]:
    (hits,), _ = index.find([sought], departments, None)
    return sorted(hits.by_reference)


def test_what_was_kept_is_known(index: SearchIndex) -> None:
    assert index.known("K7QF3M2X") is None
    assert index.keep(None, indexed())
    assert index.known("K7QF3M2X") == indexed()


def test_who_knew_something_older_keeps_nothing(index: SearchIndex) -> None:
    first = indexed()
    assert index.keep(None, first)
    assert not index.keep(None, indexed(terms={"other": where.TEXT}))
    second = indexed(terms={**INVOICE, "more": where.TEXT}, version=2)
    assert index.keep(first, second)
    assert not index.keep(first, indexed(terms={**INVOICE, "less": where.TEXT}, version=2))
    assert index.known("K7QF3M2X") == second


def test_a_word_is_found_by_how_it_begins(index: SearchIndex) -> None:
    index.keep(None, indexed())
    for beginning in ("inv", "invoice", "las", "lask", "lasku"):
        assert found(index, Sought(beginning)) == ["K7QF3M2X"]
    for other in ("nvoice", "invoices", "inw", "i", "la"):
        assert found(index, Sought(other)) == []


def test_a_word_that_must_be_exact_is(index: SearchIndex) -> None:
    index.keep(None, indexed(terms={"it": where.TEXT, "item": where.TEXT}))
    assert found(index, Sought("item", exact=True)) == ["K7QF3M2X"]
    assert found(index, Sought("ite", exact=True)) == []
    assert found(index, Sought("it")) == ["K7QF3M2X"]


@pytest.mark.parametrize("word", ["žluť", "жалоба", "請求書", "1234567", "+1234567", "anna@example.com"])
def test_words_of_every_alphabet_are_found(index: SearchIndex, word: str) -> None:
    index.keep(None, indexed(terms={word: where.TEXT}))
    assert found(index, Sought(word)) == ["K7QF3M2X"]


def test_a_word_is_found_where_it_must_stand(index: SearchIndex) -> None:
    index.keep(None, indexed())
    assert found(index, Sought("maija", places=where.PERSON)) == ["K7QF3M2X"]
    assert found(index, Sought("invoice", places=where.PERSON)) == []


def test_a_hit_tells_when_the_ticket_was_opened_where_the_word_stands_and_whether_whole(index: SearchIndex) -> None:
    index.keep(None, indexed())
    (whole, part), _ = index.find([Sought("lasku"), Sought("lask")], None, None)
    assert whole.by_reference["K7QF3M2X"] == (minute_of(START), where.SUBJECT | where.TEXT, True)
    assert part.by_reference["K7QF3M2X"] == (minute_of(START), where.SUBJECT | where.TEXT, False)


def test_only_tickets_of_the_departments_asked_for_are_found(index: SearchIndex) -> None:
    index.keep(None, indexed())
    index.keep(None, indexed("0000000B", "billing"))
    assert found(index, Sought("invoice"), ("support",)) == ["K7QF3M2X"]
    assert found(index, Sought("invoice"), ("billing",)) == ["0000000B"]
    assert found(index, Sought("invoice"), ()) == []
    assert found(index, Sought("invoice"), None) == ["0000000B", "K7QF3M2X"]


def test_a_ticket_that_moved_is_found_in_its_new_department_by_all_its_words(index: SearchIndex) -> None:
    first = indexed()
    index.keep(None, first)
    index.keep(first, indexed(department="billing", version=2))
    assert found(index, Sought("lasku"), ("billing",)) == ["K7QF3M2X"]


def test_words_of_several_changes_add_up(index: SearchIndex) -> None:
    first = indexed(terms={"invoice": where.TEXT})
    index.keep(None, first)
    index.keep(first, indexed(terms={"invoice": where.TEXT | where.SUBJECT, "refund": where.TEXT}, version=2))
    (invoice, refund), _ = index.find([Sought("invoice"), Sought("refund")], None, None)
    assert invoice.by_reference["K7QF3M2X"].places == where.TEXT | where.SUBJECT
    assert list(refund.by_reference) == ["K7QF3M2X"]


def test_the_ticket_that_is_named_comes_along(index: SearchIndex, world: World, change: Changes) -> None:
    ticket = a_ticket()
    world.desk.tickets.commit(change.opening(ticket))
    assert index.find([Sought("invoice")], None, ticket.reference)[1] == ticket
    assert index.find([Sought("invoice")], None, "0000000B")[1] is None


def test_tickets_are_looked_at_in_the_order_asked_for_with_what_is_known(
    index: SearchIndex, world: World, change: Changes
) -> None:
    tickets = [a_ticket(f"0000000{number}", now=START + timedelta(minutes=number)) for number in (2, 1, 3)]
    for ticket in tickets:
        world.desk.tickets.commit(change.opening(ticket))
    index.keep(None, indexed("00000001"))
    seen = index.look_at(["00000003", "00000009", "00000001"])
    assert seen == [(tickets[2], None), (tickets[1], indexed("00000001"))]
    assert index.look_at([]) == []


def test_timelines_are_read_together(index: SearchIndex, world: World, change: Changes) -> None:
    opening = change.opening(a_ticket())
    world.desk.tickets.commit(opening)
    assert index.timelines(["K7QF3M2X", "0000000B"]) == {"K7QF3M2X": opening.entries}
