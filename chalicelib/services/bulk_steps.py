"""What a bulk job does to one ticket: the change that one agent would make by hand, once, and its taking back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from chalicelib.domain.agents import Agent
from chalicelib.domain.bulk import Job, remembered, reverting
from chalicelib.domain.errors import Conflict, LippuError, NotFound, StaleVersion, Unavailable
from chalicelib.domain.ids import digest
from chalicelib.domain.permissions import visible
from chalicelib.domain.recipes import WriteAs
from chalicelib.domain.ticket import Ticket
from chalicelib.domain.timeline import Entry, EntryKind, EventName, field_changes
from chalicelib.domain.values import dataclass
from chalicelib.services.alarm_entries import overdue
from chalicelib.services.answers import author
from chalicelib.services.applying import Applying
from chalicelib.services.planning import Planning
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Change, Once

TRIES = 5
UNDONE = "bulk change taken back"


class Outcome(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the ticket stays as it is, in words for the agent."""

    reason: str


def done_key(job: Job, reference: str) -> str:
    """Names the change of a ticket by a job: it happens once, however often the job is worked on."""
    return digest("bulk", job.id, reference)


def undone_key(job: Job, reference: str) -> str:
    return digest("bulk undone", job.id, reference)


class BulkSteps:
    def __init__(self, tickets: TicketStore, applying: Applying, planning: Planning, clock: Clock, ids: Ids) -> None:
        self._tickets = tickets
        self._applying = applying
        self._planning = planning
        self._clock = clock
        self._ids = ids

    def do(self, agent: Agent, job: Job, ticket: Ticket | None) -> Outcome | Refused:
        """Change a ticket as it is now. Raises Unavailable alone."""
        return _explained(lambda: self._on_current(ticket, lambda current: self._done(agent, job, current)))

    def undo(self, agent: Agent, job: Job, ticket: Ticket | None, done: Once) -> Outcome | Refused:
        """Make of a ticket what it was before, if nothing happened to it since. Raises Unavailable alone."""
        return _explained(lambda: self._undone(agent, job, ticket, json.loads(done.result)))

    def _on_current(self, ticket: Ticket | None, write: Callable[[Ticket | None], Outcome]) -> Outcome:
        """As the others see it by then: a rival's change is no reason to leave it out."""
        for _ in range(TRIES):
            try:
                return write(ticket)
            except StaleVersion as stale:
                ticket = stale.current
        raise Conflict("others keep changing it")

    def _done(self, agent: Agent, job: Job, ticket: Ticket | None) -> Outcome:
        seen, now = visible(agent, ticket), self._clock.now()
        outlook = self._applying.outlook(agent, seen, job.recipe, now)
        change = self._applying.change(agent, outlook, job.recipe, job.how, now)
        if change is None:
            return Outcome.UNCHANGED
        touched = {id: outlook.planned.before.get(id) for id in job.recipe.fields}
        before = remembered(seen, {id: value for id, value in touched.items() if value is not None}, change.after)
        before["touched"], before["answered"] = list(touched), job.recipe.write_as is WriteAs.REPLY
        return self._stored(change, done_key(job, seen.reference), before, job)

    def _undone(self, agent: Agent, job: Job, ticket: Ticket | None, before: Mapping[str, Any]) -> Outcome:
        if ticket is None:
            raise NotFound("no such ticket")
        if ticket.version != before["version"]:
            raise Conflict("something happened to it since")
        if before["answered"]:
            raise Conflict("its customer was answered, which cannot be taken back")
        edit, now = reverting(ticket, before), self._clock.now()
        fields = {id: before["fields"].get(id) for id in before["touched"]}
        self._planning.require(agent, ticket, edit, fields)
        # nobody gets it by the rules of a department that it only goes back to
        planned = self._planning.planned(agent, ticket, edit, fields, now, tentative=True)
        # the job may have taken it out of the agent's sight; what it becomes is what they saw
        after = visible(agent, planned.moved.ticket)
        entry = Entry(
            id=self._ids.ulid(now),
            reference=ticket.reference,
            kind=EntryKind.EVENT,
            at=now,
            author=author(agent),
            changes=field_changes(ticket, after) + planned.changed_fields,
            event=EventName.CHANGED,
            detail=UNDONE,
        )
        entries = (*overdue(after, planned.moved.alarms, now, self._ids), entry)
        change = Change(ticket, after, entries, fields=planned.fields)
        try:
            return self._stored(change, undone_key(job, ticket.reference), {}, job)
        except StaleVersion as stale:
            raise Conflict("something happened to it since") from stale

    def _stored(self, change: Change, key: str, result: Mapping[str, Any], job: Job) -> Outcome:
        """Stored under the key of this ticket in this job; a second time changes nothing."""
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()
        entry = change.entries[-1]
        once = Once(key, job.id, entry.reference, entry.id, job.expires_at, text)
        self._tickets.commit(replace(change, once=once))
        return Outcome.CHANGED


def _explained(act: Callable[[], Outcome]) -> Outcome | Refused:
    """What came of it, a refusal in words."""
    try:
        return act()
    except Unavailable:
        raise
    except NotFound:
        return Refused("it does not exist, or is not yours to see")
    except LippuError as refused:
        return Refused(str(refused))
