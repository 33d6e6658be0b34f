"""The queue over HTTP, and what happens by itself when somebody is away."""

import pytest

from chalicelib.domain.errors import Conflict
from chalicelib.services.requests import request_of
from tests.api.conftest import Browser
from tests.api.fakes import FakeDesk
from tests.support.desk import AGENT
from tests.support.settings import BODIES


def test_the_next_ticket_is_shown_with_how_many_more_wait(browser: Browser) -> None:
    answer = browser.send("POST", "/api/queue/next")
    assert answer.status_code == 200
    body = answer.json_body
    assert (body["ticket"]["reference"], body["ticket"]["assignee"]) == ("K7QF-3M2X", AGENT.id)
    assert (body["waiting"], body["more"]) == (3, False)


def test_nothing_to_solve_is_no_error(browser: Browser, desk: FakeDesk) -> None:
    desk.queue.is_empty = True
    assert browser.send("POST", "/api/queue/next").json_body == {"ticket": None, "waiting": 0, "more": False}


def test_the_request_is_named_by_agent_and_key(browser: Browser, desk: FakeDesk) -> None:
    browser.send("POST", "/api/queue/next")
    assert desk.cases.asked[-1][1]["request"] == request_of(AGENT.id, "POST /api/queue/next", "a-key", b"")
    assert browser.send("POST", "/api/queue/next", headers={"Idempotency-Key": None}).status_code == 400


def test_who_is_away_is_told_so(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.fails_with = Conflict("You are away.")
    answer = browser.send("POST", "/api/queue/next")
    assert (answer.status_code, answer.json_body["detail"]) == (409, "You are away.")


def test_the_count_is_told_by_department(browser: Browser) -> None:
    assert browser.send("GET", "/api/queue").json_body == {
        "waiting": 4,
        "more": False,
        "departments": [{"department": "support", "waiting": 4}],
    }


def test_tickets_are_taken_back_from_the_agent_who_is_named(browser: Browser, desk: FakeDesk) -> None:
    assert browser.send("POST", "/api/agents/a-other/take-back").json_body == {"tickets": 2, "more": False}
    assert desk.cases.asked[-1][1]["agent"] == "a-other"


@pytest.mark.parametrize(("setting", "happens"), [({"available": False}, True), ({"available": True}, False)])
def test_who_goes_away_hands_the_waiting_tickets_on(
    browser: Browser, desk: FakeDesk, setting: dict[str, bool], happens: bool
) -> None:
    assert browser.send("PATCH", "/api/me", setting).status_code == 200
    assert (("went_away", AGENT.id) in [(name, asked.get("agent")) for name, asked in desk.cases.asked]) == happens


@pytest.mark.parametrize("enabled", [True, False])
def test_a_disabled_agents_waiting_tickets_are_handed_on(browser: Browser, desk: FakeDesk, enabled: bool) -> None:
    body = BODIES["save_agent"] | {"enabled": enabled}
    assert browser.send("PUT", "/api/agents/clerk", body, agent="a-admin").status_code == 200
    assert (("went_away", "clerk") in [(name, asked.get("agent")) for name, asked in desk.cases.asked]) != enabled
