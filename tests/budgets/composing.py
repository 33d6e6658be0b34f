"""What agents write before and around a reply, as `operations.py` measures it."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.moves import Edit
from chalicelib.domain.scheduled import scheduled_key
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.services.drafts import Words
from chalicelib.services.records import Change
from chalicelib.services.requests import Done, request_of
from tests.budgets.surroundings import Office
from tests.budgets.texts import ANSWER, COMPLAINT, NOTE
from tests.support.desk import ADMIN
from tests.support.tickets import an_entry, customer_wrote

Act = Callable[[], object]
SOON = timedelta(seconds=15)


def first_save(office: Office) -> Act:
    ticket = office.opened()
    return lambda: office.desk.drafts.save(office.agent, ticket, DraftKind.REPLY, None, words(ANSWER))


def later_save(office: Office) -> Act:
    ticket = office.opened()
    version = _drafted(office, ticket, ANSWER)
    return lambda: office.desk.drafts.save(office.agent, ticket, DraftKind.REPLY, version, words(f"{ANSWER} Yours"))


def long_save(office: Office) -> Act:
    ticket = office.opened()
    return lambda: office.desk.drafts.save(office.agent, ticket, DraftKind.NOTE, None, words(COMPLAINT))


def read(office: Office) -> Act:
    ticket = office.opened()
    _drafted(office, ticket, ANSWER)
    return lambda: office.desk.drafts.of_ticket(office.agent, ticket)


def read_own(office: Office) -> Act:
    """Ten of a colleague who has no others."""
    for number in range(10):
        ticket = office.opened()
        office.desk.drafts.save(ADMIN, ticket, DraftKind.REPLY, None, words(f"{ANSWER} {number}"))
    return lambda: office.desk.drafts.of_agent(ADMIN, 10, None)


def discard(office: Office) -> Act:
    ticket = office.opened()
    version = _drafted(office, ticket, ANSWER)
    return lambda: office.desk.drafts.discard(office.agent, ticket, DraftKind.REPLY, version)


def reply_from_draft(office: Office) -> Act:
    ticket = office.opened()
    return _replying(office, ticket, draft=_drafted(office, ticket, ANSWER))


def reply_on_an_old_version(office: Office) -> Act:
    """Somebody changed the priority since: it goes out after a look at what came."""
    ticket = office.opened()
    seen = office.desk.tickets.page(ticket.reference, 1)
    assert seen
    changed = office.desk.edits.edit(office.agent, ticket, 1, Edit(priority=Priority.HIGH), None)
    return _replying(office, changed, version=1, last_seen=seen.entries[0].id)


def note_from_draft(office: Office) -> Act:
    ticket = office.opened()
    saved = office.desk.drafts.save(office.agent, ticket, DraftKind.NOTE, None, words(NOTE))
    request = request_of(office.agent.id, "notes", office.key(), b"")
    version = saved.draft.version
    return lambda: office.desk.replies.note(office.agent, ticket, None, NOTE, (), request, draft=version)


def _replying(office: Office, ticket: Ticket, *, version: int | None = None, **how: object) -> Act:
    request = request_of(office.agent.id, "replies", office.key(), b"")
    based_on = ticket.version if version is None else version
    said = (ANSWER, (), Status.ANSWERED, request)
    return lambda: office.desk.replies.reply(office.agent, ticket, based_on, *said, **how)  # type: ignore[arg-type]


def _drafted(office: Office, ticket: Ticket, text: str) -> int:
    return office.desk.drafts.save(office.agent, ticket, DraftKind.REPLY, None, words(text)).draft.version


def words(text: str) -> Words:
    return Words(text, (), "answered", True, "", (), "0" * 26)


def schedule(office: Office) -> Act:
    return _replying(office, office.opened(), send_at=office.now + SOON)


def take_back(office: Office) -> Act:
    ticket = office.opened()
    waiting = _scheduled(office, ticket)
    request = request_of(office.agent.id, "undo", office.key(), b"")
    return lambda: office.desk.scheduling.take_back(office.agent, ticket, waiting.entry_id, request)


def send_scheduled(office: Office) -> Act:
    key = _due(office, office.opened())
    return lambda: office.desk.due_replies.attend(key)


def send_scheduled_assigned(office: Office) -> Act:
    key = _due(office, office.opened(assigned=True))
    return lambda: office.desk.due_replies.attend(key)


def stop_scheduled(office: Office) -> Act:
    """The customer has written since."""
    ticket = office.opened()
    key = _due(office, ticket)
    change = customer_wrote(ticket, office.now)
    entry = an_entry(office.desk.ids.ulid(office.now), ticket.reference, at=office.now)
    office.desk.tickets.commit(Change(ticket, change, (entry,)))
    return lambda: office.desk.due_replies.attend(key)


def _scheduled(office: Office, ticket: Ticket) -> Done:
    request = request_of(office.agent.id, "replies", office.key(), b"")
    said = (ticket.version, ANSWER, (), Status.ANSWERED, request)
    return office.desk.replies.reply(office.agent, ticket, *said, send_at=office.now + SOON)


def _due(office: Office, ticket: Ticket) -> str:
    waiting = _scheduled(office, ticket)
    office.world.clock.advance(SOON)
    office.desk.directory_cache.current()
    return scheduled_key(ticket.reference, waiting.entry_id)


OPERATIONS: dict[str, Callable[[Office], Act]] = {
    "save a draft": first_save,
    "save a draft again": later_save,
    "save a long draft (3 KB)": long_save,
    "read the own drafts in a ticket": read,
    "list the own drafts (10)": read_own,
    "discard a draft": discard,
    "first agent reply, from a draft": reply_from_draft,
    "first agent reply, on an old version": reply_on_an_old_version,
    "note, from a draft": note_from_draft,
    "reply that waits (undo, later)": schedule,
    "take back a reply that waits": take_back,
    "send a reply that waited": send_scheduled,
    "send a reply that waited, assigned ticket": send_scheduled_assigned,
    "stop a reply that waited": stop_scheduled,
}
