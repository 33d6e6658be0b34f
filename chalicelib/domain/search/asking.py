"""How people write a question: `status:open assignee:me tag:refund -draft "late delivery" lasku`.

Words are found by how they begin, from three letters on; in quotation marks they stand next to each other exactly so.
A minus turns what follows into its opposite. One field given twice means either value.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import parse_reference
from chalicelib.domain.search import where
from chalicelib.domain.search.fields import BY_WORDS, DATES, Field
from chalicelib.domain.search.folding import fold
from chalicelib.domain.search.question import Question, Sought, Wanted
from chalicelib.domain.search.stop_words import STOP_WORDS
from chalicelib.domain.search.words import PHONE, PHONE_NUMBER, phone_word, plain_words, words

MOST_PARTS = 20
# the question's place in a refusal
_Q = "q"

_PART = re.compile(
    r"""(?P<minus>-(?=[^\s-]))?
    (?:(?P<field>[A-Za-z_]+):(?!//)(?=\S))?
    (?:"(?P<quoted>[^"]*)"|(?P<open>")|(?P<plain>[^\s"]+))""",
    re.VERBOSE,
)

# the value as tickets have it; raises ValueError saying what would be right
ReadValue = Callable[[Field, str], str]


@dataclass(slots=True)
class _Asked:
    """What was read so far."""

    sought: list[Sought] = field(default_factory=list)
    unwanted: list[Sought] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    fields: dict[tuple[Field, bool], list[str]] = field(default_factory=dict)

    def want(self, name: Field, negated: bool, value: str) -> None:
        self.fields.setdefault((name, negated), []).append(value)


def read_question(text: str, value_of: ReadValue) -> Question:
    """The question. Raises InvalidInput naming what cannot be understood and at which character it stands."""
    asked = _Asked()
    # people write phone numbers with blanks between
    rest = PHONE_NUMBER.sub(lambda found: _take_phone(asked, found), text)
    parts = list(_parts(rest))
    if len(parts) > MOST_PARTS:
        raise InvalidInput.of(_Q, f"has more than {MOST_PARTS} parts; leave some out")
    for part in parts:
        _read(asked, part, value_of)
    if not (asked.sought or asked.unwanted or asked.phrases or asked.fields):
        raise InvalidInput.of(_Q, "has nothing to look for; type a word of two letters or more")
    fields = tuple(Wanted(name, tuple(values), negated) for (name, negated), values in asked.fields.items())
    sought, unwanted = _telling(asked.sought), tuple(dict.fromkeys(asked.unwanted))
    return Question(sought, unwanted, tuple(asked.phrases), fields, parse_reference(text))


def _parts(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while (found := _PART.search(text, position)) is not None:
        yield found
        position = found.end()


def _read(asked: _Asked, part: re.Match[str], value_of: ReadValue) -> None:
    if part["open"]:
        raise _refusal("the quotation mark", part.start("open"), "is not closed")
    negated = bool(part["minus"])
    if part["field"]:
        _read_field(asked, part, negated, value_of)
    elif part["quoted"] is not None and negated:
        raise _refusal("the minus", part.start(), "can stand before a word or a field, not before a phrase")
    elif part["quoted"] is not None:
        _read_phrase(asked, part["quoted"])
    else:
        found = [Sought(word) for word in _asked_words(part["plain"])]
        (asked.unwanted if negated else asked.sought).extend(found)


def _read_field(asked: _Asked, part: re.Match[str], negated: bool, value_of: ReadValue) -> None:
    name, value = part["field"].lower(), part["quoted"] if part["quoted"] is not None else part["plain"]
    if name not in tuple(Field):
        known = ", ".join(Field)
        raise _refusal(f"{name}:", part.start("field"), f"is no field (there are {known}); quote it to find it as text")
    wanted = Field(name)
    if wanted in DATES and negated:
        raise _refusal("the minus", part.start(), f"cannot stand before {name}:")
    if wanted in BY_WORDS:
        _read_words_of(asked, wanted, value, negated, part.start("field"))
        return
    try:
        asked.want(wanted, negated, value_of(wanted, value))
    except ValueError as error:
        raise _refusal(f"{name}:", part.start("field"), f"is not understood: {error}") from None


def _read_words_of(asked: _Asked, wanted: Field, value: str, negated: bool, start: int) -> None:
    """A tag is compared whole and found by its words; of customers every word must fit."""
    place, exact = (where.TAG, True) if wanted is Field.TAG else (where.PERSON, False)
    found = [Sought(word, exact, place) for word in _asked_words(value)]
    if not found:
        raise _refusal(f"{wanted}:", start, "has no word of two letters or more behind it")
    if wanted is Field.TAG:
        asked.want(wanted, negated, fold(value))
        if negated:
            return
    (asked.unwanted if negated else asked.sought).extend(found)


def _read_phrase(asked: _Asked, quoted: str) -> None:
    phrase = tuple(plain_words(fold(quoted)))
    kept = [word for word in phrase if word not in STOP_WORDS] or phrase
    asked.sought.extend(Sought(word, exact=True) for word in kept)
    if len(phrase) > 1:
        asked.phrases.append(phrase)


def _take_phone(asked: _Asked, found: re.Match[str]) -> str:
    """A phone number leaves the question, of which the rest keeps its place; that of a field stays there."""
    number = phone_word(found[0])
    if not number or found.string[: found.start()].endswith((":", '"')):
        return found[0]
    asked.sought.append(Sought(number, exact=True))
    return " " * len(found[0])


def _asked_words(text: str) -> list[str]:
    """An address is asked for as a whole; of a phone number its last digits."""
    found = list(dict.fromkeys(words(text)))
    whole = [word for word in found if "@" in word or word.startswith(PHONE)]
    return whole or found


def _telling(sought: list[Sought]) -> tuple[Sought, ...]:
    """The words without those that stand everywhere, unless there are no others."""
    distinct = list(dict.fromkeys(sought))
    telling = [each for each in distinct if each.word not in STOP_WORDS or each.places != where.ANYWHERE]
    if telling:
        return tuple(telling)
    # of such words only subjects and names are kept
    return tuple(replace(each, places=where.ABOUT) for each in distinct)


def _refusal(what: str, start: int, why: str) -> InvalidInput:
    return InvalidInput.of(_Q, f"{what} at character {start + 1} {why}")
