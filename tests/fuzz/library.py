"""Prepared texts and macros for the fuzzer: one of each to find, and what the schema of their bodies cannot say."""

from typing import Any

from chalicelib.domain.recipes import Recipe, WriteAs
from chalicelib.domain.ticket import Priority
from chalicelib.services.bulk_ports import Wanted
from tests.support.desk import ADMIN, World
from tests.support.prepared import asked, macro, prepared, uploaded_for_answer

# these are about a new one each, so that the known ones stay
CHANGING = {
    "delete_canned": "canned",
    "delete_macro": "macro",
    "change_canned": "canned",
    "change_macro": "macro",
    "undo_bulk": "job",
}


def known_things(world: World) -> dict[str, str]:
    """A prepared text with a file, and a macro that writes it."""
    files = [uploaded_for_answer(world.desk, world.aws("s3"))]
    text = prepared(world.desk, files=files, texts={"en": "Hello."})
    made = macro(world.desk, Recipe(priority=Priority.LOW, canned=text.id, write_as=WriteAs.NOTE))
    job = _job(world, "fuzz")
    return {"canned": text.id, "macro": made.id, "canned_file": text.files[0].id, "job": job}


def _job(world: World, key: str) -> str:
    """One that is done; it is about no ticket."""
    wanted = Wanted(Recipe(priority=Priority.LOW))
    return world.desk.bulk.begin(ADMIN, ["99999999"], wanted, asked(key)).job.id


def something_new(world: World, operation: str, number: int) -> tuple[str, str] | None:
    """The path's parameter and the id of something in version 1, for what changes or removes it."""
    name = CHANGING.get(operation)
    if name is None:
        return None
    key = f"fuzz {number}"
    if name == "job":
        return name, _job(world, key)
    if name == "canned":
        return name, prepared(world.desk, key).id
    return name, macro(world.desk, Recipe(priority=Priority.LOW), key=key).id


def mend(operation: str, body: dict[str, Any]) -> None:
    """Only what exists can be named, braces have a meaning, and some values only go together."""
    if operation in ("create_canned", "change_canned"):
        _mend_text(body)
    if "scope" in body:
        body["scope"] = {"reach": "department", "department": "support"}
    if isinstance(body.get("changes"), dict):
        _mend_changes(body["changes"])
        body["changes"]["priority"] = "low"
    if operation == "begin_bulk":
        body["references"] = ["9999-9999"]
        for name in ("macro", "trash"):
            body.pop(name, None)
        body["changes"] = {"priority": "low"}
    if operation in ("reply", "apply_macro") and "{" in body.get("text", ""):
        body["text"] = "Hello."


def _mend_text(body: dict[str, Any]) -> None:
    for name in ("uploads", "files"):
        if name in body:
            body[name] = []
    if "texts" in body:
        body["texts"] = {"en": "Hello {{requester.name}}"}


def _mend_changes(changes: dict[str, Any]) -> None:
    known = {"assignee": ADMIN.id, "department": "support", "category": "technical", "fields": {}}
    changes.update({name: value for name, value in known.items() if name in changes})
    for name in ("canned", "write_as", "custom_status", "remove_tags"):
        changes.pop(name, None)
