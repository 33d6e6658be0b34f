"""The hosted form asks for the custom fields that its department requires, without any script."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from chalice.app import Chalice
from chalice.test import HTTPResponse

from chalicelib.api import http, provider
from chalicelib.domain.fields import Choice, CustomField, FieldKind
from chalicelib.domain.timeline import FieldChange
from tests.api.conftest import Browser
from tests.api.pages import parse
from tests.support.desk import AGENT, BILLING, SUPPORT, World
from tests.support.setting_up import set_up
from tests.support.settings import PRINTING

ORDER = CustomField("order", {"en": "Order number", "fi": "Tilausnumero"}, FieldKind.NUMBER, for_customers=True)
SINCE = CustomField("since", {"en": "Broken since"}, FieldKind.DATE, for_customers=True)
COLOUR = CustomField(
    "colour", {"en": "Colour"}, FieldKind.CHOICE, (Choice("red", {"en": "Red <3"}), Choice("blue", {"en": "Blue"}))
)
PARTS = CustomField(
    "parts", {"en": "Parts"}, FieldKind.MULTIPLE, (Choice("leg", {"en": "Leg"}), Choice("top", {"en": "Top"}))
)
AGREED = CustomField("agreed", {"en": "I have read the terms"}, FieldKind.CHECKBOX)
SECRET = CustomField("secret", {"en": "Margin"}, FieldKind.TEXT)
ASKED = tuple(replace(each, for_customers=True) for each in (ORDER, SINCE, COLOUR, PARTS, AGREED))
FILLED = {"field-order": "4711", "field-since": "2026-11-01", "field-colour": "red", "field-agreed": "on"}
PARTS_CHOSEN = [("field-parts", "top"), ("field-parts", "leg")]


@pytest.fixture
def browser(http_app: Chalice, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setattr(provider, "_desk", None)
    monkeypatch.setattr(provider, "_log", None)
    set_up(world.desk, *ASKED, SECRET, replace(SUPPORT, required_on_form=tuple(each.id for each in ASKED)), BILLING)
    http.use(lambda: world.desk, logging.getLogger("lippu-http-tests"))
    yield Browser(http_app)


def send(browser: Browser, world: World, more: dict[str, str], lists: list[tuple[str, str]]) -> HTTPResponse:
    fields = {
        "token": world.desk.forms.new_token(),
        "department": "support",
        "email": "maija@customer.example",
        "subject": "The table",
        "message": "It wobbles.",
    }
    body = urlencode([*(fields | more).items(), *lists]).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": None}
    return browser.send("POST", "/", body, agent=None, headers=headers)


def stored(world: World) -> dict[str, object]:
    (head,) = (item for item in world.items() if item["sk"]["S"] == "TICKET")
    return dict(world.desk.tickets.beside(head["pk"]["S"].removeprefix("T#")).fields)


def test_a_department_that_was_chosen_shows_its_fields(browser: Browser) -> None:
    html = browser.send("GET", "/?department=support", agent=None).body.decode()
    page = parse(html)
    assert page.by_id("department")
    assert (page.by_id("field-since")["type"], page.by_id("field-order")["inputmode"]) == ("date", "decimal")
    assert page.by_id("field-agreed")["type"] == "checkbox"
    assert "Order number" in html and "Red &lt;3" in html
    assert "Margin" not in html
    for path in ("/", "/?department=billing", "/?department=nowhere"):
        assert "Order number" not in browser.send("GET", path, agent=None).body.decode()


def test_what_was_filled_in_stands_on_the_ticket_and_its_first_entry(browser: Browser, world: World) -> None:
    assert send(browser, world, FILLED, PARTS_CHOSEN).status_code == 303
    assert stored(world) == {
        "order": 4711,
        "since": "2026-11-01",
        "colour": "red",
        "parts": ("leg", "top"),
        "agreed": True,
    }
    (head,) = (item for item in world.items() if item["sk"]["S"] == "TICKET")
    page = world.desk.reading.open(AGENT, head["pk"]["S"].removeprefix("T#"), 10, None)
    assert FieldChange("fields.order", "", "4711") in page.entries[-1].changes
    assert world.desk.directory.load().fields["order"].used


def test_a_required_field_that_is_empty_or_wrong_is_named_and_everything_written_is_still_there(
    browser: Browser, world: World
) -> None:
    wrong = FILLED | {"field-order": "many", "field-agreed": "", "name": "Maija"}
    answer = send(browser, world, wrong, PARTS_CHOSEN)
    html = answer.body.decode()
    page = parse(html)
    assert answer.status_code == 422
    assert "Order number must be a number" in html and "I have read the terms is required" in html
    assert (page.by_id("field-order")["value"], page.by_id("name")["value"]) == ("many", "Maija")
    assert 'value="red" selected' in html and 'value="leg" selected' in html and 'value="top" selected' in html
    assert not [item for item in world.items() if item["sk"]["S"] == "TICKET"]


def test_fields_of_another_department_or_for_colleagues_alone_are_not_taken_from_a_form(
    browser: Browser, world: World
) -> None:
    more = {"department": "billing", "field-order": "4711", "field-secret": "30 %", "field-nowhere": "x"}
    assert send(browser, world, more, []).status_code == 303
    assert stored(world) == {}


def test_the_same_form_with_another_value_is_another_request(browser: Browser, world: World) -> None:
    token = world.desk.forms.new_token()
    for number in ("4711", "4711", "4712"):
        assert send(browser, world, FILLED | {"token": token, "field-order": number}, PARTS_CHOSEN).status_code == 303
    assert len([item for item in world.items() if item["sk"]["S"] == "TICKET"]) == 2


def test_a_retired_field_is_asked_of_nobody(browser: Browser, world: World) -> None:
    set_up(world.desk, *(replace(each, retired=True) for each in ASKED))
    assert send(browser, world, {}, []).status_code == 303


def test_labels_and_categories_are_in_the_language_that_is_asked_for(browser: Browser, world: World) -> None:
    offering = replace(SUPPORT, required_on_form=("order",), form_categories=(PRINTING.id,))
    set_up(world.desk, PRINTING, offering)
    for language, label, category in (("fi", "Tilausnumero", "Tulostus"), ("en", "Order number", "Printing")):
        for path, headers in (
            (f"/?department=support&language={language}", {}),
            ("/?department=support", {"Accept-Language": f"xx,{language};q=0.5"}),
        ):
            page = browser.send("GET", path, agent=None, headers=headers).body.decode()
            assert label in page and category in page
            assert f'name="language" value="{language}"' in page


def test_a_category_that_was_chosen_is_posted_with_the_form(browser: Browser, world: World) -> None:
    set_up(world.desk, PRINTING, replace(SUPPORT, form_categories=(PRINTING.id,)))
    assert send(browser, world, {"category": PRINTING.id, "language": "fi"}, []).status_code == 303
    (head,) = (item for item in world.items() if item["sk"]["S"] == "TICKET")
    assert (head["cat"]["S"], head["lang"]["S"]) == (PRINTING.id, "fi")
