"""Macros: a text and changes in one go, previewed before they are applied."""

from msgspec import UNSET

from chalicelib.api import library_schemas as schemas
from chalicelib.api import library_views as views
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.api.library_bodies import MacroApplication, MacroBody, MacroChange
from chalicelib.api.schemas import Ticket
from chalicelib.api.views import ticket as shown
from chalicelib.domain.errors import Conflict, InvalidInput
from chalicelib.domain.permissions import visible
from chalicelib.domain.recipes import Macro
from chalicelib.services.library_records import MacroEdit

routes = Routes("Macros")
ONE = "/api/macros/{macro}"


@routes.get("/api/macros", access=Access.AGENT, answers=Answer(200, schemas.MacroList), summary="List macros")
def list_macros(call: Call) -> schemas.MacroList:
    """All macros that the caller may use."""
    return schemas.MacroList(tuple(map(views.macro_row, call.desk.macros.list(call.agent))))


@routes.post(
    "/api/macros",
    access=Access.AGENT,
    body=MacroBody,
    answers=Answer(201, schemas.Macro, ("ETag",)),
    errors=(Conflict,),
    summary="Make a macro",
)
def create_macro(call: Call) -> Tagged:
    """Everybody keeps their own; a department's need the permission `manage_canned` there, and those for everybody an
    admin. The text it writes must be there for all who may use it."""
    body: MacroBody = call.body
    edit = MacroEdit(body.name, body.folder, views.read_recipe(body.changes))
    return _tagged(call.desk.macros.create(call.agent, views.read_scope(body.scope), edit, call.request))


@routes.get(ONE, access=Access.AGENT, answers=Answer(200, schemas.Macro, ("ETag",)), summary="Read a macro")
def read_macro(call: Call) -> Tagged:
    """A macro with all that it does."""
    return _tagged(call.desk.macros.get(call.agent, call.params["macro"]))


@routes.patch(
    ONE,
    access=Access.AGENT,
    body=MacroChange,
    answers=Answer(200, schemas.Macro, ("ETag",)),
    summary="Change a macro",
)
def change_macro(call: Call) -> Tagged:
    """Changes what is named; `changes` replaces all of them."""
    body: MacroChange = call.body
    edit = MacroEdit(
        None if body.name is UNSET else body.name,
        None if body.folder is UNSET else body.folder,
        None if body.changes is UNSET else views.read_recipe(body.changes),
    )
    return _tagged(call.desk.macros.change(call.agent, call.params["macro"], call.version, edit))


@routes.delete(ONE, access=Access.AGENT, version=Need.REQUIRED, answers=Answer(204), summary="Remove a macro")
def delete_macro(call: Call) -> None:
    """Removes a macro. What it did stays done."""
    call.desk.macros.delete(call.agent, call.params["macro"], call.version)


@routes.post(
    "/api/tickets/{reference}/macros/{macro}/preview",
    access=Access.AGENT,
    once=Need.NO,
    answers=Answer(200, schemas.MacroPreview),
    errors=(InvalidInput,),
    summary="See what a macro would do",
)
def preview_macro(call: Call) -> schemas.MacroPreview:
    """What would change, in plain words, and the text as it would be written. Nothing is stored or sent. What the macro
    may not or cannot do on this ticket is refused here as it would be then."""
    ticket = visible(call.agent, call.ticket)
    made = call.desk.macros.preview(call.agent, ticket, call.params["macro"])
    offer = call.desk.attachments.offer_prepared
    text = views.rendered(made.rendered, lambda file: offer(call.agent, ticket, file)) if made.rendered else None
    return schemas.MacroPreview(tuple(made.changes), made.write_as, text)


@routes.post(
    "/api/tickets/{reference}/macros/{macro}/apply",
    access=Access.AGENT,
    body=MacroApplication,
    version=Need.REQUIRED,
    hides=True,
    answers=Answer(200, Ticket, ("ETag",)),
    summary="Apply a macro",
)
def apply_macro(call: Call) -> Tagged:
    """Does all that the macro says in one change, or nothing. A reply goes out by mail like any other; the placeholders
    of its text must all be filled, if need be by the caller's own `text`."""
    body: MacroApplication = call.body
    text = None if body.text is UNSET else body.text
    ticket = call.desk.macros.apply(call.agent, call.ticket, call.version, call.params["macro"], text, call.request)
    return tagged(shown(ticket), ticket.version)


def _tagged(stored: Macro) -> Tagged:
    return tagged(views.macro(stored), stored.version)
