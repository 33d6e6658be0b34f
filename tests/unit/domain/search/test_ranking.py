"""Which tickets are looked at, and in what order."""

import random
from datetime import timedelta

import pytest

from chalicelib.domain.search import where
from chalicelib.domain.search.fields import Field
from chalicelib.domain.search.question import Question, Wanted
from chalicelib.domain.search.ranking import Candidate, Hit, Hits, Sort, candidates, minute_of
from tests.support.clock import START

ANY = Question()


def hits(since: int = 0, places: int = where.TEXT, **opened: int) -> Hits:
    return Hits({reference: Hit(minute, places, False) for reference, minute in opened.items()}, since)


def order(*each: Hits, sort: Sort = Sort.NEWEST, question: Question = ANY, after: str | None = None) -> list[str]:
    return [candidate.reference for candidate in candidates(question, each, sort, after)]


def test_all_words_must_lead_to_a_ticket_and_the_newest_comes_first() -> None:
    assert order(hits(A=1, B=3, C=2), hits(A=1, B=3, D=9)) == ["B", "A"]


def test_the_best_stands_in_the_subject_then_whole_then_newest() -> None:
    words = Hits(
        {
            "A": Hit(9, where.TEXT, False),
            "B": Hit(1, where.TEXT | where.SUBJECT, False),
            "C": Hit(8, where.TEXT, True),
            "D": Hit(2, where.TEXT, True),
        }
    )
    assert order(words, sort=Sort.BEST) == ["B", "C", "D", "A"]


def test_a_word_that_stands_in_very_many_tickets_shuts_no_older_one_out() -> None:
    rare, common = hits(A=1, B=50, C=60), hits(since=40, B=50)
    assert order(rare, common) == ["B", "A"]


def test_of_words_that_all_stand_in_very_many_tickets_what_is_known_counts() -> None:
    assert order(hits(since=40, A=50, B=60), hits(since=55, B=60, C=50)) == ["B", "A"]


def test_days_are_asked_of_the_index() -> None:
    day = timedelta(days=1)
    tickets = hits(A=minute_of(START - day), B=minute_of(START), C=minute_of(START + day))
    after, before = Wanted(Field.AFTER, ("2026-11-23",)), Wanted(Field.BEFORE, ("2026-11-24",))
    assert order(tickets, question=Question(fields=(after, before))) == ["B"]


@pytest.mark.parametrize("sort", Sort)
def test_pages_show_every_ticket_once(sort: Sort) -> None:
    dice = random.Random(7)
    tickets = Hits({f"R{n}": Hit(dice.randrange(5), dice.choice([1, 4]), dice.random() < 0.5) for n in range(40)})
    all_of_them = candidates(ANY, [tickets], sort, None)
    seen: list[Candidate] = []
    while page := candidates(ANY, [tickets], sort, seen[-1].position if seen else None)[:7]:
        seen += page
    assert seen == all_of_them
    assert len(seen) == 40
