"""From the tickets in which single words stand to those in which all of them may, in the order of the answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.domain.search import where
from chalicelib.domain.search.page import Sort as Sort
from chalicelib.domain.search.question import Question
from chalicelib.domain.times import EPOCH
from chalicelib.domain.values import dataclass

_MINUTE = timedelta(minutes=1)


class Hit(NamedTuple):
    """A ticket that a word stands in: the minute it was opened, where the word stands, and whether as a whole."""

    opened: int
    places: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Hits:
    """All tickets that a word stands in, of those opened at the minute `since` or later; of older ones maybe not all:
    a word that stands in very many tickets leads to the newest of them."""

    by_reference: Mapping[str, Hit]
    since: int = 0


class Candidate(NamedTuple):
    """A ticket in which all words may stand, in the order of answers."""

    rank: int
    age: int
    reference: str

    @property
    def opened(self) -> int:
        return -self.age

    @property
    def position(self) -> str:
        return f"{self.rank}|{self.age}|{self.reference}"

    @classmethod
    def at(cls, position: str) -> "Candidate":
        """The place that `position` names. Raises ValueError for what is none."""
        rank, age, reference = position.split("|")
        return cls(int(rank), int(age), reference)


def minute_of(at: datetime) -> int:
    return (at - EPOCH) // _MINUTE


def candidates(question: Question, hits: Sequence[Hits], sort: Sort, after: str | None) -> list[Candidate]:
    """The tickets to look at, in order, from behind the position `after`."""
    low = minute_of(question.opened_after) if question.opened_after else None
    high = minute_of(question.opened_before) if question.opened_before else None
    behind = Candidate.at(after) if after else None
    found = (
        Candidate(-_score(reference, hits) if sort is Sort.BEST else 0, -opened, reference)
        for reference, opened in _in_all(hits).items()
        if (low is None or opened >= low) and (high is None or opened < high)
    )
    return sorted(each for each in found if behind is None or each > behind)


def _in_all(hits: Sequence[Hits]) -> dict[str, int]:
    """When the tickets were opened that are in every list, or may be missing in it only because of their age."""
    whole = [each for each in hits if not each.since]
    bases = [min(whole, key=lambda each: len(each.by_reference))] if whole else hits
    opened = {reference: hit.opened for base in bases for reference, hit in base.by_reference.items()}
    return {
        reference: minute
        for reference, minute in opened.items()
        if all(reference in each.by_reference or minute < each.since for each in hits)
    }


def _score(reference: str, hits: Sequence[Hits]) -> int:
    found = (each.by_reference.get(reference) for each in hits)
    return sum((4 if hit.places & where.PROMINENT else 1) + hit.whole for hit in found if hit)
