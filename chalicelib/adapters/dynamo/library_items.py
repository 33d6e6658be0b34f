"""Prepared texts and macros as items: the whole of each, and a small row beside it that lists read."""

import json
from dataclasses import asdict
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.adapters.dynamo.items import ListAttribute, TableItem
from chalicelib.adapters.dynamo.table import Item
from chalicelib.domain.canned import CannedKind, CannedText, Shelved
from chalicelib.domain.recipes import Macro, Recipe, WriteAs
from chalicelib.domain.scopes import Reach, Scope
from chalicelib.domain.ticket import Priority, Status
from chalicelib.domain.timeline import StoredFile
from chalicelib.services.library_ports import Prepared, Shelf

_KEYS = {Reach.PERSONAL: "P#", Reach.DEPARTMENT: "D#", Reach.GLOBAL: "G"}
_ENUMS = {"status": Status, "priority": Priority, "write_as": WriteAs}


class PreparedItem(TableItem):
    """pk `LIBRARY#<scope>`, sk `<text or macro>#<ulid>`: `value` is JSON."""

    value = UnicodeAttribute()
    version = NumberAttribute()


class ShelvedItem(TableItem):
    """pk `LIBRARY#<scope>`, sk `ROW#<text or macro>#<ulid>`: what lists show, and how often it was used."""

    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    name = UnicodeAttribute()
    folder = UnicodeAttribute(null=True)
    languages = ListAttribute(null=True)
    uses = NumberAttribute(null=True)
    version = NumberAttribute()


def library_pk(scope: Scope) -> str:
    return f"LIBRARY#{_KEYS[scope.reach]}{scope.owner}"


def prepared_sk(shelf: Shelf, id: str) -> str:
    return f"{shelf.value}#{id.rpartition('.')[2]}"


def row_prefix(shelf: Shelf) -> str:
    return f"ROW#{shelf.value}#"


def row_sk(shelf: Shelf, id: str) -> str:
    return f"ROW#{prepared_sk(shelf, id)}"


def to_item(scope: Scope, shelf: Shelf, prepared: Prepared) -> dict[str, dict[str, Any]]:
    value = {name: each for name, each in asdict(prepared).items() if name != "version"}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sk = prepared_sk(shelf, prepared.id)
    return PreparedItem(pk=library_pk(scope), sk=sk, value=text, version=prepared.version).raw()


def text_from_item(item: Item) -> CannedText:
    value = _value(item)
    files = tuple(StoredFile(**file) for file in value.pop("files"))
    return CannedText(**(value | {"kind": CannedKind(value["kind"]), "files": files}))


def macro_from_item(item: Item) -> Macro:
    value = _value(item)
    recipe = recipe_from_json(value.pop("recipe"))
    return Macro(**value, recipe=recipe)


def recipe_from_json(recipe: dict[str, Any]) -> Recipe:
    recipe |= {name: kind(recipe[name]) for name, kind in _ENUMS.items() if recipe[name]}
    recipe |= {name: tuple(recipe[name]) for name in ("add_tags", "remove_tags")}
    fields = recipe["fields"].items()
    recipe["fields"] = {id: tuple(each) if isinstance(each, list) else each for id, each in fields}
    return Recipe(**recipe)


def shown_in_row(prepared: Prepared) -> tuple[str, list[str]]:
    """Kind and languages, as rows have them."""
    if isinstance(prepared, CannedText):
        return prepared.kind.value, sorted(prepared.texts)
    return Shelf.MACROS.value, []


def row_from_item(item: Item) -> Shelved:
    stored = ShelvedItem.from_raw_data(dict(item))
    return Shelved(
        id=stored.id,
        kind=stored.kind,
        name=stored.name,
        folder=stored.folder or "",
        languages=tuple(stored.languages or ()),
        uses=int(stored.uses or 0),
        version=int(stored.version),
    )


def _value(item: Item) -> dict[str, Any]:
    stored = PreparedItem.from_raw_data(dict(item))
    value: dict[str, Any] = json.loads(stored.value)
    return value | {"version": int(stored.version)}
