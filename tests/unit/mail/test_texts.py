"""The wording of automatic mail."""

from datetime import UTC, datetime

import pytest

from chalicelib.mail.texts import acknowledgement, notice


def test_an_acknowledgement_names_the_ticket_and_what_to_expect():
    subject, text, html = acknowledgement("K7QF3M2X", "within 8 hours", "Support & Co")
    assert subject == "We have received your message [K7QF-3M2X]"
    assert text.startswith("Hello,\n\nWe have received your message. Its number is K7QF-3M2X.")
    assert "within 8 hours" in text
    assert "Support & Co" in text
    assert "Support &amp; Co" in html
    assert "<a " not in html


def test_an_acknowledgement_without_a_promise_makes_none():
    assert "expect" not in acknowledgement("K7QF3M2X", "", "Support")[1]


@pytest.mark.parametrize(("kind", "word"), [("warning", "due soon"), ("breach", "overdue")])
def test_a_notice_says_what_is_due_when_and_where(kind, word):
    due = datetime(2026, 4, 2, 18, 26, tzinfo=UTC)
    subject, text, html = notice(kind, "K7QF3M2X", "Support & Sales", due)
    assert subject == f"Ticket is {word} [K7QF-3M2X]"
    for body in (text, html):
        assert "2026-04-02 18:26 UTC" in body
    assert "Support & Sales" in text
    assert "Support &amp; Sales" in html
