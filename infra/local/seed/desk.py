"""The product's desk with a clock that is set, ids that follow from a number, and mail that is not sent."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

from chalicelib.bootstrap import Desk
from chalicelib.domain.ids import digest, reference_from, ulid_from
from chalicelib.domain.outbox import Delivery, OutboxMail, sent
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.due_tickets import DueTickets
from chalicelib.services.ports import TicketStore
from chalicelib.services.records import Change, Once
from chalicelib.settings import Settings
from infra.local.seed.chance import dice

BEGINNING = "lippu sample desk"


class SetClock:
    """It shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class NumberedIds:
    """Ids of a story: the same each time it is told, so that telling it again after a crash changes nothing.

    `references` are all that were given out.
    """

    def __init__(self) -> None:
        self.references: set[str] = set()
        self.begin(0)

    def begin(self, story: int) -> None:
        self._random = dice(story)

    def reference(self) -> str:
        reference = reference_from(self._random.randbytes(5))
        self.references.add(reference)
        return reference

    def ulid(self, at: datetime) -> str:
        return ulid_from(at, self._random.randbytes(10))

    def secret(self) -> str:
        return self._random.randbytes(32).hex()


class Delivered:
    """A `TicketStore` whose outgoing mails have arrived long ago when they are stored: neither the stream nor the
    sweep finds anything to send."""

    def __init__(self, store: TicketStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, change: Change) -> Once | None:
        return self._store.commit(_delivered(change))

    def commit_both(self, one: Change, other: Change) -> Once | None:
        return self._store.commit_both(_delivered(one), _delivered(other))


class SeedDesk(Desk):
    """A desk to tell stories at. `clock` and `ids` are set for each."""

    def __init__(self, settings: Settings, at: datetime) -> None:
        self.set_clock, self.numbered_ids = SetClock(at), NumberedIds()
        super().__init__(settings, self.set_clock, self.numbered_ids)

    @cached_property
    def tickets(self) -> TicketStore:
        return cast(TicketStore, Delivered(super().tickets))

    @cached_property
    def directory_cache(self) -> DirectoryCache:
        """Read once: nobody else configures a desk that has just begun, and the set clock says nothing of its age."""
        return DirectoryCache(self.directory, SetClock(self.set_clock.at))

    @cached_property
    def due_tickets(self) -> DueTickets:
        return DueTickets(self.tickets, self.directory_cache, self.clock, self.ids)


def _delivered(change: Change) -> Change:
    return replace(change, outbox=tuple(map(_arrived, change.outbox)))


def _arrived(mail: OutboxMail) -> OutboxMail:
    return replace(sent(mail, f"seed-{digest(mail.id).lower()}"), attempt=1, delivery=Delivery.DELIVERED)


def longest_ago(now: datetime) -> datetime:
    """Before the first story begins."""
    return now - timedelta(days=40)
