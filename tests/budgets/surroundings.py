"""A desk with many tickets in it, and ways to put more there without going through the use cases."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamo import entry_items, outbox_items, ticket_items
from chalicelib.adapters.dynamo.items import PEOPLE, ParticipantsItem, ticket_pk
from chalicelib.bootstrap import Desk
from chalicelib.domain.moves import Edit
from chalicelib.domain.outbox import MailKind, pending, sent
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.session import Session, hash_secret
from chalicelib.domain.ticket import Channel, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Body, Entry, EntryKind, MailFacts, TextPart
from chalicelib.services.intake import requester
from tests.budgets.texts import ANSWER, COMPLAINT
from tests.support.desk import AGENT, BILLING, OTHER, SUPPORT, World, world
from tests.support.mails import PASS
from tests.support.quick_moto import quick_transactions
from tests.support.tickets import agent_answered, customer_wrote, edited, open_ticket

CUSTOMER = requester("maija@customer.example", "Maija Meikäläinen")
# the background fills the lists of one department, operations write in another: neither moves the other's figures
BACKGROUND, WORKING = SUPPORT, BILLING
ASSIGNED_IN_BACKGROUND = 50
SECRET = "s" * 43
COOKIE = f"{OTHER.id}.{SECRET}"


class Office:
    """A world for operations. Its department is `WORKING`, its agent `OTHER`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk: Desk = world.desk
        self.agent = OTHER
        self.department = WORKING
        self._number = itertools.count(1)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def number(self) -> int:
        return next(self._number)

    def key(self) -> str:
        """A key of its own for a mail, file or request."""
        return f"key-{self.number()}"

    def put(self, *items: dict[str, Any]) -> None:
        for item in items:
            self.desk.table.put(item)

    def opened(
        self,
        *,
        assigned: bool = False,
        answered: bool = False,
        company: bool = False,
        age: timedelta = timedelta(minutes=10),
    ) -> Ticket:
        """A ticket of this department with its customer's message; in `company` one other takes part."""
        ticket = a_ticket(self.desk, self.department.id, self.now - age)
        if assigned:
            ticket = _assigned_to(ticket, self.agent.id)
        if answered:
            ticket = agent_answered(ticket, self.now - timedelta(minutes=5))
        if company:
            ticket = replace(ticket, participants=1)
            people = [["boss@customer.example", "The Boss"]]
            self.put(ParticipantsItem(pk=ticket_pk(ticket.reference), sk=PEOPLE, people=people).raw())
        self.put(ticket_items.to_item(ticket), *conversation(self.desk, ticket, 1))
        return ticket


@contextmanager
def office(tickets: int) -> Iterator[Office]:
    """A desk with so many tickets besides those that operations make, its caches warm."""
    with quick_transactions(), world() as fresh:
        opened = Office(fresh)
        for number in range(tickets):
            opened.put(*background(opened.desk, number, opened.now))
        desk = opened.desk
        desk.session_store.save(Session(hash_secret(SECRET), OTHER.id, opened.now, opened.now + timedelta(hours=12)))
        desk.directory_cache.current()
        desk.signer.sign("warm", b"", 17)
        yield opened


def a_ticket(desk: Desk, department: str, at: datetime) -> Ticket:
    return open_ticket(
        reference=desk.ids.reference(),
        subject="Garden table arrived with a cracked leg, chairs missing",
        department=department,
        requester=CUSTOMER,
        channel=Channel.MAIL,
        now=at,
        rules=Rulebook(desk.directory_cache.current()),
    )


def conversation(desk: Desk, ticket: Ticket, messages: int) -> Iterator[dict[str, Any]]:
    """Items of a conversation: the customer's and the desk's messages in turn, each answer with its mail sent."""
    for number in range(messages):
        at = ticket.created_at + timedelta(seconds=number)
        id, incoming = desk.ids.ulid(at), number % 2 == 0
        author = Author(AuthorKind.CUSTOMER, CUSTOMER.customer_id, CUSTOMER.name)
        facts = MailFacts(f"<{id}@customer.example>", f"inbound/{id}", tuple(sorted(PASS.items())))
        kind = EntryKind.MESSAGE_IN if incoming else EntryKind.MESSAGE_OUT
        entry = Entry(
            id=id,
            reference=ticket.reference,
            kind=kind,
            at=at,
            author=author if incoming else Author(AuthorKind.AGENT, OTHER.id, OTHER.name),
            subject=ticket.subject if incoming else "",
            body=Body((TextPart("reply", _turned(COMPLAINT if incoming else ANSWER, number)),)),
            mail=facts if incoming else None,
        )
        yield entry_items.to_item(entry, desk.files)
        if not incoming:
            mail = pending(ticket.reference, id, MailKind.REPLY, CUSTOMER.email, CUSTOMER.name, at)
            yield outbox_items.to_item(sent(mail, "0102018e-4a7c1f3e-000000"))


def background(desk: Desk, number: int, now: datetime) -> Iterator[dict[str, Any]]:
    """New and open tickets in turn, the youngest first; the first fifty are somebody's. Nothing of them is due."""
    at = now - timedelta(seconds=number)
    ticket = a_ticket(desk, BACKGROUND.id, at)
    if number % 2:
        ticket = customer_wrote(agent_answered(ticket, at), at)
    if number < ASSIGNED_IN_BACKGROUND:
        ticket = _assigned_to(ticket, AGENT.id)
    yield ticket_items.to_item(ticket)
    yield from conversation(desk, ticket, 1)


def _assigned_to(ticket: Ticket, agent_id: str) -> Ticket:
    return edited(ticket, Edit(assignee=agent_id), ticket.moved_at)


def _turned(text: str, number: int) -> str:
    """The same words in another order of lines, so that messages differ as much as they would in life."""
    lines = text.splitlines(keepends=True)
    start = number % len(lines)
    return "".join(lines[start:] + lines[:start])
