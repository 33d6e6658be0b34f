"""Finding tickets: by words through the index, by fields alone through the lists.

What a caller may not see is left out before anything is counted, ordered or looked at, so that neither rows nor cursors
nor the number of requests depend on it; and once more when a ticket itself was looked at, because the index may lag.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chalicelib.domain.directory import Agent
from chalicelib.domain.permissions import may_see, sees_only_own, visible_departments
from chalicelib.domain.search.asking import read_question
from chalicelib.domain.search.fields import MYSELF, Choice, Field, choices, value_of
from chalicelib.domain.search.page import Page as Page
from chalicelib.domain.search.question import Question, fits_fields, fits_words, has_phrases
from chalicelib.domain.search.ranking import Candidate, candidates
from chalicelib.domain.search.terms import Indexed, texts_of
from chalicelib.domain.ticket import Status, Ticket
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.listed_search import ListedSearch
from chalicelib.services.ports import TicketLists
from chalicelib.services.records import Listed, ListQuery, Row
from chalicelib.services.search_ports import SearchIndex
from chalicelib.services.search_rows import row_of

# longer questions are narrowed down by their longest words; the others are checked in the tickets found
MOST_LOOKED_UP = 5
# tickets that somebody holds who sees no others: the newest in each status
MOST_OWN = 500
# a page waits for the table so often, then comes short with a cursor
ROUND_TRIPS = 4
_FEW, _MANY = 35, 150
# texts are dear to read
_MOST_TEXTS = 32


class Searching:
    def __init__(self, index: SearchIndex, lists: TicketLists, directory: DirectoryCache) -> None:
        self._index = index
        self._lists = lists
        self._listed = ListedSearch(index, lists)
        self._directory = directory

    def fields(self, agent: Agent) -> Mapping[Field, tuple[Choice, ...]]:
        """What can be asked for in fields that have a list of values, for completion."""
        return choices(agent, self._directory.current())

    def find(self, agent: Agent, text: str, page: Page) -> Listed:
        """A page of tickets that the caller may see. Raises InvalidInput for a question that is not understood.

        A page may hold fewer rows than asked for although there are more.
        """
        question = self._question(agent, text)
        departments = self._departments(agent)
        if not question.sought:
            return self._listed.find(agent, question, departments, page.limit, page.after)
        own = self._own(agent) if sees_only_own(agent) else None
        if own == frozenset():
            return Listed((), None)
        return self._by_words(agent, question, None if own is not None else departments, own, page)

    def _question(self, agent: Agent, text: str) -> Question:
        directory = self._directory.current()

        def read(field: Field, value: str) -> str:
            found = value_of(field, value, agent, directory)
            return agent.id if field is Field.ASSIGNEE and found == MYSELF else found

        return read_question(text, read)

    def _departments(self, agent: Agent) -> tuple[str, ...]:
        return tuple(department.id for department in visible_departments(agent, self._directory.current()))

    def _own(self, agent: Agent) -> frozenset[str]:
        partitions = tuple((agent.id, status) for status in Status)
        listed = self._lists.list(ListQuery(partitions, True, "newest", MOST_OWN))
        return frozenset(row.reference for row in listed.rows)

    def _by_words(
        self,
        agent: Agent,
        question: Question,
        departments: tuple[str, ...] | None,
        own: frozenset[str] | None,
        page: Page,
    ) -> Listed:
        looked_up = sorted(question.sought, key=lambda each: -len(each.word))[:MOST_LOOKED_UP]
        hits, named = self._index.find(looked_up, departments, question.reference if not page.after else None)
        found = candidates(question, hits, page.sort, page.after)
        if own is not None:
            found = [each for each in found if each.reference in own]
        rows = [row_of(named, "")] if named and may_see(agent, named) else []
        found = [each for each in found if not rows or each.reference != rows[0].reference]
        trips = ROUND_TRIPS - (1 if own is None else 2)
        rounds = trips // 2 if question.phrases else trips
        return self._looked_through(agent, question, found, rows, page.limit, rounds)

    def _looked_through(
        self, agent: Agent, question: Question, found: list[Candidate], rows: list[Row], limit: int, rounds: int
    ) -> Listed:
        """The first candidates that are what was asked for, as many as fit into the page and its round trips.

        The cursor is the place of a ticket that the caller may see: that of another would tell of it.
        """
        last: Candidate | None = None
        rest = found
        for size in _sizes(question, limit, rounds):
            if not rest or len(rows) >= limit:
                break
            now, rest = rest[:size], rest[size:]
            for candidate, ticket, fits in self._checked(agent, question, now):
                if len(rows) >= limit:
                    rest = [candidate]
                    break
                last = candidate
                rows += [row_of(ticket, candidate.position)] if fits else []
        return Listed(tuple(rows), last.position if rest and last else None)

    def _checked(
        self, agent: Agent, question: Question, found: Sequence[Candidate]
    ) -> Iterator[tuple[Candidate, Ticket, bool]]:
        """Those that the caller may see, and whether they are what was asked for."""
        places = {candidate.reference: candidate for candidate in found}
        seen = [pair for pair in self._index.look_at(list(places)) if may_see(agent, pair[0])]
        fitting = {ticket.reference for ticket, indexed in seen if _fits(question, ticket, indexed)}
        if question.phrases:
            fitting = self._with_phrases(question, [ticket for ticket, _ in seen if ticket.reference in fitting])
        for ticket, _ in seen:
            yield places[ticket.reference], ticket, ticket.reference in fitting

    def _with_phrases(self, question: Question, tickets: Iterable[Ticket]) -> set[str]:
        subjects = {ticket.reference: ticket.subject for ticket in tickets}
        if not subjects:
            return set()
        timelines = self._index.timelines(list(subjects))
        return {
            reference
            for reference, entries in timelines.items()
            if has_phrases(question, (subjects[reference], *(text for entry in entries for text in texts_of(entry))))
        }


def _fits(question: Question, ticket: Ticket, indexed: Indexed | None) -> bool:
    return indexed is not None and fits_words(question, indexed.terms) and fits_fields(question, ticket)


def _sizes(question: Question, limit: int, rounds: int) -> list[int]:
    """How many candidates are looked at in each round: few where nearly all will fit."""
    if question.phrases:
        return [_MOST_TEXTS] * rounds
    first = limit + 10 if not question.fields else _MANY
    return [min(first, _MANY), *[_MANY] * (rounds - 1)]
