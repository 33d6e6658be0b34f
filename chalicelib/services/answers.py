"""From a public answer to the change that stores it with its mails, whenever that is."""

from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.merging import not_merged
from chalicelib.domain.moves import agent_answered
from chalicelib.domain.queue import require_handed
from chalicelib.domain.scheduled import Answer
from chalicelib.domain.ticket import ENDED, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, EventName, field_changes
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.field_values import ends, required_for, values_after
from chalicelib.services.ports import Ids, TicketStore
from chalicelib.services.recipients import mails_of_reply
from chalicelib.services.records import Change


class Answers:
    def __init__(self, tickets: TicketStore, directory: DirectoryCache, ids: Ids) -> None:
        self._tickets = tickets
        self._directory = directory
        self._ids = ids

    def change(self, agent: Agent, ticket: Ticket, answer: Answer, now: datetime) -> tuple[Change, str]:
        """The change of the ticket as it is, and the id of the answer's entry in it.

        Raises Forbidden for a ticket that the queue did not hand out, InvalidInput for one that was merged into
        another, for required fields that are empty, and for a summary of what does not end.
        """
        directory = self._directory.current()
        department = directory.departments.get(ticket.department)
        require_handed(agent, ticket, department)
        required = required_for(ends(ticket, answer.status), department, directory)
        values_after(self._tickets, ticket, None, required, directory)
        moved = agent_answered(not_merged(ticket), now, self._directory.rules_for(ticket), answer.status)
        entry = Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.MESSAGE_OUT,
            at=now,
            author=author(agent),
            changes=field_changes(ticket, moved.ticket),
            body=Body.plain(answer.text),
            attachments=answer.files,
        )
        people = self._tickets.participants(ticket.reference) if ticket.participants and answer.to_all else ()
        mails = mails_of_reply(ticket, entry.id, people, now)
        entries = (*overdue(moved.ticket, moved.alarms, now, self._ids), entry)
        if answer.summary:
            entries += (self._summarised(agent, ticket, answer, now),)
        return Change(ticket, moved.ticket, entries, mails), entry.id

    def _summarised(self, agent: Agent, ticket: Ticket, answer: Answer, now: datetime) -> Entry:
        """An entry of its own: what is for colleagues is no part of what the customer gets."""
        if answer.status not in ENDED:
            raise InvalidInput.of("summary", "goes with resolving or closing the ticket")
        return Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=author(agent),
            event=EventName.RESOLVED,
            body=Body.plain(answer.summary),
        )


def author(agent: Agent) -> Author:
    return Author(AuthorKind.AGENT, agent.id, agent.name)
