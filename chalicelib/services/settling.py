"""Tickets follow their customers: to the survivor of a merge, and to the promises of another group.

A customer says since when there is something to follow, until it is done. Each ticket has a transaction of its own, so
that this can stop anywhere and go on: whoever changed the customer begins, the minute tick goes on.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.customer import Customer
from chalicelib.domain.errors import Conflict, NotFound, Unavailable
from chalicelib.domain.moves import Edit, Moved, edited, noted
from chalicelib.domain.standing import group_of
from chalicelib.domain.ticket import PUT_ASIDE, Status, Ticket
from chalicelib.domain.timeline import SYSTEM, Entry, EntryKind, EventName, field_changes
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.changes import on_whatever_is_current
from chalicelib.services.customer_ports import CustomerDiffers, CustomerStore
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.recognition import Recognition
from chalicelib.services.records import Change

log = logging.getLogger(__name__)
AT_ONCE = 100
# the newest tickets of a customer, whose promises follow to another group
MOST_REGROUPED = 100
# the caller of the API waits 29 seconds at most, the tick has other things to do
PATIENCE = timedelta(seconds=10)


class Settling:
    def __init__(
        self,
        customers: CustomerStore,
        tickets: TicketStore,
        recognition: Recognition,
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._customers = customers
        self._tickets = tickets
        self._recognition = recognition
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def begin(self, customer_id: str) -> None:
        """As far as it goes at once; what is left is the tick's."""
        try:
            self.attend(customer_id, self._clock.now())
        except (Unavailable, Conflict) as reason:
            log.warning("tickets of customer %s follow later: %s", customer_id, reason)

    def attend(self, customer_id: str, now: datetime) -> bool:
        """Let the tickets follow; says whether there was anything to do. Raises Unavailable."""
        customer = self._customers.customer(customer_id)
        if customer is None or customer.unsettled_at is None:
            return False
        survivor = self._recognition.survivor(customer) or customer
        merged = survivor.id != customer.id
        after: str | None = None
        while True:
            page = self._customers.tickets_of(customer.id, AT_ONCE if merged else MOST_REGROUPED, after)
            found = self._tickets.traces([], page.references).tickets
            for ticket in found.values():
                if self._clock.now() - now > PATIENCE:
                    return True
                self._follow(ticket, customer, survivor)
            after = page.next
            if after is None or not merged:
                break
        self._customers.settle(customer)
        return True

    def _follow(self, ticket: Ticket, customer: Customer, survivor: Customer) -> None:
        def write(current: Ticket) -> None:
            if current.requester.customer_id == customer.id:
                change = self._change(current, survivor, merged=survivor.id != customer.id)
                if change:
                    self._tickets.commit(change)

        try:
            on_whatever_is_current(ticket, write)
        except NotFound:
            log.warning("ticket %s is gone", ticket.reference)
        except CustomerDiffers as differs:
            raise Unavailable("the customer changed meanwhile") from differs

    def _change(self, ticket: Ticket, survivor: Customer, *, merged: bool) -> Change | None:
        """What follows for one ticket, None if nothing does."""
        now, rules = self._clock.now(), self._directory.rules_for(ticket)
        group = group_of(survivor.email, survivor.standing, rules.directory)
        regrouped = _is_alive(ticket) and group != ticket.group
        if not (merged or regrouped):
            return None
        moved = edited(ticket, Edit(group=group), now, rules) if regrouped else Moved(noted(ticket))
        after = replace(moved.ticket, requester=replace(ticket.requester, customer_id=survivor.id))
        entry = Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=SYSTEM,
            changes=field_changes(ticket, after),
            event=EventName.CUSTOMER_MERGED if merged else EventName.CUSTOMER_REGROUPED,
            detail=f"{survivor.name} <{survivor.email}>" if merged else "",
        )
        entries = (*overdue(after, moved.alarms, now, self._ids), entry)
        return Change(ticket, after, entries, standing=survivor.standing)


def _is_alive(ticket: Ticket) -> bool:
    """Promises of a ticket that is over stay as they were."""
    return ticket.status is not Status.CLOSED and ticket.status not in PUT_ASIDE
