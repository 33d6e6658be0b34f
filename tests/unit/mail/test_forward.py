"""A forward is known by its attached message or by the header block above its text; the writer is told strictly."""

import json
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.addresses import Address
from chalicelib.mail.forward import forwarded
from chalicelib.mail.guard import MAX_PARTS
from chalicelib.mail.parse import ParsedMail, parse
from tests.corpus_adapter import CORPUS
from tests.unit.mail.samples import FORWARD_NOTE, FORWARD_TEXT, forward_samples

EVA = Address("Eva Nowak", "eva@customer.example")


def mail(text: str, subject: str = "Fwd: Printer X200", kind: str = "plain") -> ParsedMail:
    head = f"From: agent@partner.example\nSubject: {subject}\nContent-Type: text/{kind}; charset=utf-8\n\n"
    return parse((head + text).encode())


def with_attached(*originals: bytes, content_type: str = "multipart/mixed") -> ParsedMail:
    parts = b"".join(b"--b\nContent-Type: message/rfc822\n\n" + original + b"\n" for original in originals)
    head = f"From: agent@partner.example\nSubject: Fwd: x\nContent-Type: {content_type}; boundary=b\n\n".encode()
    return parse(head + b"--b\n\nPlease help her.\n" + parts + b"--b--\n")


ORIGINAL = b"""From: Eva Nowak <eva@customer.example>
Date: Mon, 15 Nov 2021 19:42:13 +0100
Subject: Printer

It is dead.
"""


@pytest.mark.parametrize("sample", list(forward_samples()), ids=lambda sample: sample.name)
def test_a_forward_of_this_program_in_this_language_is_read(sample):
    found = forwarded(mail(sample.text, sample.subject))
    assert found is not None
    assert (found.sender, found.subject) == (EVA, "Printer X200")
    assert "2021" in found.date
    assert found.note.startswith(FORWARD_NOTE)
    assert found.text == FORWARD_TEXT


def test_there_are_forwards_in_many_languages():
    assert len({sample.name.split()[0] for sample in forward_samples()}) >= 15


@pytest.mark.parametrize(
    "attribution",
    [
        'On 11/15/21, 7:42 PM, "Eva Nowak" <eva@customer.example> wrote:',
        'Am 15.11.21, 19:42 schrieb "Eva Nowak" <eva@customer.example>:',
        "Le 15/11/2021 19:42, « Eva Nowak » <eva@customer.example> a écrit :",
        'Il giorno 15/11/21, 19:42 "Eva Nowak" <eva@customer.example> ha scritto:',
        "Dnia 15.11.2021, 19:42 „Eva Nowak” <eva@customer.example> napisał:",
    ],
)
def test_outlook_for_mac_names_the_writer_in_a_sentence(attribution):
    found = forwarded(mail(f"See below.\n\n{attribution}\n\n    It is dead.\n    Help!\n"))
    assert found is not None
    assert (found.sender, found.note, found.text) == (EVA, "See below.", "It is dead.\nHelp!")


def test_an_attached_message_is_the_forward():
    found = forwarded(with_attached(ORIGINAL))
    assert found is not None
    assert (found.sender, found.subject, found.date) == (EVA, "Printer", "Mon, 15 Nov 2021 19:42:13 +0100")
    assert (found.note, found.text.strip()) == ("Please help her.", "It is dead.")


def mixed(text: str, subject: str, *files: bytes) -> ParsedMail:
    head = f"From: agent@partner.example\nSubject: {subject}\nContent-Type: multipart/mixed; boundary=b\n\n"
    parts = b"".join(b"\n--b\nContent-Type: " + file for file in files)
    return parse(f"{head}--b\n\n{text}".encode() + parts + b"\n--b--\n")


def forward_in_text(first_line: str, attached: bytes) -> ParsedMail:
    """What a customer wrote, with somebody's mail as a file of hers, forwarded by an agent."""
    text = f"FYI\n\n{first_line}\nFrom: Eva Nowak <eva@customer.example>\nDate: x\nSubject: y\nTo: z@z.example\n\nHi\n"
    return mixed(text, "Fwd: x", b"message/rfc822\n\n" + attached, b"a/b; name=log.txt\n\nLOG")


OTHER = ORIGINAL.replace(b"Eva Nowak <eva@customer.example>", b"victim@third.example")


@pytest.mark.parametrize("mark", ["---------- Forwarded message ---------", "-----Original Message-----", ""])
def test_a_forward_in_the_text_counts_before_an_attached_message(mark):
    found = forwarded(forward_in_text(mark, attached=OTHER))
    assert found is not None
    assert (found.sender, found.text, found.message_id, found.html) == (EVA, "Hi", "", None)
    assert [(file.content_type, file.name) for file in found.attachments] == [
        ("message/rfc822", "Printer.eml"),
        ("a/b", "log.txt"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---------- Forwarded message ---------\nFrom: Eva Nowak\nDate: x\nSubject: y\nTo: z\n\nHi\n",
        "---------- Forwarded message ---------\nHi\n",
        "From: Eva Nowak\nSent: x\nSubject: y\nTo: z\n\nHi\n",
        "On 15 Nov 2021, at 19:42, Eva <eva@customer.example> wrote:\n> Hi\n",
        "> Hi\n",
    ],
)
@pytest.mark.parametrize("subject", ["Fwd: x", "Re: x"])
def test_an_attached_message_beside_words_of_somebody_unknown_is_no_forward(text, subject):
    assert forwarded(mixed(text, subject, b"message/rfc822\n\n" + OTHER)) is None


def test_an_attached_original_brings_its_id_its_html_and_its_files():
    original = EmailMessage()
    original["From"], original["Message-ID"] = "Eva Nowak <eva@customer.example>", "<1@customer.example>"
    original.set_content("It is dead.")
    original.add_alternative('<p>It is <b>dead</b>.<img src="cid:p@x"></p>', subtype="html")
    original.add_attachment(b"png", maintype="image", subtype="png", cid="<p@x>", filename="p.png")
    original.add_attachment(b"LOG" * (2 << 20), maintype="a", subtype="b", filename="log.txt")
    message = EmailMessage()
    message["From"], message["Subject"] = "agent@partner.example", "Fwd: x"
    message.set_content("FYI")
    message.add_attachment(original)
    message.add_attachment(b"x", maintype="a", subtype="b", filename="of the agent.txt")
    found = forwarded(parse(message.as_bytes()))
    assert found is not None
    assert (found.message_id, found.note) == ("1@customer.example", "FYI")
    assert found.html is not None
    assert "<b>dead</b>" in found.html
    assert [(file.name, file.content_id, len(file.content)) for file in found.attachments] == [
        ("p.png", "p@x", 3),
        ("log.txt", None, 6 << 20),
        ("of the agent.txt", None, 1),
    ]


def test_a_forward_has_no_more_files_than_a_mail():
    part = b"--%b\nContent-Type: a/b\n\nx\n"
    inner = ORIGINAL.replace(b"\n\n", b"\nContent-Type: multipart/mixed; boundary=i\n\n") + part % b"i" * 80
    outer = b"From: agent@partner.example\nContent-Type: multipart/mixed; boundary=o\n\n" + part % b"o" * 80
    found = forwarded(parse(outer + b"--o\nContent-Type: message/rfc822\n\n" + inner + b"--i--\n\n--o--\n"))
    assert found is not None
    assert len(found.attachments) == MAX_PARTS


def test_two_attached_messages_are_no_forward():
    assert forwarded(with_attached(ORIGINAL, ORIGINAL)) is None


def test_the_message_inside_a_bounce_is_no_forward():
    assert forwarded(with_attached(ORIGINAL, content_type="multipart/report")) is None


@pytest.mark.parametrize(
    "written",
    [
        "Eva Nowak",
        "eva@customer.example, other@customer.example",
        "Assistant <a@x.example> on behalf of Eva Nowak <eva@customer.example>",
        "eva@localhost",
        "Eva, boss@bank.example <eva@customer.example>",
        "<>",
        "",
    ],
)
def test_a_writer_without_exactly_one_valid_address_is_nobody(written):
    text = f"---------- Forwarded message ---------\nFrom: {written}\nDate: x\nSubject: y\nTo: z@z.example\n\nHi\n"
    assert forwarded(mail(text)) is None


@pytest.mark.parametrize(
    "written",
    [
        "eva@customer.example",
        "<eva@customer.example>",
        "Eva Nowak [mailto:eva@customer.example]",
        "Eva Nowak <eva@customer.example<mailto:eva@customer.example>>",
        "eva@customer.example <mailto:eva@customer.example>",
        "Nowak, Eva <eva@customer.example>",
        "*Eva Nowak* <eva@customer.example>",
        "Eva Nowak (eva@customer.example)",
        "Eva Nowak\n <eva@customer.example>",
        "EVA@Customer.example",
    ],
)
def test_the_writer_is_read_in_every_form_that_programs_print(written):
    text = f"---------- Forwarded message ---------\nFrom: {written}\nDate: x\nSubject: y\nTo: z@z.example\n\nHi\n"
    found = forwarded(mail(text))
    assert found is not None
    assert (found.sender.email, found.text) == ("eva@customer.example", "Hi")


BLOCK = "From: Eva Nowak <eva@customer.example>\nSent: Monday\nTo: Jana\nSubject: Printer\n\nIt is dead.\n"
WROTE = "On 15 Nov 2021, at 19:42, Eva <eva@customer.example> wrote:"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Printer X200", f"Thanks!\n\n{BLOCK}"),
        ("Printer X200", f"Thanks!\n\n{BLOCK}"),
        ("Re: Fwd: Printer", f"Thanks!\n\n{WROTE}\n\n> Begin forwarded message:\n> {BLOCK}"),
        ("Re: Fwd: Printer", "> ---------- Forwarded message ---------\n> thanks for this\n"),
        ("Fwd: Printer", f"Please look.\n\n{WROTE}\n> It is dead.\n"),
        ("Fwd: Printer", "I got a forwarded message about it:\nit is dead.\n"),
        ("Fwd: Printer", "\n" * 200 + BLOCK),
        ("Fwd: Printer", "We go by train.\nFrom: Prague\nTo: Brno\nDate: 3 May\n"),
        ("Hello", ""),
    ],
)
def test_answers_and_ordinary_mail_are_no_forwards(subject, text):
    assert forwarded(mail(text, subject)) is None


def test_a_bounce_that_carries_its_original_as_an_ordinary_part_is_no_forward():
    raw = b"From: MAILER-DAEMON@mx.example\nSubject: Undeliverable: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert forwarded(parse(raw + b"--b\nContent-Type: message/rfc822\n\n" + ORIGINAL + b"\n--b--\n")) is None


def test_a_forward_in_html_is_read_from_its_text():
    html = (
        '<p>Please help.</p><hr><div id="divRplyFwdMsg"><b>From:</b> Eva Nowak &lt;eva@customer.example&gt;<br>'
        "<b>Sent:</b> Monday, 15 November 2021<br><b>To:</b> Jana<br><b>Subject:</b> Printer</div><p>It is dead.</p>"
    )
    found = forwarded(mail(html, "Fw: Printer", "html"))
    assert found is not None
    assert (found.sender, found.note, found.text) == (EVA, "Please help.", "It is dead.")


CORPUS_FORWARDS = {
    "apple_forward.html": "foo@bar.example",
    "gmail_forward.html": "foo@bar.example",
    "mailru_forward.html": "ivanivanov@example.com",
    "thunderbird_forward.html": "johndoe@example.com",
    "outlook_forward.html": None,  # names its writer without an address
    "apple_reply.html": None,
    "gmail_reply.html": None,
}


@pytest.mark.skipif(not (CORPUS / "quotequail").exists(), reason="no mail corpus here")
@pytest.mark.parametrize("name", CORPUS_FORWARDS)
def test_forwards_of_the_corpus_name_their_writer(name):
    html = (CORPUS / "quotequail" / "tests" / "files" / name).read_text("utf-8")
    found = forwarded(mail(html, "Fwd: x", "html"))
    assert (found.sender.email if found else None) == CORPUS_FORWARDS[name], json.dumps(html[:200])


PIECES = st.sampled_from(
    ["-------- Forwarded Message --------", "> From: a@b.example", "From: a@b.example", "To: x", "Subject: s", "", ">"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=20))).map("\n".join), st.text(max_size=10))
def test_reading_never_raises(text, subject):
    found = forwarded(mail(text, f"Fwd: {subject}"))
    assert found is None or "@" in found.sender.email
