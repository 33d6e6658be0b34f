"""The one JSON reader: strict in, plain words out.

The standard library's reader takes the last of duplicate keys, accepts NaN and lone surrogates (which break
the write much later) and dies of deep nesting. RFC 8259 section 4 calls duplicate names unpredictable and
I-JSON (RFC 7493) forbids them and lone surrogates; so does this reader. All checks are linear in the size
of the body.
"""

import json
import re
from typing import Any, TypeVar

import msgspec

from chalicelib.api.wording import in_words, shown
from chalicelib.domain.errors import InvalidInput, TooLarge, UnsupportedMediaType

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
EXACT_BELOW = 2**53  # from here on floats skip whole numbers
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
BODY = "body"

Model = TypeVar("Model")


class Malformed(InvalidInput):
    """The request cannot be read at all: broken JSON, an unknown or repeated parameter, a cursor of somebody else."""


def read_json(content_type: str, body: bytes, model: type[Model]) -> Model:
    """The body as `model`.

    Raises UnsupportedMediaType, TooLarge, Malformed for what is not JSON, InvalidInput naming the field for
    the rest.
    """
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType("send the body as application/json")
    if len(body) > MAX_BYTES:
        raise TooLarge(f"the body may have at most {MAX_BYTES // 1024} KiB")
    tree = _parse(body)
    _refuse_lone_surrogates(tree, "")
    try:
        return msgspec.convert(tree, model)
    except msgspec.ValidationError as error:
        raise InvalidInput(in_words(str(error), model)) from None


def _parse(body: bytes) -> Any:
    if not body.strip():
        raise Malformed.of(BODY, "is empty; send a JSON object")
    if is_deeper_than(MAX_DEPTH, body):
        raise Malformed.of(BODY, f"is nested more than {MAX_DEPTH} levels deep")
    try:
        text = body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite_number)
    except UnicodeDecodeError:
        raise Malformed.of(BODY, "is not valid UTF-8") from None
    except ValueError:  # also integers too long to convert
        raise Malformed.of(BODY, "is not valid JSON") from None


def is_deeper_than(limit: int, body: bytes) -> bool:
    """Whether brackets outside of strings nest deeper than `limit`. Looks at each byte a fixed number of times."""
    if body.count(b"[") + body.count(b"{") <= limit:
        return False
    outside_strings = b"".join(_ESCAPE.sub(b"", body).split(b'"')[::2])
    depth = 0
    for byte in outside_strings:
        if byte in b"[{":
            depth += 1
            if depth > limit:
                return True
        elif byte in b"]}":
            depth -= 1
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise Malformed.of(shown(name), "is given more than once")
        members[name] = value
    return members


def _refuse_constant(name: str) -> None:
    raise Malformed.of(BODY, f"{name} is not a JSON number")


def _finite_number(literal: str) -> float | int:
    """A number with a point or an exponent; `7.0` is the whole number 7 (JSON Schema validation, section 6.1.1)."""
    number = float(literal)
    if number in (float("inf"), float("-inf")):
        raise Malformed.of(BODY, "holds a number that is too big")
    return int(number) if number.is_integer() and abs(number) < EXACT_BELOW else number


def _refuse_lone_surrogates(value: Any, path: str) -> None:
    """Half a UTF-16 pair (`\\ud800`) is no character: it cannot be stored or sent."""
    if isinstance(value, str):
        if not value.isascii() and not _is_encodable(value):
            raise InvalidInput.of(path or BODY, "holds half of a surrogate pair, which is not a character")
    elif isinstance(value, dict):
        for name, member in value.items():
            if not _is_encodable(name):
                raise InvalidInput.of(path or BODY, "has a field name with half of a surrogate pair")
            _refuse_lone_surrogates(member, f"{path}.{shown(name)}" if path else shown(name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_lone_surrogates(item, f"{path}[{index}]")


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
