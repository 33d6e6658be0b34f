"""What agents of the sample desk have prepared: texts in several languages, and macros."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.domain.agents import Agent
from chalicelib.domain.canned import CannedKind
from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.scopes import EVERYBODY, Reach, Scope
from chalicelib.domain.ticket import Priority, Status
from chalicelib.services.library_records import CannedEdit, MacroEdit
from chalicelib.services.requests import Request, request_of
from infra.local.seed.chance import dice
from infra.local.seed.desk import SeedDesk
from infra.local.seed.files import made
from infra.local.seed.people import OWNER

FILE = Path(__file__).with_name("prepared.toml")


def prepare(desk: SeedDesk) -> None:
    """All of it, as the owner would. A second time changes nothing."""
    plan = tomllib.loads(FILE.read_text(encoding="utf-8"))
    agents = desk.directory.load().agents
    ids = {text["name"]: _text(desk, text, agents[text.get("by", OWNER)]) for text in plan["text"]}
    for macro in plan["macro"]:
        edit = MacroEdit(macro["name"], macro["folder"], _recipe(macro, ids))
        desk.macros.create(agents[OWNER], _scope(macro), edit, _request("macro", macro["name"]))


def _text(desk: SeedDesk, text: Mapping[str, Any], by: Agent) -> str:
    files = [_upload(desk, text, by)] if "file" in text else []
    edit = CannedEdit(text["name"], text["folder"], text["texts"], uploads=files)
    return desk.canned.create(by, CannedKind(text["kind"]), _scope(text), edit, _request("text", text["name"])).id


def _upload(desk: SeedDesk, text: Mapping[str, Any], by: Agent) -> str:
    file = made(text["file"], dice(0, text["name"]))
    request = _request("upload", text["name"])
    upload = desk.attachments.start_prepared_upload(by, file.name, file.content_type, len(file.content), request)
    desk.files.put(upload.fields["key"], file.content, file.content_type)
    return upload.id


def _recipe(macro: Mapping[str, Any], ids: Mapping[str, str]) -> Recipe:
    return Recipe(
        status=Status(macro["status"]) if "status" in macro else None,
        priority=Priority(macro["priority"]) if "priority" in macro else None,
        assignee=macro.get("assignee"),
        department=macro.get("department_after"),
        add_tags=tuple(macro["add_tags"]),
        canned=ids[macro["writes"]] if "writes" in macro else "",
        write_as=WriteAs(macro["write_as"]) if "write_as" in macro else None,
    )


def _scope(thing: Mapping[str, Any]) -> Scope:
    if "by" in thing:
        return Scope(Reach.PERSONAL)
    return Scope(Reach.DEPARTMENT, thing["department"]) if "department" in thing else EVERYBODY


def _request(what: str, name: str) -> Request:
    return request_of(OWNER, f"seed {what}", name, b"")
