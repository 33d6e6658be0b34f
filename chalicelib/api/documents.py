"""Messages as their senders laid them out, for a frame of the workspace."""

from chalicelib.api.bodies import DocumentQuery
from chalicelib.api.headers import document_headers
from chalicelib.api.http import Access, Answer, Call, Routes

routes = Routes("Originals")


@routes.get(
    "/api/tickets/{reference}/entries/{entry}/document",
    access=Access.AGENT,
    query=DocumentQuery,
    answers=Answer(200, document=True),
    summary="Show a message as it was laid out",
)
def show_document(call: Call) -> tuple[str, dict[str, str]]:
    """The cleaned HTML of a message as a page of its own, for a sandboxed frame of the workspace. Nothing in it runs,
    asks or loads: its policy forbids it. With `images` pictures from elsewhere are loaded, which tells their sender so.
    A plain text becomes a plain page.
    """
    query: DocumentQuery = call.query
    page = call.desk.documents.page(call.agent, call.ticket, call.params["entry"], query.images)
    return page, document_headers(query.images)
