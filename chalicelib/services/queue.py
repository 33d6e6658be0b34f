"""To solve: the caller gets the one ticket that should be next, and nobody else gets it.

The lists say what waits and may lag; the heads say what is still free; the ticket's version lets one caller win. What
others look at or write in is left to them.
Whoever asks at the same moment as others begins further down the list, so that all of them find something at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from chalicelib.domain.departments import Department
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import Conflict, StaleVersion, Unavailable
from chalicelib.domain.ids import digest
from chalicelib.domain.moves import Edit, edited
from chalicelib.domain.permissions import require, sees_only_own, visible
from chalicelib.domain.presence import occupied
from chalicelib.domain.queue import is_handable, queue_departments, urgency
from chalicelib.domain.roles import Permission
from chalicelib.domain.ticket import WAITING_FOR_US, Status, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Entry, EntryKind, EventName, field_changes
from chalicelib.domain.values import dataclass
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.assignment_ports import Asking, QueueLists
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change, Listed, ListQuery, Row
from chalicelib.services.requests import Request, answer_again, done, once

# callers of one moment look out for each other; a claim takes a fifth of it
MOMENT = timedelta(milliseconds=250)
MARKED_FOR = timedelta(minutes=1)
ROWS = 100
HEADS = 5
TRIES = 2
LOOKS = 5


@dataclass(frozen=True, slots=True)
class Handed:
    """The ticket, None if nothing waits, and how many more wait; with `more` at least so many."""

    ticket: Ticket | None
    waiting: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tickets the queue has for an agent, by department; with `more` at least so many."""

    departments: tuple[tuple[Department, int], ...]
    more: bool


class Queue:
    def __init__(
        self, tickets: TicketStore, lists: QueueLists, directory: DirectoryCache, clock: Clock, ids: Ids
    ) -> None:
        self._tickets = tickets
        self._lists = lists
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def waiting(self, agent: Agent) -> Waiting:
        """What `next` would hand to this agent, one after the other."""
        departments = queue_departments(agent, self._directory.current())
        rows, more = self._rows(agent, departments)
        counts = Counter(row.department for row in rows)
        return Waiting(tuple((each, counts[each.id]) for each in departments), more)

    def next(self, agent: Agent, request: Request) -> Handed:
        """The ticket that this agent should solve next; from now on it is theirs, if it was not.

        The same request again gets the ticket that it claimed. Raises Conflict for somebody who is away, Forbidden for
        somebody who may not answer, Unavailable if others are faster time and again.
        """
        require(agent, Permission.REPLY)
        if not agent.available:
            raise Conflict("You are away, and get no tickets: say first that you are back.")
        departments = queue_departments(agent, self._directory.current())
        rows, more, others, busy = self._first_look(agent, departments)
        for look in range(LOOKS):
            free = [row for row in rows if not _is_anothers(row, agent, busy)]
            handed = self._one_of(agent, departments, _near(free, agent, others), request)
            if handed:
                return Handed(handed, len(rows) - any(row.reference == handed.reference for row in rows), more)
            if not free:
                return Handed(None, len(rows), more)
            rows, more = self._rows(agent, departments)
            others = _number(request, look)
        raise Unavailable("others take the tickets first")

    def _one_of(
        self, agent: Agent, departments: Sequence[Department], rows: Sequence[Row], request: Request
    ) -> Ticket | None:
        """One of these tickets, the first if nobody else takes it; or the one that this request claimed before."""
        found = self._tickets.traces([request.key], [row.reference for row in rows])
        before = found.mails.get(request.key)
        if before:
            answer_again(request, before)
            return self._claimed_before(agent, before.reference)
        heads = [found.tickets[row.reference] for row in rows if row.reference in found.tickets]
        free = [head for head in heads if is_handable(head, agent, departments)]
        for attempt in range(min(TRIES, len(free))):
            # the first is the most urgent; who lost it takes any other, since all who lost would meet at the second
            ticket = free.pop(_number(request, attempt) % len(free) if attempt else 0)
            if ticket.assignee == agent.id:
                return ticket
            try:
                return self._claimed(agent, ticket, request)
            except StaleVersion:
                continue
        return None

    def _claimed(self, agent: Agent, ticket: Ticket, request: Request) -> Ticket:
        now = self._clock.now()
        moved = edited(ticket, Edit(assignee=agent.id), now, self._directory.rules_for(ticket))
        after = moved.ticket
        event = Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, agent.id, agent.name),
            changes=field_changes(ticket, after),
            event=EventName.TAKEN_FROM_QUEUE,
        )
        entries = (*overdue(after, moved.alarms, now, self._ids), event)
        stored = self._tickets.commit(Change(ticket, after, entries, once=once(request, done(after, event.id), now)))
        if stored is None:
            return after
        answer_again(request, stored)
        return self._claimed_before(agent, stored.reference)

    def _claimed_before(self, agent: Agent, reference: str) -> Ticket:
        return visible(agent, self._tickets.ticket(reference))

    def _first_look(
        self, agent: Agent, departments: Sequence[Department]
    ) -> tuple[list[Row], bool, int, Mapping[str, bool]]:
        """What waits, whether there is more, how many others ask for it at this moment, and at which tickets others
        are."""
        if not departments:
            return [], False, 0, {}
        now = self._clock.now()
        names = tuple(department.id for department in departments)
        moment = str(int(now.timestamp() / MOMENT.total_seconds()))
        asking = None if sees_only_own(agent) else Asking(moment, agent.id, names, now + MARKED_FOR)
        seen = self._lists.look(_query(agent, names, None), asking)
        rows, more = self._up_to_some(agent, names, seen.listed)
        return rows, more, seen.others, occupied(seen.presences, agent.id, now)

    def _rows(self, agent: Agent, departments: Sequence[Department]) -> tuple[list[Row], bool]:
        """What waits for this agent, the most urgent first, and whether there is more."""
        names = tuple(department.id for department in departments)
        if not names:
            return [], False
        return self._up_to_some(agent, names, self._lists.list(_query(agent, names, None)))

    def _up_to_some(self, agent: Agent, names: tuple[str, ...], listed: Listed) -> tuple[list[Row], bool]:
        """The page, or the next one that has something: what others work on fills pages as well."""
        while True:
            rows = sorted((row for row in listed.rows if row.department in names), key=_urgency)
            if rows or listed.next is None:
                return rows, listed.next is not None
            listed = self._lists.list(_query(agent, names, listed.next))


def _query(agent: Agent, departments: tuple[str, ...], after: str | None) -> ListQuery:
    statuses = tuple(status for status in Status if status in WAITING_FOR_US)
    if sees_only_own(agent):
        return ListQuery(tuple((agent.id, status) for status in statuses), True, "due", ROWS, after)
    boxes = tuple((department, status) for department in departments for status in statuses)
    return ListQuery(boxes, False, "due", ROWS, after, free_for=agent.id)


def _urgency(row: Row) -> tuple[object, ...]:
    """A list knows since when an open ticket's last message waits; since when its first does is in the head."""
    return urgency(row.due_at, row.priority, row.created_at if row.status is Status.NEW else row.moved_at)


def _is_anothers(row: Row, agent: Agent, busy: Mapping[str, bool]) -> bool:
    """Whether a colleague writes at the ticket or, where it is nobody's yet, looks at it."""
    return busy.get(row.reference, False) or (row.reference in busy and row.assignee != agent.id)


def _near(rows: list[Row], agent: Agent, skip: int) -> list[Row]:
    """The first rows, or those as many places below as others come first; what the caller holds is for nobody else."""
    if not rows or rows[0].assignee == agent.id:
        return rows[:HEADS]
    start = skip % len(rows)
    return [*rows[start:], *rows[:start]][:HEADS]


def _number(request: Request, step: int) -> int:
    """A number that differs from caller to caller, and is the same for the same request."""
    return int.from_bytes(digest(request.key, str(step)).encode())
