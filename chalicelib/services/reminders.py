"""Agents set themselves reminders on tickets, and the sweep announces those whose time has come."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Agent, Occasion, may
from chalicelib.domain.beside import Beside
from chalicelib.domain.errors import Conflict, Forbidden, NotFound
from chalicelib.domain.moves import noted
from chalicelib.domain.notifications import wants_mail
from chalicelib.domain.outbox import MailKind, OutboxMail, pending
from chalicelib.domain.permissions import may_see
from chalicelib.domain.reminders import Reminder, due_reminders, found_reminder, with_reminder, without_reminder
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import SYSTEM, Entry, EntryKind, EventName
from chalicelib.services.beside_changes import BesideChanges, WithBeside
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Ids, TicketStore
from chalicelib.services.records import Change
from chalicelib.services.requests import Request


class Reminders:
    """Reminders contradict nothing, so they are set and removed on whatever the ticket is by then."""

    def __init__(self, changes: BesideChanges, ids: Ids) -> None:
        self._changes = changes
        self._ids = ids

    def add(self, agent: Agent, ticket: Ticket | None, at: datetime, text: str, request: Request) -> WithBeside:
        """One more, of the caller's own. Raises NotFound, Forbidden, InvalidInput for a time that cannot be."""

        def add(beside: Beside, now: datetime) -> Beside:
            new = Reminder(self._ids.ulid(now), agent.id, at, text)
            return replace(beside, reminders=with_reminder(beside.reminders, new, now))

        return self._changes.write(agent, ticket, None, request, EventName.REMINDER, add)

    def remove(self, agent: Agent, ticket: Ticket | None, id: str) -> WithBeside:
        """Without one of the caller's own; admins remove those of others as well. Raises NotFound, Forbidden."""

        def remove(beside: Beside, now: datetime) -> Beside:
            if found_reminder(beside.reminders, id).owner != agent.id and not may(agent, Permission.CONFIGURE):
                raise Forbidden("the reminder belongs to somebody else")
            return replace(beside, reminders=without_reminder(beside.reminders, id))

        return self._changes.write(agent, ticket, None, None, EventName.REMINDER, remove)


class DueReminders:
    """What the sweep does with reminders: once each, however often and late it comes."""

    def __init__(self, tickets: TicketStore, directory: DirectoryCache, ids: Ids) -> None:
        self._tickets = tickets
        self._directory = directory
        self._ids = ids

    def attend(self, reference: str, now: datetime) -> bool:
        """Announce those of a ticket whose time has come; says whether there were any."""
        ticket, beside = self._tickets.ticket(reference), self._tickets.beside(reference)
        due = due_reminders(beside.reminders, now)
        if ticket is None or not due:
            return False
        entries = tuple(self._entry(ticket, reminder, now) for reminder in due)
        mails = tuple(mail for entry in entries for mail in self._mails(ticket, entry, now))
        left = tuple(each for each in beside.reminders if each not in due)
        try:
            self._tickets.commit(Change(ticket, noted(ticket), entries, mails, reminders=left))
        except (Conflict, NotFound):
            return False  # somebody was faster; if it is still due, the next tick sees it
        return True

    def _entry(self, ticket: Ticket, reminder: Reminder, now: datetime) -> Entry:
        return Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=SYSTEM,
            event=EventName.REMINDED,
            detail=reminder.text,
            mentions=(reminder.owner,),
        )

    def _mails(self, ticket: Ticket, entry: Entry, now: datetime) -> tuple[OutboxMail, ...]:
        """To the owner, if they want mail and still may see the ticket."""
        agents = (self._directory.current().agents.get(id) for id in entry.mentions)
        return tuple(
            pending(ticket.reference, entry.id, MailKind.NOTICE, agent.email, "", now)
            for agent in agents
            if agent and may_see(agent, ticket) and wants_mail(agent, Occasion.REMINDER)
        )
