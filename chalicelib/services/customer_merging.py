"""Two customers turn out to be one person: one transaction for both, after which the tickets of one follow.

From that transaction on nobody opens a ticket for the one that is gone: opening is conditional on it, and finds the
survivor instead. So every ticket is either among those that follow, or the survivor's from the beginning.
"""

from dataclasses import replace

from chalicelib.domain.customer import Customer, CustomerEvent, Profile, customer_id_for
from chalicelib.domain.customer_card import Card, card_of
from chalicelib.domain.customer_changes import customer_changes, led_to, united
from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, StaleVersion, Unavailable
from chalicelib.domain.permissions import require, sees_only_own
from chalicelib.domain.roles import Permission
from chalicelib.domain.standing import Standing, group_of
from chalicelib.domain.timeline import Author, AuthorKind
from chalicelib.services.customer_ports import CustomerStore
from chalicelib.services.customer_records import CustomerChange
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.recognition import Recognition
from chalicelib.services.records import Once
from chalicelib.services.requests import REMEMBERED_FOR, Request, refuse_another
from chalicelib.services.settling import Settling

TRIES = 5
Known = tuple[Customer, Profile]


class CustomerMerging:
    def __init__(
        self,
        customers: CustomerStore,
        tickets: TicketStore,
        recognition: Recognition,
        settling: Settling,
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._customers = customers
        self._tickets = tickets
        self._recognition = recognition
        self._settling = settling
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def merge(self, agent: Agent, customer_id: str, version: int, into: str, request: Request) -> Card:
        """The survivor, after `customer_id` in that version became part of them.

        Tickets follow from then on; with many of them that takes the tick some minutes. Raises NotFound, Forbidden,
        StaleVersion, Conflict for one that was merged before, InvalidInput for a survivor that does not exist or has no
        room, Unavailable if the survivor keeps changing.
        """
        require(agent, Permission.MERGE)
        if sees_only_own(agent):
            raise Forbidden("your role sees customers of your own tickets only")
        for _ in range(TRIES):
            known = self._customers.known(customer_id)
            if known is None:
                raise NotFound("no such customer")
            source = known[0]
            if source.version != version or source.standing.merged_into:
                return self._already_done(request, *known)
            try:
                return self._commit(agent, known, self._survivor(source, into), request)
            except StaleVersion as stale:
                if stale.current.id == source.id:
                    raise StaleVersion(self._card(source.id)) from stale
        raise Unavailable("the other customer keeps changing")

    def _survivor(self, source: Customer, into: str) -> Known:
        known = self._customers.known(into)
        if known and known[0].standing.merged_into:
            survivor = self._recognition.survivor(known[0])
            known = self._customers.known(survivor.id) if survivor else None
        if known is None:
            raise InvalidInput.of("into", "is no customer of this desk")
        if known[0].id == source.id:
            raise InvalidInput.of("into", "is this customer")
        return known

    def _commit(self, agent: Agent, source_known: Known, survivor_known: Known, request: Request) -> Card:
        now, directory = self._clock.now(), self._directory.current()
        (source, others_profile), (survivor, profile) = source_known, survivor_known
        after, together = united(survivor, profile, source, others_profile)
        after = replace(after, version=survivor.version + 1)
        if _group(after, directory) != _group(survivor, directory):
            after = replace(after, unsettled_at=now)
        gone = replace(led_to(source, survivor.id, now), version=source.version + 1)
        author = Author(AuthorKind.AGENT, agent.id, agent.name)
        changes = customer_changes((survivor, profile), (after, together))
        grown = CustomerEvent(self._ids.ulid(now), now, author, changes, merged=source.email)
        left = CustomerEvent(self._ids.ulid(now), now, author, (), merged=survivor.email)
        once = Once(request.key, request.fingerprint, survivor.id, "", now + REMEMBERED_FOR)
        stored = self._customers.commit(
            (
                CustomerChange(source, gone, left, Profile() if others_profile != Profile() else None),
                CustomerChange(survivor, after, grown, together if together != profile else None),
                *self._addresses(source, survivor.id),
            ),
            once,
        )
        if stored:
            return self._again(request, stored)
        for each in (gone, after):
            if each.unsettled_at:
                self._settling.begin(each.id)
        return card_of(after, together, directory)

    def _addresses(self, source: Customer, survivor_id: str) -> tuple[CustomerChange, ...]:
        """Further addresses of the one that is gone lead to the survivor without a detour."""
        pointers = self._customers.customers([customer_id_for(email) for email in source.other_emails])
        standing = Standing(merged_into=survivor_id)
        return tuple(
            CustomerChange(each, replace(each, version=each.version + 1, standing=standing))
            for each in pointers.values()
        )

    def _already_done(self, request: Request, source: Customer, profile: Profile) -> Card:
        """The version is old: fine if this very request made it so, else somebody else was faster."""
        stored = self._tickets.traces([request.key], []).mails.get(request.key)
        if stored:
            return self._again(request, stored)
        if source.standing.merged_into:
            raise Conflict("This customer was merged into another: go on there.")
        raise StaleVersion(card_of(source, profile, self._directory.current()))

    def _again(self, request: Request, stored: Once) -> Card:
        refuse_another(request, stored)
        survivor = self._recognition.survivor(self._customers.customer(stored.reference))
        if survivor is None:
            raise NotFound("no such customer")
        return self._card(survivor.id)

    def _card(self, customer_id: str) -> Card:
        known = self._customers.known(customer_id)
        if known is None:
            raise NotFound("no such customer")
        return card_of(*known, self._directory.current())


def _group(customer: Customer, directory: Directory) -> str:
    return group_of(customer.email, customer.standing, directory)
