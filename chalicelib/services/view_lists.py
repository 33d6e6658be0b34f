"""The tickets of a view, a page at a time. Reads are bounded, so a page of a choosy view may be short."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from chalicelib.domain.beside import Values
from chalicelib.domain.conditions import CUSTOM, Op, values_of
from chalicelib.domain.counting import AT_WORK, minute_of
from chalicelib.domain.directory import Agent
from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.permissions import may_see, sees_only_own, visible_departments
from chalicelib.domain.saved_views import ROW_COLUMNS, SavedView
from chalicelib.domain.ticket import WAITING_FOR_US, Ticket
from chalicelib.domain.values import dataclass
from chalicelib.domain.views import Named, View, built_in_for, end_of_day, has_view
from chalicelib.services.count_ports import CountStore, TicketFacts, ViewStore
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.ports import Clock
from chalicelib.services.reading import Filter, Reading
from chalicelib.services.records import Row

# rows of an index, and how often so many are read for one page
READ = 100
MOST_READS = 3
DUE = "due"
NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with the values of columns that rows lack, by reference; `next` is the place to go on behind."""

    rows: tuple[Row, ...]
    next: str | None
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


class ViewLists:
    def __init__(
        self,
        reading: Reading,
        counts: CountStore,
        views: ViewStore,
        facts: TicketFacts,
        directory: DirectoryCache,
        clock: Clock,
    ) -> None:
        self._reading = reading
        self._counts = counts
        self._views = views
        self._facts = facts
        self._directory = directory
        self._clock = clock

    def page(self, agent: Agent, id: str, order: str | None, limit: int, after: str | None, zone: str) -> Page:
        """A page of the view. Raises NotFound for one that is not the agent's, InvalidInput for an order that it does
        not have."""
        view = next((each for each in built_in_for(agent) if each.id == id), None)
        if view is None:
            made = self._views.get(id)
            if made is None or not has_view(agent, made.view):
                raise NotFound("no such view")
            return self._saved(agent, made.view, order or made.view.order, limit, after)
        if view.id is Named.QUARANTINE:
            raise NotFound("mails that were set aside are no tickets")
        order = order or view.order
        if view.id is Named.MENTIONED:
            _only(NEWEST, order)
            return self._mentioned(agent, limit, after)
        listed = self._reading.list(agent, self._filter(view, order, zone), order, limit, after)
        return Page(listed.rows, listed.next)

    def _filter(self, view: View, order: str, zone: str) -> Filter:
        if view.id not in (Named.OVERDUE, Named.DUE_TODAY):
            return Filter(None, view.statuses, view.assignee)
        _only(DUE, order)
        now = minute_of(self._clock.now())
        if view.id is Named.OVERDUE:
            return Filter(None, view.statuses, due_until=now)
        return Filter(None, view.statuses, due_from=now, due_until=end_of_day(now, zone))

    def _mentioned(self, agent: Agent, limit: int, after: str | None) -> Page:
        found, following = self._counts.mentions(agent.id, limit, after)
        heads = self._facts.heads([reference for reference, _ in found]) if found else {}
        rows = [row_of(heads[reference], place) for reference, place in found if reference in heads]
        seen = [row for row in rows if may_see(agent, heads[row.reference]) and row.status in AT_WORK]
        return Page(tuple(seen), following)

    def _saved(self, agent: Agent, view: SavedView, order: str, limit: int, after: str | None) -> Page:
        wanted = self._wanted(agent, view, order)
        if wanted is None:
            return Page((), None)
        rows: list[Row] = []
        values: dict[str, Mapping[str, tuple[str, ...]]] = {}
        for _ in range(MOST_READS):
            listed = self._reading.list(agent, wanted, order, READ if _is_choosy(view) else limit, after)
            kept = self._fitting(agent, view, listed.rows)
            rows += [row for row in listed.rows if row.reference in kept]
            values |= kept
            after = listed.next
            if after is None or len(rows) >= limit:
                break
        following = rows[limit - 1].position if len(rows) > limit else after
        shown = tuple(rows[:limit])
        return Page(shown, following, {row.reference: values[row.reference] for row in shown})

    def _wanted(self, agent: Agent, view: SavedView, order: str) -> Filter | None:
        """What of the view's conditions an index can answer; None if nothing can be in it for this agent."""
        statuses = tuple(each for each in view.statuses if order != DUE or each in WAITING_FOR_US)
        departments = view.wanted("department")
        if departments is not None and not sees_only_own(agent):
            mine = {department.id for department in visible_departments(agent, self._directory.current())}
            departments = tuple(each for each in dict.fromkeys(departments) if each in mine)
        if not statuses or departments == ():
            return None
        assignees = view.wanted("assignee") or ()
        return Filter(departments, statuses, assignees[0] if len(assignees) == 1 else None)

    def _fitting(
        self, agent: Agent, view: SavedView, rows: Sequence[Row]
    ) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """By reference the rows that are in the view, with the values of the columns that rows lack."""
        columns = [column for column in view.columns if column not in ROW_COLUMNS]
        if not rows or not (_is_choosy(view) or columns):
            return {row.reference: {} for row in rows}
        references = [row.reference for row in rows]
        heads = self._facts.heads(references)
        custom = view.asks_for_values or any(column.startswith(CUSTOM) for column in columns)
        values: Mapping[str, Values] = self._facts.values(references) if custom else {}
        return {
            reference: {column: values_of(column, head, values.get(reference, {})) for column in columns}
            for reference, head in heads.items()
            if may_see(agent, head) and _has(view, head, values.get(reference, {}), agent)
        }


def _has(view: SavedView, ticket: Ticket, values: Values, agent: Agent) -> bool:
    return view.holds(ticket, values) and (not view.is_own_work or ticket.assignee == agent.id)


def _is_choosy(view: SavedView) -> bool:
    """Whether it takes more than an index to know its tickets."""
    asked: set[str] = set()
    for condition in view.conditions:
        by_index = condition.field in ("status", "department") or (
            condition.field == "assignee" and len(condition.values) == 1
        )
        if condition.op is not Op.IS or not by_index or condition.field in asked:
            return True
        asked.add(condition.field)
    return False


def _only(possible: str, order: str) -> None:
    if order != possible:
        raise InvalidInput.of("order", f"this view has the order {possible} only")


def row_of(ticket: Ticket, position: str) -> Row:
    return Row(
        reference=ticket.reference,
        subject=ticket.subject,
        status=ticket.status,
        department=ticket.department,
        priority=ticket.priority,
        assignee=ticket.assignee,
        requester_name=ticket.requester.name,
        created_at=ticket.created_at,
        moved_at=ticket.moved_at,
        due_at=ticket.due_at,
        position=position,
        custom_status=ticket.custom_status,
    )
