"""Lines of format=flowed become the paragraphs that were written (RFC 3676)."""

import pytest

from chalicelib.mail.flowed import unflowed
from chalicelib.mail.parse import parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("one\n\ntwo \n\nthree", "one\n\ntwo \nthree"),
        ("> one \n> two\n> three \nfour", "> one two\n> three \nfour"),
        (">> a \n>> b \n> c", ">> a b \n> c"),
        (">> a \n> > b", ">> a \n> > b"),
        (" > not a quote\n From here", "> not a quote\nFrom here"),
        ("text \n-- \nJane \nDoe", "text \n-- \nJane Doe"),
        ("> -- \n> Jane", "> -- \n> Jane"),
        ("ends with a blank ", "ends with a blank "),
        ("", ""),
    ],
)
def test_paragraphs_are_made_whole(written, read):
    assert unflowed(written) == read


def test_the_blank_goes_where_the_sender_added_it():
    assert unflowed("世 \n界 \n-- \nx", delete_space=True) == "世界\n-- \nx"


def test_only_text_that_says_so_is_unflowed():
    body = b"\r\n\r\none \r\ntwo\r\n"
    assert parse(b"Content-Type: text/plain; format=flowed" + body).text == "one two\n"
    assert parse(b"Content-Type: text/plain; Format=Flowed; DelSp=yes" + body).text == "onetwo\n"
    assert parse(b"Content-Type: text/plain" + body).text == "one \ntwo\n"
