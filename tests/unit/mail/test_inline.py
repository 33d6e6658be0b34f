"""Pictures of the HTML are found by every way of naming them, and kept once."""

import pytest

from chalicelib.mail.content import MAX_CONTENT_ID, MAX_TEXT, Attachment
from chalicelib.mail.inline import with_inline_files


def picture(
    content_id: str | None, content: bytes = b"png", kind: str = "image/png", name: str = "p.png"
) -> Attachment:
    return Attachment(name, kind, content, content_id)


@pytest.mark.parametrize(
    ("content_id", "html"),
    [
        ("a@x", '<img src="cid:a@x">'),
        ("a@x", "<img src=CID:A@X>"),
        ("a b@x", '<img src="cid:a%20b@x">'),
        ("a@x", "<td style='background:url(cid:a@x)'>"),
        ("http://x.example/p.png", '<img src="http://x.example/p.png">'),
    ],
)
def test_a_picture_is_inline_however_the_html_names_it(content_id, html):
    shown, files = with_inline_files(html, [picture(content_id)])
    assert [file.content_id for file in files] == [content_id]
    assert shown is not None
    assert f"cid:{content_id}" in shown


def test_equal_pictures_are_kept_once_and_all_addresses_lead_to_it():
    html = '<img src="cid:one"><img src="cid:two"><img src="cid:three">'
    shown, files = with_inline_files(html, [picture("one"), picture("two"), picture("three", b"other")])
    assert shown == '<img src="cid:one"><img src="cid:one"><img src="cid:three">'
    assert [file.content_id for file in files] == ["one", "three"]


def test_equal_files_without_content_id_are_what_the_sender_attached():
    files = [picture(None, name="a.png"), picture(None, name="b.png"), picture("x", kind="text/csv"), picture("y", b"")]
    assert [file.name for file in with_inline_files("<p>", files)[1]] == ["a.png", "b.png", "p.png", "p.png"]


def test_an_unknown_address_stays():
    assert with_inline_files('<img src="cid:gone">', [picture("a")]) == ('<img src="cid:gone">', (picture(None),))


def test_a_mail_of_text_alone_has_no_inline_files():
    assert with_inline_files(None, [picture("a")]) == (None, (picture(None),))


@pytest.mark.parametrize("content_id", ["a", "http://x.example/p.png"])
def test_a_file_that_the_html_does_not_name_is_an_ordinary_one(content_id):
    assert with_inline_files("<p>", [picture(content_id)])[1] == (picture(None),)


def test_longer_addresses_are_put_in_only_as_far_as_the_html_keeps_its_limit():
    named = "a" * MAX_CONTENT_ID
    html = "cid:b " * (MAX_TEXT // 6)
    shown, files = with_inline_files(html, [picture(named), picture("b")])
    assert shown is not None
    assert len(shown) <= MAX_TEXT
    assert shown.endswith("cid:b ")
    assert [file.content_id for file in files] in ([named], [None])


def test_locations_are_marked_only_as_far_as_the_html_keeps_its_limit():
    html = '"://" ' * (MAX_TEXT // 6)
    shown, files = with_inline_files(html, [picture("://"), picture("cid:://", b"2"), picture("cid:cid:://", b"3")])
    assert shown is not None
    assert len(shown) <= MAX_TEXT
    assert [file.content_id for file in files] == [None] * 3
