"""What somebody looks for, and whether a ticket is it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.search import where
from chalicelib.domain.search.fields import NOBODY, Field, start_of
from chalicelib.domain.search.folding import fold
from chalicelib.domain.search.terms import Terms
from chalicelib.domain.search.words import plain_words
from chalicelib.domain.ticket import PUT_ASIDE, Priority, Status, Ticket
from chalicelib.domain.values import dataclass

# shorter beginnings would stand in half of all tickets
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """A folded word and where it must stand. One that need not be `exact` is found by how it begins."""

    word: str
    exact: bool = False
    places: int = where.ANYWHERE

    @property
    def is_exact(self) -> bool:
        return self.exact or len(self.word) < SHORTEST_BEGINNING

    def stands_in(self, terms: Terms) -> bool:
        if self.is_exact:
            return bool(terms.get(self.word, 0) & self.places)
        return any(places & self.places for term, places in terms.items() if term.startswith(self.word))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field: the ticket's value must be among `values`, or must not if `negated`."""

    field: Field
    values: tuple[str, ...]
    negated: bool = False


class Shown(Protocol):
    """What lists show of a ticket."""

    @property
    def status(self) -> Status: ...
    @property
    def custom_status(self) -> str: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def department(self) -> str: ...
    @property
    def priority(self) -> Priority: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Question:
    """All of it must be true of a ticket; of the words in `unwanted` none. A phrase is its folded words in order.

    `reference` is the ticket that the question names if it is nothing but a reference; it may be meant as a word.
    """

    sought: tuple[Sought, ...] = ()
    unwanted: tuple[Sought, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    fields: tuple[Wanted, ...] = ()
    reference: str | None = None

    @property
    def statuses(self) -> tuple[str, ...] | None:
        return self.values(Field.STATUS)

    @property
    def fits_rows_alone(self) -> bool:
        """Whether what lists show of a ticket is enough to know if it is meant."""
        return not self.unwanted and all(each.field not in _ONLY_IN_HEAD for each in self.fields)

    def values(self, field: Field) -> tuple[str, ...] | None:
        """What a ticket must have in the field, None if all is well."""
        return next((each.values for each in self.fields if each.field is field and not each.negated), None)

    @property
    def opened_before(self) -> datetime | None:
        days = self.values(Field.BEFORE)
        return min(map(start_of, days)) if days else None

    @property
    def opened_after(self) -> datetime | None:
        days = self.values(Field.AFTER)
        return max(map(start_of, days)) if days else None


def fits_row(question: Question, ticket: Shown) -> bool:
    """Whether a ticket may be what was asked for, from what lists show of it. What is spam or in the trash must be
    asked for by name."""
    if ticket.status in PUT_ASIDE and question.statuses is None:
        return False
    return all(_fits(each, ticket) != each.negated for each in question.fields if each.field not in _ONLY_IN_HEAD)


def fits_fields(question: Question, ticket: Ticket) -> bool:
    """Whether all fields of the ticket are as asked for."""
    return fits_row(question, ticket) and all(
        set(each.values).isdisjoint(_ONLY_IN_HEAD[each.field](ticket)) == each.negated
        for each in question.fields
        if each.field in _ONLY_IN_HEAD
    )


def fits_words(question: Question, terms: Terms) -> bool:
    """Whether all words stand in the ticket, and none of the unwanted."""
    return all(sought.stands_in(terms) for sought in question.sought) and not any(
        unwanted.stands_in(terms) for unwanted in question.unwanted
    )


def has_phrases(question: Question, texts: Iterable[str]) -> bool:
    """Whether every phrase stands in one of the texts, word by word."""
    missing = set(question.phrases)
    for text in texts:
        if not missing:
            break
        said = f" {' '.join(plain_words(fold(text)))} "
        missing = {phrase for phrase in missing if f" {' '.join(phrase)} " not in said}
    return not missing


def _fits(wanted: Wanted, ticket: Shown) -> bool:
    if wanted.field is Field.BEFORE:
        return all(ticket.created_at < start_of(day) for day in wanted.values)
    if wanted.field is Field.AFTER:
        return all(ticket.created_at >= start_of(day) for day in wanted.values)
    return not set(wanted.values).isdisjoint(_IN_ROWS[wanted.field](ticket))


_IN_ROWS: Mapping[Field, Callable[[Shown], Sequence[str]]] = {
    Field.STATUS: lambda ticket: (ticket.status.value, ticket.custom_status),
    Field.ASSIGNEE: lambda ticket: (ticket.assignee or NOBODY,),
    Field.DEPARTMENT: lambda ticket: (ticket.department,),
    Field.PRIORITY: lambda ticket: (ticket.priority.value,),
}
_ONLY_IN_HEAD: Mapping[Field, Callable[[Ticket], Sequence[str]]] = {
    Field.CATEGORY: lambda ticket: (ticket.category,),
    Field.CHANNEL: lambda ticket: (ticket.channel.value,),
    Field.TAG: lambda ticket: tuple(map(fold, ticket.tags)),
}
