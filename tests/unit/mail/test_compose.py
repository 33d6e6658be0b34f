"""What we send is well formed whatever goes in, and the same each time."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.compose import OutgoingFile, OutgoingMail, Quoted, compose, reply_body
from chalicelib.mail.fold import fold
from chalicelib.mail.parse import Address, parse

MAIL = OutgoingMail(
    from_=Address("Help, desk", "support@desk.example"),
    to=Address("Jäne Doe", "jane@example.com"),
    visible_to=(),
    cc=(),
    reply_to="support+t.k7qf3m2x.aaaaaaaa.bbbbbbbbbbbbbbbbbb@desk.example",
    subject="[K7QF-3M2X] Prüfung",
    text="Grüße\n.\nFrom here\n" + "long " * 300,
    html="<p>Grüße</p>",
    in_reply_to="1@example.com",
    references=("0@example.com", "1@example.com"),
    language="de",
    outbox_id="01JABC",
    automatic=None,
)


def read(mail: OutgoingMail) -> email.message.EmailMessage:
    return email.message_from_bytes(compose(mail), policy=email.policy.default)


def test_a_reply_says_what_was_given():
    message = read(MAIL)
    assert message["From"].addresses[0].display_name == "Help, desk"
    assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [("Jäne Doe", "jane@example.com")]
    assert message["Reply-To"].addresses[0].addr_spec == MAIL.reply_to
    assert message["Subject"] == "[K7QF-3M2X] Prüfung"
    assert message["In-Reply-To"] == "<1@example.com>"
    assert message["References"].split() == ["<0@example.com>", "<1@example.com>"]
    assert message["Content-Language"] == "de"
    assert message["X-Lippu-Outbox"] == "01JABC"
    assert message["Auto-Submitted"] is None
    assert message["X-Auto-Response-Suppress"] is None
    plain, html = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html


def test_lines_are_short_and_end_in_crlf_and_all_is_ascii():
    raw = compose(replace(MAIL, references=tuple(f"{n}{'x' * 60}@example.com" for n in range(50)), subject="ä" * 300))
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_the_same_mail_gives_the_same_bytes():
    assert compose(MAIL) == compose(replace(MAIL))
    assert compose(MAIL) != compose(replace(MAIL, outbox_id="01JABD"))


@pytest.mark.parametrize("kind", ["auto-replied", "auto-generated"])
def test_automatic_mail_says_so(kind):
    message = read(replace(MAIL, automatic=kind))
    assert message["Auto-Submitted"] == kind
    assert message["X-Auto-Response-Suppress"] == "All"


def test_the_header_shows_everybody_but_the_mail_is_for_one():
    shown = (Address("A", "a@example.com"), Address("B", "b@example.com"))
    message = read(replace(MAIL, visible_to=shown, cc=(Address("", "c@example.com"),)))
    assert [a.addr_spec for a in message["To"].addresses] == ["a@example.com", "b@example.com"]
    assert [a.addr_spec for a in message["Cc"].addresses] == ["c@example.com"]


def test_files_and_pictures_arrive_as_they_are():
    files = (
        OutgoingFile('Jä"ne\r\n../x.pdf', "application/pdf", b"\x00\xff" * 100, None),
        OutgoingFile("logo.png", "IMAGE/png", b"png", "logo@x"),
        OutgoingFile("", "message/rfc822", b"Subject: x\n\ny", None),
        OutgoingFile("a.bin", "bad\r\nX-Evil: 1", b"", None),
    )
    parsed = parse(compose(replace(MAIL, html='<img src="cid:logo@x">', attachments=files)))
    found = {file.name: (file.content_type, file.content, file.inline) for file in parsed.attachments}
    assert found == {
        "logo.png": ("image/png", b"png", True),
        "Jä_ne .._x.pdf": ("application/pdf", b"\x00\xff" * 100, False),
        "file": ("application/octet-stream", b"Subject: x\n\ny", False),
        "a.bin": ("application/octet-stream", b"", False),
    }


@pytest.mark.parametrize("field", ["subject", "reply_to", "in_reply_to", "language", "outbox_id"])
def test_no_field_can_add_a_header_line(field):
    message = read(replace(MAIL, **{field: "x\r\nBcc: evil@example.com\r\n\r\nbody\u2028y\x85z\x00"}))
    assert message["Bcc"] is None
    assert len(list(message.iter_parts())) == 2


@pytest.mark.parametrize(
    "name",
    [
        "a, b@evil.example",
        '"><evil@example.com>, x',
        "evil@example.com",
        "x\r\nBcc: evil@example.com",
        "=?utf-8?q?evil=40example=2Ecom=3E?=",
        "(comment",
        "Group: a;",
        "\\",
        "ä" * 200,
        'ä" <evil@example.com>',
        "a" * 500,
        "\u202eelpmaxe",
        "\ud800",
    ],
)
def test_a_name_is_exactly_one_recipient(name):
    message = read(replace(MAIL, to=Address(name, "jane@example.com")))
    assert [a.addr_spec for a in message["To"].addresses] == ["jane@example.com"]
    assert message["Bcc"] is None


def test_an_address_cannot_hold_a_second_one():
    message = read(replace(MAIL, to=Address("", "jane@example.com>, <evil@example.com")))
    assert len(message["To"].addresses) <= 1


@given(st.text(), st.text(), st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_composing_never_raises_and_one_part_stays_one(name, subject, text, id_, references):
    mail = replace(
        MAIL,
        to=Address(name, "jane@example.com"),
        subject=subject,
        text=text,
        in_reply_to=id_,
        references=tuple(references),
        outbox_id=id_,
    )
    parsed = parse(compose(mail))
    assert [address.email for address in parsed.to] == ["jane@example.com"]
    assert parsed.sender == Address("Help, desk", "support@desk.example")
    assert (parsed.html or "").strip() == MAIL.html


AT = datetime(2026, 4, 2, 18, 26, tzinfo=UTC)


def test_a_reply_body_quotes_the_history_newest_first():
    history = [Quoted("Jane", AT, "First\nline"), Quoted("Agent <b>", AT, "<script>Second</script>")]
    text, html = reply_body("Answer\n<b>", "Desk\nTeam", history)
    assert text == (
        "Answer\n<b>\n\n-- \nDesk\nTeam\n\n"
        "On 2026-04-02 18:26 UTC, Agent <b> wrote:\n> <script>Second</script>\n\n"
        "On 2026-04-02 18:26 UTC, Jane wrote:\n> First\n> line\n"
    )
    assert html.index("Answer<br>\n&lt;b&gt;") < html.index("Agent &lt;b&gt; wrote:") < html.index("Jane wrote:")
    assert '<blockquote type="cite">First<br>\nline</blockquote>' in html
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_reply_body_is_bounded():
    history = [Quoted("Jane", AT, "word " * 100_000) for _ in range(50)]
    text, html = reply_body("Answer", "", history)
    assert len(text) < 40_000
    assert len(html) < 60_000
    assert text.startswith("Answer\n\nOn ")


def test_a_customer_sees_their_own_quote_folded():
    text, _ = reply_body("Answer", "", [Quoted("Jane", AT, "Question")])
    assert fold(text).reply == "Answer"
