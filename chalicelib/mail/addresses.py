"""The one address rule, used for senders, recipients, the form and the API alike.

`email.utils.parseaddr` answers differently between Python releases (CVE-2023-27043), so the list syntax of RFC 5322 is
read here: one pass over the characters, without recursion.
"""

import re
import unicodedata
from collections.abc import Sequence

from chalicelib.domain.values import dataclass
from chalicelib.mail.headers import decode_words

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_LETTERS_DIGITS_MARKS = {"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"}
MAX_ADDRESS = 254
MAX_LOCAL_PART = 64
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A display name ('' if none) and a normalised address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One entry of an address list as written: the raw name, the text that should be an address, and whether it is
    plain (no group, no source route, no address-like text beside the angle brackets)."""

    name: str
    spec: str
    plain: bool


def normalise_address(text: str) -> str:
    """The address lower-cased, with an international domain in ASCII form (A-labels, RFC 5890).

    Raises ValueError for anything but `local-part@domain`: a dot-atom of at most 64 characters, and a domain name of at
    least two labels, together at most 254 (RFC 5321). Characters that would merge with others (full-width letters,
    ligatures) are refused, so a look-alike never becomes the address of a known person.
    """
    local, at, domain = text.strip(" \t").rpartition("@")
    local = local.lower() if local.isascii() else ""
    if not at or len(local) > MAX_LOCAL_PART or not _LOCAL_PART.fullmatch(local):
        raise ValueError("not a mail address")
    if local.startswith("=?") and local.endswith("?="):
        raise ValueError("an encoded-word is no part of an address")
    if len(domain) > MAX_ADDRESS:
        raise ValueError("the domain is too long")
    labels = [_label(label) for label in domain.split(".")]
    address = f"{local}@{'.'.join(labels)}"
    if len(labels) < 2 or labels[-1].isdigit() or len(address) > MAX_ADDRESS:
        raise ValueError("not a public mail domain")
    return address


def _label(label: str) -> str:
    if not label.isascii():
        label = _a_label(label)
    label = label.lower()
    if len(label) > 63 or not _LABEL.fullmatch(label):
        raise ValueError("not a domain name")
    return label


def _a_label(label: str) -> str:
    """Punycode of a label of lower-case letters, marks and digits in their canonical form (the core of RFC 5892)."""
    label = label.lower()
    canonical = unicodedata.normalize("NFKC", label) == label
    allowed = all(unicodedata.category(c) in _LETTERS_DIGITS_MARKS or c == "-" for c in label)
    if not canonical or not allowed or unicodedata.category(label[0]).startswith("M") or label.startswith("xn--"):
        raise ValueError("not an international domain name")
    return "xn--" + label.encode("punycode").decode("ascii")


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """The entries of an address header, in order, right or wrong. `value` is unfolded; encoded-words stay encoded."""
    return _ListReader().read(value)


def addresses(values: Sequence[str]) -> tuple[Address, ...]:
    """The valid addresses of all headers of one name, without repetition; entries that are none are left out."""
    found: dict[str, Address] = {}
    for value in values:
        for mailbox in mailboxes(value):
            try:
                email = normalise_address(mailbox.spec)
            except ValueError:
                continue
            found.setdefault(email, Address(shown_name(mailbox.name), email))
    return tuple(found.values())


def sole_sender(values: Sequence[str]) -> tuple[Address | None, str | None]:
    """The one valid address of the one From header, or None and the problem in words.

    Everything that two readers could understand differently is a problem: mail gets its identity here.
    """
    if len(values) != 1:
        return None, "no From header" if not values else f"{len(values)} From headers"
    written = mailboxes(values[0])
    entries = [mailbox for mailbox in written if "@" in mailbox.spec]  # "Doe, Jane <jane@...>": a name without quotes
    if len(entries) != 1:
        return None, "no address in From" if not entries else "more than one address in From"
    if not all(mailbox.plain for mailbox in written):
        return None, "ambiguous address in From"
    try:
        return Address(shown_name(entries[0].name), normalise_address(entries[0].spec)), None
    except ValueError:
        return None, "invalid address in From"


def shown_name(raw: str) -> str:
    """A display name to show: decoded, without quotes around it, directional overrides or invisible characters."""
    text = decode_words(raw)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    return " ".join(text.split()).strip("\"' ")[:MAX_NAME]


class _ListReader:
    """Reads an address list character by character. One state per entry: words outside brackets, text inside."""

    def __init__(self) -> None:
        self._entries: list[Mailbox] = []
        self._grouped = False
        self._start_entry()

    def _start_entry(self) -> None:
        self._words: list[str] = []  # outside angle brackets, without comments
        self._outside: list[str] = []  # the same without quoted strings
        self._comments: list[str] = []
        self._angle: list[str] | None = None
        self._angles = 0

    def read(self, value: str) -> tuple[Mailbox, ...]:
        position = 0
        while position < len(value):
            position = self._step(value, position)
        self._end_entry()
        return tuple(self._entries)

    def _step(self, value: str, position: int) -> int:
        character = value[position]
        if character == '"':
            return self._quoted(value, position + 1)
        if character == "(":
            return self._comment(value, position + 1)
        if character == "<":
            return self._bracketed(value, position + 1)
        if character in ",;":
            self._end_entry()
            self._grouped = self._grouped and character != ";"
        elif character == ":":
            self._start_group()
        else:
            self._words.append(character)
            self._outside.append(character)
        return position + 1

    def _quoted(self, value: str, position: int) -> int:
        start = position
        while position < len(value) and value[position] != '"':
            position += 2 if value[position] == "\\" else 1
        self._words.append(re.sub(r"\\(.)", r"\1", value[start:position]))
        self._outside.append('"')
        return position + 1

    def _comment(self, value: str, position: int) -> int:
        depth, start = 1, position
        while position < len(value) and depth:
            depth += {"(": 1, ")": -1}.get(value[position], 0)
            position += 2 if value[position] == "\\" else 1
        self._comments.append(value[start : position - (depth == 0)])
        self._words.append(" ")
        self._outside.append(" ")
        return position

    def _bracketed(self, value: str, position: int) -> int:
        end = value.find(">", position)
        end = len(value) if end < 0 else end
        self._angle = [value[position:end]]
        self._angles += 1
        return end + 1

    def _start_group(self) -> None:
        """A colon outside brackets names a group; what stands before it is the group's name."""
        self._start_entry()
        self._grouped = True

    def _end_entry(self) -> None:
        words, outside = "".join(self._words).strip(), "".join(self._outside).strip()
        if self._angle is not None:
            spec = "".join(self._angle).strip()
            beside = outside.strip("' ").lower()
            plain = self._angles == 1 and ("@" not in outside or beside == spec.lower())
            self._entries.append(Mailbox(words or " ".join(self._comments), spec, plain and not self._grouped))
        elif words:
            self._entries.append(Mailbox(" ".join(self._comments), outside, not self._grouped))
        self._start_entry()
