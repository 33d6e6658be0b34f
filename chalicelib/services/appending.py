"""Mail that belongs to a ticket becomes a message in it; a machine's becomes a note that wakes nobody."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.directory import Directory
from chalicelib.domain.moves import Moved, customer_wrote, noted
from chalicelib.domain.participants import Participant, joined
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry, FieldChange, field_changes
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.assigning import Assigning, Given
from chalicelib.services.incoming import Incoming
from chalicelib.services.intake import customer_author
from chalicelib.services.ports import Clock, Files, Ids, TicketStore
from chalicelib.services.received import Received, Reception
from chalicelib.services.records import Change, Once
from chalicelib.services.threads import Thread


class Appending:
    def __init__(
        self,
        tickets: TicketStore,
        assigning: Assigning,
        reception: Reception,
        files: Files,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tickets = tickets
        self._assigning = assigning
        self._reception = reception
        self._files = files
        self._clock = clock
        self._ids = ids

    def append(self, incoming: Incoming, thread: Thread, rules: Rulebook) -> Received:
        """Raises StaleVersion if the ticket changed meanwhile: whether the mail belongs to it is then asked again."""
        now = self._clock.now()
        entry_id = self._ids.ulid(now)
        stored = incoming.store_files(self._files)
        ticket, people = thread.ticket, thread.participants

        def change(once: Once) -> Change:
            given = self._moved(incoming, ticket, now, rules)
            moved = given.moved
            joining = _joining(incoming, thread, people, ticket, rules.directory)
            after = replace(moved.ticket, participants=len(joining))
            entry = incoming.entry(ticket.reference, entry_id, now, stored, thread.flags, thread.about)
            entry = replace(
                _signed(incoming, ticket, entry),
                changes=field_changes(ticket, after) + _new_people(people, joining),
                detail=given.why or entry.detail,
            )
            named = replace(once, reference=ticket.reference, entry_id=entry_id)
            entries = (*overdue(after, moved.alarms, now, self._ids), entry)
            return Change(ticket, after, entries, once=named, participants=joining if joining != people else None)

        def commit(once: Once) -> tuple[str, Once | None]:
            return ticket.reference, self._tickets.commit(change(once))

        return self._reception.once(incoming, thread.target, commit, "appended")

    def _moved(self, incoming: Incoming, ticket: Ticket, now: datetime, rules: Rulebook) -> Given:
        """Bounces and out-of-office notes belong to the ticket but wake nobody."""
        if incoming.automatic:
            return Given(Moved(noted(ticket)))
        return self._assigning.moved(ticket, customer_wrote(ticket, now, rules), now, rules)


def _joining(
    incoming: Incoming, thread: Thread, people: tuple[Participant, ...], ticket: Ticket, directory: Directory
) -> tuple[Participant, ...]:
    if incoming.automatic or not thread.from_participant:
        return people
    return joined(people, incoming.also_addressed(directory.is_own_address), (ticket.requester.email,))


def _new_people(before: tuple[Participant, ...], after: tuple[Participant, ...]) -> tuple[FieldChange, ...]:
    new = after[len(before) :]
    return (FieldChange("participants", "", ", ".join(person.email for person in new)),) if new else ()


def _signed(incoming: Incoming, ticket: Ticket, entry: Entry) -> Entry:
    """A requester whose mail program sends no name is known by the ticket's."""
    known = not incoming.name and not incoming.automatic and incoming.email == ticket.requester.email
    return replace(entry, author=customer_author(ticket.requester)) if known else entry
