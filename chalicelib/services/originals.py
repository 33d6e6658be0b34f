"""Originals: the raw mail behind a message, as it arrived, by a link that downloads it."""

from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import visible
from chalicelib.domain.ticket import Ticket
from chalicelib.services.attachments import LINK_VALID_FOR, Link
from chalicelib.services.ports import Clock, RawMail, TicketStore


class Originals:
    def __init__(self, tickets: TicketStore, raw: RawMail, clock: Clock) -> None:
        self._tickets = tickets
        self._raw = raw
        self._clock = clock

    def link(self, agent: Agent, ticket: Ticket | None, entry_id: str) -> Link:
        """The original of a message for five minutes. Raises NotFound, also for entries that were no mail."""
        seen = visible(agent, ticket)
        entry = self._tickets.entry(seen.reference, entry_id)
        if entry is None or entry.mail is None:
            raise NotFound("no such original")
        return link_to_original(self._raw, entry.mail.raw_key, entry.id, self._clock.now())


def link_to_original(raw: RawMail, key: str, name: str, now: datetime) -> Link:
    return Link(raw.download_url(key, f"{name}.eml", LINK_VALID_FOR), now + LINK_VALID_FOR)
