"""Write in a ticket: public replies, internal notes, and the files that go with them."""

from msgspec import UNSET

from chalicelib.api import schemas
from chalicelib.api.bodies import NoteBody, ReplyBody, UploadBody
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import DraftChanged, StaleVersion
from chalicelib.domain.ids import show_reference
from chalicelib.domain.ticket import Status
from chalicelib.services.requests import Done

routes = Routes("Writing")


@routes.post(
    "/api/tickets/{reference}/replies",
    access=Access.AGENT,
    body=ReplyBody,
    version=Need.REQUIRED,
    answers=Answer(201, schemas.Accepted, ("ETag",)),
    errors=(DraftChanged,),
    summary="Reply to the customer",
)
def reply(call: Call) -> Tagged:
    """Stores a public reply and sends it by mail.

    If the ticket changed since the version in If-Match (the customer may have written again), nothing is
    sent and the answer is 409 with the ticket as it is now. With `seen` only messages, notes of others and changes of
    who gets the answer count: they come along as `news`. Naming the newest of them as `seen` sends the reply anyway. A
    text in which placeholders of a prepared text still stand is refused with their names.
    """
    body: ReplyBody = call.body
    done = call.desk.replies.reply(
        call.agent,
        call.ticket,
        call.version,
        body.text,
        body.uploads,
        Status(body.status),
        call.request,
        to_all=body.to == "all",
        summary=body.summary.strip(),
        last_seen="" if body.seen is UNSET else body.seen,
        draft=None if body.draft is UNSET else body.draft,
    )
    call.desk.canned.count_uses(call.agent, body.canned)
    return _accepted(done)


@routes.post(
    "/api/tickets/{reference}/notes",
    access=Access.AGENT,
    body=NoteBody,
    version=Need.OPTIONAL,
    answers=Answer(201, schemas.Accepted, ("ETag",)),
    errors=(StaleVersion, DraftChanged),
    summary="Write an internal note",
)
def note(call: Call) -> Tagged:
    """Stores a note that only agents see. Without If-Match it is added to whatever the ticket is by then. Those whom it
    mentions see it in their workspace, or get a mail, as they chose."""
    body: NoteBody = call.body
    done = call.desk.replies.note(
        call.agent,
        call.ticket,
        call.based_on,
        body.text,
        body.uploads,
        call.request,
        body.mentions,
        draft=None if body.draft is UNSET else body.draft,
    )
    call.desk.canned.count_uses(call.agent, body.canned)
    return _accepted(done)


@routes.post(
    "/api/tickets/{reference}/uploads",
    access=Access.AGENT,
    body=UploadBody,
    answers=Answer(201, schemas.Upload),
    summary="Start an upload",
)
def start_upload(call: Call) -> schemas.Upload:
    """Says where to send a file. Its `id` then goes into the `uploads` of a reply or note of the same agent
    and ticket.
    """
    body: UploadBody = call.body
    upload = call.desk.attachments.start_upload(
        call.agent, call.ticket, body.name, body.content_type, body.size, call.request
    )
    return schemas.Upload(upload.id, upload.url, dict(upload.fields), upload.expires_at)


@routes.get(
    "/api/tickets/{reference}/entries/{entry}/attachments/{attachment}",
    access=Access.AGENT,
    answers=Answer(200, schemas.Link),
    summary="Link to an attachment",
)
def link_attachment(call: Call) -> schemas.Link:
    """A link that downloads the file, for five minutes."""
    params = call.params
    link = call.desk.attachments.link(call.agent, call.ticket, params["entry"], params["attachment"])
    return schemas.Link(link.url, link.expires_at)


def _accepted(done: Done) -> Tagged:
    accepted = schemas.Accepted(show_reference(done.reference), done.entry_id, done.version, done.status)
    return tagged(accepted, done.version)
