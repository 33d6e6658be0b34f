"""A raw mail becomes data, and nothing makes that fail."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail import guard as limits
from chalicelib.mail.body import TEXT_CUT
from chalicelib.mail.content import MAX_TEXT
from chalicelib.mail.parse import Address, parse

HEAD = "From: Jane <jane@example.com>\nTo: help@desk.example\nSubject: Hi\nMessage-ID: <1@example.com>\n"


def mail(headers: str, body: str = "", head: str = HEAD) -> bytes:
    return (head + headers + "\n" + body).replace("\n", "\r\n").encode()


def multipart(kind: str, *parts: str) -> tuple[str, str]:
    body = "".join(f"--b-{kind}\n{part}\n" for part in parts) + f"--b-{kind}--\n"
    return f'Content-Type: multipart/{kind}; boundary="b-{kind}"\n', body


PLAIN = "Content-Type: text/plain\n\nplain"
HTML = "Content-Type: text/html\n\n<p>rich</p>"


def test_a_plain_mail_is_read():
    parsed = parse(mail("Cc: A <a@example.com>, b@example.com\nDate: today\nReply-To: r@example.com\n", "Hello"))
    assert parsed.sender == Address("Jane", "jane@example.com")
    assert parsed.sender_problem is None
    assert parsed.to == (Address("", "help@desk.example"),)
    assert parsed.cc == (Address("A", "a@example.com"), Address("", "b@example.com"))
    assert parsed.reply_to == (Address("", "r@example.com"),)
    assert (parsed.subject, parsed.message_id, parsed.date, parsed.text) == ("Hi", "1@example.com", "today", "Hello")
    assert (parsed.html, parsed.attachments, parsed.notes) == (None, (), ())
    assert parsed.headers["subject"] == ("Hi",)


def test_thread_ids_are_read_also_without_brackets():
    parsed = parse(mail("In-Reply-To: <a@x> (comment)\nReferences: <a@x>\n <b@x><c@x>\n"))
    assert parsed.in_reply_to == ("a@x",)
    assert parsed.references == ("a@x", "b@x", "c@x")
    assert parse(mail("In-Reply-To: a@x\n")).in_reply_to == ("a@x",)


def test_verdicts_and_internal_headers_of_the_sender_are_not_seen():
    forged = "X-SES-Spam-Verdict: PASS\nAuthentication-Results: dmarc=pass\nX-Lippu-Agent: a\nReceived-SPF: pass\n"
    parsed = parse(mail(forged + "X-Lippu-Outbox: 1\nARC-Seal: x\n"))
    assert {name for name in parsed.headers if name.startswith(("x-", "a", "received"))} == {"x-lippu-outbox"}


def test_an_alternative_gives_both_its_forms():
    parsed = parse(mail(*multipart("alternative", PLAIN, HTML)))
    assert parsed.text.strip() == "plain"
    assert parsed.html is not None
    assert parsed.html.strip() == "<p>rich</p>"
    assert parsed.attachments == ()


def test_a_mail_of_html_alone_has_text_too():
    parsed = parse(mail("Content-Type: text/html\n", "<p>Hello<br>you</p>"))
    assert parsed.text == "Hello\nyou\n"
    assert parsed.html == "<p>Hello<br>you</p>"


def test_texts_after_each_other_are_joined():
    parsed = parse(mail(*multipart("mixed", PLAIN, "Content-Type: text/plain\n\nmore")))
    assert parsed.text.split() == ["plain", "more"]


def test_a_picture_is_inline_only_if_the_html_shows_it():
    def picture(content_id: str, content: str) -> str:
        return f"Content-Type: image/png\nContent-ID: <{content_id}>\nContent-Transfer-Encoding: base64\n\n{content}"

    html = 'Content-Type: text/html\n\n<img src="cid:one@x">'
    parsed = parse(mail(*multipart("related", html, picture("one@x", "iVBO"), picture("two@x", "iVBP"))))
    assert [(file.content_id, file.content) for file in parsed.attachments] == [
        ("one@x", b"\x89PN"),
        (None, b"\x89PO"),
    ]


def test_a_content_id_that_is_longer_than_any_program_makes_names_nothing():
    long = "a" * 251
    html = f'Content-Type: text/html\n\n<img src="cid:{long}">'
    picture = f"Content-Type: image/png\nContent-ID: <{long}>\n\nx"
    assert [file.content_id for file in parse(mail(*multipart("related", html, picture))).attachments] == [None]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Content-Disposition: attachment; filename=a.txt", "a.txt"),
        ("Content-Disposition: attachment; filename*=utf-8''J%C3%A4.txt", "Jä.txt"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?J=C3=A4.txt?="', "Jä.txt"),
        ('Content-Disposition: attachment\nContent-Type: a/b; name="n.txt"', "n.txt"),
        ('Content-Disposition: attachment; filename="../../etc/pass\u202ewd"', "passwd"),
        ('Content-Disposition: attachment; filename="C:\\\\dir\\\\x.exe"', "x.exe"),
        ("Content-Disposition: attachment", ""),
    ],
)
def test_files_have_a_name_without_folders_or_invisible_characters(header, name):
    parsed = parse(mail(*multipart("mixed", PLAIN, header + "\n\ncontent")))
    assert [file.name for file in parsed.attachments] == [name]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("base64", base64.b64encode("Grüße".encode()).decode().rstrip("=")),
        ("Quoted-Printable", "Gr=C3=BC=\n=C3=9Fe"),
        ("8bit", "Grüße"),
        ("no-such", "Grüße"),
    ],
)
def test_transfer_encodings_are_undone(encoding, content):
    headers = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n"
    assert parse(mail(headers, content)).text == "Grüße"


def test_a_message_in_the_mail_is_a_file_with_its_bytes_intact():
    inner = (
        "Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n--x--"
    )
    parsed = parse(mail(*multipart("mixed", PLAIN, inner)))
    assert [file.content_type for file in parsed.attachments] == ["message/rfc822"]
    assert parsed.attachments[0].content.replace(b"\r\n", b"\n").decode() == inner.split("\n\n", 1)[1]
    assert parsed.text.strip() == "plain"


def test_the_parts_of_a_digest_are_messages():
    parsed = parse(mail(*multipart("digest", "\nSubject: one\n\n1", "\nSubject: two\n\n2")))
    assert [file.content_type for file in parsed.attachments] == ["message/rfc822"] * 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\ntext",
        b"no header at all",
        mail('Content-Type: multipart/mixed; boundary="b'),
        mail("Content-Type: multipart/mixed; boundary=b\n", "no delimiter"),
        mail("Content-Type: multipart/mixed\n", "no boundary"),
        mail("Content-Type: text/plain; charset=no-such\n", "x"),
        mail("Content-Type: multipart/mixed; boundary*=idna''%ff\n", "x"),
        mail("Content-Type: text/plain; charset*=idna''%ff\n", "x"),
        mail("Content-Type: /\nContent-Transfer-Encoding: \n", "x"),
        b"Message-ID: " + b"<" * 20_000 + b"\r\n\r\nx",
        b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
        b"Subject: " + b" ".join([b"=?utf-8?q?=C3=A4?="] * 10_500) + b"\r\n\r\nx",
        bytes(range(256)) * 20,
        mail("Content-Transfer-Encoding: x-uuencode\n", "begin 644 x\n\x01\x02\xff\nend"),
    ],
)
def test_malformed_mail_is_still_read(raw):
    parsed = parse(raw)
    assert len(parsed.subject) <= 255
    parsed.text.encode()


def test_a_multipart_without_parts_shows_what_is_there_and_keeps_it_as_a_file():
    parsed = parse(mail("Content-Type: multipart/mixed; boundary=b\n", "no delimiter"))
    assert parsed.text == "no delimiter"
    assert [(file.content_type, file.content) for file in parsed.attachments] == [("multipart/mixed", b"no delimiter")]
    assert parse(mail("Content-Type: multipart/mixed; boundary=b\n", "\n\n")).attachments == ()


def test_a_blank_text_beside_html_is_made_from_it():
    parsed = parse(mail(*multipart("alternative", "Content-Type: text/plain\n\n \n", HTML)))
    assert parsed.text == "rich\n"


def test_html_without_content_is_none():
    assert parse(mail("Content-Type: text/html\n", "")).html is None


def test_text_that_is_no_text_is_a_file():
    binary = base64.b64encode(b"GIF89a\x00\x01\xff\xfe").decode()
    parsed = parse(mail(*multipart("mixed", PLAIN, f"Content-Transfer-Encoding: base64\n\n{binary}")))
    assert parsed.text == "plain"
    assert [file.content for file in parsed.attachments] == [b"GIF89a\x00\x01\xff\xfe"]


def test_words_that_only_say_they_are_base64_are_shown():
    words = "these are words\nof a person who\nnever encoded them\n"
    assert parse(mail("Content-Transfer-Encoding: base64\n", words)).text == words


@pytest.mark.parametrize("content_type", ["text/plain>", "text/plain charset=utf-8", "TEXT/PLAIN ;"])
def test_junk_behind_a_type_is_ignored(content_type):
    assert parse(mail(f"Content-Type: {content_type}\n", "words")).text == "words"


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Subject: =?utf-8?b?SsOkL2IK?=\n", "Jä-b.eml"),
        ("Subject: ../..\n", "message.eml"),
        ("", "message.eml"),
        ("Subject: " + "x" * 400 + "\n", "x" * 196 + ".eml"),
    ],
)
def test_a_message_in_the_mail_is_named_by_its_subject(subject, name):
    parsed = parse(mail(*multipart("mixed", PLAIN, f"Content-Type: message/rfc822\n\n{subject}\nhi")))
    assert [file.name for file in parsed.attachments] == [name]


def test_many_long_texts_together_are_cut():
    long = "Content-Type: text/html\n\n" + "<p>x</p>" * 20_000
    parsed = parse(mail(*multipart("mixed", *[long] * 30)))
    assert parsed.html is not None
    assert len(parsed.html) == MAX_TEXT
    assert parsed.notes == (TEXT_CUT,)


def test_text_is_cut_between_characters():
    raw = b"Content-Type: text/plain; charset=utf-8\n\n" + "x\U0001f600".encode() * (13 * MAX_TEXT // 5)
    text = parse(raw).text
    assert set(text) == {"x", "\U0001f600"}
    assert len(text) == MAX_TEXT


def test_what_cannot_be_stored_is_gone_everywhere():
    raw = b"From: J\0ane <jane@example.com>\r\nSubject: a\0b =?utf-7?q?+2AA-?=\r\n"
    raw += b"X: \xff\xed\xa0\x80\0\r\n\r\nx\0y\xed\xa0\x80"
    parsed = parse(raw)
    for text in (parsed.subject, parsed.text, parsed.sender.name if parsed.sender else "\0", *parsed.headers["x"]):
        assert "\0" not in text
        text.encode()


def test_long_text_is_cut_and_noted():
    parsed = parse(mail("", "x" * (MAX_TEXT + 1)))
    assert len(parsed.text) == MAX_TEXT
    assert parsed.notes == (TEXT_CUT,)


def test_cuts_before_parsing_are_noted():
    assert parse(mail("X-A: " + "b" * 9000 + "\n")).notes == (limits.HEADERS_CUT,)


def test_two_from_headers_are_no_sender():
    parsed = parse(mail("From: other@example.com\n"))
    assert parsed.sender is None
    assert parsed.sender_problem == "2 From headers"


LINES = st.sampled_from(
    [
        "Content-Type: multipart/mixed; boundary=a",
        "Content-Type: multipart/alternative; boundary=b",
        "Content-Type: text/html; charset=utf-16",
        "Content-Type: message/delivery-status",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename*0*=x'%ff",
        "From: =?x?b?",
        "Subject: =?utf-8?b?////?=",
        "--a",
        "--b",
        "--a--",
        "",
        "text <b> =?",
        "\x00\ufffd",
    ]
)


@given(st.lists(LINES, max_size=40).map("\n".join), st.binary(max_size=50))
def test_parsing_never_raises(lines, noise):
    parsed = parse(lines.encode() + noise)
    for text in (parsed.subject, parsed.text, parsed.html or "", *parsed.headers):
        assert "\x00" not in text
        text.encode()


@given(st.binary(max_size=3000))
def test_parsing_any_bytes_never_raises(raw):
    parse(raw)
