"""Write in a ticket: public replies, internal notes, and the files that go with them."""

from msgspec import UNSET

from chalicelib.api import draft_schemas, draft_views, schemas
from chalicelib.api.bodies import NoteBody, ReplyBody, UploadBody
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.domain.errors import DraftChanged, NotWaiting, StaleVersion
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

    A reply that goes out later changes nothing of the ticket until then. If the customer or a colleague writes before,
    or it does not fit the ticket any more, it is stopped, and its author is told; its words are their draft again.
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
        send_at=None if body.send_at is UNSET else body.send_at,
        regardless=body.regardless,
    )
    call.desk.canned.count_uses(call.agent, body.canned)
    return _accepted(done)


@routes.post(
    "/api/tickets/{reference}/scheduled/{scheduled}/undo",
    access=Access.AGENT,
    answers=Answer(200, draft_schemas.ReplyTakenBack, ("ETag",)),
    errors=(StaleVersion, NotWaiting),
    summary="Take back a reply",
)
def undo_reply(call: Call) -> Tagged:
    """A reply that waits is not sent, and nothing of it ever reaches the customer. Its words are its author's draft
    again, before what they wrote since; `draft` is that, null for anybody else. The timeline tells colleagues of it.
    """
    taken = call.desk.scheduling.take_back(call.agent, call.ticket, call.params["scheduled"], call.request)
    draft = draft_views.draft(taken.draft) if taken.draft else None
    answer = draft_schemas.ReplyTakenBack(show_reference(taken.done.reference), draft, taken.done.version)
    return tagged(answer, taken.done.version)


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
    accepted = schemas.Accepted(
        reference=show_reference(done.reference),
        entry=None if done.due_at else done.entry_id,
        scheduled=schemas.Waiting(done.entry_id, done.due_at) if done.due_at else None,
        version=done.version,
        status=done.status,
    )
    return tagged(accepted, done.version)
