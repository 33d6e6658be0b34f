"""The desk that a new local run begins with: stopped half-way, finished at the next start, and then left alone."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.local import provision
from infra.local.seed import progress
from tests.e2e.local_run import Agent, LocalRun, eventually

STATUSES = ("new", "open", "answered", "postponed", "resolved", "closed", "spam", "trash")
FILLED = {"EMPTY": ""}


def rows(agent: Agent) -> list[dict[str, Any]]:
    answers = [agent.call("GET", f"/api/tickets?limit=100&status={status}") for status in STATUSES]
    return [row for answer in answers for row in answer.json["tickets"]]


def made(run: LocalRun) -> progress.Progress | None:
    found = progress.read(run.folder)
    return found if found and found.finished else None


def test_a_new_desk_is_a_believable_one(tmp_path: Path) -> None:
    run = LocalRun(tmp_path / "state").start(**FILLED)
    eventually(lambda: len(rows(run.sign_in("admin@example.com"))) > 10, "the first sample tickets")
    assert run.stop() == 0
    assert made(run) is None

    run.start()  # EMPTY is for new desks; this one is finished
    finished = eventually(lambda: made(run), "the last sample ticket")
    owner = run.sign_in("admin@example.com")
    tickets = [owner.read(row["reference"]) for row in rows(owner)]
    _are_varied([opened["ticket"] for opened in tickets])
    _have_lively_timelines([entry for opened in tickets for entry in opened["entries"]])
    _show_every_state_of_promises(owner, tickets)
    reasons = " ".join(mail["reason"] for mail in owner.call("GET", "/api/quarantine").json["mails"])
    assert all(words in reasons for words in ("DMARC", "more than one address", "virus", "machine mail"))

    since = [entry for opened in tickets for entry in opened["entries"] if _later(entry, finished.began)]
    mails_since = [delivery for entry in since for delivery in entry["deliveries"]]
    assert len(run.sent_to("")) <= len(mails_since)
    for id, *_ in provision.PEOPLE:
        assert rows(run.sign_in(provision.email_of(id)))
    before = len(tickets)
    assert run.stop() == 0

    run.start(**FILLED)
    assert len(rows(run.sign_in("admin@example.com"))) == before
    assert made(run) == finished
    assert run.stop() == 0


def _are_varied(tickets: list[dict[str, Any]]) -> None:
    assert len(tickets) == 120
    assert {ticket["status"] for ticket in tickets} == set(STATUSES)
    assert min(Counter(ticket["department"] for ticket in tickets).values()) >= 20
    assert {ticket["language"] for ticket in tickets} >= {"cs", "da", "de", "en", "fi", "hu", "sv"}
    assert {ticket["channel"] for ticket in tickets} == {"mail", "form"}
    assert {ticket["priority"] for ticket in tickets} == {"low", "medium", "high", "critical"}
    assert {ticket["assignee"] for ticket in tickets} >= {id for id, *_ in provision.PEOPLE}
    assert {ticket["postponed"]["waits_for"] for ticket in tickets if ticket["postponed"]} == {
        "agent",
        "customer",
        "third_party",
    }
    assert any(ticket["custom_status"] == "in-progress" for ticket in tickets)
    assert any(ticket["participants"] for ticket in tickets)
    assert sum(ticket["merged_into"] is not None for ticket in tickets) == 1


def _have_lively_timelines(entries: list[dict[str, Any]]) -> None:
    assert {entry["kind"] for entry in entries} == {"message_in", "message_out", "note", "event"}
    events = {entry["event"] for entry in entries}
    assert events >= {"sla_warning", "sla_breach", "merged", "closes_soon", "closed_by_itself"}
    flags = {flag for entry in entries for flag in (entry["mail"] or {}).get("flags", ())}
    assert flags >= {"third party", "from a forward"}
    assert {part["kind"] for entry in entries for part in entry["parts"]} >= {"reply", "quote"}
    assert any(entry["html"] for entry in entries)
    types = {file["content_type"] for entry in entries for file in entry["attachments"]}
    assert types == {"image/png", "application/pdf", "text/plain"}
    assert {delivery["state"] for entry in entries for delivery in entry["deliveries"]} == {"sent"}


def _show_every_state_of_promises(owner: Agent, tickets: list[dict[str, Any]]) -> None:
    """Looked up for some tickets of each status: each is read from its whole timeline."""
    by_status: dict[str, list[str]] = {}
    for opened in tickets:
        by_status.setdefault(opened["ticket"]["status"], []).append(opened["ticket"]["reference"])
    some = [reference for references in by_status.values() for reference in references[:12]]
    explained = [owner.call("GET", f"/api/tickets/{reference}/sla").json for reference in some]
    assert {each["policy"]["id"] for each in explained} == {"standard", "urgent"}
    states = {clock["state"] for each in explained for clock in each["clocks"]}
    assert states == {"not_running", "running", "paused", "met", "breached"}


def _later(entry: dict[str, Any], than: datetime) -> bool:
    return datetime.fromisoformat(entry["at"].replace("Z", "+00:00")) > than
