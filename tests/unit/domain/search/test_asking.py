"""How a question is written, and what is said about one that cannot be understood."""

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.search import where
from chalicelib.domain.search.asking import MOST_PARTS, read_question
from chalicelib.domain.search.fields import Field, value_of
from chalicelib.domain.search.question import Question, Sought, Wanted
from tests.support.desk import AGENT
from tests.support.tickets import RULES

DESK = RULES.directory


def asked(text: str) -> Question:
    return read_question(text, lambda field, value: value_of(field, value, AGENT, DESK))


def refusal(text: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        asked(text)
    (problem,) = refused.value.problems
    assert problem.field == "q"
    return problem.message


def test_words_are_folded_and_found_by_how_they_begin() -> None:
    assert asked("Lasku  PUUTTUU").sought == (Sought("lasku"), Sought("puuttuu"))


def test_words_in_quotation_marks_stand_exactly_so_next_to_each_other() -> None:
    question = asked('"Late delivery" tomorrow')
    assert question.sought == (Sought("late", exact=True), Sought("delivery", exact=True), Sought("tomorrow"))
    assert question.phrases == (("late", "delivery"),)


def test_a_phrase_keeps_the_words_that_stand_everywhere() -> None:
    question = asked('"end of the line"')
    assert question.phrases == (("end", "of", "the", "line"),)
    assert Sought("of", exact=True) not in question.sought


def test_one_quoted_word_is_exact() -> None:
    assert asked('"refund"') == Question((Sought("refund", exact=True),))


def test_words_that_stand_everywhere_are_left_out_unless_there_are_no_others() -> None:
    assert asked("the refund").sought == (Sought("refund"),)
    assert asked("the").sought == (Sought("the", places=where.ABOUT),)


def test_a_minus_turns_a_word_or_field_into_its_opposite() -> None:
    question = asked("invoice -draft -status:closed -tag:vip")
    assert question.unwanted == (Sought("draft"),)
    assert question.fields == (
        Wanted(Field.STATUS, ("closed",), negated=True),
        Wanted(Field.TAG, ("vip",), negated=True),
    )


def test_a_minus_inside_or_alone_is_none() -> None:
    assert asked("e-mail - order--12345").unwanted == ()


def test_fields_have_the_values_of_the_desk_by_id_or_name() -> None:
    question = asked('status:Open assignee:ME department:Support status:"In progress" before:2026-01-31')
    assert question.fields == (
        Wanted(Field.STATUS, ("open", "in-progress")),
        Wanted(Field.ASSIGNEE, ("me",)),
        Wanted(Field.DEPARTMENT, ("support",)),
        Wanted(Field.BEFORE, ("2026-01-31",)),
    )


def test_a_tag_is_found_by_its_words_and_compared_whole() -> None:
    question = asked('tag:"Late Delivery"')
    assert question.sought == (
        Sought("late", exact=True, places=where.TAG),
        Sought("delivery", exact=True, places=where.TAG),
    )
    assert question.fields == (Wanted(Field.TAG, ("late delivery",)),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("customer:anna@example.com", ("anna@example.com",)),
        ('customer:"Anna Meier"', ("anna", "meier")),
        ("customer:+358401234567", ("+1234567",)),
        ('customer:"040 123 4567"', ("+1234567",)),
        ("customer:per", ("per",)),
    ],
)
def test_a_customer_is_found_by_name_address_or_number(text: str, words: tuple[str, ...]) -> None:
    assert asked(text) == Question(tuple(Sought(word, places=where.PERSON) for word in words))


def test_a_phone_number_is_found_with_blanks_in_it() -> None:
    assert asked("invoice +358 40 123 4567").sought == (Sought("+1234567", exact=True), Sought("invoice"))


def test_a_reference_alone_names_a_ticket_however_it_is_spelled() -> None:
    assert asked(" k7qf-3m2x ").reference == "K7QF3M2X"
    assert asked("k7qf3m2x printer").reference is None


@pytest.mark.parametrize("text", ["https://example.com/a", "Re: invoice", "12:30 meeting"])
def test_a_colon_in_an_ordinary_text_makes_no_field(text: str) -> None:
    assert asked(text).fields == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("invoice stauts:open", "stauts: at character 9 is no field (there are status, assignee"),
        ("status:opne", "status: at character 1 is not understood: status can be new, open"),
        ("department:billing2", "department: at character 1 is not understood: department can be support"),
        ("a b before:yesterday", "before: at character 5 is not understood: a day looks like 2026-01-31"),
        ("before:2026-02-31", "before: at character 1 is not understood: a day looks like"),
        ("-before:2026-01-31", "the minus at character 1 cannot stand before before:"),
        ('late "delivery', "the quotation mark at character 6 is not closed"),
        ('-"late delivery"', "the minus at character 1 can stand before a word or a field"),
        ("customer:x", "customer: at character 1 has no word of two letters or more behind it"),
        ("x", "has nothing to look for; type a word of two letters or more"),
        ("   ", "has nothing to look for"),
        ("ab " * (MOST_PARTS + 1), "has more than 20 parts; leave some out"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_place(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_department_of_others_reads_like_one_that_does_not_exist() -> None:
    assert refusal("department:billing") == refusal("department:nowhere")
