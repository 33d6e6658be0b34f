"""A report tells which message of ours it is about, whoever made it and however it carries the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.embedded import Original, original_message
from chalicelib.mail.parse import parse
from tests.corpus_adapter import CORPUS

HEADER = """Return-Path: <support@desk.example>
Received: from mx.desk.example by mx.customer.example; Mon, 15 Nov 2021 19:42:13 +0100
From: ACME Support <support@desk.example>
To: "Jana" <jana@customer.example>
Subject: Re: Printer
Message-ID: <0100017d-abc@email.amazonses.com>
In-Reply-To: <question-1@customer.example>
References: <question-1@customer.example>
 <lippu.K7QF3M2X.01HX.abc@desk.example>
"""


def told(raw: str) -> Original:
    found = original_message(parse(raw.encode()))
    assert found is not None
    return found


def assert_names_the_original(found: Original) -> None:
    assert found.message_id == "0100017d-abc@email.amazonses.com"
    assert found.in_reply_to == ("question-1@customer.example",)
    assert found.references == ("question-1@customer.example", "lippu.K7QF3M2X.01HX.abc@desk.example")


def report(*parts: tuple[str, str], kind: str = "delivery-status") -> str:
    body = "".join(f"--b\nContent-Type: {content_type}\n\n{content}\n" for content_type, content in parts)
    head = f"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type={kind}; boundary=b\n\n"
    return f"{head}{body}--b--\n"


STATUS = """Reporting-MTA: dns; mx.desk.example

Final-Recipient: rfc822; jana@customer.example
Original-Recipient: rfc822;jana@customer.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <jana@customer.example>: Recipient address rejected:
    User unknown in local recipient table
"""


def test_postfix_attaches_status_and_message():
    found = told(
        report(
            ("text/plain", "This is the mail system at host mx.desk.example."),
            ("message/delivery-status", STATUS),
            ("message/rfc822", f"{HEADER}\nHello Jana\n"),
        )
    )
    assert_names_the_original(found)
    assert found.failed_recipients == ("jana@customer.example",)
    assert (found.action, found.status) == ("failed", "5.1.1")
    assert found.diagnostic.startswith("smtp; 550 5.1.1")
    assert found.diagnostic.endswith("rejected: User unknown in local recipient table")


def test_ses_and_others_attach_the_header_only():
    status = STATUS.replace("Action: failed", "Action: delayed").replace("5.1.1\n", "4.4.7 (expired)\n")
    found = told(report(("message/delivery-status", status), ("text/rfc822-headers", HEADER)))
    assert_names_the_original(found)
    assert (found.action, found.status) == ("delayed", "4.4.7")


def test_a_complaint_names_who_complained():
    feedback = "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <jana@customer.example>\n"
    parts = (("message/feedback-report", feedback), ("message/rfc822", f"{HEADER}\nHello\n"))
    found = told(report(*parts, kind="feedback-report"))
    assert_names_the_original(found)
    assert found.failed_recipients == ("jana@customer.example",)
    assert (found.action, found.status, found.diagnostic) == ("", "", "")


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        (
            "X-Failed-Recipients: jana@customer.example\n",
            "This message was created automatically by mail delivery software.\n\n  jana@customer.example\n"
            "    host mx.customer.example [192.0.2.1]: 550 unknown user\n\n"
            f"------ This is a copy of the message, including all the headers. ------\n\n{HEADER}\nHello Jana\n",
        ),
        (
            "",
            "Hi. This is the qmail-send program at desk.example.\n\n<jana@customer.example>:\n"
            f"User unknown.\n\n--- Below this line is a copy of the message.\n\n{HEADER}\nHello Jana\n",
        ),
        (
            "",
            "Your message did not reach some or all of the intended recipients.\n\n<jana@customer.example>:\n\n"
            f"Diagnostic information for administrators:\n\nOriginal message headers:\n\n{HEADER}",
        ),
        (
            "X-Failed-Recipients: jana@customer.example\n",
            "Not delivered.\n\n" + "".join(f"> {line}\n" for line in HEADER.splitlines()) + "> \n> Hello\n",
        ),
    ],
    ids=["exim", "qmail", "exchange", "quoted"],
)
def test_a_copy_in_the_text_is_read_where_nothing_is_attached(extra, text):
    found = told(f"From: postmaster@mx.example\nSubject: failure notice\n{extra}\n{text}")
    assert_names_the_original(found)
    assert found.failed_recipients == ("jana@customer.example",)


def test_a_status_without_the_message_is_still_told():
    found = told(report(("message/delivery-status", STATUS)))
    assert found.message_id == ""
    assert found.failed_recipients == ("jana@customer.example",)


@pytest.mark.parametrize(
    "raw",
    [
        "From: jana@customer.example\nSubject: Printer\n\nIt is broken.\n",
        "From: jana@customer.example\n\nWhat does Message-ID: <a@b.example> mean?\n",
        "From: jana@customer.example\n\nMessage-ID: <a@b.example>\n\nis what I found.\n",
        "From: jana@customer.example\nMessage-ID: <own@customer.example>\nReferences: <a@b.example>\n\nHi\n",
    ],
)
def test_ordinary_mail_carries_no_original(raw):
    assert original_message(parse(raw.encode())) is None


def test_failed_recipients_are_valid_addresses_only():
    status = "Final-Recipient: rfc822; not an address\nFinal-Recipient: rfc822; JANA@Customer.example\nStatus: 5.0.0\n"
    assert told(report(("message/delivery-status", status))).failed_recipients == ("jana@customer.example",)


@pytest.mark.parametrize("text", ["Message-ID: <\n" * 50_000, ("x: y\n" * 150 + "Message-ID: <a@b>\n\n") * 500])
def test_floods_of_headers_in_the_text_are_read_once(text):
    original_message(parse(f"From: postmaster@mx.example\n\n{text}".encode()))


PIECES = st.sampled_from(
    [HEADER, STATUS, "Message-ID: <a@b.example>", "--b", "--b--", "\n", "Content-Type: message/rfc822\n\n"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=20))).map("\n".join))
def test_reading_never_raises(text):
    raw = f"From: a@b.example\nContent-Type: multipart/report; boundary=b\n\n{text}"
    original_message(parse(raw.encode("utf-8", "replace")))


@pytest.mark.skipif(not (CORPUS / "sisimai").exists(), reason="no mail corpus here")
def test_nearly_every_report_of_the_corpus_names_its_original():
    mails = [parse(path.read_bytes()) for path in sorted((CORPUS / "sisimai").rglob("*.eml"))]
    originals = [original_message(mail) for mail in mails]
    share = sum(bool(original and original.message_id) for original in originals) / len(mails)
    print(f"{share:.1%} of {len(mails)} reports name the id of their original")
    assert share >= 0.8
