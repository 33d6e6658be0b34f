"""Machines are recognised, people are not taken for machines, and answers stay away where they could harm."""

import pytest

from chalicelib.mail.loops import automatic, no_answer_reason
from chalicelib.mail.parse import ParsedMail, parse

JANE = "jane@example.com"
OWN = frozenset({"support@desk.example"})


def mail(
    headers: str = "", sender: str = JANE, subject: str = "Printer broken", body: str = "Please help."
) -> ParsedMail:
    return parse(f"From: {sender}\nSubject: {subject}\n{headers}\n{body}".encode())


REPORT = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
STATUS = "--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b--"


@pytest.mark.parametrize(
    "machine",
    [
        mail(REPORT),
        mail("Content-Type: multipart/mixed; boundary=b\n", body=STATUS),
        mail("Content-Type: multipart/mixed; boundary=b\n", body=STATUS.replace("delivery-status", "feedback-report")),
        mail("Content-Type: message/disposition-notification\n"),
        mail("Auto-Submitted: auto-replied\n"),
        mail("Auto-Submitted: Auto-Generated (cron); x=y\n"),
        mail("X-Failed-Recipients: a@example.com\n"),
        mail("X-Autoreply: yes\n"),
        mail("X-Autorespond: x\n"),
        mail("Precedence: auto_reply\n"),
        mail(sender="MAILER-DAEMON@mx.example.com"),
        mail(sender="Mail Delivery System <system@mx.example.com>"),
        mail(sender="postmaster@example.com"),
        mail(subject="Undelivered Mail Returned to Sender"),
        mail(subject="Delivery Status Notification (Failure)"),
        mail(subject="Unzustellbar: Angebot"),
        mail(subject="Automatic reply: Printer"),
        mail(subject="Abwesenheitsnotiz: Drucker"),
        mail(subject="Réponse automatique : imprimante"),
        mail(body="Hi. This is the qmail-send program at example.com."),
    ],
)
def test_machine_mail_is_recognised(machine):
    assert automatic(machine, JANE)
    assert no_answer_reason(machine, JANE, OWN)


@pytest.mark.parametrize("empty", ["", "<>", " "])
def test_a_null_return_path_is_a_machine(empty):
    assert automatic(mail(), empty) == "null return path"


@pytest.mark.parametrize(
    "person",
    [
        mail(),
        mail("Auto-Submitted: no\n"),
        mail("Auto-Submitted: No (really); x=y\n"),
        mail("Precedence: list\nList-Id: <x.example.com>\n"),
        mail("X-Auto-Response-Suppress: DR, RN\n"),
        mail(subject="Re: delivery of my parcel"),
        mail(subject="My mail was returned, please help"),
        mail(
            "Content-Type: multipart/mixed; boundary=b\n",
            body="--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n--b--",
        ),
    ],
)
def test_a_person_is_no_machine(person):
    assert automatic(person, JANE) is None


def test_an_ordinary_mail_may_be_answered():
    assert no_answer_reason(mail(), JANE, OWN) is None
    assert no_answer_reason(mail("Auto-Submitted: no\nReply-To: JANE@example.com\n"), JANE, OWN) is None


@pytest.mark.parametrize(
    ("silent", "envelope_sender"),
    [
        (mail("Precedence: bulk\n"), JANE),
        (mail("Precedence: Junk\n"), JANE),
        (mail("Precedence: list\n"), JANE),
        (mail("List-Unsubscribe: <mailto:x@example.com>\n"), JANE),
        (mail("Mailing-List: x\n"), JANE),
        (mail("X-Auto-Response-Suppress: All\n"), JANE),
        (mail("X-Auto-Response-Suppress: DR, OOF\n"), JANE),
        (mail("Reply-To: other@example.org\n"), JANE),
        (mail("Content-Type: text/calendar; method=REPLY\n"), JANE),
        (mail("X-Lippu-Outbox: 01J\n"), JANE),
        (mail(sender="Support@desk.example"), JANE),
        (mail(), "support@DESK.example"),
        (mail(), "owner-list@example.com"),
        (mail(), "list-request@example.com"),
        (mail(), "list-bounces@example.com"),
        (mail(sender="no-reply@example.com"), "no-reply@example.com"),
        (mail(sender="noreply+x@example.com"), JANE),
        (mail(sender="donotreply@example.com"), JANE),
        (mail(sender="not an address"), JANE),
        (mail("From: second@example.com\n"), JANE),
    ],
)
def test_mail_that_must_not_be_answered_says_why(silent, envelope_sender):
    assert no_answer_reason(silent, envelope_sender, OWN)
