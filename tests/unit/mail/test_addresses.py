"""The one address rule, and who a mail is from."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.addresses import Address, addresses, normalise_address, sole_sender


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Jane.Doe+x@Example.COM", "jane.doe+x@example.com"),
        (" jane@example.com\t", "jane@example.com"),
        ("jane@müller.example", "jane@xn--mller-kva.example"),
        ("jane@MÜLLER.example", "jane@xn--mller-kva.example"),
        ("jane@straße.example", "jane@xn--strae-oqa.example"),
        ("jane@xn--mller-kva.example", "jane@xn--mller-kva.example"),
        (f"{'a' * 64}@example.com", f"{'a' * 64}@example.com"),
    ],
)
def test_an_address_has_one_form(written, normal):
    assert normalise_address(written) == normal
    assert normalise_address(normal) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jane",
        "@example.com",
        "jane@",
        "jane@localhost",
        "jane@example..com",
        "jane@-example.com",
        "jane@example.com.",
        "jane@127.0.0.1",
        "jane@[127.0.0.1]",
        ".jane@example.com",
        "jane.@example.com",
        "ja..ne@example.com",
        "ja ne@example.com",
        '"jane"@example.com',
        "jäne@example.com",
        "jane@exam ple.com",
        "jane@example.com\r\nBcc: x@example.com",
        "jane@example.com\x00",
        "jane@ｅxample.com",  # full-width letters would merge with the plain ones
        "jane@ﬁnance.example",  # so would ligatures
        "jane@exam\u200bple.com",
        "jane@exam\u202eple.com",
        "=?utf-8?q?jane?=@example.com",
        "jane@example.com>",
        "<jane@example.com>",
        "a@b@example.com ,",
        f"{'a' * 65}@example.com",
        f"jane@{'a' * 64}.com",
        f"jane@{'a.' * 125}com",
        "\u212aate@example.com",  # the Kelvin sign is a capital of k
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        normalise_address(text)


@given(st.text(max_size=80))
def test_normalising_raises_nothing_but_value_errors(text):
    with contextlib.suppress(ValueError):
        assert normalise_address(normalise_address(text)) == normalise_address(text)


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("jane@example.com", Address("", "jane@example.com")),
        ("<jane@example.com>", Address("", "jane@example.com")),
        ("Jane Doe <Jane@example.com>", Address("Jane Doe", "jane@example.com")),
        ('"Doe, Jane" <jane@example.com>', Address("Doe, Jane", "jane@example.com")),
        ("=?utf-8?q?J=C3=A4ne?= <jane@example.com>", Address("Jäne", "jane@example.com")),
        ("jane@example.com (Jane)", Address("Jane", "jane@example.com")),
        ("jane@example.com <jane@example.com>", Address("jane@example.com", "jane@example.com")),
        ('"other@example.org" <jane@example.com>', Address("other@example.org", "jane@example.com")),
        ("Doe, Jane <jane@example.com>", Address("Jane", "jane@example.com")),
        ("Ja\u202ene\u200b <jane@example.com>", Address("Jane", "jane@example.com")),
    ],
)
def test_a_clear_sender_is_read(value, sender):
    assert sole_sender([value]) == (sender, None)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [""],
        ["jane@example.com", "jane@example.com"],
        ["jane@example.com, john@example.com"],
        ["alice@example.org <bob@example.com>"],
        ["<alice@example.org> <bob@example.com>"],
        ["alice@example.org,<bob@example.com>"],
        ["group: jane@example.com;"],
        ["undisclosed-recipients:;"],
        ["<@relay.example:jane@example.com>"],
        ["=?utf-8?q?jane=40example.com?="],
        ["=?utf-8?q?Jane_=3Cjane=40example.com=3E?="],
        ["<jane@example.com"[:-3]],
        ["Jane <jane@[10.0.0.1]>"],
        ["(" * 20_000],
        ["<" * 20_000],
        ['"' * 20_001],
        ["jane@example.com, " * 500],
    ],
)
def test_a_sender_that_two_readers_could_see_differently_is_none(values):
    sender, problem = sole_sender(values)
    assert sender is None
    assert problem


def test_lists_leave_out_what_is_no_address_and_repetitions():
    value = 'Group: A <a@example.com>, "B, C" <b@example.com>;, nobody, A@EXAMPLE.com, <c@example.com> (x)'
    assert [address.email for address in addresses([value])] == ["a@example.com", "b@example.com", "c@example.com"]


@given(st.lists(st.sampled_from([*list('<>(),;:@"\\ ab.'), "a@example.com", "=?utf-8?q?"])).map("".join))
def test_reading_lists_never_raises(value):
    addresses([value])
    sole_sender([value])
