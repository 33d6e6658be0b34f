"""Placeholders: `{{name}}` stands for a value. Values come in with one pass, so braces in a value mean nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping

from chalicelib.domain.errors import FieldProblem
from chalicelib.domain.values import dataclass

_TOKEN = re.compile(r"\{\{([^{}\n]*)\}\}|\{\{|\}\}")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its values. Placeholders that nothing is known for still stand in it; `empty` are their names."""

    text: str
    empty: tuple[str, ...] = ()


def problems_of(field: str, template: str, allowed: tuple[str, ...], most_bytes: int) -> Iterator[FieldProblem]:
    """What is wrong with a template: too long, unknown placeholders, braces left open."""
    if len(template.encode("utf-8", "replace")) > most_bytes:
        yield FieldProblem(field, f"must be at most {most_bytes} bytes")
    found = [match[1] for match in _TOKEN.finditer(template)]
    if None in found:
        yield FieldProblem(field, "has {{ or }} that belong to no placeholder")
    unknown = dict.fromkeys(name.strip() for name in found if name is not None and name.strip() not in allowed)
    if unknown:
        names = ", ".join(written(name[:_SHOWN]) for name in unknown)
        yield FieldProblem(field, f"cannot contain {names}; it may contain {', '.join(map(written, allowed))}")


def names_in(template: str) -> tuple[str, ...]:
    """Names of the placeholders, in their order."""
    return tuple(match[1].strip() for match in _TOKEN.finditer(template) if match[1] is not None)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its values; a paragraph whose placeholders all have nothing to say is left out.

    Raises KeyError for a placeholder without a value, which a check beforehand does not let in.
    """
    paragraphs = (each for each in template.split("\n\n") if _says_something(each, values))
    return "\n\n".join(_filled(paragraphs, values))


def fill_what_is_known(template: str, values: Mapping[str, str]) -> Filled:
    """The template with the values that say something; the other placeholders stay for people to see."""
    empty = tuple(dict.fromkeys(name for name in names_in(template) if not values.get(name, "").strip()))

    def value(match: re.Match[str]) -> str:
        return match[0] if match[1] is None else values.get(match[1].strip(), "").strip() or match[0]

    return Filled(_TOKEN.sub(value, template), empty)


def _filled(paragraphs: Iterable[str], values: Mapping[str, str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield _TOKEN.sub(lambda match: match[0] if match[1] is None else values[match[1].strip()], paragraph)


def _says_something(paragraph: str, values: Mapping[str, str]) -> bool:
    names = names_in(paragraph)
    return not names or any(values[name].strip() for name in names)


def written(name: str) -> str:
    return "{{" + name + "}}"
