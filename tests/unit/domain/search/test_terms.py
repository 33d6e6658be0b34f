"""What of a ticket can be found."""

from chalicelib.domain.customer import Customer
from chalicelib.domain.search import terms, where
from chalicelib.domain.search.question import Question, Sought, has_phrases
from chalicelib.domain.search.terms import LONGEST_TEXT, MOST_OF_ENTRY, Indexed
from chalicelib.domain.timeline import Body, EntryKind, EventName, StoredFile, TextPart
from tests.support.clock import START
from tests.support.tickets import MAIJA, a_ticket, an_entry


def test_a_ticket_is_found_by_reference_subject_requester_and_tags() -> None:
    found = terms.about_ticket(a_ticket(tags=("Late delivery", "vip")))
    assert found["k7qf3m2x"] == found["3m2x"] == found["3m"] == where.REFERENCE
    assert found["printer"] == found["fire"] == found["the"] == where.SUBJECT
    assert found["maija"] == found["meikalainen"] == found[MAIJA.email] == where.PERSON
    assert found["vip"] == found["late"] == where.TAG


def test_a_requester_is_found_by_what_the_profile_says() -> None:
    customer = Customer("C0", "a@b.example", "Anna Nováková", START, 1, ("+420 601 234 567",), ("anna@home.example",))
    found = terms.about_customer(customer, "Tiskárna Brno")
    addresses = ["a@b.example", "anna@home.example", "home", "example"]
    names = ["anna", "novakova", "tiskarna", "brno"]
    assert found == dict.fromkeys([*addresses, *names, "+1234567"], where.PERSON)


def test_what_was_quoted_or_signed_leads_nowhere() -> None:
    body = Body((TextPart("reply", "broken"), TextPart("quote", "> promised"), TextPart("signature", "-- Boss")))
    assert terms.of_entry(an_entry("1", body=body)) == {"broken": where.TEXT}


def test_words_that_stand_everywhere_are_not_kept() -> None:
    assert terms.of_entry(an_entry("1", body=Body.plain("We have the invoice, kiitos"))) == {"invoice": where.TEXT}


def test_notes_and_summaries_are_told_from_messages() -> None:
    body = Body.plain("solved")
    assert terms.of_entry(an_entry("1", kind=EntryKind.NOTE, body=body)) == {"solved": where.NOTE}
    summary = an_entry("1", kind=EntryKind.EVENT, event=EventName.RESOLVED, body=body)
    assert terms.of_entry(summary) == {"solved": where.NOTE}
    assert terms.of_entry(an_entry("1", kind=EntryKind.EVENT, event=EventName.CHANGED, body=None)) == {}


def test_a_file_is_found_by_its_name() -> None:
    file = StoredFile("0", "key", "Receipt-2026.pdf", "application/pdf", 9)
    assert {"receipt", "2026", "pdf"} <= terms.of_entry(an_entry("1", attachments=(file,))).keys()


def test_a_long_message_is_found_by_its_first_words() -> None:
    body = Body.plain(" ".join(f"word{number:03d}" for number in range(MOST_OF_ENTRY + 50)))
    found = terms.of_entry(an_entry("1", body=body))
    assert len(found) == MOST_OF_ENTRY
    assert "word000" in found
    late = Body.plain("same " * LONGEST_TEXT + "late")
    assert terms.of_entry(an_entry("1", body=late)) == {"same": where.TEXT}


def test_what_is_new_is_every_word_in_a_new_place_and_all_of_them_in_a_new_department() -> None:
    before = Indexed("R", "support", START, "C", {"a1": where.TEXT, "b1": where.TEXT}, 1)
    after = Indexed("R", "support", START, "C", {"a1": where.TEXT, "b1": where.TEXT | where.SUBJECT, "c1": 1}, 2)
    assert terms.news(before, after) == {"b1": where.TEXT | where.SUBJECT, "c1": 1}
    moved = Indexed("R", "billing", START, "C", before.terms, 2)
    assert terms.news(before, moved) == before.terms
    assert terms.news(None, before) == before.terms


def test_a_full_ticket_takes_no_more_words_but_those_of_its_head() -> None:
    assert terms.joined({"head": 4}, {"one": 1, "two": 1}, most=2) == {"head": 4, "one": 1}


def test_a_phrase_stands_in_one_text_word_by_word() -> None:
    question = Question((Sought("late", exact=True),), phrases=(("late", "delivery"),))
    assert has_phrases(question, ["Again a LATE, délivery!"])
    assert not has_phrases(question, ["late", "delivery"])
    assert not has_phrases(question, ["too late deliverys"])
    assert not has_phrases(question, ["delivery late"])
