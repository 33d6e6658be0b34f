"""Custom fields, statuses and names: what can be made, and which values are acceptable."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.fields import Choice, CustomField, FieldKind, checked, missing
from chalicelib.domain.naming import named_in, require_names
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import Status
from tests.support.settings import COLOUR, SERIAL, WAITING

NAMES = {"en": "Field"}


def a_field(kind: FieldKind) -> CustomField:
    choices = COLOUR.choices if kind in (FieldKind.CHOICE, FieldKind.MULTIPLE) else ()
    return CustomField("x", NAMES, kind, choices)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", " SN-1 ", "SN-1"),
        ("text", "   ", None),
        ("text", "\U0003c84b", "\U0003c84b"),
        ("number", 3, 3),
        ("number", 2.5, 2.5),
        ("number", "12", 12),
        ("number", "-3,5", -3.5),
        ("number", 0, 0),
        ("date", "2028-02-29", "2028-02-29"),
        ("choice", "red", "red"),
        ("multiple", ["blue", "red", "blue"], ("red", "blue")),
        ("multiple", [], None),
        ("checkbox", True, True),
        ("checkbox", False, False),
        ("checkbox", "on", True),
        ("url", "https://example.com/a?b#c", "https://example.com/a?b#c"),
        ("url", "", None),
        ("text", None, None),
    ],
)
def test_an_acceptable_value_is_kept_in_one_form(kind: str, value: object, kept: object) -> None:
    found = checked(a_field(FieldKind(kind)), value)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 7),
        ("text", "x" * 501),
        ("text", "a\nb"),
        ("text", "a\u202eb"),
        ("number", "twelve"),
        ("number", "1e400"),
        ("number", float("inf")),
        ("number", float("nan")),
        ("number", 10**15),
        ("number", True),
        ("number", "9" * 5000),
        ("date", "2027-02-29"),
        ("date", "29.2.2028"),
        ("date", "20280229"),
        ("choice", "green"),
        ("choice", ["red"]),
        ("multiple", "red"),
        ("multiple", ["red", "green"]),
        ("multiple", [["red"]]),
        ("checkbox", "off"),
        ("checkbox", 1),
        ("url", "javascript:alert(1)"),
        ("url", "data:text/html,x"),
        ("url", "https://"),
        ("url", "https://user:secret@example.com"),
        ("url", "https://[broken"),
        ("url", "https://example.com/a b"),
        ("url", "//example.com"),
        ("url", 7),
    ],
)
def test_any_other_value_is_refused_by_the_name_of_its_field(kind: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked(a_field(FieldKind(kind)), value)
    assert [problem.field for problem in refusal.value.problems] == ["fields.x"]


@given(
    kind=st.sampled_from(FieldKind),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=4
    ),
)
def test_whatever_comes_is_kept_or_refused_and_keeping_again_changes_nothing(kind: FieldKind, value: Any) -> None:
    field = a_field(kind)
    try:
        kept = checked(field, value)
    except InvalidInput:
        return
    assert checked(field, kept) == kept


def test_what_is_required_and_empty_is_named() -> None:
    values = {"a": "x", "b": "", "c": 0, "d": False}
    assert [problem.field for problem in missing(("a", "b", "c", "d", "e"), values)] == [
        "fields.b",
        "fields.d",
        "fields.e",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"choices": ()},
        {"kind": FieldKind.TEXT},
        {"choices": (Choice("red", NAMES), Choice("red", NAMES))},
        {"choices": (Choice("red", {}),)},
        {"choices": tuple(Choice(f"c{n}", NAMES) for n in range(101))},
        {"names": {}},
    ],
)
def test_a_field_that_nobody_could_fill_in_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        replace(COLOUR, **change)
    assert SERIAL.choices == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "open"}, "id"),
        ({"behaves_as": Status.NEW}, "behaves_as"),
        ({"behaves_as": Status.SPAM}, "behaves_as"),
        ({"behaves_as": Status.TRASH}, "behaves_as"),
        ({"colour": "red"}, "colour"),
        ({"colour": "#AA0000"}, "colour"),
        ({"colour": "#aa0000\n"}, "colour"),
        ({"pauses_for": WaitsFor.AGENT}, "pauses_for"),
        ({"names": {}}, "names"),
    ],
)
def test_a_status_that_could_not_be_shown_or_followed_cannot_be_made(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        replace(WAITING, **change)
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_a_name_is_given_in_the_first_language_there_is_one_in() -> None:
    names = {"fi": "Tulostus", "en": "Printing"}
    assert named_in(names, "sv", "fi") == "Tulostus"
    assert named_in(names, "sv") == "Printing"
    assert named_in({"fi": "Tulostus"}, "sv") == "Tulostus"


@pytest.mark.parametrize("names", [{}, {"xx": "a"}, {"en": " "}, {"en": "x" * 61}, {"en": "a\nb"}])
def test_names_that_could_not_be_read_are_refused(names: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        require_names(names)
