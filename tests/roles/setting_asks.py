"""Requests about what admins set up. All of it is theirs, `own` and `foreign` alike."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.api.call import SETTINGS
from chalicelib.domain.directory import Agent, Role
from chalicelib.domain.settings import Kind, kind_of
from tests.support.desk import World
from tests.support.settings import EACH, ROUTES

_IN_PATHS = {Kind.HOURS: "hours", Kind.POLICY: "policy", Kind.GROUP: "group", Kind.BLOCK: "sender"}
# by the name in the path
IDS = {_IN_PATHS.get(kind, kind.value): id for kind, id in ((kind_of(setting), setting.id) for setting in EACH)}
NONEXISTENT = {**dict.fromkeys(SETTINGS, "nowhere"), "sender": "nowhere.example"}
MALFORMED = dict.fromkeys((*SETTINGS, "sender"), "../me")
_MAKER = Agent("a-maker", "maker@example.com", "Maker", Role.OWNER)


def set_up(world: World) -> None:
    """One setting of each kind."""
    for setting in EACH:
        world.desk.configuration.save(_MAKER, setting, None)


def bodies() -> Mapping[str, Any]:
    """What replaces a setting, by its route."""
    found = {}
    for path, body in ROUTES.items():
        place = path.rpartition("/")[0]
        name = next(name for name, id in IDS.items() if path.endswith(f"/{id}"))
        found[f"PUT {place}/{{{name}}}"] = body
    return found


def asks(make: Callable[..., Any], based_on: Callable[[int], Any]) -> Mapping[str, Callable[..., Any]]:
    """How to ask for each route of settings."""

    def saving(body: Any) -> Callable[..., Any]:
        return lambda method, path, thing: make(method, path, body, based_on(1))

    replaced = bodies()
    removals = [route.replace("PUT ", "DELETE ") for route in replaced if "/agents/" not in route]
    return {
        **{route: saving(body) for route, body in replaced.items()},
        **dict.fromkeys(removals, saving(None)),
        "PATCH /api/me": lambda method, path, thing: make(method, path, {"available": False}, {"If-Match": None}),
    }
