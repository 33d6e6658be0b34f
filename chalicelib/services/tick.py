"""The minute tick: whatever is due and not done yet: tickets, reminders, outgoing mails, and tickets that have to
follow their customers.

It asks the timer index, never the clock of the last run: a missed or doubled tick changes nothing. Index reads may
be old, so every step is decided on the item itself and stored under its version.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.outbox import SAFETY_NET, MailKind, OutboxMail, SendState, lease_over
from chalicelib.domain.values import dataclass
from chalicelib.services.delivery_notes import DeliveryNotes
from chalicelib.services.due_tickets import DueTickets
from chalicelib.services.ports import Clock, OutboundQueue, OutboxStore, TicketStore, Timers
from chalicelib.services.reminders import DueReminders

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)

PAGE = 100
MOST_PAGES = 20
# each takes up to twenty seconds, and a sweep has less than a minute
MOST_JOBS = 2


@dataclass(frozen=True, slots=True)
class Swept:
    """What one tick did. `longest_wait` is the age of the oldest mail among those that it had to look after."""

    alarms: int
    mails: int
    more: bool
    longest_wait: timedelta = timedelta()


class Tick:
    def __init__(
        self,
        timers: Timers,
        tickets: TicketStore,
        outbox: OutboxStore,
        queue: OutboundQueue,
        notes: DeliveryNotes,
        due_tickets: DueTickets,
        due_reminders: DueReminders,
        renew_holidays: Callable[[str, datetime], bool],
        count_view: Callable[[str, datetime], bool],
        due_reply: Callable[[str, datetime], object],
        follow_customer: Callable[[str, datetime], bool],
        send_digest: Callable[[str, datetime, datetime], bool],
        go_on_with: Callable[[str, datetime], bool],
        clock: Clock,
    ) -> None:
        self._timers = timers
        self._tickets = tickets
        self._outbox = outbox
        self._queue = queue
        self._notes = notes
        self._due_tickets = due_tickets
        self._due_reminders = due_reminders
        self._renew_holidays = renew_holidays
        self._count_view = count_view
        self._due_reply = due_reply
        self._follow_customer = follow_customer
        self._send_digest = send_digest
        self._go_on_with = go_on_with
        self._clock = clock

    def run(self) -> Swept:
        """One sweep, capped at 2,000 items; what is left over is still due at the next tick."""
        now = self._clock.now()
        alarms, waits, more, jobs = 0, list[timedelta](), False, list[str]()
        for number, due in enumerate(self._timers.due(now, PAGE)):
            if number == MOST_PAGES:
                more = True
                break
            alarms += self._announce(due.tickets, now)
            reminded = [self._one_by_one(self._due_reminders.attend, reference, now) for reference in due.reminders]
            alarms += reminded.count(True)
            for hours in due.hours:
                self._one_by_one(self._renew_holidays, hours, now)
            for view in due.views:
                self._one_by_one(self._count_view, view, now)
            for reply in due.replies:
                self._one_by_one(self._due_reply, reply, now)
            for customer in due.customers:
                self._one_by_one(self._follow_customer, customer, now)
            for digest in due.digests:
                self._one_by_one(lambda which, now: self._send_digest(*which, now), digest, now)
            chased = [self._one_by_one(self._chase, id, now) for id in due.mails]
            waits += [wait for wait in chased if wait is not None]
            jobs += due.jobs
        # they may take long, and nothing that is due waits for them
        for job in jobs[:MOST_JOBS]:
            self._one_by_one(self._go_on_with, job, now)
        return Swept(alarms, len(waits), more, max(waits, default=timedelta()))

    def _announce(self, references: Sequence[str], now: datetime) -> int:
        try:
            heads = self._tickets.traces([], references).tickets
        except Exception:
            log.exception("a page of tickets cannot be read; they are read one by one")
            heads = {}
        done = [
            self._one_by_one(self._due_tickets.attend, heads.get(reference) or reference, now)
            for reference in references
        ]
        return done.count(True)

    def _one_by_one(self, act: Callable[[T, datetime], R], subject: T, now: datetime) -> R | None:
        """One ticket or mail that is busy or broken does not keep the others waiting; the next tick finds it again."""
        try:
            return act(subject, now)
        except Unavailable as reason:
            log.warning("skipped in this sweep: %s", reason)
        except Exception:
            log.exception("skipped in this sweep, something is wrong with it")
        return None

    def _chase(self, id: str, now: datetime) -> timedelta | None:
        """A mail that nobody took, or whose sender was never heard of again. Returns how old it is, None if another
        was faster."""
        mail = self._outbox.get(id)
        if mail is None or mail.fires_at is None or mail.fires_at > now:
            return None
        after = _requeued(mail, now) if mail.state is SendState.PENDING else lease_over(mail, now)
        if not self._outbox.replace(mail, after):
            return None
        if after.state is SendState.PENDING:
            self._queue_up(id)
        else:
            log.error("mail %s: SES never said whether it took it", id)
            if mail.kind is MailKind.REPLY:
                words = f"nobody knows whether the mail to {mail.recipient} was sent; please ask or send it again"
                self._notes.add(mail, f"{id} unknown", words)
        return now - mail.created_at

    def _queue_up(self, id: str) -> None:
        try:
            self._queue.put(id)
        except Unavailable as reason:
            log.warning("not queued, a later sweep tries again: %s", reason)


def _requeued(mail: OutboxMail, now: datetime) -> OutboxMail:
    return replace(mail, fires_at=now + SAFETY_NET)
