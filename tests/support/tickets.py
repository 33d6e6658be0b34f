"""Tickets, entries and mails as rules make them, for tests that need no desk."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.sla import FirstResponse
from chalicelib.domain.ticket import Channel, Requester, Ticket, open_ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind
from tests.support.clock import START
from tests.support.mails import CUSTOMER

REFERENCE = "K7QF3M2X"
MAIJA = Requester(customer_id_for(CUSTOMER), "Maija Meikäläinen", CUSTOMER)
TARGET = timedelta(hours=8)


def a_ticket(reference: str = REFERENCE, *, now: datetime = START, who: Requester = MAIJA, **fields: Any) -> Ticket:
    """A new ticket of the support department, promised an answer within eight hours; `fields` override."""
    ticket = open_ticket(
        reference=reference,
        subject="The printer is on fire",
        department="support",
        requester=who,
        channel=Channel.MAIL,
        now=now,
        first_response=FirstResponse.promised(now, TARGET),
    )
    return replace(ticket, **fields)


def an_entry(id: str, reference: str = REFERENCE, *, at: datetime = START, **fields: Any) -> Entry:
    """A customer's message; `fields` override."""
    entry = Entry(
        id=id,
        reference=reference,
        kind=EntryKind.MESSAGE_IN,
        at=at,
        author=Author(AuthorKind.CUSTOMER, MAIJA.customer_id, MAIJA.name),
        body=Body.plain("It burns.\n"),
    )
    return replace(entry, **fields)
