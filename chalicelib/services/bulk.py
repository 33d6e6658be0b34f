"""Bulk jobs: given by an agent, worked on at once as long as they wait, and for the rest by the clock.

A job is stored before anything is done, with a timer. Each ticket is changed under a key of the job and the ticket, so
it does not matter who works on a job, how often it is begun, or where a process died.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from chalicelib.domain.agents import Agent
from chalicelib.domain.bulk import (
    LEASE,
    MOST_TICKETS,
    UNDER_WAY,
    Job,
    JobState,
    progressed,
    stopped,
    taken_back,
    visible_job,
)
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.ids import parse_reference
from chalicelib.domain.recipes import Recipe, unknown_names
from chalicelib.services.bulk_ports import BulkStore, Failure, JobPage, Wanted
from chalicelib.services.bulk_steps import BulkSteps, Outcome, Refused, done_key, undone_key
from chalicelib.services.directory import DirectoryCache
from chalicelib.services.macros import Macros
from chalicelib.services.ports import Clock, Ids, TicketStore
from chalicelib.services.records import Once
from chalicelib.services.requests import Request, refuse_another

log = logging.getLogger(__name__)
# tickets between two reports: one round trip reads 100 heads and keys
AT_ONCE = 30
# who gave the job waits no longer than this, and a sweep leaves time for the next
INLINE, SWEEP = timedelta(seconds=8), timedelta(seconds=20)
SHOWN_JOBS = 20
HOW = "bulk change"
Outcomes = list[tuple[str, Outcome | Refused]]


class Bulk:
    def __init__(
        self,
        store: BulkStore,
        steps: BulkSteps,
        macros: Macros,
        tickets: TicketStore,
        directory: DirectoryCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._steps = steps
        self._macros = macros
        self._tickets = tickets
        self._directory = directory
        self._clock = clock
        self._ids = ids

    def begin(self, agent: Agent, references: Sequence[str], wanted: Wanted, request: Request) -> JobPage:
        """A new job, done as far as the caller can wait. The same request again is the same job.

        Raises InvalidInput for what is no reference or says nothing to do, NotFound for a macro that is not theirs.
        """
        known, now = _references(references), self._clock.now()
        recipe, how = self._recipe(agent, wanted)
        job = Job(self._ids.ulid(now), agent.id, recipe, how, len(known), now, fires_at=now + LEASE)
        once = Once(request.key, request.fingerprint, "", "", job.expires_at, job.id.encode())
        stored = self._store.create(job, known, once)
        if stored:
            refuse_another(request, stored)
            return self.get(agent, stored.result.decode())
        self._work(job, known, INLINE)
        return self.get(agent, job.id)

    def get(self, agent: Agent, id: str) -> JobPage:
        """A job with all that failed, for its owner and admins. Raises NotFound."""
        page = self._store.get(id)
        visible_job(agent, page.job if page else None, self._clock.now())
        if page is None:
            raise LookupError(id)
        return page

    def list(self, agent: Agent) -> tuple[Job, ...]:
        """The newest of the own jobs."""
        return self._store.of_owner(agent.id, SHOWN_JOBS)

    def undo(self, agent: Agent, id: str, request: Request) -> JobPage:
        """Take a job back, once: every ticket that nothing else happened to since becomes what it was.

        Raises NotFound, Conflict for a job that is under way or was taken back already.
        """
        page = self.get(agent, id)
        now = self._clock.now()
        known = self._tickets.traces([request.key], []).mails.get(request.key)
        if known:
            refuse_another(request, known)
            return page
        job = taken_back(page.job, agent, now + LEASE)
        once = Once(request.key, request.fingerprint, "", "", job.expires_at, id.encode())
        if not self._store.advance(page.job, job, once=once):
            raise Conflict("The job changed meanwhile: look at it again.")
        self._work(job, page.references, INLINE)
        return self.get(agent, id)

    def attend(self, id: str) -> bool:
        """Go on with a job that nobody works on; says whether there was something to do."""
        page = self._store.get(id)
        if page is None or page.job.state not in UNDER_WAY:
            return False
        fires_at = page.job.fires_at
        if fires_at is None or fires_at > self._clock.now():
            return False
        return self._work(page.job, page.references, SWEEP)

    def _work(self, job: Job, references: Sequence[str], patience: timedelta) -> bool:
        """Until it is done or the time is over; False if somebody else works on it."""
        began = self._clock.now()
        while job.state in UNDER_WAY:
            agent = self._directory.agent_now(job.actor)
            if agent is None or not agent.enabled:
                log.warning("a bulk job stops: its agent may not work here any more")
                return self._store.advance(job, stopped(job))
            chunk = references[job.position : job.position + AT_ONCE]
            outcomes = self._outcomes(agent, job, chunk)
            failures = [Failure(reference, each.reason) for reference, each in outcomes if isinstance(each, Refused)]
            changed = sum(each is Outcome.CHANGED for _, each in outcomes)
            now = self._clock.now()
            over = now - began >= patience
            after = progressed(job, len(chunk), changed, len(failures), now if over else now + LEASE)
            if not self._store.advance(job, after, failures):
                return False
            job = after
            if over:
                break
        return True

    def _outcomes(self, agent: Agent, job: Job, chunk: Sequence[str]) -> Outcomes:
        undoing = job.state is JobState.UNDOING
        keys = [key(job, reference) for reference in chunk for key in (done_key, undone_key)[: 1 + undoing]]
        traces = self._tickets.traces(keys, chunk)
        outcomes: Outcomes = []
        for reference in chunk:
            ticket, done = traces.tickets.get(reference), traces.mails.get(done_key(job, reference))
            if undoing and done is None:
                continue  # there is nothing to take back
            if (undone_key(job, reference) if undoing else done_key(job, reference)) in traces.mails:
                outcomes.append((reference, Outcome.CHANGED))
            elif undoing and done:
                outcomes.append((reference, self._steps.undo(agent, job, ticket, done)))
            else:
                outcomes.append((reference, self._steps.do(agent, job, ticket)))
        return outcomes

    def _recipe(self, agent: Agent, wanted: Wanted) -> tuple[Recipe, str]:
        if wanted.macro:
            macro = self._macros.get(agent, wanted.macro)
            return macro.recipe, f"{HOW}, macro {macro.name}"
        recipe = wanted.recipe or Recipe()
        if recipe.does_nothing:
            raise InvalidInput.of("changes", "names nothing to do")
        problems = tuple(unknown_names(recipe, self._directory.current(), "changes"))
        if problems:
            raise InvalidInput(*problems)
        return recipe, HOW


def _references(texts: Sequence[str]) -> tuple[str, ...]:
    """References as stored, each once."""
    found: dict[str, None] = {}
    for number, text in enumerate(texts):
        reference = parse_reference(text)
        if reference is None:
            raise InvalidInput.of(f"references[{number}]", "is not a reference")
        found[reference] = None
    if not 1 <= len(found) <= MOST_TICKETS:
        raise InvalidInput.of("references", f"must be 1 to {MOST_TICKETS} tickets")
    return tuple(found)
