"""Turns what msgspec says about a value into the field's path and a sentence a person can act on."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import msgspec

from chalicelib.domain.errors import FieldProblem

_AT = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
_WORDS = (
    (re.compile(r"Expected `str` of length <= (\d+)"), "may have at most {} characters"),
    (re.compile(r"Expected `str` of length >= 1"), "must not be empty"),
    (re.compile(r"Expected `str` of length >= (\d+)"), "needs at least {} characters"),
    (re.compile(r"Expected `array` of length <= (\d+)"), "may have at most {} items"),
    (re.compile(r"Expected `array` of length >= (\d+)"), "needs at least {} items"),
    (re.compile(r"Expected `int` <= (\d+)"), "may be at most {}"),
    (re.compile(r"Expected `int` >= (\d+)"), "must be at least {}"),
)
_PATTERN = re.compile(r"Expected `str` matching regex '(.*)'", re.DOTALL)
_TYPE = re.compile(r"Expected `([a-z |]+)`, got `([a-z]+)`")
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_pattern_words: dict[str, str] = {}


def explain_pattern(pattern: str, words: str) -> str:
    """Say in `words` what `pattern` asks for. Returns the pattern, so that it can be declared and explained
    at once.
    """
    _pattern_words[repr(pattern)[1:-1]] = words
    return pattern


def in_words(error: str, model: type[Any], part: str = "field") -> FieldProblem:
    """The problem that msgspec found while converting to `model`; `part` is what a member of it is called."""
    found = _AT.fullmatch(error)
    what, path = (found["what"], found["path"] or "") if found else (error, "")
    if missing := _MISSING.fullmatch(what):
        return FieldProblem(_below(path, missing[1]), "is missing")
    if unknown := _UNKNOWN.fullmatch(what):
        return FieldProblem(_below(path, shown(unknown[1])), f"is not a {part} of this request")
    if what.startswith("Invalid enum value"):
        return FieldProblem(path, "must be one of " + ", ".join(_choices(model, path)))
    return FieldProblem(path or "body", _about_value(what))


def shown(name: str) -> str:
    """A name that came with the request, fit to be shown."""
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return printable if len(printable) <= 60 else printable[:59] + "…"


def _about_value(what: str) -> str:
    for pattern, words in _WORDS:
        if found := pattern.fullmatch(what):
            return words.format(*found.groups())
    if found := _PATTERN.fullmatch(what):
        return _pattern_words.get(found[1], "is not written as it must be")
    if found := _TYPE.fullmatch(what):
        expected = " or ".join(_KINDS.get(kind, kind) for kind in found[1].split(" | "))
        return f"must be {expected}, not {_KINDS.get(found[2], found[2])}"
    return "is not acceptable"


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _choices(model: type[Any], path: str) -> list[str]:
    name = re.split(r"[.\[]", path, maxsplit=1)[0]
    return [
        choice
        for field in msgspec.structs.fields(model)
        if field.encode_name == name
        for choice in _literals(field.type)
    ]


def _literals(annotation: Any) -> Iterator[str]:
    """The values that an annotation such as `list[Status] | None` or `Literal["a", "b"]` lists."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _literals(argument)
