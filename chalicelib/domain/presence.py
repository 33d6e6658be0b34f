"""Who is at a ticket: seen by colleagues within seconds, forgotten within seconds of leaving.

Nobody is asked to say goodbye: a page says that somebody is here as long as it is looked at, and what was not said
again is over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.values import dataclass

# a page says it every 12 seconds and asks as often; so others see a page that died gone after 30 at most
SAID_EVERY = timedelta(seconds=12)
BELIEVED_FOR = timedelta(seconds=18)


class Activity(StrEnum):
    """What somebody does at a ticket."""

    VIEWING = "viewing"
    REPLYING = "replying"
    NOTING = "noting"


WRITING = frozenset({Activity.REPLYING, Activity.NOTING})


@dataclass(frozen=True, slots=True)
class Presence:
    """That an agent was at a ticket at that time. `department`, `assignee` and `version` are the ticket's of then."""

    reference: str
    agent: str
    activity: Activity
    at: datetime
    department: str
    assignee: str | None
    version: int


def is_here(presence: Presence, now: datetime) -> bool:
    """Whether that still counts."""
    return now - presence.at <= BELIEVED_FOR


def occupied(presences: Iterable[Presence], agent_id: str, now: datetime) -> dict[str, bool]:
    """Tickets that others are at, by reference; True where one of them writes."""
    found: dict[str, bool] = {}
    for each in presences:
        if each.agent != agent_id and is_here(each, now):
            found[each.reference] = found.get(each.reference, False) or each.activity in WRITING
    return found
