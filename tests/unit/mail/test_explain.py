"""The explanation names what was found and what follows, in words that need no knowledge of the code."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.__main__ import main, told
from chalicelib.mail.explain import explain
from chalicelib.mail.thread import own_message_id, reply_address

RECIPIENT = "support@desk.example"


class Pen:
    """Signs so that the form is right; nobody checks the code here."""

    def sign(self, purpose: str, payload: bytes, size: int) -> bytes:
        return b"x" * size

    def verify(self, purpose: str, payload: bytes, mac: bytes) -> bool:
        return False


def explained(raw: str, *recipients: str, envelope_from: str | None = None) -> dict[str, str]:
    steps = explain(raw.encode(), recipients, envelope_from)
    return {step.title: "\n".join(step.findings) for step in steps}


def test_an_ordinary_answer_is_explained_from_top_to_bottom():
    address = reply_address(RECIPIENT, "K7QF3M2X", "jana@customer.example", Pen())
    own = own_message_id("K7QF3M2X", "01HX", "desk.example", Pen())
    found = explained(
        "From: Jana <jana@customer.example>\nSubject: Re: Printer [K7QF-3M2X]\nMessage-ID: <a1@customer.example>\n"
        f"References: <first@customer.example> <{own}>\n\nIt works.\n\n-- \nJana\n\n"
        "On 2 Apr 2012 18:26, ACME wrote:\n> Well?\n",
        address,
    )
    assert list(found) == [
        "Reading",
        "Sender",
        "Person or machine",
        "Automatic answer",
        "Finding its ticket",
        "Mail within the mail",
        "Text and HTML",
        "Folding",
        "HTML made harmless",
        "Attachments",
    ]
    assert "Message-ID: a1@customer.example" in found["Reading"]
    assert "nothing was cut" in found["Reading"]
    assert found["Sender"] == "From: jana@customer.example, who calls themselves Jana"
    assert "taken for a person's" in found["Person or machine"]
    assert found["Automatic answer"].startswith("One confirmation")
    ticket = found["Finding its ticket"].split("\n")
    assert ticket[0].startswith("1. Signed reply address: ticket K7QF-3M2X, made for one person; whether its signature")
    assert ticket[1].startswith("2. Own signed id: ticket K7QF-3M2X, entry 01HX; whether its signature")
    assert ticket[2].endswith(f"{own}, first@customer.example.")
    assert ticket[3] == "4. Subject names K7QF-3M2X: a hint for people, it never leads there."
    assert found["Mail within the mail"] == "None."
    assert found["Text and HTML"].startswith("Plain text only")
    folding = found["Folding"].split("\n")
    assert folding[0] == "reply: 3 lines, signature: 2 lines, quote: 2 lines"
    assert {"   It works.", " ~ Jana", " > > Well?"} <= set(folding)
    assert found["HTML made harmless"] == "The mail has no HTML."
    assert found["Attachments"] == "None."


def test_quarantine_says_why():
    found = explained("From: a@x.example, b@x.example\nSubject: x\n\ny\n")
    assert "Set aside in quarantine: more than one address in From." in found["Sender"]
    assert "From as written: a@x.example, b@x.example" in found["Sender"]
    assert found["Automatic answer"] == "None is sent: no valid sender."
    ours = explained("From: a@x.example\nX-Lippu-Outbox: 01HX\n\ny\n")
    assert "the mark of our own mail" in ours["Sender"]


def test_a_bounce_lists_every_rule_it_met_and_what_it_is_about():
    found = explained(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n"
        "Auto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; jana@customer.example\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        "Message-ID: <0100@email.amazonses.com>\n\n--b--\n"
    )
    machine = found["Person or machine"]
    for sign in ("(empty", "report", "Auto-Submitted", "mail system", "bounce by its subject", "null return path"):
        assert sign in machine
    assert "About no ticket of ours it is set aside in quarantine, because of its envelope sender." in machine
    assert found["Automatic answer"] == "None is sent: report."
    within = found["Mail within the mail"]
    assert "A report about message 0100@email.amazonses.com." in within
    assert "It concerns jana@customer.example (failed 5.1.1)." in within
    assert "The server said: smtp; 550 no such user" in within


def test_a_forward_and_dangerous_html_and_files_are_named():
    found = explained(
        "From: agent@desk.example\nReply-To: else@x.example\nSubject: Fwd: x\n"
        "Content-Type: multipart/mixed; boundary=b\n\n"
        '--b\nContent-Type: text/html\n\n<p onclick="x()">Hi<script>x()</script><form>'
        '<img src="https://x.example/1.png"></form></p>\n'
        "--b\nContent-Type: message/rfc822\n\nFrom: eva@customer.example\nSubject: Printer\n\nDead.\n"
        "--b\nContent-Type: application/pdf; name=bill.pdf\n\nabc\n--b--\n",
        RECIPIENT,
    )
    assert "Reply-To names somebody else: else@x.example" in found["Sender"]
    assert found["Automatic answer"] == "None is sent: Reply-To differs from From."
    assert "none among the envelope recipients" in found["Finding its ticket"]
    assert "A forward: eva@customer.example wrote the original, subject: Printer." in found["Mail within the mail"]
    assert "if an agent of the department sent it and DMARC passed" in found["Mail within the mail"]
    assert "made from the HTML" in found["Text and HTML"]
    assert "held back until an agent asks for them: 1." in found["HTML made harmless"]
    for removed in ("<script> 1", "<form> 1", "onclick attributes 1"):
        assert removed in found["HTML made harmless"]
    assert "bill.pdf: application/pdf, 3 bytes, file" in found["Attachments"]


def test_the_envelope_can_be_given():
    raw = "From: jana@customer.example\n\nhi\n"
    assert "null return path" in explained(raw, envelope_from="")["Person or machine"]
    assert "our own mail" in explained(raw, RECIPIENT, envelope_from=RECIPIENT)["Automatic answer"]
    assert "no envelope recipients were given" in explained(raw)["Finding its ticket"]


def test_machine_mail_with_an_envelope_sender_may_open_a_ticket():
    raw = "From: monitor@customer.example\nAuto-Submitted: auto-generated\n\ndisk full\n"
    machine = explained(raw, envelope_from="monitor@customer.example")["Person or machine"]
    assert "About no ticket of ours it opens a ticket like any other mail, because of its envelope sender." in machine


def test_an_answer_without_words_of_its_own_is_told():
    raw = "From: jana@customer.example\n\nOn 2 Apr 2012 18:26, ACME wrote:\n> Well?\n"
    assert "Quotes and a signature alone: all of it stays visible." in explained(raw)["Folding"]
    assert "Quotes and a signature alone" not in explained("From: jana@customer.example\n\n")["Folding"]


def test_what_was_cut_is_told():
    found = explained("From: jana@customer.example\nX: " + "a" * 20_000 + "\n\nhi\n")
    assert "Note: the header was shortened. The original stays in storage." in found["Reading"]


def test_a_sender_cannot_move_the_cursor_of_the_terminal():
    found = explained("From: jana@customer.example\n\nred \x1b[31m and \u202e back\n")
    assert "red ·[31m and · back" in found["Folding"]


def test_long_texts_are_shown_in_part():
    folding = explained("From: jana@customer.example\n\n" + "line\n" * 50 + "x" * 5000)["Folding"].split("\n")
    assert folding[-1] == "   [39 more lines]"


@given(st.binary(max_size=300))
def test_explaining_never_raises(raw):
    assert len(explain(raw, ["x", RECIPIENT])) == 10


def test_the_command_prints_numbered_steps(tmp_path, capsys):
    file = tmp_path / "mail.eml"
    file.write_bytes(b"From: jana@customer.example\nSubject: Hi\n\nhello\n")
    assert main([str(file), "--recipient", RECIPIENT, "--envelope-from", ""]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(" 1. Reading\n    47 bytes; subject: Hi;")
    assert "\n\n10. Attachments\n    None.\n" in printed
    assert printed == told(explain(file.read_bytes(), [RECIPIENT], ""))


def test_the_command_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"From: jana@customer.example\n\nhello\n")))
    assert main(["-"]) == 0
    assert "From: jana@customer.example" in capsys.readouterr().out


def test_a_missing_file_is_said_plainly(tmp_path, capsys):
    assert main([str(tmp_path / "none.eml")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"The mail {tmp_path / 'none.eml'} cannot be read: No such file or directory.\n"


def test_a_folder_is_no_mail(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_missing_argument_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "FILE.eml" in capsys.readouterr().err
