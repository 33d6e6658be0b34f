"""One change of many tickets: a job that somebody gave, how far it is, and how it is taken back.

A job goes through its tickets in their order. What one of them refuses is written down with the reason, and the others
go on. Taking it back goes through them once more, and reverts a ticket only if nothing else happened to it since.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain.agents import Agent, may
from chalicelib.domain.beside import Values
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.moves import Edit, restored_status
from chalicelib.domain.recipes import Recipe
from chalicelib.domain.roles import Permission
from chalicelib.domain.sla_policy import WaitsFor
from chalicelib.domain.ticket import Priority, Status, Ticket
from chalicelib.domain.times import from_text, to_text
from chalicelib.domain.values import dataclass

MOST_TICKETS = 1000
KEPT_FOR = timedelta(days=30)
# who works on a job reports at least this often; after that the clock takes it over
LEASE = timedelta(seconds=60)


class JobState(StrEnum):
    """A stopped job ended early, because its agent may not work here any more."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    UNDOING = "undoing"
    UNDONE = "undone"


UNDER_WAY = frozenset({JobState.RUNNING, JobState.UNDOING})


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the tickets so far; the rest of `worked` needed no change."""

    worked: int = 0
    changed: int = 0
    failed: int = 0

    def plus(self, worked: int, changed: int, failed: int) -> "Tally":
        return Tally(self.worked + worked, self.changed + changed, self.failed + failed)


@dataclass(frozen=True, slots=True)
class Job:
    """`how` is what the timeline says of it. `undone` counts what was reverted, for whom is `undone_by`. While it is
    under way, `fires_at` is when the clock takes it over from whoever works on it."""

    id: str
    owner: str
    recipe: Recipe
    how: str
    total: int
    created_at: datetime
    state: JobState = JobState.RUNNING
    tally: Tally = Tally()
    undone: Tally = Tally()
    undone_by: str = ""
    fires_at: datetime | None = None
    version: int = 1

    @property
    def expires_at(self) -> datetime:
        return self.created_at + KEPT_FOR

    @property
    def actor(self) -> str:
        """Whose rights count: who gave the job, or who takes it back."""
        return self.undone_by if self.state is JobState.UNDOING else self.owner

    @property
    def position(self) -> int:
        return self.undone.worked if self.state is JobState.UNDOING else self.tally.worked


def visible_job(agent: Agent, job: Job | None, now: datetime) -> Job:
    """The job if it is this agent's, or they are an admin. Raises NotFound."""
    if job is None or job.expires_at <= now or not (job.owner == agent.id or may(agent, Permission.CONFIGURE)):
        raise NotFound("no such job")
    return job


def progressed(job: Job, worked: int, changed: int, failed: int, fires_at: datetime) -> Job:
    """The job after some more of its tickets."""
    undoing = job.state is JobState.UNDOING
    tally = (job.undone if undoing else job.tally).plus(worked, changed, failed)
    after = replace(job, undone=tally) if undoing else replace(job, tally=tally)
    after = replace(after, version=job.version + 1, fires_at=fires_at)
    if tally.worked < job.total:
        return after
    return replace(after, state=JobState.UNDONE if undoing else JobState.DONE, fires_at=None)


def stopped(job: Job) -> Job:
    """Nobody works on it any more: what is done stays, and can be taken back by an admin."""
    state = JobState.UNDONE if job.state is JobState.UNDOING else JobState.STOPPED
    return replace(job, state=state, fires_at=None, version=job.version + 1)


def taken_back(job: Job, by: Agent, fires_at: datetime) -> Job:
    """The job as it begins to be undone. Raises Conflict for one that is under way, and for a second time."""
    if job.state in UNDER_WAY:
        raise Conflict("The job is under way: wait until it has ended.")
    if job.state is JobState.UNDONE:
        raise Conflict("The job was taken back already.")
    return replace(job, state=JobState.UNDOING, undone_by=by.id, fires_at=fires_at, version=job.version + 1)


def remembered(ticket: Ticket, fields: Values, after: Ticket) -> dict[str, Any]:
    """What taking back needs to know of a ticket: what it was before, and the version that the job made of it."""
    rests = ticket.postponed
    return {
        "version": after.version,
        "status": ticket.status.value,
        "custom_status": ticket.custom_status,
        "postponed": [to_text(rests.until), rests.waits_for.value] if rests else None,
        "priority": ticket.priority.value,
        "tags": list(ticket.tags),
        "assignee": ticket.assignee,
        "department": ticket.department,
        "category": ticket.category,
        "fields": dict(fields),
    }


def reverting(ticket: Ticket, before: Mapping[str, Any]) -> Edit:
    """The change that makes of the ticket what it was before."""
    status = Status(before["status"])
    moves = status is not ticket.status or before["custom_status"] != ticket.custom_status
    if ticket.status is Status.TRASH:
        status = restored_status(ticket)
    rests = before["postponed"] if moves and status is Status.POSTPONED else None
    return Edit(
        status=status if moves else None,
        custom_status=before["custom_status"] if moves and status.value == before["status"] else None,
        postpone=(from_text(rests[0]), WaitsFor(rests[1])) if rests else None,
        priority=Priority(before["priority"]) if before["priority"] != ticket.priority.value else None,
        tags=tuple(before["tags"]) if tuple(before["tags"]) != ticket.tags else None,
        assignee=before["assignee"] if before["assignee"] != ticket.assignee else None,
        unassign=before["assignee"] is None and ticket.assignee is not None,
        department=before["department"] if before["department"] != ticket.department else None,
        category=before["category"] if before["category"] != ticket.category else None,
    )
