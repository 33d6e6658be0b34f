"""Requests about prepared texts and macros: a department's are its members' and the admins', a colleague's own nobody's
else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.directory import Agent
from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.scopes import Reach, Scope
from chalicelib.domain.ticket import Priority
from chalicelib.services.bulk_ports import Wanted
from tests.roles.canaries import NOBODY
from tests.roles.scene import ADMIN, AGENT, OTHER, RESTRICTED, UNASSIGNED, Scene
from tests.support.prepared import PERSONAL, asked, macro, prepared, uploaded_for_answer

MEMBERS = {"support": {"agent", "restricted", "unassigned", "admin"}, "billing": {"other", "admin"}}
_NEW = {"scope": {"reach": "global"}, "name": "For all"}
_TEXTS = {"texts": {"en": "Hello."}}


@dataclass(frozen=True)
class Things:
    """Ids: of a prepared text, its file, and a macro that writes it."""

    canned: str
    file: str
    macro: str


NONEXISTENT = Things("g.7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "0", "g.7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
MALFORMED = Things("../me", "%00", "../me")


class LibraryThings:
    """`departments` and `people` have theirs."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.departments = {
            id: self._made(ADMIN, Scope(Reach.DEPARTMENT, id), id, members) for id, members in MEMBERS.items()
        }
        self.people = {
            agent.id: self._made(agent, PERSONAL, f"own of {agent.id}", {agent.id.removeprefix("a-")})
            for agent in (AGENT, OTHER)
        }

    def foreign_to(self, department: str) -> Things:
        return self.departments["billing" if department == "support" else "support"]

    def _made(self, by: Agent, scope: Scope, what: str, readers: set[str]) -> Things:
        world, plant = self._scene.world, self._scene.aviary.plant
        name = plant(f"name of prepared file of {what}", readers)
        file = uploaded_for_answer(world.desk, world.aws("s3"), by, name)
        self._scene.aviary.plant(f"upload id of prepared file of {what}", NOBODY, file)
        texts = {"en": plant(f"prepared text of {what}", readers)}
        text = prepared(
            world.desk, plant(f"prepared name of {what}", readers), by=by, scope=scope, texts=texts, files=[file]
        )
        recipe = Recipe(add_tags=("a",), canned=text.id, write_as=WriteAs.NOTE)
        made = macro(world.desk, recipe, by=by, scope=scope, key=plant(f"macro name of {what}", readers))
        return Things(text.id, text.files[0].id, made.id)


def jobs_of(scene: Scene) -> Mapping[str, str]:
    """A bulk job of each agent, about no ticket, by the agent's id."""
    wanted = Wanted(Recipe(priority=Priority.HIGH))
    return {
        agent.id: scene.world.desk.bulk.begin(agent, ["99999999"], wanted, asked("bulk", agent)).job.id
        for agent in (ADMIN, AGENT, OTHER, RESTRICTED, UNASSIGNED)
    }


def asks(make: Callable[..., Any], based_on: Callable[[int], Any]) -> Mapping[str, Callable[..., Any]]:
    """How to ask for each route."""

    def sending(body: Any, version: int | None = None) -> Callable[..., Any]:
        headers = based_on(version) if version else {}
        return lambda method, path, thing: make(method, path, body, headers)

    return {
        "POST /api/canned": sending({"kind": "message", **_NEW, **_TEXTS}),
        "PATCH /api/canned/{canned}": sending({"name": "Changed"}, 1),
        "DELETE /api/canned/{canned}": sending(None, 1),
        "POST /api/canned-uploads": sending({"name": "plan.txt", "content_type": "text/plain", "size": 4}),
        "POST /api/tickets/{reference}/canned/{canned}/preview": sending({}),
        "POST /api/bulk": sending({"references": ["9999-9999"], "changes": {"priority": "high"}}),
        "POST /api/macros": sending({**_NEW, "changes": {"priority": "high"}}),
        "PATCH /api/macros/{macro}": sending({"name": "Changed"}, 1),
        "DELETE /api/macros/{macro}": sending(None, 1),
        "POST /api/tickets/{reference}/macros/{macro}/apply": lambda method, path, thing: make(
            method, path, {}, based_on(thing.ticket_version)
        ),
    }
