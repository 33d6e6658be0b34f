"""Sign in, sign out, and who is who."""

from msgspec import UNSET

from chalicelib.api import people_schemas as schemas
from chalicelib.api import setting_views, views
from chalicelib.api.bodies import SignInBody
from chalicelib.api.headers import expired_cookie, session_cookie
from chalicelib.api.http import Access, Answer, Call, Need, Routes, Tagged, tagged
from chalicelib.api.problems import SignInFailed
from chalicelib.api.setting_bodies import OwnSettingsBody
from chalicelib.api.setting_readers import own_edit
from chalicelib.domain.errors import NewPasswordRequired, StaleVersion, Unauthenticated
from chalicelib.domain.permissions import visible_departments

routes = Routes("People")


@routes.post(
    "/api/session",
    access=Access.PUBLIC,
    once=Need.NO,
    body=SignInBody,
    answers=Answer(201, schemas.Me, ("Set-Cookie",)),
    errors=(SignInFailed, NewPasswordRequired),
    summary="Sign in",
)
def sign_in(call: Call) -> tuple[schemas.Me, dict[str, str]]:
    """Starts a session and sets its cookie.

    This is the one POST without Idempotency-Key: its answer holds a secret, which must not be kept to be
    repeated, and a repetition does no harm, it only starts another session.
    """
    body: SignInBody = call.body
    new_password = None if body.new_password is UNSET else body.new_password
    try:
        signed_in = call.desk.sessions.sign_in(body.email, body.password, new_password)
    except NewPasswordRequired:
        raise
    except Unauthenticated as error:
        raise SignInFailed(str(error)) from error
    seconds = int((signed_in.expires_at - call.desk.clock.now()).total_seconds())
    me = setting_views.me(signed_in.agent, call.desk.directory_cache.current())
    return me, {"Set-Cookie": session_cookie(signed_in.cookie, seconds)}


@routes.delete("/api/session", access=Access.PUBLIC, answers=Answer(204, headers=("Set-Cookie",)), summary="Sign out")
def sign_out(call: Call) -> tuple[None, dict[str, str]]:
    """Ends the session, if there is one, and removes its cookie."""
    if call.cookie:
        call.desk.sessions.sign_out(call.cookie)
    return None, {"Set-Cookie": expired_cookie()}


@routes.get("/api/me", access=Access.AGENT, answers=Answer(200, schemas.Me, ("ETag",)), summary="Who is signed in")
def me(call: Call) -> Tagged:
    """The signed-in agent with the departments whose tickets they may see, and what they set for themselves."""
    return tagged(setting_views.me(call.agent, call.desk.directory_cache.current()), call.agent.version)


@routes.patch(
    "/api/me",
    access=Access.AGENT,
    body=OwnSettingsBody,
    version=Need.OPTIONAL,
    answers=Answer(200, schemas.Me, ("ETag",)),
    errors=(StaleVersion,),
    summary="Change the own settings",
)
def change_me(call: Call) -> Tagged:
    """Says that the caller is away or back, which queues hand them tickets, what they are told of, and their language.

    Without If-Match the change is made on whatever the settings are by then. Who goes away hands the tickets that wait
    for the desk to the next one, in departments that assign by themselves.
    """
    edit = own_edit(call.body)
    changed = call.desk.own_settings.change(call.agent, call.based_on, edit)
    if edit.available is False:
        call.desk.taking_back.went_away(changed, changed.id)
    return tagged(setting_views.me(changed, call.desk.directory_cache.current()), changed.version)


@routes.get(
    "/api/departments", access=Access.AGENT, answers=Answer(200, schemas.DepartmentList), summary="List departments"
)
def departments(call: Call) -> schemas.DepartmentList:
    """The departments whose tickets the caller may see."""
    seen = visible_departments(call.agent, call.desk.directory_cache.current())
    return schemas.DepartmentList(tuple(views.department(each) for each in seen))


@routes.get("/api/agents", access=Access.AGENT, answers=Answer(200, schemas.AgentList), summary="List agents")
def agents(call: Call) -> schemas.AgentList:
    """The caller's colleagues, also former ones. An admin sees all, a restricted agent only themselves."""
    return schemas.AgentList(tuple(setting_views.colleagues(call.agent, call.desk.directory_cache.current())))
