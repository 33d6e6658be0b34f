"""Every refusal of the domain has its place in HTTP."""

import pytest

from chalicelib.api import json_body  # noqa: F401 - defines a refusal of its own
from chalicelib.api.problems import KINDS, UNEXPECTED, kind_of, problem_for
from chalicelib.domain import errors
from tests.api.conftest import Browser
from tests.api.fakes import CUSTOMER_ID, REFERENCE, FakeDesk


def all_refusals(root: type[errors.LippuError] = errors.LippuError) -> list[type[errors.LippuError]]:
    return [refusal for child in root.__subclasses__() for refusal in (child, *all_refusals(child))]


@pytest.mark.parametrize("refusal", all_refusals(), ids=lambda refusal: refusal.__name__)
def test_every_refusal_has_an_entry_of_its_own(refusal: type[errors.LippuError]) -> None:
    assert refusal in KINDS
    assert 400 <= kind_of(refusal).status < 500 or refusal is errors.Unavailable


def test_every_entry_can_be_told_from_the_others() -> None:
    slugs = [kind.slug for kind in [*KINDS.values(), UNEXPECTED]]
    assert len(set(slugs)) == len(slugs)


def test_a_refusal_nobody_mapped_is_noticed() -> None:
    with pytest.raises(KeyError):
        kind_of(errors.LippuError)


@pytest.mark.parametrize("refusal", all_refusals(), ids=lambda refusal: refusal.__name__)
def test_every_refusal_becomes_its_problem_document(
    browser: Browser, desk: FakeDesk, refusal: type[errors.LippuError]
) -> None:
    secret = "table lippu-secret"
    made: dict[type[errors.LippuError], errors.LippuError] = {
        errors.StaleVersion: errors.StaleVersion(desk.cases.tickets[REFERENCE])
    }
    if issubclass(refusal, errors.InvalidInput):
        desk.cases.fails_with = refusal.of("text", "is not nice")
    else:
        desk.cases.fails_with = made.get(refusal) or refusal(secret)
    response = browser.send("POST", f"/api/tickets/{REFERENCE}/replies", {"text": "a"})
    kind = KINDS[refusal]
    assert response.status_code == response.json_body["status"] == kind.status
    assert response.json_body["type"] == f"/api/docs#{kind.slug}"
    assert response.json_body["title"] == kind.title
    assert ("Retry-After" in response.headers) == (kind.status == 503)
    in_own_words = (errors.Forbidden, errors.Conflict, errors.DraftChanged, errors.NotWaiting)
    if refusal not in in_own_words:  # which are made for the caller
        assert secret not in response.body.decode()


def test_fields_are_named_with_what_would_be_right() -> None:
    refused = errors.InvalidInput(errors.FieldProblem("a", "x"), errors.FieldProblem("b[0]", "y"))
    assert [(each.field, each.message) for each in problem_for(refused).errors] == [("a", "x"), ("b[0]", "y")]


def test_a_stale_change_of_a_ticket_is_answered_with_the_ticket_as_it_is(browser: Browser) -> None:
    response = browser.send("PATCH", f"/api/tickets/{REFERENCE}", {"status": "closed"}, headers={"If-Match": '"7"'})
    assert response.status_code == 409
    assert response.json_body["current"]["reference"] == "K7QF-3M2X"
    assert response.json_body["current"]["version"] == 1


def test_a_stale_change_of_a_customer_is_answered_with_the_customer_as_it_is(browser: Browser) -> None:
    response = browser.send("PATCH", f"/api/customers/{CUSTOMER_ID}", {"name": "M"}, headers={"If-Match": '"7"'})
    assert response.status_code == 409
    assert response.json_body["current"]["name"] == "Maija"


def test_a_password_that_must_be_replaced_is_told_apart(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = errors.NewPasswordRequired("replace it")
    response = browser.send("POST", "/api/session", {"email": "a@example.com", "password": "b"})
    assert response.status_code == 401
    assert response.json_body["type"] == "/api/docs#new-password-required"
    assert "Set-Cookie" not in response.headers
