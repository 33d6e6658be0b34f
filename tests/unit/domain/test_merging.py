"""What a merge makes of two tickets, and which two are never merged."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.merging import merged, not_merged, united
from chalicelib.domain.moves import noted
from chalicelib.domain.participants import MOST_PARTICIPANTS, Participant
from chalicelib.domain.ticket import Status
from tests.support.clock import START
from tests.support.tickets import MAIJA, RULES, a_ticket

LATER = START + timedelta(hours=1)
SOURCE, TARGET = a_ticket("AAAAAAAA"), a_ticket("BBBBBBBB")
PEKKA = Participant("pekka@customer.example", "Pekka")


def test_the_source_ends_and_waits_for_nobody() -> None:
    ended = merged(SOURCE, TARGET, LATER, RULES)[0].ticket
    assert (ended.status, ended.merged_into, ended.moved_at) == (Status.CLOSED, "BBBBBBBB", LATER)
    assert (ended.waiting_since, ended.due_at, ended.fires_at) == (None, None, None)
    assert ended.version == SOURCE.version + 1


def test_the_target_stays_as_it_is_but_for_its_version() -> None:
    assert merged(SOURCE, TARGET, LATER, RULES)[1] == noted(TARGET)


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (SOURCE, SOURCE, "into: is this ticket itself"),
        (SOURCE, a_ticket("BBBBBBBB", merged_into="CCCCCCCC"), "into: was itself merged into CCCC-CCCC"),
        (a_ticket("AAAAAAAA", merged_into="CCCCCCCC"), TARGET, "reference: was merged into CCCC-CCCC"),
        (a_ticket("AAAAAAAA", status=Status.SPAM), TARGET, "reference: is spam"),
        (SOURCE, a_ticket("BBBBBBBB", status=Status.SPAM), "into: is spam"),
    ],
)
def test_what_stands_against_a_merge_is_named(source: object, target: object, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        merged(source, target, LATER, RULES)  # type: ignore[arg-type]


def test_a_ticket_that_lives_by_itself_is_not_merged() -> None:
    assert not_merged(SOURCE) is SOURCE


def test_those_of_the_target_come_first_and_its_requester_is_none_of_them() -> None:
    boss = Participant("boss@customer.example", "")
    assert united(SOURCE, (PEKKA, boss), TARGET, (boss,)) == (boss, PEKKA)
    other = a_ticket("BBBBBBBB", who=type(MAIJA)("X" * 16, "Pekka", PEKKA.email))
    assert united(SOURCE, (PEKKA,), other, ()) == (Participant(MAIJA.email, MAIJA.name),)


def test_more_people_than_may_take_part_do_not_join() -> None:
    crowd = tuple(Participant(f"p{number}@customer.example", "") for number in range(MOST_PARTICIPANTS))
    assert united(SOURCE, (PEKKA,), TARGET, crowd) == crowd
