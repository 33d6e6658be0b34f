"""Tickets, entries and mails as rules make them, for tests that need no desk."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain import moves
from chalicelib.domain.customer import customer_id_for
from chalicelib.domain.directory import Department, Directory
from chalicelib.domain.moves import Edit
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import Channel, Requester, Status, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind
from tests.support.clock import START
from tests.support.mails import CUSTOMER

REFERENCE = "K7QF3M2X"
MAIJA = Requester(customer_id_for(CUSTOMER), "Maija Meikäläinen", CUSTOMER)
TARGET = timedelta(hours=8)


_DEPARTMENTS = (
    Department("support", "Support", ("support@in.example.com",), TARGET),
    Department("billing", "Billing", ("billing@in.example.com",), timedelta(days=1)),
)
RULES = Rulebook(Directory({department.id: department for department in _DEPARTMENTS}))


def open_ticket(*, rules: Rulebook = RULES, **fields: Any) -> Ticket:
    return moves.open_ticket(rules=rules, **fields)


def edited(ticket: Ticket, edit: Edit, now: datetime, rules: Rulebook = RULES) -> Ticket:
    return moves.edited(ticket, edit, now, rules).ticket


def customer_wrote(ticket: Ticket, now: datetime, rules: Rulebook = RULES) -> Ticket:
    return moves.customer_wrote(ticket, now, rules).ticket


def agent_answered(ticket: Ticket, now: datetime, status: Status = Status.ANSWERED, rules: Rulebook = RULES) -> Ticket:
    return moves.agent_answered(ticket, now, rules, status).ticket


def a_ticket(reference: str = REFERENCE, *, now: datetime = START, who: Requester = MAIJA, **fields: Any) -> Ticket:
    """A new ticket of the support department, promised an answer within eight hours; `fields` override."""
    ticket = open_ticket(
        reference=reference,
        subject="The printer is on fire",
        department="support",
        requester=who,
        channel=Channel.MAIL,
        now=now,
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
