"""Lists of tickets and a ticket with its timeline, for those who may see them."""

from datetime import datetime

from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.permissions import sees_only_own, visible, visible_departments
from chalicelib.domain.ticket import WAITING_FOR_US, Status
from chalicelib.domain.values import dataclass
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import TicketLists, TicketStore
from chalicelib.services.records import Listed, ListQuery, Row, TicketPage

NOBODY = "none"
MYSELF = "me"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tickets; None means all the caller may see, for `statuses` all that wait for us.

    `due_from` (included) and `due_until` go with the order of due times.
    """

    departments: tuple[str, ...] | None = None
    statuses: tuple[Status, ...] | None = None
    assignee: str | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None


class Reading:
    def __init__(self, tickets: TicketStore, lists: TicketLists, directory: DirectoryCache) -> None:
        self._tickets = tickets
        self._lists = lists
        self._directory = directory

    def list(self, agent: Agent, wanted: Filter, order: str, limit: int, after: str | None) -> Listed:
        """A page of rows. Raises InvalidInput for a department that does not exist for this agent."""
        statuses = wanted.statuses or tuple(status for status in Status if status in WAITING_FOR_US)
        assignee = agent.id if wanted.assignee == MYSELF else wanted.assignee
        if sees_only_own(agent):
            if assignee not in (None, agent.id):
                return Listed((), None)
            assignee = agent.id
        departments = self._departments(agent, wanted)
        if assignee and assignee != NOBODY:
            return self._of_assignee(agent, assignee, statuses, wanted, ListOrder(order, limit, after))
        partitions = tuple((department, status) for department in departments for status in statuses)
        if not partitions:
            return Listed((), None)
        return self._lists.list(
            ListQuery(
                partitions,
                False,
                order,
                limit,
                after,
                unassigned=assignee == NOBODY,
                due_from=wanted.due_from,
                due_until=wanted.due_until,
            )
        )

    def _of_assignee(
        self, agent: Agent, assignee: str, statuses: tuple[Status, ...], wanted: Filter, page: "ListOrder"
    ) -> Listed:
        """An agent's tickets without those that the caller may not see or did not ask for.

        `next` is the place of a row that was shown: the place of a hidden one would tell its reference and time.
        """
        partitions = tuple((assignee, status) for status in statuses)
        allowed = None if sees_only_own(agent) else set(self._departments(agent, wanted))
        if sees_only_own(agent) and wanted.departments is not None:
            allowed = set(wanted.departments)
        rows: list[Row] = []
        after = page.after
        while True:
            listed = self._lists.list(
                ListQuery(
                    partitions,
                    True,
                    page.order,
                    page.limit,
                    after,
                    due_from=wanted.due_from,
                    due_until=wanted.due_until,
                )
            )
            rows += [row for row in listed.rows if allowed is None or row.department in allowed]
            after = listed.next
            if after is None or len(rows) >= page.limit:
                break
        more = after is not None or len(rows) > page.limit
        return Listed(tuple(rows[: page.limit]), rows[page.limit - 1].position if more else None)

    def _departments(self, agent: Agent, wanted: Filter) -> tuple[str, ...]:
        mine = tuple(department.id for department in visible_departments(agent, self._directory.current()))
        if wanted.departments is None:
            return mine
        for department in wanted.departments:
            if department not in mine and not sees_only_own(agent):
                raise InvalidInput.of("department", "is not a department of yours")
        return tuple(dict.fromkeys(wanted.departments))

    def open(self, agent: Agent, reference: str, limit: int, before: str | None) -> TicketPage:
        """The ticket and its newest entries. Raises NotFound alike for foreign and nonexistent tickets."""
        page = self._tickets.page(reference, limit, before)
        if page is None:
            raise NotFound("no such ticket")
        visible(agent, page.ticket)
        return page


@dataclass(frozen=True, slots=True)
class ListOrder:
    order: str
    limit: int
    after: str | None
