"""What the sweep does to a ticket whose time has come: give out marks of promises, wake it, announce its closing, close
it. One thing, one transaction; what is due at once comes one after the other.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.agents import Occasion
from chalicelib.domain.directory import Directory
from chalicelib.domain.errors import Conflict, InvalidInput, NotFound
from chalicelib.domain.moves import Edit, closed_by_itself, closing_announced, edited, looked_at, woken
from chalicelib.domain.notifications import mailed
from chalicelib.domain.outbox import MailKind, OutboxMail, pending
from chalicelib.domain.permissions import may_see
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.sla_clocks import Alarm
from chalicelib.domain.sla_policy import Action, AddTag, Audience, Level, Notify, RaisePriority, Reassign
from chalicelib.domain.ticket import MAX_TAGS, PRIORITIES, Priority, Ticket
from chalicelib.domain.timeline import SYSTEM, Entry, EntryKind, EventName, field_changes
from chalicelib.domain.times import to_text
from chalicelib.services.alarm_entries import alarm_entry, overdue
from chalicelib.services.checked_edit import checked
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change

MOST_THINGS_AT_ONCE = 5


class DueTickets:
    def __init__(self, tickets: TicketStore, directory: DirectoryCache, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def attend(self, named: Ticket | str, now: datetime) -> bool:
        """Do what is due; says whether anything was."""
        ticket = self._tickets.ticket(named) if isinstance(named, str) else named
        did = False
        for _ in range(MOST_THINGS_AT_ONCE):
            change = self._due_change(ticket, now, self._directory.rules_for(ticket)) if ticket else None
            if change is None:
                break
            try:
                self._tickets.commit(change)
            except (Conflict, NotFound):
                break  # somebody was faster; if it is still due, the next tick sees it
            ticket, did = change.after, True
        return did

    def _due_change(self, ticket: Ticket, now: datetime, rules: Rulebook) -> Change | None:
        moved = looked_at(ticket, now, rules)
        if moved.alarms:
            return self._alarms(ticket, moved.ticket, moved.alarms, now, rules)
        if ticket.postponed and ticket.postponed.until <= now:
            moved = woken(ticket, now, rules)
            return self._event(ticket, moved.ticket, moved.alarms, EventName.WOKEN, now)
        if ticket.closing and ticket.closing.at <= now and ticket.closing.notice_at is None:
            moved = closed_by_itself(ticket, now, rules)
            return self._event(ticket, moved.ticket, moved.alarms, EventName.CLOSED_BY_ITSELF, now)
        if ticket.closing and ticket.closing.notice_at and ticket.closing.notice_at <= now:
            return self._closing_notice(ticket, now, rules)
        return None

    def _event(
        self, before: Ticket, after: Ticket, alarms: Sequence[Alarm], name: EventName, now: datetime, detail: str = ""
    ) -> Change:
        event = Entry(
            id=self._ids.ulid(now),
            reference=before.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=SYSTEM,
            changes=field_changes(before, after),
            event=name,
            detail=detail,
        )
        return Change(before, after, (*overdue(after, alarms, now, self._ids), event))

    def _closing_notice(self, ticket: Ticket, now: datetime, rules: Rulebook) -> Change:
        """The customer gets the whole time of notice, also when the sweep was late."""
        after = closing_announced(ticket, now, rules)
        closes = after.closing.at if after.closing else now
        change = self._event(ticket, after, (), EventName.CLOSES_SOON, now, f"closes {to_text(closes)}")
        who = ticket.requester
        mail = pending(ticket.reference, change.entries[-1].id, MailKind.CLOSING, who.email, who.name, now)
        return replace(change, outbox=(mail,))

    def _alarms(
        self, ticket: Ticket, looked: Ticket, alarms: Sequence[Alarm], now: datetime, rules: Rulebook
    ) -> Change:
        """All marks that were reached, and what their policy wants done about them. After missed sweeps several come at
        once: people are told of the last of each promise only, everything else is done."""
        after, last = looked, {alarm.target: alarm for alarm in alarms}
        entries: list[Entry] = []
        mails: dict[str, OutboxMail] = {}
        for alarm in alarms:
            for action in alarm.mark.actions:
                if not isinstance(action, Notify):
                    after = _done(action, after, now, rules)
            if alarm is not last[alarm.target]:
                continue
            told = _addresses(alarm, ticket, rules.directory)
            entry = alarm_entry(looked, alarm, now, self._ids)
            entries.append(replace(entry, mentions=_agents(told, rules.directory)))
            for address in mailed(told, _occasion(alarm), rules.directory):
                mail = pending(ticket.reference, entries[-1].id, MailKind.NOTICE, address, "", now)
                mails[mail.id] = mail
        entries[-1] = replace(entries[-1], changes=field_changes(looked, after))
        return Change(ticket, replace(after, version=ticket.version + 1), tuple(entries), tuple(mails.values()))


def _done(action: Action, ticket: Ticket, now: datetime, rules: Rulebook) -> Ticket:
    """The ticket after an action of its policy; one that the desk's configuration does not allow any more is left."""
    edit = _edit(action, ticket)
    if edit is None:
        return ticket
    try:
        return edited(ticket, checked(edit, ticket, rules.directory), now, rules).ticket
    except InvalidInput:
        return ticket


def _edit(action: Action, ticket: Ticket) -> Edit | None:
    match action:
        case RaisePriority(priority):
            wanted = Priority(priority)
            return Edit(priority=wanted) if PRIORITIES.index(wanted) > PRIORITIES.index(ticket.priority) else None
        case Reassign(agent, department):
            return Edit(department=department or None, assignee=agent or None, unassign=not agent)
        case AddTag(tag):
            return Edit(tags=(*ticket.tags, tag)) if len(ticket.tags) < MAX_TAGS else None
    return None


def _addresses(alarm: Alarm, ticket: Ticket, directory: Directory) -> tuple[str, ...]:
    told = [_told(action, ticket, directory) for action in alarm.mark.actions if isinstance(action, Notify)]
    return tuple(dict.fromkeys(address for addresses in told for address in addresses))


def _occasion(alarm: Alarm) -> Occasion:
    return Occasion.SLA_WARNING if alarm.mark.level is Level.WARNING else Occasion.SLA_BREACH


def _agents(addresses: Sequence[str], directory: Directory) -> tuple[str, ...]:
    """Those of the addresses who are agents, however they chose to be told."""
    agents = (directory.agent_by_email(address) for address in addresses)
    return tuple(dict.fromkeys(agent.id for agent in agents if agent))


def _told(action: Notify, ticket: Ticket, directory: Directory) -> tuple[str, ...]:
    """Addresses to tell. The assignee stands for the department where there is none; the disabled are never told."""
    if action.audience is Audience.AGENT:
        agent = directory.agents.get(action.agent)
        return (agent.email,) if agent and may_see(agent, ticket) else ()
    assignee = directory.agents.get(ticket.assignee or "")
    if action.audience is Audience.ASSIGNEE and assignee and may_see(assignee, ticket):
        return (assignee.email,)
    # a list may name somebody twice, a transaction must not
    return tuple(dict.fromkeys(address.lower() for address in directory.notified_about(ticket.department)))
