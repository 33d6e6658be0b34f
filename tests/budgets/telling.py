"""Operations around what agents are told, for `operations.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.agents import Agent, Occasion, Way
from chalicelib.domain.digests import SETTLES_IN
from chalicelib.domain.moves import Edit
from chalicelib.domain.notifications import Notice
from chalicelib.services.derive import Derived
from tests.budgets.surroundings import Office
from tests.support.desk import ADMIN

Act = Callable[[], object]


def _assigned(office: Office, way: Way) -> Act:
    """What follows from an assignment to an agent who chose to be told in this way."""
    office.desk.directory.save_agent(replace(office.agent, notifications={Occasion.ASSIGNED: way}))
    office.desk.directory_cache.forget()
    office.desk.directory_cache.current()
    ticket = office.opened()
    ticket = office.desk.edits.edit(ADMIN, ticket, ticket.version, Edit(assignee=office.agent.id), None)
    (entry, *_) = office.desk.tickets.page(ticket.reference, 1).entries  # type: ignore[union-attr]
    change = Derived(office.desk.tickets, ticket, (entry.id,))
    return lambda: office.desk.notifying.derive(change)


def told(office: Office) -> Act:
    return _assigned(office, Way.WORKSPACE)


def mailed(office: Office) -> Act:
    return _assigned(office, Way.MAIL)


def collected(office: Office) -> Act:
    return _assigned(office, Way.DIGEST)


def _reader(office: Office) -> Agent:
    """Somebody who was told nothing yet."""
    name = f"reader-{office.number()}"
    agent = replace(office.agent, id=name, email=f"{name}@example.com")
    office.desk.directory.save_agent(agent)
    office.desk.directory_cache.forget()
    office.desk.directory_cache.current()
    return agent


def _notices(office: Office, agent: Agent, number: int, digest: bool = False) -> list[Notice]:
    at = office.now - SETTLES_IN if digest else None
    tickets = [office.opened() for _ in range(2)]
    found = [
        Notice(
            agent.id,
            office.desk.ids.ulid(office.now - timedelta(hours=1)),
            tickets[each % 2].reference,
            Occasion.ASSIGNED,
            office.now,
            office.department.id,
            "Garden table arrived with a cracked leg",
            ADMIN.name,
            at,
        )
        for each in range(number)
    ]
    office.desk.notices.add(found)
    return found


def listed(office: Office) -> Act:
    reader = _reader(office)
    _notices(office, reader, 100)
    return lambda: office.desk.notifications.list(reader, 25, None)


def read(office: Office) -> Act:
    reader = _reader(office)
    newest = _notices(office, reader, 1)[0]
    return lambda: office.desk.notifications.read(reader, (), newest.entry_id)


def muted(office: Office) -> Act:
    ticket = office.opened()
    return lambda: office.desk.notifications.mute(office.agent, ticket, muted=True)


def tick_digest(office: Office) -> Act:
    office.desk.tick.run()  # what came due while others moved the clock
    _notices(office, _reader(office), 4, digest=True)
    return office.desk.tick.run


def send_digest(office: Office) -> Act:
    reader = _reader(office)
    _notices(office, reader, 4, digest=True)
    office.desk.digests.attend(reader.id, office.now - SETTLES_IN, office.now)
    (due,) = (each for each in office.desk.timers.due(office.now + timedelta(hours=1), 100) if each.mails)
    return lambda: office.desk.send_mail.send(due.mails[-1])


OPERATIONS: dict[str, Callable[[Office], Act]] = {
    "tell of an assignment, in the workspace": told,
    "tell of an assignment, by mail at once": mailed,
    "tell of an assignment, first of a digest": collected,
    "read what you were told, page of 25 (of 100)": listed,
    "mark all that you were told as read": read,
    "mute a ticket": muted,
    "tick, one digest due": tick_digest,
    "send a digest of two tickets": send_digest,
}
