"""Canned messages and predefined answers: prepared once, filled in for a ticket."""

from msgspec import UNSET

from chalicelib.api import library_schemas as schemas
from chalicelib.api import library_views as views
from chalicelib.api.bodies import UploadBody
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.api.library_bodies import CannedBody, CannedChange, RenderBody
from chalicelib.api.schemas import Link, Upload
from chalicelib.api.setting_types import given
from chalicelib.domain.canned import CannedText
from chalicelib.domain.errors import Conflict
from chalicelib.domain.permissions import visible
from chalicelib.services.library_records import CannedEdit

routes = Routes("Prepared texts")
ONE = "/api/canned/{canned}"


@routes.get("/api/canned", access=Access.AGENT, answers=Answer(200, schemas.CannedList), summary="List prepared texts")
def list_canned(call: Call) -> schemas.CannedList:
    """All canned messages and predefined answers that the caller may use, without their texts: the own, those of the
    caller's departments, and what is for everybody."""
    return schemas.CannedList(tuple(map(views.canned_row, call.desk.canned.list(call.agent))))


@routes.post(
    "/api/canned",
    access=Access.AGENT,
    body=CannedBody,
    answers=Answer(201, schemas.Canned, ("ETag",)),
    errors=(Conflict,),
    summary="Prepare a text",
)
def create_canned(call: Call) -> Tagged:
    """Makes a canned message or predefined answer. Everybody keeps their own; a department's need the permission
    `manage_canned` there, and those for everybody an admin."""
    body: CannedBody = call.body
    edit = CannedEdit(body.name, body.folder, given(body.texts), uploads=body.uploads)
    return _tagged(call.desk.canned.create(call.agent, body.kind, views.read_scope(body.scope), edit, call.request))


@routes.get(ONE, access=Access.AGENT, answers=Answer(200, schemas.Canned, ("ETag",)), summary="Read a prepared text")
def read_canned(call: Call) -> Tagged:
    """A prepared text in all its languages, placeholders as they are."""
    return _tagged(call.desk.canned.get(call.agent, call.params["canned"]))


@routes.patch(
    ONE,
    access=Access.AGENT,
    body=CannedChange,
    answers=Answer(200, schemas.Canned, ("ETag",)),
    summary="Change a prepared text",
)
def change_canned(call: Call) -> Tagged:
    """Changes what is named. Replies that were sent with it stay as they were."""
    body: CannedChange = call.body
    edit = CannedEdit(
        None if body.name is UNSET else body.name,
        None if body.folder is UNSET else body.folder,
        None if body.texts is UNSET else given(body.texts),
        None if body.files is UNSET else body.files,
        body.uploads,
    )
    return _tagged(call.desk.canned.change(call.agent, call.params["canned"], call.version, edit))


@routes.delete(ONE, access=Access.AGENT, version=Need.REQUIRED, answers=Answer(204), summary="Remove a prepared text")
def delete_canned(call: Call) -> None:
    """Removes a prepared text. Macros that write it are refused from then on, and say so."""
    call.desk.canned.delete(call.agent, call.params["canned"], call.version)


@routes.post(
    "/api/canned-uploads",
    access=Access.AGENT,
    body=UploadBody,
    answers=Answer(201, Upload),
    summary="Start an upload for a predefined answer",
)
def start_canned_upload(call: Call) -> Upload:
    """Says where to send a file. Its `id` then goes into the `uploads` of a predefined answer of the same agent."""
    body: UploadBody = call.body
    upload = call.desk.attachments.start_prepared_upload(
        call.agent, body.name, body.content_type, body.size, call.request
    )
    return Upload(upload.id, upload.url, dict(upload.fields), upload.expires_at)


@routes.get(
    f"{ONE}/files/{{attachment}}", access=Access.AGENT, answers=Answer(200, Link), summary="Link to a prepared file"
)
def link_canned_file(call: Call) -> Link:
    """A link that downloads the file, for five minutes."""
    link = call.desk.canned.link(call.agent, call.params["canned"], call.params["attachment"])
    return Link(link.url, link.expires_at)


@routes.post(
    "/api/tickets/{reference}/canned/{canned}/preview",
    access=Access.AGENT,
    body=RenderBody,
    once=Need.NO,
    answers=Answer(200, schemas.RenderedText),
    summary="Fill in a prepared text",
)
def render_canned(call: Call) -> schemas.RenderedText:
    """The text as it would stand in this ticket, with the names of placeholders that nothing is known for. Nothing is
    stored: name its id in `canned` of the reply or note that it goes into, and its use is counted."""
    body: RenderBody = call.body
    ticket = visible(call.agent, call.ticket)
    language = "" if body.language is UNSET else body.language
    rendered = call.desk.canned.render(call.agent, ticket, call.params["canned"], language)
    return views.rendered(rendered, lambda file: call.desk.attachments.offer_prepared(call.agent, ticket, file))


def _tagged(stored: CannedText) -> Tagged:
    return tagged(views.canned(stored), stored.version)
