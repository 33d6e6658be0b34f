"""The live feed: what changed since the last look, and which colleagues are at which tickets."""

from msgspec import UNSET, UnsetType, structs

from chalicelib.api import feed_schemas as schemas
from chalicelib.api import view_shapes as shapes
from chalicelib.api import views
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged_by_content
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import show_reference
from chalicelib.domain.zones import require_zone
from chalicelib.services.feed import Look

routes = Routes("Live feed")


@routes.get(
    "/api/changes",
    access=Access.AGENT,
    query=schemas.ChangesQuery,
    revalidates=True,
    answers=Answer(200, schemas.Changes, ("ETag",)),
    errors=(InvalidInput,),
    summary="Read what changed",
)
def changes(call: Call) -> Tagged:
    """For pages that stay open: ask every 12 seconds, every minute while hidden. Begin without `since`, then load what
    you show; a change is told at least once, possibly twice.

    A cursor is good for 45 minutes, for the agent who got it and as long as they see the same departments. After that,
    or when too much happened, the answer says `reload`.
    """
    query: schemas.ChangesQuery = call.query
    require_zone(query.zone)
    return tagged_by_content(_shown(call, call.desk.feed.look(call.agent, _since(call, query.since)), query.zone))


@routes.put(
    "/api/tickets/{reference}/presence",
    access=Access.AGENT,
    body=schemas.PresenceBody,
    version=Need.NO,
    answers=Answer(200, schemas.Changes),
    summary="Say what you do at a ticket",
)
def be_present(call: Call) -> schemas.Changes:
    """Colleagues who see the ticket see the caller at it. Say it every 12 seconds while it is so, instead of asking
    for changes: the answer is the same. After 18 seconds it does not count any more.
    """
    body: schemas.PresenceBody = call.body
    require_zone(body.zone)
    look = call.desk.feed.here(call.agent, call.ticket, body.activity, _since(call, body.since))
    return _shown(call, look, body.zone)


@routes.delete("/api/tickets/{reference}/presence", access=Access.AGENT, answers=Answer(204), summary="Leave a ticket")
def leave(call: Call) -> None:
    """Colleagues do not see the caller at the ticket any more. For pages that are closed or hidden."""
    call.desk.feed.leave(call.agent, call.ticket)


def _since(call: Call, cursor: str | UnsetType) -> str | None:
    return None if cursor is UNSET else call.cursors("changes").open(cursor, "since")


def _shown(call: Call, look: Look, zone: str) -> schemas.Changes:
    counts = call.desk.counts.all(call.agent, zone) if look.recount else None
    return schemas.Changes(
        cursor=call.cursors("changes").seal(look.cursor) or "",
        reload=look.reload,
        tickets=tuple(
            schemas.ChangedTicket(**structs.asdict(views.row(each.row)), version=each.version) for each in look.changed
        ),
        gone=tuple(show_reference(reference) for reference in look.gone),
        present=tuple(
            schemas.Present(show_reference(each.reference), each.agent, each.name, each.activity) for each in look.here
        ),
        counts=shapes.counts(counts) if counts is not None else None,
    )
