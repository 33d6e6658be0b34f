"""Originals of messages that came by mail."""

from chalicelib.api import schemas
from chalicelib.api.http import Access, Answer, Call, Routes

routes = Routes("Originals")


@routes.get(
    "/api/tickets/{reference}/entries/{entry}/original",
    access=Access.AGENT,
    answers=Answer(200, schemas.Link),
    summary="Link to the original of a message",
)
def link_original(call: Call) -> schemas.Link:
    """A link that downloads the raw mail behind a message, for five minutes. Entries that were no mail have none."""
    link = call.desk.originals.link(call.agent, call.ticket, call.params["entry"])
    return schemas.Link(link.url, link.expires_at)
