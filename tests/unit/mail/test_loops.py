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


INVITATION = "--b\n\nhi\n--b\nContent-Type: text/calendar; name=a.ics\nContent-Disposition: attachment\n\nx\n--b--"
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
        mail("Preference: auto_reply\n"),
        mail("Precedence: first\nPrecedence: auto_reply\n"),
        mail("X-Cron-Env: <SHELL=/bin/sh>\n"),
        mail("X-FC-MachineGenerated: true\n"),
        mail(sender="MDaemon@mx.example.com"),
        mail(sender="bounces+77@mx.example.com"),
        mail(sender='"Postmaster" <help@mx.example.com>'),
        mail(sender="Mail Delivery Subsystem <help@mx.example.com>"),
        mail(sender="Internet Mail Delivery <help@mx.example.com>"),
        mail(subject="complaint about message from 192.0.2.1"),
        mail(body="Hi. This is the qmail-send program at example.com."),
    ],
)
def test_machine_mail_is_recognised(machine):
    assert automatic(machine, JANE)
    assert no_answer_reason(machine, JANE, OWN)


@pytest.mark.parametrize(
    "subject",
    [
        "Undelivered Mail Returned to Sender",
        "Undeliverable: Printer",
        "Delivery Status Notification (Failure)",
        "Mail delivery failed: returning message to sender",
        "Returned mail: see transcript for details",
        "failure notice",
        "Warning: could not send message for past 4 hours",
        "Unzustellbar: Angebot",
        "Non remis : Devis",
        "No se puede entregar: Oferta",
        "Non recapitabile: Offerta",
        "Não é possível entregar: Oferta",
        "Onbestelbaar: Offerte",
        "Uleverbar: Tilbud",
        "Olevererbart: Erbjudande",
        "Toimittamaton: Tarjous",
        "Nedoručitelné: Nabídka",
        "Nedoručiteľné: Ponuka",
        "Niedostarczone: Oferta",
        "Kézbesíthetetlen: Ajánlat",
        "Не удается доставить: Принтер",
    ],
)
def test_a_bounce_is_known_by_its_subject(subject):
    assert automatic(mail(subject=subject), JANE) == "bounce by its subject"


@pytest.mark.parametrize("evidence", ["550 no such user", "Status 5.1.1", "<bob@example.com>: unknown", "SMTP error"])
def test_a_subject_that_people_write_too_needs_the_words_of_a_mail_system(evidence):
    assert automatic(mail(subject="Mail delivery failed", body=evidence), JANE) == "bounce by its subject"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Printer",
        "Out of Office: Printer",
        "Out of Office AutoReply: Printer",
        "Out of the office",
        "Auto: Jane Doe is out of the office (returning 3 May)",
        "Autoreply: Printer",
        "Automatische Antwort: Drucker",
        "Abwesenheitsnotiz: Drucker",
        "Réponse automatique : imprimante",
        "Absence du bureau : imprimante",
        "Respuesta automática: impresora",
        "Fuera de la oficina: impresora",
        "Risposta automatica: stampante",
        "Fuori sede: stampante",
        "Resposta automática: impressora",
        "Automatisch antwoord: printer",
        "Autosvar: skrivare",
        "Automatiskt svar: skrivare",
        "Automatisk svar: printer",
        "Ikke til stede: printer",
        "Automaattinen vastaus: tulostin",
        "Automatyczna odpowiedź: drukarka",
        "Automatická odpověď: tiskárna",
        "Automatická odpoveď: tlačiareň",
        "Automatikus válasz: nyomtató",
        "Автоматический ответ: принтер",
        "自动回复: 打印机",
        "自動応答: プリンター",
    ],
)
def test_an_away_note_is_known_by_its_subject(subject):
    assert automatic(mail(subject=subject), JANE) == "out of office by its subject"


@pytest.mark.parametrize("empty", ["", "<>", " "])
def test_a_null_return_path_is_a_machine(empty):
    assert automatic(mail(), empty) == "null return path"


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
        (mail(sender="do-not-reply@example.com"), JANE),
        (mail(sender="noresponder@example.com"), JANE),
        (mail(), "MAILER-DAEMON@mx.example.com"),
        (mail(), "postmaster@example.com"),
        (mail("Precedence: normal\nPrecedence: bulk\n"), JANE),
        (mail("Precedence: list (really)\n"), JANE),
        (mail("List-Id: <x.example.com>\n"), JANE),
        (mail("X-Auto-Response-Suppress: autoreply\n"), JANE),
        (mail("Content-Type: multipart/mixed; boundary=b\n", body=INVITATION), JANE),
        (mail(sender="not an address"), JANE),
        (mail("From: second@example.com\n"), JANE),
    ],
)
def test_mail_that_must_not_be_answered_says_why(silent, envelope_sender):
    assert no_answer_reason(silent, envelope_sender, OWN)
