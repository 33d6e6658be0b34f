"""What the contract tests share: the desk's adapters on AWS in memory."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.outbox import OutboxMail
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry
from chalicelib.services.intake import customer_author
from chalicelib.services.ports import TicketStore
from chalicelib.services.records import Change, Once
from tests.support.desk import World
from tests.support.tickets import a_ticket, an_entry


@pytest.fixture
def store(world: World) -> TicketStore:
    return world.desk.tickets


@pytest.fixture
def change(world: World) -> "Changes":
    return Changes(world)


class Changes:
    """Makes changes with fresh ids, as use cases do."""

    def __init__(self, world: World) -> None:
        self._world = world

    def entry(self, ticket: Ticket, **fields: Any) -> Entry:
        now = self._world.clock.now()
        author = customer_author(ticket.requester)
        return an_entry(self._world.desk.ids.ulid(now), ticket.reference, at=now, **({"author": author} | fields))

    def once(self, key: str, entry: Entry, fingerprint: str = "asked", **fields: Any) -> Once:
        expires_at = self._world.clock.now() + timedelta(days=30)
        return replace(Once(key, fingerprint, entry.reference, entry.id, expires_at), **fields)

    def opening(self, ticket: Ticket | None = None, **fields: Any) -> Change:
        ticket = ticket or a_ticket(now=self._world.clock.now())
        return replace(Change(None, ticket, (self.entry(ticket),)), **fields)

    def appending(self, before: Ticket, after: Ticket, **fields: Any) -> Change:
        return replace(Change(before, after, (self.entry(after),)), **fields)

    def with_mails(self, change: Change, *mails: OutboxMail) -> Change:
        return replace(change, outbox=mails)
