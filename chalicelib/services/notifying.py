"""Tells agents what a change means to them, after it: in their workspace, by mail, or with their next digest."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.directory import Directory
from chalicelib.domain.notifications import MAILED_WITH_THE_ENTRY, Notice, occasion_of, told_of, way_of
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.permissions import sees_only_own
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import AuthorKind, Entry
from chalicelib.services.derive import Derived
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.notification_ports import NoticeStore
from chalicelib.services.ports import Clock, OutboxStore


class Notifying:
    """A derivation. Notices and mails are known by agent and entry, so the same change told twice tells nothing new."""

    def __init__(self, store: NoticeStore, outbox: OutboxStore, directory: DirectoryCache, clock: Clock) -> None:
        self._store = store
        self._outbox = outbox
        self._directory = directory
        self._clock = clock

    def derive(self, change: Derived) -> None:
        now, ticket = self._clock.now(), change.ticket
        told = list(_told(change, self._directory.current()))
        if not told:
            return
        muted = self._store.muted(ticket.reference)
        heard = [each for each in told if each[2] is Occasion.REMINDER or each[0].id not in muted]
        if heard:
            self._store.add([_notice(agent, entry, occasion, ticket, now) for agent, entry, occasion in heard])
        for agent, entry, occasion in heard:
            if way_of(agent, occasion) is Way.MAIL and occasion not in MAILED_WITH_THE_ENTRY:
                self._outbox.add(pending(ticket.reference, entry.id, MailKind.NOTICE, agent.email, "", now))


def _told(change: Derived, directory: Directory) -> Iterator[tuple[Agent, Entry, Occasion]]:
    for entry in change.entries:
        occasion = occasion_of(entry, change.ticket)
        for agent in told_of(entry, change.ticket, directory):
            if occasion and way_of(agent, occasion) is not Way.OFF:
                yield agent, entry, occasion


def _notice(agent: Agent, entry: Entry, occasion: Occasion, ticket: Ticket, now: datetime) -> Notice:
    return Notice(
        agent=agent.id,
        entry_id=entry.id,
        reference=ticket.reference,
        occasion=occasion,
        at=entry.at,
        department=ticket.department,
        subject="" if sees_only_own(agent) else ticket.subject,
        by=entry.author.name if entry.author.kind is AuthorKind.AGENT else "",
        digest_at=agent.digest.next_after(now) if way_of(agent, occasion) is Way.DIGEST else None,
    )
