"""Items of the search index: what is known of a ticket, cards of what is new, and drawers full of postings."""

import zlib
from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo import postings
from chalicelib.adapters.dynamo.items import TableItem, TimeAttribute
from chalicelib.adapters.dynamo.postings import Posted
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.ids import digest
from chalicelib.domain.search.ranking import minute_of
from chalicelib.domain.search.terms import Indexed, Terms

WORDS = "WORDS"
CARDS = "FIND"
CARD = "CARD#"


class WordsItem(TableItem):
    """pk `WORDS#<reference>`, sk `WORDS`: the words of a ticket by where they stand, compressed."""

    department = UnicodeAttribute()
    opened = TimeAttribute()
    requester = UnicodeAttribute()
    words = BinaryAttribute(legacy_encoding=False)
    seen = NumberAttribute()
    version = NumberAttribute()


class CardItem(TableItem):
    """pk `FIND`, sk `CARD#<digest>`: the words that are new of one ticket, written like its words."""

    ref = UnicodeAttribute()
    dept = NumberAttribute()
    opened = NumberAttribute()
    words = BinaryAttribute(legacy_encoding=False)


class PostingsItem(TableItem):
    """pk `FIND#<first letter>`, sk `<letters>#<beginning>#<digest>#<part>`: words of many tickets that begin alike."""

    posts = BinaryAttribute(legacy_encoding=False)


def words_pk(reference: str) -> str:
    return f"WORDS#{reference}"


def words_item(indexed: Indexed) -> Item:
    return WordsItem(
        pk=words_pk(indexed.reference),
        sk=WORDS,
        department=indexed.department,
        opened=indexed.created_at,
        requester=indexed.requester,
        words=_pack(indexed.terms),
        seen=indexed.as_of,
        version=indexed.version,
    ).raw()


def indexed_from(item: Item) -> Indexed:
    stored = WordsItem.from_raw_data(dict(item))
    return Indexed(
        reference=stored.pk.partition("#")[2],
        department=stored.department,
        created_at=stored.opened,
        requester=stored.requester,
        terms=_unpack(stored.words),
        as_of=int(stored.seen),
        version=int(stored.version),
    )


def card(indexed: Indexed, news: Terms) -> Item:
    """What is new of a ticket. The same news make the same card."""
    name = digest(indexed.reference, indexed.department, str(indexed.version), *sorted(news))
    return CardItem(
        pk=CARDS,
        sk=f"{CARD}{name}",
        ref=indexed.reference,
        dept=postings.department_code(indexed.department),
        opened=minute_of(indexed.created_at),
        words=_pack(news),
    ).raw()


def postings_of(item: Item) -> Iterator[Posted]:
    """What a card or a drawer says."""
    if "posts" in item:
        return postings.unpack(item["posts"]["B"])
    place = (item["ref"]["S"].encode(), int(item["opened"]["N"]), int(item["dept"]["N"]))
    terms = _unpack(item["words"]["B"])
    return ((term, 0, iter([(*place, places)])) for term, places in terms.items())


def _pack(terms: Terms) -> bytes:
    """Lines of words that stand in the same places."""
    lines: dict[int, list[str]] = {}
    for term, places in terms.items():
        lines.setdefault(places, []).append(term)
    text = "\n".join(f"{places} {' '.join(sorted(each))}" for places, each in sorted(lines.items()))
    return zlib.compress(text.encode(), 9)


def _unpack(stored: bytes) -> dict[str, int]:
    found: dict[str, int] = {}
    text: Any = zlib.decompress(stored).decode()
    for line in text.splitlines():
        places, *each = line.split(" ")
        found.update(dict.fromkeys(each, int(places)))
    return found
