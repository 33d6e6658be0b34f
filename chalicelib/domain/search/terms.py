"""What of a ticket can be found: its words and where each stands.

Texts add words and never take any away; what the head and the requester say replaces what they said before. A quoted
text or a signature adds nothing: it was written elsewhere.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.domain.customer import Customer
from chalicelib.domain.search import where
from chalicelib.domain.search.folding import fold
from chalicelib.domain.search.stop_words import STOP_WORDS
from chalicelib.domain.search.words import phone_word, words
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry, EntryKind
from chalicelib.domain.values import dataclass

# more words in one message are a list or a log; its first words say what it is
MOST_OF_ENTRY = 150
# what comes behind so many characters is not even looked through
LONGEST_TEXT = 20_000
# with these the words of a ticket stay within a few kilobytes
MOST_OF_TICKET = 1000

Terms = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index knows of a ticket: its words by where they stand, under the department it is in.

    `requester` is the customer whose name and numbers are among the words. `as_of` is the version of the ticket whose
    head was read, `version` rises with every change.
    """

    reference: str
    department: str
    created_at: datetime
    requester: str
    terms: Terms
    as_of: int
    version: int = 1


def about_ticket(ticket: Ticket) -> dict[str, int]:
    """The words of the head: reference, subject, requester and tags."""
    found = dict.fromkeys(_ways_to_say(fold(ticket.reference)), where.REFERENCE)
    _add(found, words(ticket.subject), where.SUBJECT)
    _add(found, words(f"{ticket.requester.name} {ticket.requester.email}"), where.PERSON)
    for tag in ticket.tags:
        _add(found, words(tag), where.TAG)
    return found


def about_customer(customer: Customer, organisation: str) -> dict[str, int]:
    """The words that lead to a person, besides what their tickets say of them; `organisation` is its name."""
    found: dict[str, int] = {}
    _add(found, words(" ".join((customer.name, *customer.emails, organisation))), where.PERSON)
    for number in filter(None, map(phone_word, customer.phones)):
        found[number] = where.PERSON
    return found


def of_entry(entry: Entry) -> dict[str, int]:
    """The first words of what was written anew, with the subject and the names of files."""
    if entry.kind is EntryKind.EVENT and entry.body is None:
        return {}
    place = where.TEXT if entry.kind in (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT) else where.NOTE
    found: dict[str, int] = {}
    for text in texts_of(entry):
        _add(found, (word for word in words(text) if word not in STOP_WORDS), place, MOST_OF_ENTRY)
    return found


def texts_of(entry: Entry) -> Iterable[str]:
    """What an entry says that was not said elsewhere."""
    yield entry.subject
    if entry.body is not None:
        yield from (part.text[:LONGEST_TEXT] for part in entry.body.parts if part.kind == "reply")
    yield from (file.name for file in entry.attachments)


def joined(*each: Terms, most: int = MOST_OF_TICKET) -> dict[str, int]:
    """All words with all their places; beyond `most` words only those of the first maps."""
    found: dict[str, int] = {}
    for terms in each:
        for term, places in terms.items():
            if term in found or len(found) < most:
                found[term] = found.get(term, 0) | places
    return found


def only(terms: Terms, places: int) -> dict[str, int]:
    """The words that stand in these places."""
    return {term: found & places for term, found in terms.items() if found & places}


def news(before: Indexed | None, after: Indexed) -> dict[str, int]:
    """The words that the index does not yet lead to this ticket with, in this department."""
    if before is None or before.department != after.department:
        return dict(after.terms)
    return {term: places for term, places in after.terms.items() if places & ~before.terms.get(term, 0)}


def _ways_to_say(reference: str) -> tuple[str, ...]:
    """The reference in one word and in two, of which the second may be unfinished: `k7qf-3m` is on its way."""
    second = reference[4:]
    return reference, second, second[:2]


def _add(found: dict[str, int], each: Iterable[str], place: int, most: int = MOST_OF_TICKET) -> None:
    for word in each:
        if word in found or len(found) < most:
            found[word] = found.get(word, 0) | place
