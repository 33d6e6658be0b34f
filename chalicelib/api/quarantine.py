"""Mails that were set aside: list them, look at one, let it in or discard it."""

from msgspec import UNSET

from chalicelib.api import quarantine_schemas as schemas
from chalicelib.api import quarantine_views as views
from chalicelib.api.bodies import ProcessBody, QuarantineQuery
from chalicelib.api.http import Access, Answer, Call, Routes
from chalicelib.api.schemas import Link
from chalicelib.domain.errors import Conflict, Forbidden

routes = Routes("Quarantine")


@routes.get(
    "/api/quarantine",
    access=Access.AGENT,
    query=QuarantineQuery,
    answers=Answer(200, schemas.QuarantineList),
    summary="List mails that were set aside",
)
def list_quarantine(call: Call) -> schemas.QuarantineList:
    """Mails that did not become messages, newest first: those to departments of the caller, for admins all.

    Without `state` those that wait for a decision. Follow `next` until it is null.
    """
    query: QuarantineQuery = call.query
    cursors = call.cursors("quarantine", query.state)
    after = None if query.cursor is UNSET else cursors.open(query.cursor)
    listed = call.desk.quarantine.list(call.agent, query.state, query.limit, after)
    return schemas.QuarantineList(tuple(map(views.row, listed.rows)), cursors.seal(listed.next))


@routes.get(
    "/api/quarantine/{mail}",
    access=Access.AGENT,
    answers=Answer(200, schemas.OpenedMail),
    summary="Look at a mail that was set aside",
)
def open_quarantined(call: Call) -> schemas.OpenedMail:
    """The mail with its receipt, and what is in it, read from the original at this moment."""
    return views.opened(call.desk.quarantine.open(call.agent, call.params["mail"]))


@routes.get(
    "/api/quarantine/{mail}/original",
    access=Access.AGENT,
    answers=Answer(200, Link),
    errors=(Forbidden,),
    summary="Link to the original of a mail that was set aside",
)
def link_quarantined(call: Call) -> Link:
    """A link that downloads the raw mail, for five minutes. One that failed the virus check is for admins alone."""
    link = call.desk.quarantine.original(call.agent, call.params["mail"])
    return Link(link.url, link.expires_at)


@routes.post(
    "/api/quarantine/{mail}/process",
    access=Access.AGENT,
    body=ProcessBody,
    answers=Answer(200, schemas.DecidedMail),
    errors=(Conflict,),
    summary="Process a mail again",
)
def process_quarantined(call: Call) -> schemas.DecidedMail:
    """Runs the reception of the mail again. With `trust` it comes in although its verdicts or origin speak against
    it, and the ticket says who decided so. Without, the same rules count: it helps after one of them was mended.

    A mail that is refused again stays in its list, and `outcomes` says why. Only admins trust one that failed the
    virus check.
    """
    body: ProcessBody = call.body
    return views.decided(call.desk.quarantine.process(call.agent, call.params["mail"], body.trust, call.request))


@routes.post(
    "/api/quarantine/{mail}/discard",
    access=Access.AGENT,
    answers=Answer(200, schemas.DecidedMail),
    errors=(Conflict,),
    summary="Discard a mail",
)
def discard_quarantined(call: Call) -> schemas.DecidedMail:
    """Takes the mail out of the list. It is kept with its original, and can be restored."""
    return views.decided(call.desk.quarantine.discard(call.agent, call.params["mail"], call.request))


@routes.post(
    "/api/quarantine/{mail}/restore",
    access=Access.AGENT,
    answers=Answer(200, schemas.DecidedMail),
    errors=(Conflict,),
    summary="Restore a discarded mail",
)
def restore_quarantined(call: Call) -> schemas.DecidedMail:
    """Puts a discarded mail back where it was in the list of those that wait."""
    return views.decided(call.desk.quarantine.restore(call.agent, call.params["mail"], call.request))
