"""Drafts of replies and notes, saved while they are written. Each agent sees their own alone."""

from msgspec import UNSET

from chalicelib.api import draft_schemas, draft_views
from chalicelib.api.draft_schemas import DraftBody, DraftsQuery
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.errors import StaleVersion
from chalicelib.services.drafts import Words

routes = Routes("Drafts")


@routes.get(
    "/api/drafts",
    access=Access.AGENT,
    query=DraftsQuery,
    answers=Answer(200, draft_schemas.OwnDrafts),
    summary="List the own drafts",
)
def list_drafts(call: Call) -> draft_schemas.OwnDrafts:
    """What the caller has begun to write, in tickets that they still see."""
    query: DraftsQuery = call.query
    cursors = call.cursors("drafts")
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    found = call.desk.drafts.of_agent(call.agent, query.limit, after)
    return draft_schemas.OwnDrafts(tuple(map(draft_views.row, found.drafts)), cursors.seal(found.next))


@routes.get(
    "/api/tickets/{reference}/drafts",
    access=Access.AGENT,
    answers=Answer(200, draft_schemas.DraftList),
    summary="Read the own drafts in a ticket",
)
def read_drafts(call: Call) -> draft_schemas.DraftList:
    """The caller's draft of a reply and of a note, as saved from whatever device last."""
    found = call.desk.drafts.of_ticket(call.agent, call.ticket)
    return draft_schemas.DraftList(tuple(map(draft_views.draft, found)))


@routes.put(
    "/api/tickets/{reference}/drafts/{draft}",
    access=Access.AGENT,
    body=DraftBody,
    answers=Answer(200, draft_schemas.Draft, ("ETag",)),
    errors=(StaleVersion,),
    summary="Save a draft",
)
def save_draft(call: Call) -> Tagged:
    """Stores what has been written so far over the version in If-Match, or a first version without it.

    If it was saved from elsewhere meanwhile the answer is 409 with the draft as it is now, null if it was sent or
    discarded. Sending the same save again does no harm.
    """
    body: DraftBody = call.body
    words = Words(body.text, body.uploads, body.status, body.to == "all", body.summary, body.mentions, body.seen or "")
    kind = DraftKind(call.params["draft"])
    saved = call.desk.drafts.save(call.agent, call.ticket, kind, call.based_on, words)
    return tagged(draft_views.draft(saved), saved.draft.version)


@routes.delete(
    "/api/tickets/{reference}/drafts/{draft}",
    access=Access.AGENT,
    version=Need.REQUIRED,
    answers=Answer(204),
    summary="Discard a draft",
)
def discard_draft(call: Call) -> None:
    """Removes that version of the draft; fine if there is none any more."""
    call.desk.drafts.discard(call.agent, call.ticket, DraftKind(call.params["draft"]), call.version)
