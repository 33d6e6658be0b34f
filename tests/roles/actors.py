"""Who asks: every kind of caller the desk knows, with a session of its own where it has one."""

from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.api.headers import COOKIE
from chalicelib.domain.directory import Agent
from chalicelib.domain.session import SESSION_LIFETIME
from tests.roles.canaries import NOBODY
from tests.roles.scene import ADMIN, AGENT, DISABLED, OTHER, REMOVED, RESTRICTED, UNASSIGNED, Scene
from tests.support.desk import PASSWORD, SETTINGS

OURS = SETTINGS.public_url
THEIRS = "https://evil.example"


@dataclass(frozen=True)
class Actor:
    """`reader` is whose eyes see the answers. `own` and `foreign` are customers whose cases the actor asks for."""

    name: str
    reader: str
    own: str
    foreign: str
    agent: Agent | None = None
    cookie: str | None = None
    origin: str | None = OURS


def actors_of(scene: Scene) -> tuple[Actor, ...]:
    """All columns of the matrix. Sessions are started first; then one ends, one agent is disabled and one removed."""
    expired = _sign_in(scene, AGENT)
    scene.world.clock.advance(SESSION_LIFETIME + timedelta(minutes=1))
    people = {agent.id: _sign_in(scene, agent) for agent in (OTHER, AGENT, RESTRICTED, UNASSIGNED, ADMIN, DISABLED)}
    removed, ended = _sign_in(scene, REMOVED), _sign_in(scene, AGENT)
    assert scene.browser.send("DELETE", "/api/session", agent=ended).status_code == 204
    _remove(scene)
    stolen = f"{ADMIN.id}.{people[OTHER.id].rpartition('.')[2]}"
    mine = people[AGENT.id]
    return (
        Actor("anonymous", "anonymous", "arne", "berta"),
        Actor("customer-a", "arne", "arne", "berta"),
        Actor("customer-b", "berta", "berta", "arne"),
        Actor("other-dept", "other", "berta", "arne", OTHER, people[OTHER.id]),
        Actor("agent", "agent", "arne", "berta", AGENT, mine),
        Actor("restricted", "restricted", "arne", "carla", RESTRICTED, people[RESTRICTED.id]),
        Actor("unassigned", "unassigned", "arne", "carla", UNASSIGNED, people[UNASSIGNED.id]),
        Actor("admin", "admin", "arne", "berta", ADMIN, people[ADMIN.id]),
        Actor("disabled", "disabled", "arne", "berta", DISABLED, people[DISABLED.id]),
        Actor("removed", "removed", "arne", "berta", REMOVED, removed),
        Actor("signed-out", "signed-out", "arne", "berta", AGENT, ended),
        Actor("expired", "expired", "arne", "berta", AGENT, expired),
        Actor("swapped-id", "swapped-id", "berta", "arne", OTHER, stolen),
        Actor("evil-origin", "agent", "arne", "berta", AGENT, mine, THEIRS),
        Actor("no-origin", "agent", "arne", "berta", AGENT, mine, None),
    )


def _sign_in(scene: Scene, agent: Agent) -> str:
    """The session's cookie. It is a secret that the API shows only once, to whoever signed in."""
    response = scene.browser.send("POST", "/api/session", {"email": agent.email, "password": PASSWORD}, agent=None)
    assert response.status_code == 201, response.body
    cookie: str = response.headers["Set-Cookie"].partition(";")[0].removeprefix(f"{COOKIE}=")
    number = len(scene.aviary.canaries)
    scene.aviary.plant(f"session {number} of {agent.id}", NOBODY, cookie.rpartition(".")[2])
    return cookie


def _remove(scene: Scene) -> None:
    desk, dynamodb = scene.world.desk, scene.world.aws("dynamodb")
    stored = desk.directory.load().agents
    desk.directory.save_agent(replace(stored[DISABLED.id], enabled=False))
    dynamodb.delete_item(TableName=SETTINGS.table, Key={"pk": {"S": "DIRECTORY"}, "sk": {"S": f"AGENT#{REMOVED.id}"}})
    scene.world.clock.advance(timedelta(minutes=2))  # what the directory cache may hold on to is older than that
