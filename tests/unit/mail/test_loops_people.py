"""People are not taken for machines: what a wrong flag costs is a customer whose question nobody sees."""

import pytest

from chalicelib.mail.loops import automatic
from chalicelib.mail.parse import ParsedMail, parse

JANE = "jane@example.com"


def mail(subject: str, body: str = "Please help.", headers: str = "", sender: str = f"Jane <{JANE}>") -> ParsedMail:
    return parse(f"From: {sender}\nSubject: {subject}\n{headers}\n{body}".encode())


BOUNCE = "Hi. This is the qmail-send program at example.com.\n<bob@example.com>:\n550 5.1.1 no such user\n"
FORWARDED_REPORT = (
    "--b\n\nWhat does this mean?\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b\n"
    "Content-Type: text/rfc822-headers\n\nMessage-ID: <a@b.example>\n--b--\n"
)
MIXED = "Content-Type: multipart/mixed; boundary=b\n"

PEOPLE = {
    "a plain question": mail("Printer broken"),
    "Auto-Submitted: no": mail("Printer", headers="Auto-Submitted: no\n"),
    "Auto-Submitted: No with a comment": mail("Printer", headers="Auto-Submitted: No (sent by hand)\n"),
    "a question about a bounce": mail("I got: mail delivery failed", "What shall I do?"),
    "a bounce as the subject": mail("Mail delivery failed", "I see this message whenever I write to you. Why?"),
    "a parcel": mail("Delivery failed: parcel 4711", "The driver was here at 10 and did not ring."),
    "a delivery problem": mail("Delivery problem", "My order has not arrived."),
    "a delivery report wanted": mail("Delivery report for order 4711", "Please send it again."),
    "goods sent back": mail("Returned to sender", "My parcel went back to you."),
    "undelivered goods": mail("Undelivered order 12", "Where is it?"),
    "a lost error": mail("Error in delivery note", "The quantity is wrong."),
    "a forwarded bounce": mail("Fwd: Undelivered Mail Returned to Sender", f"What does this mean?\n\n{BOUNCE}"),
    "a forwarded bounce in German": mail("WG: Unzustellbar: Angebot", f"Was heißt das?\n\n{BOUNCE}"),
    "a forwarded bounce with its parts": mail("Fwd: Undelivered Mail", FORWARDED_REPORT, MIXED),
    "an answer below a bounce": mail("Re: Undelivered Mail Returned to Sender", f"I fixed it.\n\n{BOUNCE}"),
    "a bounce cited below": mail("Mails to Bob", "Dear all,\n" + "some words\n" * 80 + BOUNCE),
    "a bounce pasted in Thunderbird": mail("failure notice", BOUNCE, "User-Agent: Mozilla Thunderbird\n"),
    "a bounce pasted in Outlook": mail("Mail delivery failed", BOUNCE, "X-Mailer: Microsoft Outlook 16.0\n"),
    "a bounce pasted in Gmail": mail("failure notice", BOUNCE, "Message-ID: <CAx+1@mail.gmail.com>\n"),
    "a bounce attached as a file": mail(
        "Look at this", "--b\n\nWhy?\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n--b--", MIXED
    ),
    "hours outside the office": mail("Out of office hours support?", "Is there any?"),
    "an answer about hours": mail("Re: Out of office hours support?", "Is there any?"),
    "an answer to an away note": mail("Re: Automatic reply: Printer", "Then I wait."),
    "automatic replies as a feature": mail("Automatic replies do not work", "How can I switch them on?"),
    "a holiday": mail("On vacation next week, deliver later please", "We are back on Monday."),
    "away": mail("I am away until Friday", "Please call my colleague."),
    "away in German": mail("Abwesend am Montag? Termin verschieben", "Geht Dienstag?"),
    "away in Dutch": mail("Afwezig op maandag", "Kan het dinsdag?"),
    "a person named Postmaster": mail("Printer", sender="Eva Postmaster <eva@example.com>"),
    "a mail system's sales person": mail("Offer", sender="Mail Systems Sales <sales@example.com>"),
    "an administrator": mail("Printer", sender="System Administrator <admin@example.com>"),
    "a bounce house": mail("Booking", sender="Bounce House <bounce-house@example.com>"),
    "a newsletter that asks": mail("How did you like it?", headers="Precedence: bulk\nList-Id: <x.example.com>\n"),
    "a list member": mail("Question", headers="Precedence: list\nList-Post: <mailto:l@example.com>\n"),
    "receipts unwanted": mail("Printer", headers="X-Auto-Response-Suppress: DR, RN, NRN\n"),
    "a receipt wanted": mail("Printer", headers="Disposition-Notification-To: jane@example.com\n"),
    "an invitation": mail("Meeting", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "Content-Type: text/calendar\n"),
    "X-Autoreply: no": mail("Printer", headers="X-Autoreply: no\n"),
    "a warning": mail("Warning: printer is hot", "It smells."),
    "nothing at all": mail("", ""),
}


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE.keys())
def test_a_person_is_no_machine(person):
    assert automatic(person, JANE) is None


def test_enough_kinds_of_ordinary_mail_are_tried():
    assert len(PEOPLE) >= 25
