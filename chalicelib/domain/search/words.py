"""Texts taken apart into words. Texts and questions are read by the same rules, so that what was read can be asked."""

import re
from collections.abc import Iterator

from chalicelib.domain.search.folding import fold

# a longer one is a key, a checksum or the like; nobody asks for it
LONGEST = 40
# the last digits of a phone number are the same with and without its country's code
PHONE_DIGITS = 7
PHONE = "+"

_ADDRESS = re.compile(r"[a-z0-9._%+\-]{1,64}@[a-z0-9.\-]{1,190}")
# as people write them: beginning with + or 0, in groups, at least seven digits
PHONE_NUMBER = re.compile(r"(?<![\w.,/-])(?:\+|\(?0)[\d ()/.\-]{5,24}\d(?!\w)")
# where a link leads matters, what a program added to it does not
_ADDED_TO_LINK = re.compile(r"(https?://[^\s?#<>\"]{1,2000})[?#][^\s<>\"]*")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Iterator[str]:
    """Every word, folded, in order; an address also whole, after its parts, a phone number also as its last digits."""
    folded = fold(_ADDED_TO_LINK.sub(r"\1", text))
    for match in PHONE_NUMBER.finditer(folded):
        if number := phone_word(match[0]):
            yield number
    for match in _ADDRESS.finditer(folded):
        yield match[0].strip(".-")[-200:]
    yield from plain_words(folded)


def plain_words(folded: str) -> Iterator[str]:
    """The words alone: what a phrase is compared with."""
    for match in _WORD.finditer(folded):
        word = match[0]
        if len(word) <= LONGEST and _says_something(word):
            yield word


def phone_word(number: str) -> str:
    """What phone numbers are compared by; empty for what has too few digits to be one."""
    digits = "".join(character for character in number if character.isdecimal())
    return PHONE + digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""


def _says_something(word: str) -> bool:
    if word.isdecimal():
        return len(word) >= 3
    # one letter of an alphabet is no word, one character of Chinese or Japanese may be
    return len(word) >= 2 or ord(word) > 0x2E80
