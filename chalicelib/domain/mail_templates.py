"""Templates of mail: what an admin may write, and how values come into it.

`{{name}}` stands for a value. The names are those that the event knows: a confirmation knows nothing of what its sender
wrote, because such mail was used to relay spam. Values come in with one pass over the template, so braces in a value
mean nothing. A paragraph whose placeholders all have nothing to say is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.errors import FieldProblem, InvalidInput

# all templates together must fit the one answer in which the directory is read (1 MB)
MOST_BYTES = 4000
MOST_BYTES_OF_SUBJECT = 400


class Event(StrEnum):
    """What a mail is written for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    SLA_WARNING = "sla_warning"
    SLA_BREACH = "sla_breach"
    REMINDER = "reminder"
    MENTIONED = "mentioned"
    CLOSING = "closing"


REFERENCE = "ticket.reference"
MESSAGE = "message"
SIGNATURE = "department.signature"

_EVERYWHERE = (REFERENCE, "department.name", SIGNATURE)
PLACEHOLDERS: Mapping[Event, tuple[str, ...]] = {
    Event.ACKNOWLEDGEMENT: (*_EVERYWHERE, "expected_answer"),
    Event.REPLY: (*_EVERYWHERE, "ticket.subject", "agent.name", MESSAGE),
    Event.SLA_WARNING: (*_EVERYWHERE, "due"),
    Event.SLA_BREACH: (*_EVERYWHERE, "due"),
    Event.REMINDER: (*_EVERYWHERE, MESSAGE),
    Event.MENTIONED: (*_EVERYWHERE, "agent.name"),
    Event.CLOSING: (*_EVERYWHERE, "due"),
}
_OF_SEVERAL_LINES = (MESSAGE, SIGNATURE)

_TOKEN = re.compile(r"\{\{([^{}\n]*)\}\}|\{\{|\}\}")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """The words of one event in one language. `version` counts what admins stored, 0 if nobody ever did.

    A stored template that was taken back to the built-in words is kept without any, so that its version goes on.
    """

    event: Event
    language: str
    subject: str
    text: str
    version: int = 0
    is_built_in: bool = False

    @property
    def id(self) -> str:
        """How the audit log names it."""
        return f"{self.event.value}/{self.language}"


def check(event: Event, subject: str, text: str) -> None:
    """Raises InvalidInput naming every placeholder that is unknown, misplaced or missing, and braces left open."""
    allowed = PLACEHOLDERS[event]
    one_line = tuple(name for name in allowed if name not in _OF_SEVERAL_LINES)
    problems = [
        *_problems("subject", subject, one_line, MOST_BYTES_OF_SUBJECT),
        *_problems("text", text, allowed, MOST_BYTES),
    ]
    used = {*names_in(subject), *names_in(text)}
    required = (REFERENCE, MESSAGE) if event is Event.REPLY else (REFERENCE,)
    problems += [FieldProblem("text", f"must contain {_written(name)}") for name in required if name not in used]
    if problems:
        raise InvalidInput(*problems)


def _problems(field: str, template: str, allowed: tuple[str, ...], most_bytes: int) -> Iterator[FieldProblem]:
    if len(template.encode("utf-8", "replace")) > most_bytes:
        yield FieldProblem(field, f"must be at most {most_bytes} bytes")
    found = [match[1] for match in _TOKEN.finditer(template)]
    if None in found:
        yield FieldProblem(field, "has {{ or }} that belong to no placeholder")
    unknown = dict.fromkeys(name.strip() for name in found if name is not None and name.strip() not in allowed)
    if unknown:
        names = ", ".join(_written(name[:_SHOWN]) for name in unknown)
        yield FieldProblem(field, f"cannot contain {names}; it may contain {', '.join(map(_written, allowed))}")


def names_in(template: str) -> tuple[str, ...]:
    """Names of the placeholders, in their order."""
    return tuple(match[1].strip() for match in _TOKEN.finditer(template) if match[1] is not None)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its values. Raises KeyError for a placeholder without one, which `check` does not let in."""
    paragraphs = (each for each in template.split("\n\n") if _says_something(each, values))
    return "\n\n".join(_filled(paragraphs, values))


def _filled(paragraphs: Iterable[str], values: Mapping[str, str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield _TOKEN.sub(lambda match: match[0] if match[1] is None else values[match[1].strip()], paragraph)


def _says_something(paragraph: str, values: Mapping[str, str]) -> bool:
    names = names_in(paragraph)
    return not names or any(values[name].strip() for name in names)


def _written(name: str) -> str:
    return "{{" + name + "}}"
