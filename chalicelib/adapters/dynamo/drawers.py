"""Postings in order: cards of what is new are sorted into drawers, full drawers into finer ones.

A write costs by the kilobyte, so words are not written one by one but many at a time. Cards of a hundred changes become
one item for each first letter; eight of these become one item for each two letters; eight of those one for each four;
and eight of the finest become one. A word is looked up in all of them side by side, wherever it is on its way.

Sources are deleted only after what was made of them is stored, under a name made of theirs: a crash in between leaves
both, which say the same, and the next time puts them together. Two who do this at once write the same.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from chalicelib.adapters.dynamo import postings
from chalicelib.adapters.dynamo.postings import Postings
from chalicelib.adapters.dynamo.search_items import CARD, CARDS, PostingsItem, postings_of
from chalicelib.adapters.dynamo.side_by_side import side_by_side
from chalicelib.adapters.dynamo.table import Item, Table
from chalicelib.domain.ids import digest
from chalicelib.domain.search.question import Sought

# fewer cards stay cards: a search reads them all
FEWEST_CARDS = 128
MOST_CARDS = 512
# letters by which each level of drawers is labelled
LEVELS = (1, 2, 4)
# so many of one label become finer, or one
FULL = 8
# a drawer of a common beginning is more than one item
_PART_BYTES = 150_000
_MOST_ITEMS = 1000
_OTHER = "~"


class Read(NamedTuple):
    """Items of one request, and whether these are all."""

    items: Sequence[Item]
    complete: bool


class Drawers:
    def __init__(self, table: Table, fewest_cards: int = FEWEST_CARDS) -> None:
        self._table = table
        self._fewest_cards = fewest_cards

    def settle(self) -> None:
        """Sort the cards in if there are many."""
        cards = self._read(CARDS, CARD, MOST_CARDS).items
        if len(cards) < self._fewest_cards:
            return
        self._put_away(_united(cards), cards, 0)
        self._delete(cards)

    def cards(self) -> Read:
        return self._read(CARDS, CARD, _MOST_ITEMS)

    def reads(self, sought: Sought) -> list[Callable[[], Read]]:
        """The requests that find all drawers in which a word may be."""
        word = sought.word
        return [partial(self._read, drawer_pk(word), _beginning(level, sought), _MOST_ITEMS) for level in LEVELS]

    def _put_away(self, found: Postings, sources: Sequence[Item], depth: int) -> None:
        """Store postings on a level; with the drawers already there, if they are full then, on the next one."""
        level = LEVELS[depth]
        parts = postings.split(found, level)
        there = side_by_side(
            lambda label: self._read(drawer_pk(label), f"{level}#{label}#", _MOST_ITEMS).items, list(parts)
        )
        writes: list[Item] = []
        for (label, part), items in zip(parts.items(), there, strict=True):
            old = [item for item in items if _name_of(item) != _name(sources)]
            if len(set(map(_name_of, old))) + 1 < FULL:
                writes += _drawers(level, label, _name(sources), part)
                continue
            together = _united(old, part)
            if depth + 1 < len(LEVELS):
                self._put_away(together, [*sources, *old], depth + 1)
            else:
                self._put_all(list(_drawers(level, label, _name([*sources, *old]), together)))
            self._delete(old)
        self._put_all(writes)

    def _read(self, pk: str, beginning: str, limit: int) -> Read:
        answer = self._table.query("pk = :pk AND begins_with(sk, :low)", {"pk": pk, "low": beginning}, limit=limit)
        return Read(answer["Items"], "LastEvaluatedKey" not in answer)

    def _put_all(self, items: Sequence[Item]) -> None:
        if items:
            side_by_side(self._table.put, items)

    def _delete(self, items: Sequence[Item]) -> None:
        if items:
            side_by_side(lambda item: self._table.delete(item["pk"]["S"], item["sk"]["S"]), items)


def _united(items: Sequence[Item], besides: Postings | None = None) -> Postings:
    of_items = chain.from_iterable(map(postings_of, items))
    return postings.united(chain(of_items, postings.posted(besides or {})))


def drawer_pk(word: str) -> str:
    """The partition of a word: its first letter, one for all that are no Latin letters or digits."""
    first = word[0]
    return f"{CARDS}#{first if first.isascii() and first.isalnum() else _OTHER}"


def _beginning(level: int, sought: Sought) -> str:
    """How the keys of drawers begin in which the word, or one that begins with it, may be."""
    is_whole_label = sought.is_exact or len(sought.word) >= level
    return f"{level}#{sought.word[:level]}{'#' if is_whole_label else ''}"


def _name(sources: Sequence[Item]) -> str:
    """What is made of the same sources says the same, so it may have the same name; of others it must not."""
    return digest(*sorted(item["sk"]["S"] for item in sources), length=10)


def _name_of(item: Item) -> str:
    return str(item["sk"]["S"].split("#")[2])


def _drawers(level: int, label: str, name: str, found: Postings) -> Iterator[Item]:
    """As many items as it takes to stay below the limit of an item."""
    for number, part in enumerate(_portions(found)):
        sk = f"{level}#{label}#{name}#{number}"
        yield PostingsItem(pk=drawer_pk(label), sk=sk, posts=postings.pack(part)).raw()


def _portions(found: Postings) -> Iterator[Postings]:
    part: Postings = {}
    size = 0
    for term in sorted(found):
        part[term] = found[term]
        size += 15 * len(found[term].places)
        if size >= _PART_BYTES:
            yield part
            part, size = {}, 0
    if part:
        yield part
