"""Words as they are compared, in the languages of the desk."""

import pytest

from chalicelib.domain.search.folding import fold
from chalicelib.domain.search.stop_words import STOP_WORDS
from chalicelib.domain.search.words import LONGEST, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Žluťoučký kůň", "zlutoucky kun"),
        ("Rødgrød på æbleskive", "rodgrod pa aebleskive"),
        ("ÅÄNIÄ ÖLJYÄ", "aania oljya"),
        ("árvíztűrő tükörfúrógép", "arvizturo tukorfurogep"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Þórður", "thordur"),
        ("ﬁle ｆｕｌｌ", "file full"),
        ("e\u0301te\u0301", "ete"),
        ("İstanbul", "istanbul"),
        ("INVOICE", "invoice"),
    ],
)
def test_case_and_accents_do_not_matter(written: str, typed: str) -> None:
    assert fold(written) == typed


def test_a_text_is_taken_apart_at_everything_that_is_no_letter_or_digit() -> None:
    assert list(words("Tilaus: 12345/B2, it's late_delivery (again)!")) == [
        "tilaus",
        "12345",
        "b2",
        "it",
        "late",
        "delivery",
        "again",
    ]


def test_single_letters_and_short_numbers_say_nothing() -> None:
    assert list(words("a 1 22 333 x y")) == ["333"]


def test_one_character_of_chinese_is_a_word() -> None:
    assert list(words("水")) == ["水"]


def test_what_nobody_would_type_is_no_word() -> None:
    assert list(words("x" * (LONGEST + 1) + " short")) == ["short"]


def test_an_address_is_a_word_besides_its_parts() -> None:
    assert list(words("Write to Anna.Meier@Example.com.")) == [
        "anna.meier@example.com",
        "write",
        "to",
        "anna",
        "meier",
        "example",
        "com",
    ]


def test_of_a_link_only_where_it_leads_counts() -> None:
    found = list(words("https://shop.example/orders/77123?utm_source=mail&token=abcdef#top and more"))
    assert found == ["https", "shop", "example", "orders", "77123", "and", "more"]


@pytest.mark.parametrize("number", ["+358 40 123 4567", "040 1234567", "(040) 123-4567", "+358401234567"])
def test_a_phone_number_is_one_word_however_it_is_written(number: str) -> None:
    assert "+1234567" in list(words(f"Call {number}, please"))


@pytest.mark.parametrize("number", ["12345678", "order-0401234567", "2026-01-31", "+12 34"])
def test_not_every_number_is_a_phone_number(number: str) -> None:
    assert not any(word.startswith("+") for word in words(f"See {number}."))


def test_stop_words_are_written_as_words_are_compared() -> None:
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS
    assert all(len(word) > 1 and word.isalpha() for word in STOP_WORDS)


@pytest.mark.parametrize("word", ["invoice", "lasku", "faktura", "szamla", "refund", "reklamace", "betaling"])
def test_words_that_matter_are_no_stop_words(word: str) -> None:
    assert word not in STOP_WORDS
