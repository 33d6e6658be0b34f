"""What somebody chooses on the form decides as a category does, and the ticket knows in which language they wrote."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.languages import asked_in
from chalicelib.domain.ticket import Priority, Ticket
from chalicelib.services.forms import FormPost
from tests.support.desk import BILLING, SUPPORT
from tests.support.lambdas import Lambdas
from tests.support.mails import CUSTOMER
from tests.support.setting_up import set_up
from tests.support.settings import PRINTING

INVOICES = replace(PRINTING, id="invoices", department="billing", priority=Priority.HIGH)


@pytest.fixture
def desk(lambdas: Lambdas) -> Lambdas:
    offered = ("printing", "invoices")
    set_up(lambdas.desk, PRINTING, INVOICES, replace(SUPPORT, form_categories=offered), BILLING)
    return lambdas


def posted(desk: Lambdas, **more: str) -> Ticket:
    post = FormPost(desk.desk.forms.new_token(), "support", "", CUSTOMER, "Paper", more.pop("message", "It jams."))
    submitted = desk.desk.forms.submit(replace(post, **more))  # type: ignore[arg-type]
    ticket = desk.desk.tickets.ticket(submitted.reference)
    assert ticket
    return ticket


def test_a_chosen_category_brings_its_department_and_priority(desk: Lambdas) -> None:
    ticket = posted(desk, category="invoices")
    assert (ticket.category, ticket.department, ticket.priority) == ("invoices", "billing", Priority.HIGH)
    assert ticket.transfers == 0
    assert ticket.clocks.policy == ("~billing", int(BILLING.first_response.total_seconds()))
    desk.desk.directory_cache.forget()
    assert desk.desk.directory_cache.current().categories["invoices"].used


def test_nobody_has_to_choose(desk: Lambdas) -> None:
    ticket = posted(desk)
    assert (ticket.category, ticket.department, ticket.priority) == ("", "support", Priority.MEDIUM)


@pytest.mark.parametrize("category", ["technical", "nothing"])
def test_what_the_department_does_not_offer_is_refused(desk: Lambdas, category: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        posted(desk, category=category)
    assert [problem.field for problem in refusal.value.problems] == ["category"]


@pytest.mark.parametrize(
    ("message", "shown_in", "language"),
    [
        ("Hei, tulostin ei toimi ja se on minun.", "en", "fi"),
        ("Kiitos", "fi", "fi"),
        ("Ok", "", ""),
    ],
)
def test_a_ticket_knows_in_which_language_its_customer_wrote(
    desk: Lambdas, message: str, shown_in: str, language: str
) -> None:
    assert posted(desk, message=message, language=shown_in).language == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fi-FI,fi;q=0.9,en;q=0.8", "fi"),
        ("xx,en;q=0.4,sv;q=0.7", "sv"),
        ("", ""),
        ("*", ""),
        ("de;q=none,pt", "pt"),
    ],
)
def test_the_browser_says_which_language_is_wanted(header: str, language: str) -> None:
    assert asked_in(header) == language
