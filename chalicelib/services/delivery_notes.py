"""Mail that did not reach its reader is told on the ticket's timeline, where people look. It reopens nothing."""

from chalicelib.domain.errors import NotFound, StaleVersion, Unavailable
from chalicelib.domain.ids import digest
from chalicelib.domain.moves import noted
from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.timeline import SYSTEM, Entry, EntryKind, EventName
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change, Once
from chalicelib.services.requests import REMEMBERED_FOR

TRIES = 5


class DeliveryNotes:
    def __init__(self, tickets: TicketStore, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._clock = clock
        self._ids = ids

    def add(self, mail: OutboxMail, occasion: str, words: str) -> None:
        """Tell it once for each `occasion`. Raises Unavailable if the ticket is too busy."""
        now = self._clock.now()
        entry = Entry(
            id=self._ids.ulid(now),
            reference=mail.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=SYSTEM,
            event=EventName.DELIVERY_FAILED,
            detail=words,
        )
        key = digest("delivery note", occasion)
        once = Once(key, "note", mail.reference, entry.id, now + REMEMBERED_FOR)
        ticket = self._tickets.ticket(mail.reference)
        for _ in range(TRIES):
            if ticket is None:
                return
            try:
                self._tickets.commit(Change(ticket, noted(ticket), (entry,), once=once))
                return
            except StaleVersion as stale:
                ticket = stale.current
            except NotFound:
                return
        raise Unavailable("the ticket is busy")
