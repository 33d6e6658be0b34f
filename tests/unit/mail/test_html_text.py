"""HTML as readable text, and text as safe HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.html_text import html_to_text, text_to_html
from chalicelib.mail.markup import attributes, tokens


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain\n"),
        ("<p>one</p><p>two</p>", "one\n\ntwo\n"),
        ("<div>one</div><div>two</div>", "one\ntwo\n"),
        ("one<br>two<br/>three", "one\ntwo\nthree\n"),
        ("a  \n b&nbsp;&amp;&lt;c&gt;", "a b\xa0&<c>\n"),
        ("<ul><li>one<li>two</ul>", "- one\n- two\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("<blockquote>one<br>two</blockquote>", "> one\n> two\n"),
        ("<head><title>x</title><style>p{}</style></head><body>y<script>z</script></body>", "y\n"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c\n"),
        ("<img alt='Logo' src=x>", "Logo\n"),
        ("<!-- x -->y<!---->z", "yz\n"),
        ("1 < 2 > 0", "1 < 2 > 0\n"),
        ("never ends <p", "never ends\n"),
        ("&#65;&#x42;&#X63", "ABc\n"),
        ("a&#99999999;b&#x1000000;c&#X1000000d", "a\ufffdb\ufffdc\ufffd\n"),
        (f"a&#{'9' * 5000};b", "a\ufffdb\n"),
        (f"<img alt='&#{'0' * 5000}65;'>", "\ufffd\n"),
    ],
)
def test_html_becomes_text(html, text):
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("one\ntwo\r\nthree", "one<br>\ntwo<br>\nthree"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        (
            "See https://example.com/a?b=1&c=2.",
            'See <a href="https://example.com/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">'
            "https://example.com/a?b=1&amp;c=2</a>.",
        ),
        (
            "(mailto:a@example.com)",
            '(<a href="mailto:a@example.com" rel="noopener noreferrer nofollow">mailto:a@example.com</a>)',
        ),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_text_becomes_html(text, html):
    assert text_to_html(text) == html


@given(st.text(alphabet="ab <>&\"';:/.\n\té\xa0"))
def test_text_as_html_reads_as_the_same_words(text):
    assert html_to_text(text_to_html(text)).split() == text.split()


@given(st.text(alphabet="<>/!-?=\"' aAbB&;\n\x00\ud800"))
def test_reading_any_markup_never_raises(markup):
    html_to_text(markup).encode()
    for token in tokens(markup):
        attributes(token.value)


def test_tags_end_where_browsers_end_them():
    kinds = [(token.kind, token.name) for token in tokens('<a b=\'>\' c=">" d=>x</a ><!--> <b> --><i "><u>')]
    assert kinds == [
        ("open", "a"),
        ("text", ""),
        ("close", "a"),
        ("text", ""),
        ("open", "b"),
        ("text", ""),
        ("open", "i"),
        ("open", "u"),
    ]


def test_the_first_of_repeated_attributes_counts():
    assert attributes(" A=1 a=2 b='x y' c=\"z\" d e = f /g") == {
        "a": "1",
        "b": "x y",
        "c": "z",
        "d": "",
        "e": "f",
        "g": "",
    }
