"""Header values and bytes become text, whatever was declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.charsets import codec_for, decode, decode_undeclared
from chalicelib.mail.headers import decode_words, from_base64, split_parameters, unfolded

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?J=C3=A4?=", "Jä"),
        ("=?UTF-8?B?SsOk?= rest", "Jä rest"),
        ("=?utf-8?b?SsM=?= =?utf-8?b?pA==?=", "Jä"),  # a character cut in two by the sender
        ("=?utf-8?q?a?= =?iso-8859-1?q?=E4?=", "aä"),
        ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        ("=?utf-8?b?SsOk", "=?utf-8?b?SsOk"),
        ("=?utf-8?b?SsOkCg?=", "Jä "),  # a line end inside a word is no line end in a header
        ("=?utf-8?q?two words?=", "two words"),
        ("=?utf-8*en?q?language?=", "language"),
        ("=?no-such?q?=C3=A4?=", "ä"),
        ("=?iso-8859-1?q?Fr\xf6sche?=", "Frösche"),
        ("=?gb2312?b?xOO6ww==?=", "你好"),
    ],
)
def test_encoded_words_are_decoded_tolerantly(written, read):
    assert decode_words(written) == read


def test_headers_are_unfolded_and_lose_control_characters():
    assert unfolded("one\r\n two\r\n\tthree\x00\x07\u2028four".encode()) == "one two threefour"


@pytest.mark.parametrize(
    ("value", "main", "parameters"),
    [
        ('text/plain; charset="utf-8"', "text/plain", {"charset": "utf-8"}),
        ('a/b; name="x;y"; z=1', "a/b", {"name": "x;y", "z": "1"}),
        ("a/b; name*=utf-8'en'J%C3%A4.txt", "a/b", {"name": "Jä.txt"}),
        ("a/b; name*1=two; name*0=one", "a/b", {"name": "onetwo"}),
        ("a/b; name*0*=utf-8''J%C3; name*1*=%A4; name*2=\".txt\"", "a/b", {"name": "Jä.txt"}),
        ('a/b; name="=?utf-8?q?J=C3=A4?="', "a/b", {"name": "Jä"}),
        (r'a/b; name="with \"quotes\""', "a/b", {"name": 'with "quotes"'}),
        ("", "", {}),
        ("a/b; =; ;;x", "a/b", {}),
    ],
)
def test_parameters_are_read_in_all_their_forms(value, main, parameters):
    assert split_parameters(value) == (main, parameters)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"SGk=", b"Hi"),
        (b"SGk", b"Hi"),
        (b"S G\nk!", b"Hi"),
        (b"SGk=SGk=", b"HiHi"),
        (b"S", b""),
        (b"=", b""),
        (b"=" * 5000, b""),
    ],
)
def test_base64_is_repaired(data, read):
    assert from_base64(data) == read


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"\xe4", "iso-8859-1", "ä"),
        (b"\x80", "iso-8859-1", "€"),  # the C1 range is Windows-1252 in practice
        ("ä".encode(), "iso-8859-1", "ä"),  # UTF-8 under a wrong name
        (b"\xe4", "utf-8", "\ufffd"),
        (b"\xe4", None, "ä"),
        (b"a\x00b", "utf-8", "ab"),
        (b"+2AA-", "utf-7", ""),  # a lone surrogate
        (b"abc", "rot13", "abc"),
        (b"abc", "base64", "abc"),
        (b"\\u0041", "unicode_escape", "\\u0041"),
    ],
)
def test_bodies_are_decoded_as_meant(data, charset, text):
    assert decode(data, charset) == text


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "rot13", "hex", "zlib", "undefined", "", None, "x" * 5000, "\x00"]
)
def test_what_is_no_charset_of_mail_is_not_used(charset):
    assert codec_for(charset) is None


def test_undeclared_header_bytes_are_utf8_then_the_declared_charset_then_windows_1252():
    assert decode_undeclared("ä".encode(), "koi8-r") == "ä"
    assert decode_undeclared(b"\xc1", "koi8-r") == "а"
    assert decode_undeclared(b"\xe4") == "ä"


@given(st.binary(), st.text(max_size=20))
def test_decoding_never_raises_nor_leaves_what_cannot_be_stored(data, charset):
    text = decode(data, charset)
    assert "\x00" not in text
    text.encode()


@given(ANY_TEXT)
def test_reading_headers_never_raises(text):
    decode_words(text).encode()
    split_parameters(text)
    unfolded(text.encode()).encode()


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Müller".encode("cp1252"), "us-ascii", "Müller"),
        ("Müller".encode(), "us-ascii", "Müller"),
        ("очень длинное имя, чт".encode() + b"\xd0", None, "очень длинное имя, чт\ufffd"),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
    ],
)
def test_undeclared_text_is_utf_8_or_windows_1252(data, charset, text):
    assert decode(data, charset) == text
    assert decode_undeclared(data, charset) == text
