"""Which tickets a word stands in, as bytes: many words in one item, because a write is paid by the kilobyte.

A posting is a ticket's reference, the minute it was opened, a code of its department and where the word stands. Putting
two sets of postings together loses nothing and repeats nothing, so it does not matter if they overlap.
"""

import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from chalicelib.domain.search.question import Sought
from chalicelib.domain.search.ranking import Hit

# a word leads to so many tickets of each department, the newest; it is no use looking through more
MOST_OF_WORD = 1000

_POSTING = struct.Struct(">8sIHB")
_WORD = struct.Struct(">BII")

# (reference, code of the department): the minute it was opened, places
Places = dict[tuple[bytes, int], tuple[int, int]]


class Found(NamedTuple):
    """The postings of a word. Of tickets opened before the minute `since` some were left out."""

    since: int
    places: Places


Postings = dict[str, Found]
# a word as items have it: its tickets by reference, minute, department and places, and what was left out
Posted = tuple[str, int, Iterator[tuple[bytes, int, int, int]]]


def department_code(department: str) -> int:
    """Two bytes for a department. Two may share one: what a ticket's department is, the ticket says."""
    return zlib.crc32(department.encode()) & 0xFFFF


def united(each: Iterable[Posted], most: int = MOST_OF_WORD) -> Postings:
    """All postings together; of a word that stands in more than `most` tickets of a department the newest."""
    together: dict[str, Found] = {}
    for term, left_out, posted in each:
        since, places = together.get(term) or Found(0, {})
        for reference, opened, code, where in posted:
            key = (reference, code)
            places[key] = (opened, where | places.get(key, (0, 0))[1])
        together[term] = Found(max(since, left_out), places)
    return {term: _newest(found, most) for term, found in together.items()}


def pack(postings: Postings) -> bytes:
    parts = []
    for term in sorted(postings):
        since, places = postings[term]
        word = term.encode()
        parts += [_WORD.pack(len(word), since, len(places)), word]
        for (reference, code), (opened, where) in sorted(places.items()):
            parts.append(_POSTING.pack(reference, opened, code, where))
    return zlib.compress(b"".join(parts), 6)


def unpack(packed: bytes) -> Iterator[Posted]:
    content = zlib.decompress(packed)
    at = 0
    while at < len(content):
        length, since, count = _WORD.unpack_from(content, at)
        start = at + _WORD.size
        begin = start + length
        at = begin + count * _POSTING.size
        yield content[start:begin].decode(), since, _POSTING.iter_unpack(content[begin:at])


def posted(postings: Postings) -> Iterator[Posted]:
    """The postings as they are read from items."""
    for term, (since, places) in postings.items():
        yield term, since, ((reference, at, code, where) for (reference, code), (at, where) in places.items())


def hits(each: Iterable[Posted], sought: Sought, codes: Collection[int] | None) -> tuple[dict[str, Hit], int]:
    """The tickets of these departments in which the word stands, and since when these are all."""
    found: dict[str, Hit] = {}
    complete_since = 0
    for term, since, places in each:
        whole = term == sought.word
        if not whole and (sought.is_exact or not term.startswith(sought.word)):
            continue
        complete_since = max(complete_since, since)
        for reference, opened, code, where in places:
            if where & sought.places and (codes is None or code in codes):
                found[reference.decode()] = _both(
                    Hit(opened, where & sought.places, whole), found.get(reference.decode())
                )
    return found, complete_since


def split(postings: Postings, letters: int) -> Mapping[str, Postings]:
    """The postings by the first letters of their words."""
    parts: dict[str, Postings] = {}
    for term, found in postings.items():
        parts.setdefault(term[:letters], {})[term] = found
    return parts


def _both(hit: Hit, known: Hit | None) -> Hit:
    return Hit(hit.opened, hit.places | known.places, hit.whole or known.whole) if known else hit


def _newest(found: Found, most: int) -> Found:
    """Without the oldest tickets of departments that have too many."""
    if len(found.places) <= most:
        return found
    kept: Places = {}
    counts: dict[int, int] = {}
    since = found.since
    for key, value in sorted(found.places.items(), key=lambda pair: -pair[1][0]):
        counts[key[1]] = counts.get(key[1], 0) + 1
        if counts[key[1]] <= most:
            kept[key] = value
        else:
            since = max(since, value[0] + 1)
    return Found(since, kept)
