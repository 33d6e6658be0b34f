"""Whatever comes in: a refusal that names the field, never a failure, and no use case is bothered with it."""

import json
from typing import Any

import msgspec
import pytest
from chalice.test import HTTPResponse

from chalicelib.api.call import SETTINGS
from chalicelib.api.http import Declaration
from chalicelib.api.json_body import MAX_BYTES
from chalicelib.api.openapi import document
from chalicelib.api.routes import declarations
from tests.api.conftest import VALID_BODIES, VALID_IDS, Browser
from tests.api.fakes import FakeDesk

WITH_BODY = [each for each in declarations() if each.contract.body]
WITH_IDS = [each for each in declarations() if each.contract.parameters]
WITH_QUERY = [each for each in declarations() if each.contract.query]
SCHEMAS = document(declarations())["components"]["schemas"]


def properties(declaration: Declaration) -> dict[str, Any]:
    assert declaration.contract.body
    found: dict[str, Any] = SCHEMAS[declaration.contract.body.__name__]["properties"]
    return found


def is_boolean(schema: Any) -> bool:
    return bool(schema.get("type") == "boolean")


def fields(condition: Any) -> list[Any]:
    return [
        pytest.param(declaration, name, schema, id=f"{declaration.name}-{name}")
        for declaration in WITH_BODY
        for name, schema in properties(declaration).items()
        if condition(declaration, name, schema)
    ]


def by_name(declaration: Declaration) -> str:
    return declaration.name


def assert_refused(response: HTTPResponse, desk: FakeDesk, status: int, field: str | None = None) -> None:
    problem = response.json_body
    assert response.status_code == problem["status"] == status, problem
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert problem["type"].startswith("/api/docs#")
    if field is not None:
        assert [error["field"] for error in problem["errors"]] == [field]
        assert all(error["message"] for error in problem["errors"])
    text = response.body.decode()
    assert not [word for word in ("Traceback", "msgspec", "arn:", "lippu-test", "`str`", "dynamodb") if word in text]
    assert desk.cases.asked == []


@pytest.mark.parametrize("declaration", WITH_BODY, ids=by_name)
class TestEveryBody:
    @pytest.mark.parametrize(
        "content_type",
        [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"],
    )
    def test_that_is_not_declared_as_json_is_refused(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration, content_type: str | None
    ) -> None:
        response = browser.call(declaration, headers={"Content-Type": content_type})
        assert_refused(response, desk, 415)

    def test_may_be_called_json_with_a_charset(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration
    ) -> None:
        response = browser.call(declaration, headers={"Content-Type": "Application/JSON; charset=utf-8"})
        assert response.status_code < 300, response.body

    def test_that_is_too_big_is_refused(self, browser: Browser, desk: FakeDesk, declaration: Declaration) -> None:
        assert_refused(browser.call(declaration, b'"' + b"x" * MAX_BYTES + b'"'), desk, 413)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"  ",
            b"{",
            b"nonsense",
            b'{"text": "a"} {}',
            b"{\"text\": 'a'}",
            b"\xef\xbb\xbf{}",
            b'{"text": "\xff"}',
            b'{"text": "\xed\xa0\x80"}',
            '{"text": "a"}'.encode("utf-16"),
            b'{"a": NaN}',
            b'{"a": -Infinity}',
            b'{"a": 1e999}',
            b'{"a": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
            b"[" * 100_000 + b"]" * 100_000,
            b'{"a":' * 40_000,
            b'{"a":' * 33 + b"1" + b"}" * 33,
        ],
        ids=lambda raw: repr(raw[:12]) + str(len(raw)),
    )
    def test_that_cannot_be_read_is_refused(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration, raw: bytes
    ) -> None:
        assert_refused(browser.call(declaration, raw), desk, 400, "body")

    @pytest.mark.parametrize("value", [[], "text", 1, None, True])
    def test_that_is_no_object_is_refused(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration, value: Any
    ) -> None:
        assert_refused(browser.call(declaration, json.dumps(value).encode()), desk, 422, "body")

    def test_with_an_unknown_field_is_refused(self, browser: Browser, desk: FakeDesk, declaration: Declaration) -> None:
        body = VALID_BODIES[declaration.name] | {"superuser": "yes"}
        assert_refused(browser.call(declaration, body), desk, 422, "superuser")

    def test_with_a_field_given_twice_is_refused(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration
    ) -> None:
        valid = json.dumps(VALID_BODIES[declaration.name])
        name = next(iter(VALID_BODIES[declaration.name]))
        raw = valid[:-1] + f', "{name}": "second"}}'
        assert_refused(browser.call(declaration, raw.encode()), desk, 400, name)

    def test_without_a_required_field_is_refused(
        self, browser: Browser, desk: FakeDesk, declaration: Declaration
    ) -> None:
        assert declaration.contract.body
        for name in SCHEMAS[declaration.contract.body.__name__]["required"]:
            body = {key: value for key, value in VALID_BODIES[declaration.name].items() if key != name}
            assert_refused(browser.call(declaration, json.dumps(body).encode()), desk, 422, name)


@pytest.mark.parametrize(("declaration", "name", "schema"), fields(lambda *_: True))
@pytest.mark.parametrize("wrong", [{"a": 1}, 1.5, [[]]])
def test_a_value_of_the_wrong_type_is_refused(
    browser: Browser, desk: FakeDesk, declaration: Declaration, name: str, schema: Any, wrong: Any
) -> None:
    is_map = "additionalProperties" in schema
    if is_map and wrong == {"a": 1}:
        wrong = {"a": {}}
    response = browser.call(declaration, VALID_BODIES[declaration.name] | {name: wrong})
    inside = f"{name}[0]" if schema.get("type") == "array" and wrong == [[]] else name
    of_object = SCHEMAS.get(schema.get("$ref", "").rpartition("/")[2], {}).get("type") == "object"
    inside = f"{name}.a" if of_object and wrong == {"a": 1} else inside
    inside = f"{name}[...]" if is_map and wrong == {"a": {}} else inside
    assert_refused(response, desk, 422, inside)


@pytest.mark.parametrize(("declaration", "name", "schema"), fields(lambda _d, _n, schema: not is_boolean(schema)))
def test_yes_or_no_is_refused_where_something_else_is_asked_for(
    browser: Browser, desk: FakeDesk, declaration: Declaration, name: str, schema: Any
) -> None:
    assert_refused(browser.call(declaration, VALID_BODIES[declaration.name] | {name: True}), desk, 422, name)


@pytest.mark.parametrize(("declaration", "name", "schema"), fields(lambda _d, _n, schema: "maxLength" in schema))
def test_a_text_that_is_too_long_is_refused(
    browser: Browser, desk: FakeDesk, declaration: Declaration, name: str, schema: Any
) -> None:
    response = browser.call(declaration, VALID_BODIES[declaration.name] | {name: "1" * (schema["maxLength"] + 1)})
    assert_refused(response, desk, 422, name)
    assert str(schema["maxLength"]) in response.json_body["errors"][0]["message"]


@pytest.mark.parametrize(("declaration", "name", "schema"), fields(lambda _d, _n, schema: "maxItems" in schema))
def test_a_list_that_is_too_long_is_refused(
    browser: Browser, desk: FakeDesk, declaration: Declaration, name: str, schema: Any
) -> None:
    body = VALID_BODIES[declaration.name] | {name: [f"item{n}" for n in range(schema["maxItems"] + 1)]}
    assert_refused(browser.call(declaration, body), desk, 422, name)


@pytest.mark.parametrize(
    ("declaration", "name", "schema"), fields(lambda _d, name, schema: schema.get("type") == "string")
)
@pytest.mark.parametrize("half", [r"\ud800", r"ok \udfff ok", r"\ud800\ud800"])
def test_half_a_surrogate_pair_is_refused(
    browser: Browser, desk: FakeDesk, declaration: Declaration, name: str, schema: Any, half: str
) -> None:
    body = json.dumps(VALID_BODIES[declaration.name] | {name: "HALF"}).replace("HALF", half)
    assert_refused(browser.call(declaration, body.encode()), desk, 422, name)


@pytest.mark.parametrize(
    ("declaration", "name", "schema"), fields(lambda _d, _n, schema: "pattern" in schema and "maxLength" in schema)
)
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x7f"])
def test_control_characters_are_refused(
    browser: Browser, desk: FakeDesk, declaration: Declaration, name: str, schema: Any, character: str
) -> None:
    response = browser.call(declaration, VALID_BODIES[declaration.name] | {name: f"a{character}b"})
    assert_refused(response, desk, 422, name)


@pytest.mark.parametrize("tag", ["", " ", "a\nb", "a\n", "\u2028", "x" * 41])
def test_a_tag_is_one_visible_line_of_at_most_forty_characters(browser: Browser, desk: FakeDesk, tag: str) -> None:
    response = browser.send("PATCH", "/api/tickets/K7QF-3M2X", {"tags": ["fine", tag]})
    assert_refused(response, desk, 422, "tags[1]")


@pytest.mark.parametrize("character", ["\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u200b", "\ufeff"])
@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("edit_ticket", "tags[0]", {"tags": ["ab{}c"]}), ("edit_customer", "name", {"name": "ab{}c"})],
)
def test_characters_that_turn_the_reading_direction_or_are_not_seen_are_refused(
    browser: Browser, desk: FakeDesk, name: str, field: str, value: Any, character: str
) -> None:
    (declaration,) = [each for each in WITH_BODY if each.name == name]
    body = json.loads(json.dumps(value).replace("{}", json.dumps(character)[1:-1], 1))
    assert_refused(browser.call(declaration, body), desk, 422, field)


def test_names_may_hold_what_persian_and_emoji_are_joined_with(browser: Browser) -> None:
    (declaration,) = [each for each in WITH_BODY if each.name == "edit_customer"]
    name = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627 \U0001f469\u200d\U0001f4bb"
    assert browser.call(declaration, {"name": name}).status_code == 200


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00hello"])
def test_a_reply_holds_some_text(browser: Browser, desk: FakeDesk, text: str) -> None:
    assert_refused(browser.send("POST", "/api/tickets/K7QF-3M2X/replies", {"text": text}), desk, 422, "text")


def test_a_wrong_choice_is_answered_with_the_right_ones(browser: Browser, desk: FakeDesk) -> None:
    response = browser.send("PATCH", "/api/tickets/K7QF-3M2X", {"priority": "urgent"})
    assert_refused(response, desk, 422, "priority")
    assert response.json_body["errors"][0]["message"] == "must be one of low, medium, high, critical"


@pytest.mark.parametrize("size", [0, -1, 20 * 1024 * 1024 + 1, 10**30])
def test_a_file_of_an_impossible_size_is_refused(browser: Browser, desk: FakeDesk, size: int) -> None:
    body = VALID_BODIES["start_upload"] | {"size": size}
    assert_refused(browser.send("POST", "/api/tickets/K7QF-3M2X/uploads", body), desk, 422, "size")


@pytest.mark.parametrize("declaration", WITH_IDS, ids=by_name)
@pytest.mark.parametrize(
    "malformed",
    [
        "x",
        "K7QF-3M2",
        "K7QF-3M2XX",
        "UUUUUUUU",
        "%00",
        "%2e%2e%2f",
        "%ff%fe",
        "%F0%9F%92%A9",
        "a" * 3000,
        "*",
        "K7QF%2F3M2X",
    ],
)
def test_a_malformed_id_is_answered_like_one_that_does_not_exist(
    browser: Browser, desk: FakeDesk, declaration: Declaration, malformed: str
) -> None:
    absent = {"reference": "99999999", "entry": "0" * 26, "attachment": "none", "customer": "0" * 16}
    absent |= {**dict.fromkeys(SETTINGS, "nowhere"), "sender": "nowhere.example"}
    absent |= dict.fromkeys(("task", "reminder", "scheduled", "job"), "0" * 26)
    absent |= dict.fromkeys(("canned", "macro"), f"g.{'0' * 26}")
    absent |= {"mail": "0" * 26, "email": "nobody", "event": "parting", "language": "xx", "draft": "mail"}
    absent |= {"view": "nothing"}
    body = VALID_BODIES.get(declaration.name)
    for parameter in declaration.contract.parameters:
        if parameter == "attachment" and malformed in ("x", "K7QF-3M2", "K7QF-3M2XX", "UUUUUUUU"):
            continue  # these are well-formed attachment ids
        if parameter in SETTINGS and malformed == "x":
            continue  # this is a well-formed id of a setting
        bad = browser.send(declaration.method, declaration.path.format(**(VALID_IDS | {parameter: malformed})), body)
        assert_refused(bad, desk, 404)
        if declaration.method != "PATCH" or parameter != "customer":
            none = browser.send(
                declaration.method, declaration.path.format(**(VALID_IDS | {parameter: absent[parameter]})), body
            )
            assert (bad.status_code, bad.body, bad.headers) == (none.status_code, none.body, none.headers)
        desk.cases.asked.clear()


@pytest.mark.parametrize("declaration", WITH_QUERY, ids=by_name)
def test_unknown_and_repeated_parameters_are_refused(
    browser: Browser, desk: FakeDesk, declaration: Declaration
) -> None:
    assert declaration.contract.query
    path = declaration.path.format(**VALID_IDS)
    unknown = browser.send("GET", f"{path}?colour=red")
    assert_refused(unknown, desk, 400, "colour")
    assert unknown.json_body["errors"][0]["message"] == "is not a parameter of this request"
    defaults = msgspec.structs.fields(declaration.contract.query)
    for field in (field.name for field in defaults if field.default != ()):
        assert_refused(browser.send("GET", f"{path}?{field}=1&{field}=2"), desk, 400, field)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=abc", "limit"),
        ("limit=", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("order=subject", "order"),
        ("status=exploded", "status[0]"),
        ("status=new&status=", "status[1]"),
        ("assignee=a%20b", "assignee"),
        ("assignee=", "assignee"),
        ("department=%00", "department[0]"),
        ("cursor=" + "a" * 3000, "cursor"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%F0%9F%92%A9", "cursor"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(browser: Browser, desk: FakeDesk, query: str, field: str) -> None:
    assert_refused(browser.send("GET", f"/api/tickets?{query}"), desk, 400, field)
