"""How a request becomes a ticket, whatever door it came through."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.directory import Department
from chalicelib.domain.errors import Conflict, StaleVersion, Unavailable
from chalicelib.domain.ids import digest
from chalicelib.domain.moves import open_ticket
from chalicelib.domain.outbox import MailKind, pending
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import Channel, Priority, Requester, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, field_changes
from chalicelib.domain.times import to_text
from chalicelib.services.assigning import Assigning
from chalicelib.services.customer_ports import CustomerDiffers
from chalicelib.services.ports import AllowanceUsed, Clock, Ids, TicketStore
from chalicelib.services.recognition import Recognition, assumed
from chalicelib.services.records import Allowance, Change, Once

log = logging.getLogger(__name__)
TRIES = 6
AUTOMATIC_MAILS_AN_HOUR = 5


def requester(email: str, name: str) -> Requester:
    """The customer behind a normalised address; the same address is always the same customer."""
    return Requester(customer_id_for(email), name, email)


def customer_author(who: Requester) -> Author:
    return Author(AuthorKind.CUSTOMER, who.customer_id, who.name or who.email)


def _automatic_mail_to(email: str, now: datetime) -> Allowance:
    """Two programs that answer each other without saying that they are programs fall silent after a few rounds."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    local, _, domain = email.partition("@")
    person = f"{local.partition('+')[0]}@{domain}"  # one mailbox, however many plus parts it is written with
    return Allowance(
        digest("automatic mail", person, to_text(hour)), AUTOMATIC_MAILS_AN_HOUR, hour + timedelta(hours=2)
    )


class Intake:
    """Opens tickets under a free reference, assigned where the department does that by itself."""

    def __init__(
        self, tickets: TicketStore, assigning: Assigning, recognition: Recognition, clock: Clock, ids: Ids
    ) -> None:
        self._tickets = tickets
        self._assigning = assigning
        self._recognition = recognition
        self._clock = clock
        self._ids = ids

    def open(
        self,
        *,
        subject: str,
        department: Department,
        rules: Rulebook,
        who: Requester,
        channel: Channel,
        acknowledge: bool,
        language: str = "",
        priority: Priority = Priority.MEDIUM,
        category: str = "",
        follows: str | None = None,
        last_agent: str | None = None,
        first: Callable[[Ticket, str], tuple[Ticket, Change]],
    ) -> tuple[Ticket, Once | None]:
        """A new ticket with its first message, made by `first` from the ticket and the entry's id. `last_agent` had the
        one that it follows.

        Returns the ticket and, if the request had been taken before, what is stored of that. Raises Unavailable.
        """
        now = self._clock.now()
        recognised = assumed(who, rules.directory)
        for _ in range(TRIES):
            ticket = open_ticket(
                reference=self._ids.reference(),
                subject=subject,
                department=department.id,
                requester=recognised.requester,
                channel=channel,
                now=now,
                rules=rules,
                language=language,
                follows=follows,
                priority=priority,
                category=category,
                group=recognised.group,
            )
            entry_id = self._ids.ulid(now)
            ticket, change = self._assigned(*first(ticket, entry_id), rules, last_agent)
            change = replace(change, standing=recognised.standing)
            if acknowledge:
                mail = pending(ticket.reference, entry_id, MailKind.ACKNOWLEDGEMENT, who.email, who.name, now)
                change = replace(change, outbox=(mail,), allowance=_automatic_mail_to(who.email, now))
            try:
                return ticket, self._tickets.commit(change)
            except AllowanceUsed:
                log.warning("%s gets no more automatic mail within this hour", who.customer_id)
                acknowledge = False
            except CustomerDiffers as differs:
                recognised = self._recognition.recognise(who, rules.directory, differs.customer)
            except StaleVersion:
                raise
            except Conflict:
                continue  # somebody else's ticket has this reference: one time in a trillion, then try another
        raise Unavailable("no free reference was found, or the customer keeps changing")

    def _assigned(
        self, ticket: Ticket, change: Change, rules: Rulebook, last_agent: str | None
    ) -> tuple[Ticket, Change]:
        """The ticket and its change with an assignee, told where the conversation begins."""
        given = self._assigning.opened(ticket, ticket.created_at, rules, last_agent)
        if not given.why:
            return ticket, change
        after, (message, *more) = given.moved.ticket, change.entries
        message = replace(message, changes=message.changes + field_changes(ticket, after), detail=given.why)
        return after, replace(change, after=after, entries=(message, *more))
