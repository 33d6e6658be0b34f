import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api.bodies import ReplyBody, TicketEdit, UploadBody
from chalicelib.api.json_body import MAX_DEPTH, is_deeper_than, read_json
from chalicelib.domain.errors import InvalidInput, LippuError


def read(body: bytes, model: type[Any] = ReplyBody) -> Any:
    return read_json("application/json", body, model)


def test_text_of_all_scripts_arrives_unchanged() -> None:
    text = 'Příliš žluťoučký kůň, 家, \U0001f525, \\ and "quotes" [{'
    assert read(json.dumps({"text": text}).encode()).text == text
    assert read(json.dumps({"text": text}, ensure_ascii=False).encode()).text == text


def test_fields_left_out_differ_from_fields_set_to_null() -> None:
    assert read(b"{}", TicketEdit).assignee is msgspec.UNSET
    assert read(b'{"assignee": null}', TicketEdit).assignee is None


@pytest.mark.parametrize("literal", ["7", "7.0", "0.7e1"])
def test_a_whole_number_may_be_written_with_a_point(literal: str) -> None:
    body = f'{{"name": "a", "content_type": "text/plain", "size": {literal}}}'
    assert read(body.encode(), UploadBody).size == 7


@pytest.mark.parametrize("literal", ["7.5", "1e300", "-1.0", "9007199254740993.0"])
def test_a_number_that_is_not_whole_or_too_big_is_refused(literal: str) -> None:
    with pytest.raises(InvalidInput, match="size"):
        read(f'{{"name": "a", "content_type": "text/plain", "size": {literal}}}'.encode(), UploadBody)


def test_null_is_refused_where_a_field_can_only_be_left_out() -> None:
    with pytest.raises(InvalidInput, match="status: must be text, not null"):
        read(b'{"status": null}', TicketEdit)


def test_brackets_in_strings_do_not_count_as_nesting() -> None:
    assert not is_deeper_than(MAX_DEPTH, json.dumps({"text": '[{"\\[' * 5000}).encode())


@pytest.mark.parametrize("body", [b'"\\' * 120_000, b'"' * 240_000, b"\\" * 240_000, b'["' * 120_000])
def test_quotes_and_backslashes_without_end_are_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read(body)


def test_an_unknown_field_with_an_odd_name_is_named_safely() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(b'{"text": "a", "\\u0000\\n<b>' + b"x" * 500 + b'": 1}')
    assert refused.value.problems[0].field.startswith("??<b>xxx")
    assert len(refused.value.problems[0].field) == 60


trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


@given(trees)
def test_any_json_is_read_or_refused(tree: Any) -> None:
    for name in ("text", "uploads", "status"):
        try:
            read(json.dumps({"text": "a"} | {name: tree}).encode())
        except LippuError:
            continue


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(LippuError):
        read(b"\xff" + body)
    try:
        read(body)
    except LippuError:
        return


@given(trees)
def test_the_depth_of_any_json_is_measured_right(tree: Any) -> None:
    def depth(value: Any) -> int:
        if isinstance(value, dict):
            return 1 + max((depth(each) for each in value.values()), default=0)
        if isinstance(value, list):
            return 1 + max((depth(each) for each in value), default=0)
        return 0

    body = json.dumps(tree).encode()
    assert not is_deeper_than(depth(tree), body)
    if depth(tree):
        assert is_deeper_than(depth(tree) - 1, body)
