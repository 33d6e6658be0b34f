"""One change of many tickets at once, its progress, and taking it back."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chalicelib.api.bodies import NAMED_LINE, ScopedId
from chalicelib.api.http import Access, Answer, Call, Routes
from chalicelib.api.library_bodies import TicketChanges
from chalicelib.api.library_schemas import Count
from chalicelib.api.library_views import read_recipe
from chalicelib.api.schemas import Reference, Time
from chalicelib.domain.bulk import MOST_TICKETS, Job, JobState, Tally
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.ids import show_reference
from chalicelib.domain.recipes import Recipe
from chalicelib.domain.ticket import Status
from chalicelib.services.bulk_ports import Failure, JobPage, Wanted

routes = Routes("Bulk changes")
TicketName = Annotated[str, Meta(min_length=8, max_length=40, pattern=NAMED_LINE)]


class BulkBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which tickets, by their references in any spelling, and one of: `changes`, a `macro` by its id, or `trash`."""

    references: Annotated[tuple[TicketName, ...], Meta(min_length=1, max_length=MOST_TICKETS)]
    changes: TicketChanges | UnsetType = UNSET
    macro: ScopedId | UnsetType = UNSET
    trash: bool = False


class BulkTally(msgspec.Struct):
    """How many tickets were `worked` on, and of these how many were `changed` and how many failed; the rest needed no
    change."""

    worked: Count
    changed: Count
    failed: Count


class BulkJob(msgspec.Struct):
    """A job and how far it is. `undone` counts what was reverted. It is forgotten after `expires_at`."""

    id: str
    owner: str
    what: str
    state: JobState
    total: Count
    done: BulkTally
    undone: BulkTally
    created_at: Time
    expires_at: Time


class BulkFailure(msgspec.Struct):
    """A ticket that stayed as it was, and why."""

    reference: Reference
    reason: str


class BulkReport(msgspec.Struct):
    """A job with the tickets that it could not change (`failed`), and those it could not revert (`kept`)."""

    job: BulkJob
    failed: tuple[BulkFailure, ...]
    kept: tuple[BulkFailure, ...]


class BulkJobList(msgspec.Struct):
    jobs: tuple[BulkJob, ...]


@routes.post(
    "/api/bulk",
    access=Access.AGENT,
    body=BulkBody,
    answers=Answer(201, BulkReport),
    summary="Change many tickets",
)
def begin_bulk(call: Call) -> BulkReport:
    """A job that changes up to 1,000 tickets, each as the caller could by hand, with the rights of that moment. What
    one ticket refuses is listed with the reason, and the others go on.

    The answer comes within seconds: a small job is done by then, a big one goes on by itself within the next minutes.
    """
    body: BulkBody = call.body
    return _report(call.desk.bulk.begin(call.agent, body.references, _wanted(body), call.request))


@routes.get("/api/bulk", access=Access.AGENT, answers=Answer(200, BulkJobList), summary="List the own bulk changes")
def list_bulk(call: Call) -> BulkJobList:
    """The caller's newest jobs."""
    return BulkJobList(tuple(map(_job, call.desk.bulk.list(call.agent))))


@routes.get("/api/bulk/{job}", access=Access.AGENT, answers=Answer(200, BulkReport), summary="Follow a bulk change")
def read_bulk(call: Call) -> BulkReport:
    """How far a job is, for who gave it and for admins."""
    return _report(call.desk.bulk.get(call.agent, call.params["job"]))


@routes.post(
    "/api/bulk/{job}/undo",
    access=Access.AGENT,
    answers=Answer(200, BulkReport),
    errors=(Conflict,),
    summary="Take a bulk change back",
)
def undo_bulk(call: Call) -> BulkReport:
    """Reverts, once, every ticket of the job that nothing else happened to since; the others are listed in `kept` with
    the reason. What went out to customers stays sent."""
    return _report(call.desk.bulk.undo(call.agent, call.params["job"], call.request))


def _wanted(body: BulkBody) -> Wanted:
    """Raises InvalidInput unless exactly one thing is wanted."""
    given = (body.changes is not UNSET) + (body.macro is not UNSET) + body.trash
    if given != 1:
        raise InvalidInput.of("changes", "name one of changes, macro and trash")
    if body.macro is not UNSET:
        return Wanted(macro=body.macro)
    return Wanted(Recipe(status=Status.TRASH) if body.changes is UNSET else read_recipe(body.changes))


def _report(page: JobPage) -> BulkReport:
    return BulkReport(_job(page.job), tuple(map(_failure, page.failures)), tuple(map(_failure, page.kept)))


def _job(job: Job) -> BulkJob:
    return BulkJob(
        id=job.id,
        owner=job.owner,
        what=job.how,
        state=job.state,
        total=job.total,
        done=_tally(job.tally),
        undone=_tally(job.undone),
        created_at=job.created_at,
        expires_at=job.expires_at,
    )


def _tally(tally: Tally) -> BulkTally:
    return BulkTally(tally.worked, tally.changed, tally.failed)


def _failure(failure: Failure) -> BulkFailure:
    return BulkFailure(show_reference(failure.reference), failure.reason)
