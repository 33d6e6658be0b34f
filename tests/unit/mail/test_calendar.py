"""Invitations are readable, below the text of their mail."""

import pytest

from chalicelib.mail import calendar
from chalicelib.mail.calendar import calendar_text
from chalicelib.mail.parse import parse

INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:STANDARD
DTSTART:19701025T040000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Repair\\, at last\\; room "Ä"
DTSTART;TZID=Europe/Helsinki:20260304T100000
DTEND;TZID=Europe/Helsinki:20260304T113000
LOCATION:Building 7\\nEast
ORGANIZER;CN="Meikäläinen, Maija":mailto:maija@customer.example
ATTENDEE;CN=Help Desk;PARTSTAT=NEEDS-ACTION:MAILTO:support@in.example.com
ATTENDEE;PARTSTAT=ACCEPTED;CUTYPE=INDIVIDUAL:mailto:
 olli@customer.example
STATUS:CONFIRMED
RRULE:FREQ=WEEKLY;COUNT=4
DESCRIPTION:Bring a ladder.\\nAnd a
  lamp.
BEGIN:VALARM
DESCRIPTION:not this
END:VALARM
END:VEVENT
END:VCALENDAR
"""
READABLE = """Calendar event: Repair, at last; room "Ä"
Status: invitation, confirmed
When: 2026-03-04 10:00 to 11:30 (Europe/Helsinki)
Repeats: FREQ=WEEKLY;COUNT=4
Where: Building 7 East
Organiser: Meikäläinen, Maija <maija@customer.example>
Attendees: Help Desk <support@in.example.com>, olli@customer.example (accepted)

Bring a ladder.
And a lamp."""


def event(*lines: str) -> str:
    return calendar_text("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]))


def mail(*parts: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--b\nContent-Type: {part}\n" for part in parts)
    return f"From: a@example.com\nContent-Type: multipart/{kind}; boundary=b\n\n{body}--b--\n".encode()


ICS = f'text/calendar; method=REQUEST; name="invite.ics"\n\n{INVITATION}'


def test_an_event_is_readable():
    assert calendar_text(INVITATION) == READABLE


def test_line_ends_of_the_standard_are_understood():
    assert calendar_text(INVITATION.replace("\n", "\r\n")) == READABLE


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (["DTSTART:20260304T100000Z"], "2026-03-04 10:00 UTC"),
        (["DTSTART:20260304T100000", "DTEND:20260305T090000"], "2026-03-04 10:00 to 2026-03-05 09:00"),
        (["DTSTART:20260304T100000", "DURATION:PT1H"], "2026-03-04 10:00 for PT1H"),
        (["DTSTART;VALUE=DATE:20260304", "DTEND;VALUE=DATE:20260305"], "2026-03-04"),
        (["DTSTART;VALUE=DATE:20260304", "DTEND;VALUE=DATE:20260307"], "2026-03-04 to 2026-03-06"),
        (["DTSTART:tomorrow"], "tomorrow"),
        (["DTSTART:00010101", "DTEND:00010101"], "0001-01-01"),
    ],
)
def test_times_stay_as_written(lines, when):
    assert f"When: {when}" in event("SUMMARY:x", *lines).split("\n")


@pytest.mark.parametrize(
    ("method", "status"), [("CANCEL", "cancelled"), ("REPLY", "answer"), ("COUNTER", "other time proposed")]
)
def test_the_method_is_told(method, status):
    assert f"Status: {status}" in calendar_text(f"METHOD:{method}\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT")


def test_an_event_without_title_says_so():
    assert event() == "Calendar event: (no title)"


def test_events_and_people_are_bounded():
    many = calendar_text("BEGIN:VEVENT\nEND:VEVENT\n" * 1000)
    assert many.count("Calendar event") == calendar.MAX_EVENTS
    crowd = event(*[f"ATTENDEE:mailto:a{number}@example.com" for number in range(1000)])
    assert crowd.count("@") == calendar.MAX_ATTENDEES
    assert crowd.endswith(", ...")
    assert len(event("SUMMARY:" + "x" * 100_000, "DESCRIPTION:" + "y" * 100_000)) < 5000


def test_no_event_is_no_text():
    assert calendar_text("nonsense: \x00 ;:;") == ""


def test_the_event_is_the_text_of_a_mail_without_one():
    parsed = parse(mail(ICS))
    assert parsed.text == READABLE + "\n"
    assert [file.name for file in parsed.attachments] == ["invite.ics"]


def test_the_event_stands_below_text_and_html_and_once():
    parsed = parse(mail("text/plain\n\nDo come.\n", ICS, ICS))
    assert parsed.text == f"Do come.\n\n{READABLE}\n"
    parsed = parse(mail("text/html\n\n<p>Do come.</p>\n", ICS))
    assert parsed.html is not None
    assert parsed.html.startswith("<p>Do come.</p>")
    assert "When: 2026-03-04 10:00 to 11:30 (Europe/Helsinki)<br>" in parsed.html


def test_markup_in_an_event_is_text():
    hostile = "text/calendar\n\nBEGIN:VEVENT\nSUMMARY:<script>alert(1)</script>\nEND:VEVENT\n"
    parsed = parse(mail("text/html\n\n<p>Do come.</p>\n", hostile))
    assert parsed.html is not None
    assert "<script>" not in parsed.html
