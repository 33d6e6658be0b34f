"""Searching over HTTP."""

from urllib.parse import urlencode

import pytest

from chalicelib.domain.search.ranking import Sort
from chalicelib.services.searching import Page
from tests.api.conftest import Browser
from tests.api.fakes import FakeDesk
from tests.support.desk import AGENT, OTHER


def path(**query: object) -> str:
    return f"/api/search?{urlencode(query)}"


def test_the_question_comes_to_the_use_case_as_it_was_typed(browser: Browser, desk: FakeDesk) -> None:
    question = 'status:open "late délivery" +358 40'
    answer = browser.send("GET", path(q=question, sort="best", limit=5))
    assert [row["reference"] for row in answer.json_body["tickets"]] == ["K7QF-3M2X"]
    assert desk.cases.asked[-1] == ("search", {"agent": AGENT, "text": question, "page": Page(Sort.BEST, 5)})


def test_the_cursor_leads_on_in_the_same_answer_for_the_same_agent_only(browser: Browser, desk: FakeDesk) -> None:
    cursor = browser.send("GET", path(q="fire")).json_body["next"]
    assert browser.send("GET", path(q="fire", cursor=cursor)).status_code == 200
    assert desk.cases.asked[-1][1]["page"].after == "0|1|K7QF3M2X"
    for other in (path(q="water", cursor=cursor), path(q="fire", sort="best", cursor=cursor)):
        assert browser.send("GET", other).status_code == 400
    assert browser.send("GET", path(q="fire", cursor=cursor), agent=OTHER.id).status_code == 400


def test_what_is_not_understood_is_named(browser: Browser) -> None:
    answer = browser.send("GET", path(q="stauts:open"))
    assert answer.status_code == 422
    assert answer.json_body["errors"] == [{"field": "q", "message": "stauts: at character 1 is no field"}]


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 501}, {"q": "a\nb"}, {"q": "a", "sort": "worst"}])
def test_a_question_of_the_wrong_form_is_refused(browser: Browser, query: dict[str, object]) -> None:
    assert browser.send("GET", path(**query)).status_code == 400


def test_fields_come_with_the_values_they_may_have(browser: Browser) -> None:
    fields = browser.send("GET", "/api/search/fields").json_body["fields"]
    status = next(each for each in fields if each["field"] == "status")
    assert status["values"] == [{"value": "open", "name": "Open"}]
    assert {each["field"] for each in fields} >= {"tag", "customer", "before", "assignee"}
    assert all(each["meaning"] for each in fields)
