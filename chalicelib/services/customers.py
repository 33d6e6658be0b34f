"""Customers as agents see and correct them. A restricted agent knows only customers of tickets assigned to them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chalicelib.domain.customer import Customer, CustomerEvent, customer_id_for, phone_key
from chalicelib.domain.customer_card import Card, card_of
from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.permissions import knows, may_see, sees_only_own
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.values import dataclass
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.customer_ports import CustomerStore
from chalicelib.services.customer_records import CustomersEvents
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.recognition import Recognition

TICKETS_SHOWN = 50
# of the newest ones those that the caller may see are shown
MOST_READ = 1000
READ_AHEAD = 100


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A customer with the tickets the caller may see, newest first."""

    card: Card
    tickets: Sequence[Ticket]

    @property
    def customer(self) -> Customer:
        return self.card.customer


@dataclass(frozen=True, slots=True)
class History:
    """Tickets of a customer that the caller may see; `next` is the position to continue behind, if there are more."""

    tickets: Sequence[Ticket]
    next: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Customers that were looked for; `next` is the position to continue behind, if there are more."""

    customers: Sequence[Customer]
    next: str | None = None


class Customers:
    def __init__(self, store: CustomerStore, recognition: Recognition, directory: DirectoryCache) -> None:
        self._store = store
        self._recognition = recognition
        self._directory = directory

    def find(self, agent: Agent, email: str) -> Customer:
        """Whoever writes from this address. Raises NotFound, also for something that is no address."""
        try:
            address = normalise_address(email)
        except ValueError as error:
            raise NotFound("no such customer") from error
        return self.get(agent, customer_id_for(address)).customer

    def with_email(self, agent: Agent, email: str) -> Found:
        try:
            return Found((self.find(agent, email),))
        except NotFound:
            return Found(())

    def with_phone(self, agent: Agent, phone: str) -> Found:
        """Everybody who is reached under this number, however it is written."""
        customers = self._store.customers(self._store.with_phone(phone_key(phone))).values()
        return Found(tuple(self._known_to(agent, customers)))

    def members(self, agent: Agent, of: str, limit: int, after: str | None) -> Found:
        """Whom somebody put into a group or organisation (`group#vip`), in the order of their names.

        Raises Forbidden for who knows only the customers of their own tickets.
        """
        if sees_only_own(agent):
            raise Forbidden("your role sees customers of your own tickets only")
        page = self._store.members(of, limit, after)
        found = self._store.customers(page.customer_ids)
        return Found(tuple(found[id] for id in page.customer_ids if id in found), page.next)

    def get(self, agent: Agent, customer_id: str) -> CustomerPage:
        """The customer, the survivor of one that was merged, with the newest tickets. Raises NotFound."""
        opened = self._store.open(customer_id, TICKETS_SHOWN)
        if opened and opened.customer.standing.merged_into:
            survivor = self._recognition.survivor(opened.customer)
            opened = self._store.open(survivor.id, TICKETS_SHOWN) if survivor else None
        if opened is None:
            raise NotFound("no such customer")
        tickets = self._visible(agent, opened.tickets.references)
        if sees_only_own(agent) and not tickets:
            raise NotFound("no such customer")
        return CustomerPage(card_of(opened.customer, opened.profile, self._directory.current()), tickets)

    def card(self, agent: Agent, customer_id: str) -> Card:
        """The customer without tickets, the survivor of one that was merged. Raises NotFound."""
        if sees_only_own(agent):
            return self.get(agent, customer_id).card
        known = self._store.known(customer_id)
        if known and known[0].standing.merged_into:
            survivor = self._recognition.survivor(known[0])
            known = self._store.known(survivor.id) if survivor else None
        if known is None:
            raise NotFound("no such customer")
        return card_of(*known, self._directory.current())

    def history(self, agent: Agent, customer_id: str, limit: int, after: str | None) -> History:
        """Tickets of a customer, newest first, those of the newest thousand that the agent may see.

        `next` is the place of a ticket that is shown: the place of a hidden one would tell when it came.
        """
        customer = self.card(agent, customer_id).customer
        shown: list[Ticket] = []
        read, more = 0, True
        while more and len(shown) <= limit and read < MOST_READ:
            page = self._store.tickets_of(customer.id, READ_AHEAD, after)
            shown += self._visible(agent, page.references)
            after, more, read = page.next, page.next is not None, read + len(page.references)
        last = shown[:limit][-1] if len(shown) > limit else None
        return History(shown[:limit], self._store.position_of(last) if last else None)

    def events(self, agent: Agent, customer_id: str, limit: int, after: str | None) -> CustomersEvents:
        """What was changed about a customer, newest first; who did it is told to their colleagues. Raises NotFound."""
        page = self._store.events(self.card(agent, customer_id).customer.id, limit, after)
        directory = self._directory.current()
        return replace(page, events=tuple(_signed(event, agent, directory) for event in page.events))

    def _visible(self, agent: Agent, references: Sequence[str]) -> list[Ticket]:
        if not references:
            return []
        return [ticket for ticket in self._store.tickets(references) if may_see(agent, ticket)]

    def _known_to(self, agent: Agent, customers: Iterable[Customer]) -> Iterable[Customer]:
        for customer in customers:
            if not sees_only_own(agent):
                yield customer
                continue
            page = self._store.tickets_of(customer.id, TICKETS_SHOWN)
            if self._visible(agent, page.references):
                yield customer


def _signed(event: CustomerEvent, reader: Agent, directory: Directory) -> CustomerEvent:
    """Customers are known to all departments, people who work in others are not."""
    author = directory.agents.get(event.author.id)
    if author is None or knows(reader, author, directory):
        return event
    return replace(event, author=replace(event.author, id="", name=""))
