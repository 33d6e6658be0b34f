"""Questions without words: fields alone are answered by the lists, which need no index. The newest move comes first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chalicelib.domain.directory import Agent
from chalicelib.domain.permissions import may_see, sees_only_own
from chalicelib.domain.search.fields import NOBODY, Field
from chalicelib.domain.search.question import Question, fits_fields, fits_row, fits_words
from chalicelib.domain.ticket import PUT_ASIDE, Status
from chalicelib.services.ports import TicketLists
from chalicelib.services.records import Listed, ListQuery, Row
from chalicelib.services.search_ports import SearchIndex

# a page reads so many rows of the lists twice, each time with their tickets where rows do not say enough
ROUNDS = 2
_READ = 100

_USUAL = tuple(status for status in Status if status not in PUT_ASIDE)
_BUILT_IN = frozenset(status.value for status in Status)


class ListedSearch:
    def __init__(self, index: SearchIndex, lists: TicketLists) -> None:
        self._index = index
        self._lists = lists

    def find(
        self, agent: Agent, question: Question, departments: Sequence[str], limit: int, after: str | None
    ) -> Listed:
        """A page of tickets from behind the position `after`, four round trips at most."""
        query = _query(agent, question, departments)
        if not query.partitions:
            return Listed((), None)
        rows: list[Row] = []
        place: str | None = None
        rounds, more = ROUNDS, after
        # what the caller may not see must not look like an end, and its place must not become a cursor
        while rounds > 0 or place is None:
            listed = self._lists.list(replace(query, after=more))
            for row, fits in self._checked(agent, question, listed.rows):
                if len(rows) == limit:
                    return Listed(tuple(rows), place)
                place = row.position
                rows += [row] if fits else []
            more, rounds = listed.next, rounds - 1
            if more is None:
                return Listed(tuple(rows), None)
        return Listed(tuple(rows), place)

    def _checked(self, agent: Agent, question: Question, rows: Sequence[Row]) -> Iterator[tuple[Row, bool]]:
        """The rows that the caller may see, and whether they are what was asked for."""
        fitting = {row.reference for row in rows if fits_row(question, row)}
        if fitting and not question.fits_rows_alone:
            fitting = {
                ticket.reference
                for ticket, indexed in self._index.look_at(sorted(fitting))
                if fits_fields(question, ticket) and fits_words(question, indexed.terms if indexed else {})
            }
        return ((row, row.reference in fitting) for row in rows if may_see(agent, row))


def _query(agent: Agent, question: Question, departments: Sequence[str]) -> ListQuery:
    """The shortest lists in which all of it stands: somebody's, or those of departments."""
    statuses = _statuses(question)
    holders = question.values(Field.ASSIGNEE) or ()
    if sees_only_own(agent):
        holders = tuple(each for each in holders or (agent.id,) if each == agent.id)
        return ListQuery(tuple((each, status) for each in holders for status in statuses), True, "newest", _READ)
    if holders and NOBODY not in holders:
        return ListQuery(tuple((each, status) for each in holders for status in statuses), True, "newest", _READ)
    wanted = question.values(Field.DEPARTMENT)
    asked = [each for each in departments if wanted is None or each in wanted]
    partitions = tuple((each, status) for each in asked for status in statuses)
    return ListQuery(partitions, False, "newest", _READ, unassigned=holders == (NOBODY,))


def _statuses(question: Question) -> Sequence[Status]:
    """The lists in which the statuses asked for stand: one of the desk's own may be in any."""
    if question.statuses is None:
        return _USUAL
    if not _BUILT_IN.issuperset(question.statuses):
        return tuple(Status)
    return tuple(status for status in Status if status.value in question.statuses)
