"""What the timeline says of promises: warnings, breaches and what comes after them, with their true times."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.sla_clocks import Alarm
from chalicelib.domain.sla_policy import Level, Target
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import SYSTEM, Entry, EntryKind, EventName
from chalicelib.domain.times import to_text
from chalicelib.services.ports import Ids

EVENTS = {
    Level.WARNING: EventName.SLA_WARNING,
    Level.BREACH: EventName.SLA_BREACH,
    Level.ESCALATION: EventName.SLA_ESCALATION,
}
WORDS = {
    Target.FIRST_RESPONSE: "first answer",
    Target.NEXT_RESPONSE: "next answer",
    Target.FIRST_ASSIGNMENT: "first assignment",
    Target.RESOLUTION: "resolution",
}


def alarm_entry(ticket: Ticket, alarm: Alarm, now: datetime, ids: Ids) -> Entry:
    """The entry of one mark that was reached; when it is a breach, `detail` has the moment of it."""
    due = ticket.clocks.of(alarm.target).due or alarm.at
    return Entry(
        id=ids.ulid(now),
        reference=ticket.reference,
        kind=EntryKind.EVENT,
        at=now,
        author=SYSTEM,
        event=EVENTS[alarm.mark.level],
        detail=f"{WORDS[alarm.target]} due {to_text(due)}",
    )


def overdue(ticket: Ticket, alarms: Sequence[Alarm], now: datetime, ids: Ids) -> tuple[Entry, ...]:
    """Entries of the promises that were broken before a move, although no sweep has looked yet: a breach is never
    hidden by the answer that came too late. Warnings are pointless by then."""
    return tuple(alarm_entry(ticket, alarm, now, ids) for alarm in alarms if alarm.mark.level is Level.BREACH)
