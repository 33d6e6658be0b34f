import base64

import pytest

from chalicelib.api.cursors import Cursors
from chalicelib.api.json_body import Malformed
from chalicelib.domain.signing import Keyring
from tests.api.conftest import Browser
from tests.api.fakes import ENTRY_ID, REFERENCE, FakeDesk

RING = Keyring({1: b"k" * 32})
POSITION = "2026-11-23T09:00:00.000Z#K7QF3M2X"


def cursors(caller: str = "a-agent", *question: str, ring: Keyring = RING) -> Cursors:
    return Cursors(ring, caller, question or ("tickets", "support", "newest"))


def refused(reader: Cursors, cursor: str) -> bool:
    with pytest.raises(Malformed) as refusal:
        reader.open(cursor)
    return [problem.field for problem in refusal.value.problems] == ["cursor"]


def sealed(position: str = POSITION) -> str:
    cursor = cursors().seal(position)
    assert cursor is not None
    return cursor


def test_a_cursor_leads_back_to_its_position() -> None:
    assert cursors().open(sealed()) == POSITION
    assert cursors().open(sealed("")) == ""


def test_where_nothing_follows_there_is_no_cursor() -> None:
    assert cursors().seal(None) is None


def test_a_cursor_of_another_caller_or_question_is_refused() -> None:
    assert refused(cursors("a-other"), sealed())
    assert refused(cursors("a-agent", "tickets", "support", "oldest"), sealed())
    assert refused(cursors("a-agent", "tickets", "supportnewest"), sealed())


def test_a_cursor_outlives_one_change_of_keys_but_not_two() -> None:
    two, three = ({number: bytes([number]) * 32 for number in range(2, last)} | {1: b"k" * 32} for last in (3, 4))
    assert cursors(ring=Keyring(two)).open(sealed()) == POSITION
    assert refused(cursors(ring=Keyring(three)), sealed())


def test_a_cursor_changed_in_any_character_is_refused() -> None:
    cursor = sealed()
    for index, character in enumerate(cursor):
        other = "B" if character == "A" else "A"
        assert refused(cursors(), cursor[:index] + other + cursor[index + 1 :])


@pytest.mark.parametrize("change", ["{}=", "{}==", "{}!", " {}", "{}\n", "{}AAAA", "{}\ud83d"])
def test_a_cursor_spelt_in_another_way_is_refused(change: str) -> None:
    assert refused(cursors(), change.format(sealed()))


@pytest.mark.parametrize("cursor", ["", "A", "AAAA", "****", "ä", "A" * 2000, base64.b64encode(b"\xff" * 40).decode()])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    assert refused(cursors(), cursor)


def test_lists_hand_out_cursors_for_the_same_filters_only(browser: Browser, desk: FakeDesk) -> None:
    cursor = browser.send("GET", "/api/tickets?status=new&limit=1").json_body["next"]
    assert browser.send("GET", f"/api/tickets?status=new&limit=50&cursor={cursor}").status_code == 200
    assert desk.cases.asked[-1][1]["after"] == desk.cases.next_position
    for path in (
        f"/api/tickets?cursor={cursor}",
        f"/api/tickets?status=open&cursor={cursor}",
        f"/api/tickets?status=new&order=due&cursor={cursor}",
        f"/api/tickets?status=new&assignee=me&cursor={cursor}",
        f"/api/tickets?status=new&department=support&cursor={cursor}",
        f"/api/tickets/{REFERENCE}?cursor={cursor}",
    ):
        response = browser.send("GET", path)
        assert response.status_code == 400
        assert response.json_body["errors"][0]["field"] == "cursor"
    assert browser.send("GET", f"/api/tickets?status=new&cursor={cursor}", agent="a-other").status_code == 400


def test_the_last_page_has_no_cursor(browser: Browser, desk: FakeDesk) -> None:
    desk.cases.next_position = None
    assert browser.send("GET", "/api/tickets").json_body["next"] is None


def test_older_entries_follow_by_cursor(browser: Browser, desk: FakeDesk) -> None:
    cursor = browser.send("GET", f"/api/tickets/{REFERENCE}?limit=1").json_body["older"]
    assert browser.send("GET", f"/api/tickets/{REFERENCE}?cursor={cursor}").status_code == 200
    assert desk.cases.asked[-1] == ("open", {"reference": REFERENCE, "limit": 50, "before": ENTRY_ID})
