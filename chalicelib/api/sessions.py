"""Sign in, sign out, and who is who."""

from msgspec import UNSET

from chalicelib.api import schemas, views
from chalicelib.api.bodies import SignInBody
from chalicelib.api.headers import expired_cookie, session_cookie
from chalicelib.api.http import Access, Answer, Call, Need, Routes
from chalicelib.api.problems import SignInFailed
from chalicelib.api.provider import Desk
from chalicelib.domain.directory import Agent, Directory, Role
from chalicelib.domain.errors import NewPasswordRequired, Unauthenticated
from chalicelib.domain.permissions import sees_only_own, visible_departments

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
    return _me(signed_in.agent, call.desk), {"Set-Cookie": session_cookie(signed_in.cookie, seconds)}


@routes.delete("/api/session", access=Access.PUBLIC, answers=Answer(204, headers=("Set-Cookie",)), summary="Sign out")
def sign_out(call: Call) -> tuple[None, dict[str, str]]:
    """Ends the session, if there is one, and removes its cookie."""
    if call.cookie:
        call.desk.sessions.sign_out(call.cookie)
    return None, {"Set-Cookie": expired_cookie()}


@routes.get("/api/me", access=Access.AGENT, answers=Answer(200, schemas.Me), summary="Who is signed in")
def me(call: Call) -> schemas.Me:
    """The signed-in agent with the departments whose tickets they may see."""
    return _me(call.agent, call.desk)


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
    return schemas.AgentList(tuple(_colleagues(call.agent, call.desk.directory_cache.current())))


def _me(agent: Agent, desk: Desk) -> schemas.Me:
    seen = visible_departments(agent, desk.directory_cache.current())
    return schemas.Me(agent.id, agent.name, agent.email, agent.role, tuple(views.department(each) for each in seen))


def _colleagues(agent: Agent, directory: Directory) -> list[schemas.Colleague]:
    """Those who share a department with the agent; of their departments only the shared ones are told."""
    shared = {department.id for department in visible_departments(agent, directory)}
    shown = []
    for other in directory.agents.values():
        together = tuple(id for id in other.departments if id in shared)
        is_colleague = bool(together) and not sees_only_own(agent)
        if other.id == agent.id or agent.role is Role.ADMIN or is_colleague:
            shown.append(schemas.Colleague(other.id, other.name, other.enabled, together))
    return shown
