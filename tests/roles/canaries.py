"""Canaries: unique strings in private fields, who may read each, and the search for those that got out.

A canary names its readers. A place is something that somebody got to see: an answer, a mail, a log line, a dead
letter. A canary in a place whose reader it does not name is a leak.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from urllib.parse import unquote_to_bytes

# readers that are no actors of the role matrix
OPERATOR_LOG = "operator reading logs"
OPERATOR_QUEUE = "operator reading dead letters"
NOBODY: frozenset[str] = frozenset()

_FOLDS = re.compile(rb"=?\r?\n[ \t]?")


@dataclass(frozen=True)
class Canary:
    """`value` stands in the private field that `what` names. `pages` are routes on which it is public."""

    what: str
    value: str
    readers: frozenset[str]
    pages: frozenset[str] = frozenset()

    @cached_property
    def spellings(self) -> tuple[bytes, ...]:
        """As it is, in hexadecimal, and in base64 whatever stands before it."""
        plain = self.value.encode()
        return (plain.lower(), plain.hex().encode(), *(spelling.lower() for spelling in _in_base64(plain)))

    def may_be_read(self, place: "Place") -> bool:
        return place.reader in self.readers or place.route in self.pages


@dataclass(frozen=True)
class Place:
    """What `reader` got to see, `where` for people; `route` if it is an answer of the API or a page."""

    kind: str
    where: str
    reader: str
    content: bytes
    route: str = ""

    @cached_property
    def readings(self) -> bytes:
        """The content in every form in which it could hold a canary, in lower case."""
        forms = [self.content, _FOLDS.sub(b"", self.content), unquote_to_bytes(self.content)]
        text = self.content.decode("utf-8", "replace")
        forms.append(html.unescape(text).encode("utf-8", "replace"))
        forms += [part.encode("utf-8", "replace") for part in _json_strings(text)]
        if self.kind == "mail":
            forms += _mail_parts(self.content)
        return b"\x00".join(dict.fromkeys(forms)).lower()


@dataclass(frozen=True)
class Leak:
    canary: Canary
    place: Place

    def __str__(self) -> str:
        return f"{self.canary.what} in {self.place.kind} ({self.place.where}), read by {self.place.reader}"


@dataclass
class Aviary:
    """All canaries of a desk and all places where they might turn up."""

    canaries: list[Canary] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def plant(self, what: str, readers: Iterable[str], value: str = "", pages: Iterable[str] = ()) -> str:
        """A new canary; `value` for one that the product itself made. Returns what to write into the field."""
        text = value or f"canary{len(self.canaries):03d}{re.sub('[^a-z]', '', what.lower())}"
        assert len(text) >= 8, "too short to be unique"
        assert text not in {canary.value for canary in self.canaries}, f"{what} is not unique"
        self.canaries.append(Canary(what, text, frozenset(readers), frozenset(pages)))
        return text

    def witness(self, kind: str, where: str, reader: str, content: bytes | str, route: str = "") -> None:
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        self.places.append(Place(kind, where, reader, raw, route))

    def leaks(self) -> list[Leak]:
        return find_leaks(self.canaries, self.places)


def find_leaks(canaries: Sequence[Canary], places: Iterable[Place]) -> list[Leak]:
    """Every canary in a place whose reader may not see it."""
    return [
        Leak(canary, place)
        for place in places
        for canary in canaries
        if any(spelling in place.readings for spelling in canary.spellings) and not canary.may_be_read(place)
    ]


def _in_base64(plain: bytes) -> Iterable[bytes]:
    """The characters that depend on nothing around the canary, for each of the three positions it can have."""
    for shift in range(3):
        encoded = base64.b64encode(b"\x00" * shift + plain)
        whole = encoded[: len(encoded) // 4 * 4 - (4 if (shift + len(plain)) % 3 else 0)]
        yield whole[4 if shift else 0 :]


def _json_strings(text: str) -> Iterable[str]:
    """All strings in a JSON text, with escapes resolved; nothing if it is none."""
    try:
        tree = json.loads(text)
    except ValueError:
        return
    pending = [tree]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            pending += value


def _mail_parts(raw: bytes) -> list[bytes]:
    """Headers and bodies of a mail, decoded by the standard library, which the product does not use to write it."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=default)
    found = [f"{name}: {value}".encode("utf-8", "replace") for name, value in message.items()]
    for part in message.walk():
        found += [f"{name}: {value}".encode("utf-8", "replace") for name, value in part.items()]
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found.append(payload)
    return found
