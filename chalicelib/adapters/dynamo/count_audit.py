"""The whole table as counting sees it, for ops: no function of the desk may read so much."""

from collections.abc import Iterator, Mapping

from chalicelib.adapters.dynamo import entry_items, side_items, ticket_items
from chalicelib.adapters.dynamo.count_store import TOTAL, UNDER, adding, counts_pk, numbers_in, tally_from_item
from chalicelib.adapters.dynamo.items import FIELDS, LINE, QUARANTINE, TICKET
from chalicelib.adapters.dynamo.table import Item, Table, key
from chalicelib.domain.beside import Values
from chalicelib.domain.counting import DUE, MENTION, Slot, Tally, of_mail, of_ticket
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import EntryKind
from chalicelib.services.ports import Files
from chalicelib.services.recounting import Everything

COUNTS = counts_pk("")


class DynamoCountAudit:
    """`CountAudit` on the one table."""

    def __init__(self, table: Table, files: Files) -> None:
        self._table = table
        self._files = files

    def read(self) -> Everything:
        tickets: dict[str, Ticket] = {}
        notes: dict[str, dict[str, str]] = {}
        values: dict[str, Values] = {}
        mails: set[str] = set()
        tallies: dict[str, Tally] = {}
        numbers: dict[Slot, int] = {}
        for item in self._items():
            pk, sk = item["pk"]["S"], item["sk"]["S"]
            if sk == TICKET:
                ticket = ticket_items.from_item(item)
                tickets[ticket.reference] = ticket
            elif sk == FIELDS:
                values[pk.removeprefix("T#")] = side_items.from_items([item]).fields
            elif sk == QUARANTINE:
                mails.add(pk.removeprefix(f"{QUARANTINE}#"))
            elif sk == UNDER:
                subject = _subject(pk)
                tallies[subject] = tally_from_item(subject, item)
            elif pk.startswith(COUNTS):
                numbers |= dict(numbers_of(item))
            elif sk.startswith(LINE) and item.get("kind", {}).get("S") == EntryKind.NOTE:
                self._note(notes, item)
        return Everything(tickets, notes, values, frozenset(mails), tallies, numbers)

    def _items(self) -> Iterator[Item]:
        start = None
        while True:
            more: dict[str, Item] = {"ExclusiveStartKey": start} if start else {}
            answer = self._table.call("Scan", TableName=self._table.name, ConsistentRead=True, **more)
            yield from answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return

    def _note(self, notes: dict[str, dict[str, str]], item: Item) -> None:
        note = entry_items.from_item(item, self._files)
        for agent in note.mentions:
            known = notes.setdefault(note.reference, {})
            known[agent] = max(known.get(agent, ""), note.id)

    def correct(self, by: Mapping[Slot, int]) -> None:
        for slot, difference in by.items():
            pk, place = counts_pk(slot.owner), slot.place
            if place.startswith(MENTION) and difference > 0:
                self._table.put(key(pk, place))
                continue
            if place.startswith(MENTION):
                self._table.delete(pk, place)
                continue
            steps = {slot.name: difference} | ({TOTAL: difference} if place.startswith(DUE) else {})
            self._table.call("UpdateItem", TableName=self._table.name, Key=key(pk, place), **adding(steps))


def _subject(pk: str) -> str:
    mail = pk.removeprefix(f"{QUARANTINE}#")
    return of_mail(mail) if mail != pk else of_ticket(pk.removeprefix("T#"))


def numbers_of(item: Item) -> Iterator[tuple[Slot, int]]:
    """The numbers of an item below `COUNTS`; a mention is one by being there."""
    owner, place = item["pk"]["S"].removeprefix(COUNTS), item["sk"]["S"]
    if place.startswith(MENTION):
        yield Slot(owner, place, ""), 1
    for name, number in numbers_in(item).items():
        if name != TOTAL:
            yield Slot(owner, place, name), number
