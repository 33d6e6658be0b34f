"""Agents correct what the desk knows about a customer. One change, one event, one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from chalicelib.domain.customer import Customer, CustomerEvent, customer_id_for
from chalicelib.domain.customer_card import Card, card_of
from chalicelib.domain.customer_changes import CustomerEdit, customer_changes, edited, pointer
from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import Conflict, Forbidden, InvalidInput, StaleVersion
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.permissions import require, sees_only_own
from chalicelib.domain.roles import Permission
from chalicelib.domain.standing import group_of
from chalicelib.domain.ticket import NAME_BYTES, clip
from chalicelib.domain.timeline import Author, AuthorKind
from chalicelib.domain.zones import require_zone
from chalicelib.mail.addresses import normalise_address
from chalicelib.services.customer_ports import CustomerDiffers, CustomerStore
from chalicelib.services.customer_records import CustomerChange
from chalicelib.services.customers import Customers
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.marks import Marks
from chalicelib.services.ports import Clock, Ids
from chalicelib.services.settling import Settling


class CustomerEdits:
    def __init__(
        self,
        store: CustomerStore,
        customers: Customers,
        settling: Settling,
        directory: DirectoryCache,
        marks: Marks,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._customers = customers
        self._settling = settling
        self._directory = directory
        self._marks = marks
        self._clock = clock
        self._ids = ids

    def edit(self, agent: Agent, customer_id: str, version: int, edit: CustomerEdit) -> Card:
        """The customer after the change, as they are if it changes nothing. Their open tickets follow to another group.

        Raises NotFound, Forbidden, StaleVersion, InvalidInput for what does not exist, Conflict for an address whose
        tickets are still on their way here.
        """
        card = self._customers.card(agent, customer_id)
        before = card.customer
        require(agent, Permission.EDIT)
        if edit.other_emails is not None and sees_only_own(agent):
            raise Forbidden("your role sees customers of your own tickets only, so it cannot give them addresses")
        if before.version != version:
            raise StaleVersion(card)
        directory, now = self._directory.current(), self._clock.now()
        edit = _checked(edit, before, directory)
        after, profile = edited(before, card.profile, edit)
        changes = customer_changes((before, card.profile), (after, profile))
        if not changes:
            return card
        if _group(before, directory) != _group(after, directory):
            after = replace(after, unsettled_at=now)
        after = replace(after, version=version + 1)
        author = Author(AuthorKind.AGENT, agent.id, agent.name)
        event = CustomerEvent(self._ids.ulid(now), now, author, changes)
        new_profile = profile if profile != card.profile else None
        addresses = tuple(self._addresses(before, after))
        self._note_use(before, after, directory)
        try:
            self._store.commit((CustomerChange(before, after, event, new_profile), *addresses))
        except CustomerDiffers as taken:
            words = f"{taken.customer.email} is another customer's: merge the two"
            raise InvalidInput.of("other_emails", words) from taken
        except StaleVersion as stale:
            raise StaleVersion(self._customers.card(agent, before.id)) from stale
        if after.unsettled_at:
            self._settling.begin(after.id)
        return card_of(after, profile, directory)

    def _addresses(self, before: Customer, after: Customer) -> Iterator[CustomerChange]:
        """New further addresses lead to the customer, and those taken away lead nowhere."""
        for email in after.other_emails:
            if email not in before.other_emails:
                yield CustomerChange(None, pointer(email, customer_id_for(email), after.id, self._clock.now()))
        gone = [customer_id_for(email) for email in before.other_emails if email not in after.other_emails]
        for stored in self._store.customers(gone).values():
            if stored.unsettled_at:
                raise Conflict(f"Tickets of {stored.email} are still on their way here: try again in a minute.")
            yield CustomerChange(stored, None)

    def _note_use(self, before: Customer, after: Customer, directory: Directory) -> None:
        group, organisation = after.standing.group, after.standing.organisation
        self._marks.note_membership(
            directory,
            group if group != before.standing.group else "",
            organisation if organisation != before.standing.organisation else "",
        )


def _group(customer: Customer, directory: Directory) -> str:
    return group_of(customer.email, customer.standing, directory)


def _checked(edit: CustomerEdit, customer: Customer, directory: Directory) -> CustomerEdit:
    """The change with addresses as the desk writes them. Raises InvalidInput for what does not exist."""
    if edit.language and edit.language not in LANGUAGES:
        raise InvalidInput.of("language", f"is not one of {', '.join(LANGUAGES)}")
    if edit.zone:
        require_zone(edit.zone)
    for what, known in (("group", directory.groups), ("organisation", directory.organisations)):
        wanted: str | None = getattr(edit, what)
        setting = known.get(wanted or "")
        if wanted and wanted != getattr(customer.standing, what) and (setting is None or setting.retired):
            raise InvalidInput.of(what, f"is no {what} of this desk")
    emails = None if edit.other_emails is None else _addresses(edit.other_emails, customer, directory)
    phones = None if edit.phones is None else tuple(dict.fromkeys(each.strip() for each in edit.phones if each.strip()))
    name = None if edit.name is None else clip(edit.name, 4 * NAME_BYTES)
    return replace(edit, name=name, phones=phones, other_emails=emails)


def _addresses(texts: Iterable[str], customer: Customer, directory: Directory) -> tuple[str, ...]:
    stored = (_address(number, text, directory) for number, text in enumerate(texts))
    return tuple(email for email in dict.fromkeys(stored) if email != customer.email)


def _address(number: int, text: str, directory: Directory) -> str:
    try:
        address = normalise_address(text)
    except ValueError as error:
        raise InvalidInput.of(f"other_emails[{number}]", "is not a mail address") from error
    if directory.is_own_address(address):
        raise InvalidInput.of(f"other_emails[{number}]", "is an address of this desk")
    return address
