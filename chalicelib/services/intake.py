"""How a request becomes a ticket, whatever door it came through."""

from collections.abc import Callable

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.directory import Department
from chalicelib.domain.errors import Conflict, StaleVersion, Unavailable
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.sla import FirstResponse
from chalicelib.domain.ticket import Channel, Requester, Ticket, open_ticket
from chalicelib.domain.timeline import Author, AuthorKind
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change, Once

REFERENCE_TRIES = 5


def requester(email: str, name: str) -> Requester:
    """The customer behind a normalised address; the same address is always the same customer."""
    return Requester(customer_id_for(email), name, email)


def customer_author(who: Requester) -> Author:
    return Author(AuthorKind.CUSTOMER, who.customer_id, who.name or who.email)


class Intake:
    """Opens tickets under a free reference."""

    def __init__(self, tickets: TicketStore, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._clock = clock
        self._ids = ids

    def open(
        self,
        *,
        subject: str,
        department: Department,
        who: Requester,
        channel: Channel,
        acknowledge: bool,
        first: Callable[[Ticket, str], tuple[Ticket, Change]],
    ) -> tuple[Ticket, Once | None]:
        """A new ticket with its first message, made by `first` from the ticket and the entry's id.

        Returns the ticket and, if the request had been taken before, what is stored of that. Raises Unavailable.
        """
        now = self._clock.now()
        for _ in range(REFERENCE_TRIES):
            ticket = open_ticket(
                reference=self._ids.reference(),
                subject=subject,
                department=department.id,
                requester=who,
                channel=channel,
                now=now,
                first_response=FirstResponse.promised(now, department.first_response),
            )
            entry_id = self._ids.ulid(now)
            ticket, change = first(ticket, entry_id)
            if acknowledge:
                mail = pending(ticket.reference, entry_id, MailKind.ACKNOWLEDGEMENT, who.email, who.name, now)
                change = Change(change.before, change.after, change.entries, (mail,), change.once)
            try:
                return ticket, self._tickets.commit(change)
            except StaleVersion:
                raise
            except Conflict:
                continue  # somebody else's ticket has this reference: one time in a trillion, then try another
        raise Unavailable("no free reference was found")
