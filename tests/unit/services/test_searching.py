"""Finding tickets by what people know of them, for those who may see them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import show_reference
from chalicelib.domain.search.fields import Field
from chalicelib.domain.search.ranking import Sort
from chalicelib.domain.ticket import Status
from tests.budgets.recorder import recording
from tests.support.desk import ADMIN, AGENT, OTHER, RESTRICTED
from tests.support.desk import world as a_world
from tests.support.lambdas import Lambdas, lambdas_of
from tests.support.searching import assign, found, letter, note, of

LETTERS = {
    "fi": ("Lasku puuttuu", "Laskussani oli väärä summa, hyvittäkää maksamani toimituskulut."),
    "cs": ("Reklamace zboží", "Žluťoučký stůl přišel s prasklou nohou, žádám vrácení peněz."),
    "da": ("Forkert størrelse", "Jeg købte en grøn jakke, men ærmerne er for korte."),
    "hu": ("Hibás számla", "A számlámon szereplő összeg hibás, kérem a javítását."),
    "en": ("Late delivery", "The parcel arrived late. Delivery was promised for Monday."),
}


@pytest.fixture(scope="module")
def read_only() -> Iterator[Lambdas]:
    with a_world() as world, lambdas_of(world) as lambdas:
        for language, (subject, text) in LETTERS.items():
            letter(lambdas, language, subject, text)
        letter(lambdas, "hidden", "Salary dispute", "Late delivery of the payslip.", department="billing")
        assign(lambdas, "fi", RESTRICTED)
        assign(lambdas, "en", AGENT)
        note(lambdas, "cs", "Supplier admitted varnish damage")
        lambdas.derive_everything()
        yield lambdas


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("lasku", "fi"),
        ("VAARA", "fi"),
        ("toimituskulu", "fi"),
        ("hyvitta", "fi"),
        ("zlutoucky", "cs"),
        ("vraceni penez", "cs"),
        ("STUL", "cs"),
        ("storrelse", "da"),
        ("aermer gron", "da"),
        ("szamla hibas", "hu"),
        ("szamlamon javitas", "hu"),
        ("parcel deliv", "en"),
    ],
)
def test_words_are_found_without_accents_by_how_they_begin(read_only: Lambdas, question: str, who: str) -> None:
    assert found(read_only, question) == [who]


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("customer:fi@customer.example", ["fi"]),
        ("cs@customer.example", ["cs"]),
        ("sender hu", ["hu"]),
        ("customer:delivery", []),
        ('"late delivery"', ["en"]),
        ('"delivery late"', []),
        ('"arrived late"', ["en"]),
        ("varnish", ["cs"]),
        ("sender -reklamace -parcel", ["hu", "da", "fi"]),
        ("sender assignee:me", ["en"]),
        ("sender assignee:none", ["hu", "da", "cs"]),
        ("sender status:closed", []),
        ("sender priority:medium before:2026-11-23", []),
        ("late after:2026-11-23", ["en"]),
        ("nobody wrote this", []),
    ],
)
def test_words_and_fields_narrow_each_other_down(read_only: Lambdas, question: str, who: list[str]) -> None:
    assert found(read_only, question) == who


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("status:new", ["hu", "da", "cs", "fi", "en"]),
        ("assignee:me", ["en"]),
        ("assignee:none -status:closed channel:mail", ["hu", "da", "cs"]),
        ("-varnish assignee:none", ["hu", "da"]),
        ("status:closed", []),
        ("channel:form", []),
        ("department:support before:2026-11-24 priority:medium", ["en", "hu", "da", "cs", "fi"]),
    ],
)
def test_fields_alone_are_enough(read_only: Lambdas, question: str, who: list[str]) -> None:
    assert sorted(found(read_only, question)) == sorted(who)


@pytest.mark.parametrize("question", ["sender", "department:support"])
@pytest.mark.parametrize("sort", Sort)
def test_every_ticket_comes_once_on_pages_of_any_size(read_only: Lambdas, question: str, sort: Sort) -> None:
    for limit in (1, 2, 3):
        assert sorted(found(read_only, question, AGENT, sort, limit)) == sorted(LETTERS)


def test_the_best_comes_first_if_asked_for(read_only: Lambdas) -> None:
    note(read_only, "hu", "Not a case of late shipping")
    read_only.derive_everything()
    assert found(read_only, "late") == ["en", "hu"]
    assert found(read_only, "lat", sort=Sort.BEST) == ["en", "hu"]


def test_a_reference_finds_its_ticket_whole_or_in_part(read_only: Lambdas) -> None:
    shown = show_reference(of(read_only, "cs").reference)
    for typed in (shown, shown.lower(), shown.replace("-", ""), shown[:4], shown[:7]):
        assert "cs" in found(read_only, typed)


@pytest.mark.parametrize(
    "question", ["salary", "payslip", "customer:hidden", '"late delivery of"', "hidden@customer.example"]
)
def test_what_the_caller_may_not_see_is_not_found(read_only: Lambdas, question: str) -> None:
    assert found(read_only, question, OTHER) == ["hidden"]
    assert found(read_only, question, ADMIN) == ["hidden"]
    for agent in (AGENT, RESTRICTED):
        assert found(read_only, question, agent) == []


@pytest.mark.parametrize(("agent", "hidden"), [(AGENT, "payslip"), (RESTRICTED, "parcel")])
def test_a_word_of_others_costs_what_a_word_of_nobody_costs(read_only: Lambdas, agent: Agent, hidden: str) -> None:
    """What is asked of the table shows in the time an answer takes."""
    asked = []
    for question in (hidden, "nowhereland"):
        with recording() as book:
            found(read_only, question, agent)
        asked.append([call.operation for call in book.calls])
    lists = len(Status) if agent is RESTRICTED else 0
    assert asked[0] == asked[1] == ["Query"] * (lists + 4)


def test_who_sees_only_the_own_tickets_finds_only_those(read_only: Lambdas) -> None:
    assert found(read_only, "sender", RESTRICTED) == ["fi"]
    assert found(read_only, "reklamace", RESTRICTED) == []
    assert found(read_only, "status:new status:open", RESTRICTED) == ["fi"]
    for question in ("assignee:none", f"assignee:{AGENT.id}", "department:billing"):
        with pytest.raises(InvalidInput):
            found(read_only, question, RESTRICTED)
    nobody = replace(RESTRICTED, id="a-nobody")
    assert found(read_only, "sender", nobody) == []


def test_choices_name_only_what_the_caller_works_with(read_only: Lambdas) -> None:
    def values(agent: Agent, field: Field) -> set[str]:
        return {choice.value for choice in read_only.desk.searching.fields(agent)[field]}

    assert values(AGENT, Field.DEPARTMENT) == {"support"}
    assert values(AGENT, Field.ASSIGNEE) == {"me", "none", AGENT.id, RESTRICTED.id}
    assert values(RESTRICTED, Field.ASSIGNEE) == {"me"}
    assert {"new", "trash", "in-progress"} <= values(AGENT, Field.STATUS)
