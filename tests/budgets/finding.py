"""The search index and what it answers, as `operations.py` measures it."""

from collections.abc import Callable

from chalicelib.adapters.dynamo.drawers import Drawers
from chalicelib.adapters.dynamo.search_index import DynamoSearchIndex
from chalicelib.domain.directory import Agent
from chalicelib.domain.search.ranking import Sort
from chalicelib.services.searching import Page
from tests.budgets.surroundings import Office
from tests.support.desk import RESTRICTED

Act = Callable[[], object]


def new_ticket(office: Office) -> Act:
    ticket = office.opened()
    page = office.desk.tickets.page(ticket.reference, 10)
    return lambda: office.desk.indexing.bring_up(ticket, page.entries if page else ())


def answer(office: Office) -> Act:
    ticket = office.opened()
    office.desk.indexing.bring_up(ticket, ())
    page = office.desk.tickets.page(ticket.reference, 10)
    return lambda: office.desk.indexing.bring_up(ticket, page.entries if page else ())


def no_news(office: Office) -> Act:
    ticket = office.opened()
    office.desk.indexing.bring_up(ticket, ())
    return lambda: office.desk.indexing.bring_up(ticket, ())


def asked(question: str, tickets: int, sort: Sort = Sort.NEWEST, agent: Agent | None = None) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        _index(office, tickets)
        return lambda: office.desk.searching.find(agent or office.agent, question, Page(sort, 25))

    return prepare


def by_fields(office: Office) -> Act:
    for _ in range(110):
        office.opened()
    return lambda: office.desk.searching.find(office.agent, "status:new", Page(Sort.NEWEST, 25))


def _index(office: Office, tickets: int) -> None:
    """So many tickets of the department whose words are in drawers, and those of half as many on cards."""
    _drop(office)
    for number in range(tickets):
        new_ticket(office)()
        if number == tickets // 2:
            DynamoSearchIndex(office.desk.table, office.desk.tickets, Drawers(office.desk.table, 1)).settle()


def _drop(office: Office) -> None:
    """What other operations left in the index."""
    for item in office.world.items():
        if item["pk"]["S"].startswith("FIND"):
            office.desk.table.delete(item["pk"]["S"], item["sk"]["S"])


OPERATIONS: dict[str, Callable[[Office], Act]] = {
    "index: the words of a new ticket": new_ticket,
    "index: the words of an answer": answer,
    "index: a change without new words": no_news,
    "find: a word that nobody wrote": asked("nowhereland", 30),
    "find: two words, page of 25 of 30": asked("cracked leg", 30, Sort.BEST),
    "find: a phrase, 10 tickets": asked('"cracked leg"', 10),
    "find: a word and two fields, 30 tickets": asked("cracked status:new assignee:none", 30),
    "find: fields alone, page of 25": by_fields,
    "find: a word, who sees only the own tickets": asked("cracked", 30, agent=RESTRICTED),
}
