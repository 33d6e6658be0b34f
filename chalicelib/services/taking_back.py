"""What an agent holds goes back to the departments when they are away: to the next one, or to nobody.

Only tickets that wait for us; a conversation in which the customer is next stays, and is assigned anew when they write.
"""

from datetime import timedelta

from chalicelib.domain.departments import Assignment
from chalicelib.domain.directory import Agent, Directory
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.moves import Moved, noted
from chalicelib.domain.permissions import require
from chalicelib.domain.roles import Permission
from chalicelib.domain.rulebook import Rulebook
from chalicelib.domain.ticket import WAITING_FOR_US, Status, Ticket
from chalicelib.domain.timeline import Author, AuthorKind, Entry, EntryKind, EventName, field_changes
from chalicelib.domain.values import dataclass
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.assigning import Assigning
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock, Ids, TicketLists, TicketStore
from chalicelib.services.records import Change, ListQuery

# of each status; as many as a list of an agent's tickets shows
MOST_TICKETS = 1000
AT_ONCE = 100
# the caller of the API waits 29 seconds at most
PATIENCE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many tickets changed hands, and whether there may be more."""

    tickets: int
    more: bool


class TakingBack:
    def __init__(
        self,
        tickets: TicketStore,
        lists: TicketLists,
        directory: DirectoryCache,
        assigning: Assigning,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tickets = tickets
        self._lists = lists
        self._directory = directory
        self._assigning = assigning
        self._clock = clock
        self._ids = ids

    def take_back(self, by: Agent, agent_id: str) -> TakenBack:
        """All that waits for us in this agent's hands. Doing it again takes what is left.

        Raises Forbidden for who does not look after people, NotFound for somebody unknown.
        """
        require(by, Permission.MANAGE_PEOPLE)
        directory = self._directory.current()
        if agent_id not in directory.agents and self._directory.agent_now(agent_id) is None:
            raise NotFound("no such agent")
        return self._take(by, agent_id, directory, frozenset(directory.departments))

    def went_away(self, by: Agent, agent_id: str) -> TakenBack:
        """The same when agents say that they are away, or are disabled, in departments that assign by themselves."""
        directory = self._directory.current()
        automatic = frozenset(
            id for id, department in directory.departments.items() if department.assignment is not Assignment.OFF
        )
        return self._take(by, agent_id, directory, automatic) if automatic else TakenBack(0, False)

    def _take(self, by: Agent, holder: str, directory: Directory, departments: frozenset[str]) -> TakenBack:
        started, taken = self._clock.now(), 0
        boxes = tuple((holder, status) for status in Status if status in WAITING_FOR_US)
        rows = self._lists.list(ListQuery(boxes, True, "due", MOST_TICKETS)).rows
        references = [row.reference for row in rows if row.department in departments]
        for first in range(0, len(references), AT_ONCE):
            for ticket in self._tickets.traces([], references[first : first + AT_ONCE]).tickets.values():
                if self._clock.now() - started > PATIENCE:
                    return TakenBack(taken, True)
                if ticket.assignee == holder and ticket.status in WAITING_FOR_US:
                    taken += self._give_back(by, ticket, directory)
        return TakenBack(taken, len(rows) >= MOST_TICKETS)

    def _give_back(self, by: Agent, ticket: Ticket, directory: Directory) -> bool:
        """Whether it was still theirs; who was faster decides otherwise."""
        now = self._clock.now()
        given = self._assigning.taken_from(str(ticket.assignee), Moved(noted(ticket)), now, Rulebook(directory))
        after = given.moved.ticket
        event = Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=Author(AuthorKind.AGENT, by.id, by.name),
            changes=field_changes(ticket, after),
            event=EventName.TAKEN_BACK,
            detail=given.why,
        )
        try:
            self._tickets.commit(Change(ticket, after, (*overdue(after, given.moved.alarms, now, self._ids), event)))
        except (Conflict, NotFound):
            return False
        return True
