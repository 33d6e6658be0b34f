"""The views that come with the desk, and which saved ones somebody has."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.agents import Agent, may
from chalicelib.domain.permissions import sees_only_own, works_in
from chalicelib.domain.roles import Permission
from chalicelib.domain.saved_views import EVERYBODY, SavedView
from chalicelib.domain.ticket import WAITING_FOR_US, Status
from chalicelib.domain.values import dataclass


class Named(StrEnum):
    """Their ids."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    POSTPONED = "postponed"
    MENTIONED = "mentioned"
    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SPAM = "spam"
    TRASH = "trash"
    QUARANTINE = "quarantine"


_WAITING = tuple(status for status in Status if status in WAITING_FOR_US)


@dataclass(frozen=True, slots=True)
class View:
    """Which tickets: at these statuses, with this assignee (`me`, `none`), in this order unless another is wanted."""

    id: Named
    statuses: tuple[Status, ...] = _WAITING
    assignee: str | None = None
    order: str = "newest"


BUILT_IN: tuple[View, ...] = (
    View(Named.MINE, assignee="me", order="due"),
    View(Named.UNASSIGNED, assignee="none"),
    View(Named.OVERDUE, order="due"),
    View(Named.DUE_TODAY, order="due"),
    View(Named.POSTPONED, (Status.POSTPONED,)),
    View(Named.MENTIONED, (Status.NEW, Status.OPEN, Status.ANSWERED, Status.POSTPONED)),
    View(Named.OPEN),
    View(Named.ANSWERED, (Status.ANSWERED,)),
    View(Named.RESOLVED, (Status.RESOLVED,)),
    View(Named.CLOSED, (Status.CLOSED,)),
    View(Named.SPAM, (Status.SPAM,)),
    View(Named.TRASH, (Status.TRASH,)),
    View(Named.QUARANTINE, ()),
)


def built_in_for(agent: Agent) -> Sequence[View]:
    """Those that can show this agent something."""
    hidden = set()
    if sees_only_own(agent):
        hidden |= {Named.UNASSIGNED, Named.QUARANTINE}
    if not may(agent, Permission.SEE_QUARANTINE):
        hidden.add(Named.QUARANTINE)
    return [view for view in BUILT_IN if view.id not in hidden]


def has_view(agent: Agent, view: SavedView) -> bool:
    """A private one is its owner's; a team's is for those who work in the department."""
    if view.owner:
        return view.owner == agent.id
    return view.team == EVERYBODY or works_in(agent, view.team)


def saved_for(agent: Agent, views: Iterable[SavedView]) -> Sequence[SavedView]:
    """Those of the agent, by name."""
    return sorted((view for view in views if has_view(agent, view)), key=lambda view: (view.name.casefold(), view.id))


def may_change(agent: Agent, view: SavedView) -> bool:
    """A private view is its owner's to change, a team's that of who made it, and of those who set the desk up."""
    if view.owner:
        return view.owner == agent.id
    if may(agent, Permission.CONFIGURE):
        return True
    return view.team != EVERYBODY and view.made_by == agent.id and may_share(agent, view.team)


def may_share(agent: Agent, team: str) -> bool:
    """Whether the agent may make a view for a team: those who work there and see its tickets may, for everybody only
    those who set the desk up."""
    if may(agent, Permission.CONFIGURE):
        return True
    return team != EVERYBODY and works_in(agent, team) and not sees_only_own(agent)


def end_of_day(now: datetime, zone: str) -> datetime:
    """The next midnight in that zone."""
    tomorrow = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
