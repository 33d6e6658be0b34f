"""Prepared texts and macros as the interface shows them, and from what it reads to what use cases take."""

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from chalicelib.api import library_schemas as schemas
from chalicelib.api.library_bodies import ScopeBody, TicketChanges
from chalicelib.domain import canned as texts
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.recipes import Macro, Recipe
from chalicelib.domain.scopes import Reach, Scope
from chalicelib.domain.ticket import Status
from chalicelib.domain.timeline import StoredFile
from chalicelib.services.library_records import Rendered


def scope(id: str) -> schemas.Scope:
    """Whose it is, which its id says."""
    letter, _, rest = id.partition(".")
    department = rest.rpartition(".")[0] or None
    reach = {"p": Reach.PERSONAL, "d": Reach.DEPARTMENT, "g": Reach.GLOBAL}[letter]
    return schemas.Scope(reach, department)


def canned_row(stored: texts.Shelved) -> schemas.CannedRow:
    return schemas.CannedRow(
        stored.id,
        texts.CannedKind(stored.kind),
        scope(stored.id),
        stored.name,
        stored.folder,
        stored.languages,
        stored.uses,
        stored.version,
    )


def macro_row(stored: texts.Shelved) -> schemas.MacroRow:
    return schemas.MacroRow(stored.id, scope(stored.id), stored.name, stored.folder, stored.uses, stored.version)


def canned(stored: texts.CannedText) -> schemas.Canned:
    return schemas.Canned(
        id=stored.id,
        kind=stored.kind,
        scope=scope(stored.id),
        name=stored.name,
        folder=stored.folder,
        texts=dict(stored.texts),
        files=tuple(schemas.CannedFile(each.id, each.name, each.content_type, each.size) for each in stored.files),
        version=stored.version,
    )


def macro(stored: Macro) -> schemas.Macro:
    recipe = stored.recipe
    changes = schemas.MacroChanges(
        status=recipe.status,
        custom_status=recipe.custom_status,
        priority=recipe.priority,
        assignee=recipe.assignee,
        unassign=recipe.unassign,
        department=recipe.department,
        category=recipe.category,
        add_tags=recipe.add_tags,
        remove_tags=recipe.remove_tags,
        fields=_values(recipe),
        canned=recipe.canned or None,
        write_as=recipe.write_as,
    )
    return schemas.Macro(stored.id, scope(stored.id), stored.name, stored.folder, changes, stored.version)


def rendered(text: Rendered, offer: Callable[[StoredFile], str]) -> schemas.RenderedText:
    """`offer` makes the id under which the agent can send a file."""
    files = tuple(
        schemas.OfferedFile(offer(file), file.name, file.content_type, file.size) for file in text.canned.files
    )
    return schemas.RenderedText(text.canned.id, text.language, text.filled.text, text.filled.empty, files)


def read_scope(body: ScopeBody) -> Scope:
    """Raises InvalidInput for a department that is missing or that means nothing."""
    if (body.reach is Reach.DEPARTMENT) != (body.department is not UNSET):
        raise InvalidInput.of("scope.department", "goes with the reach department, and that reach with it")
    return Scope(body.reach, "" if body.department is UNSET else body.department)


def read_recipe(body: TicketChanges) -> Recipe:
    """Raises InvalidInput for changes that contradict each other."""
    return Recipe(
        status=None if body.status is UNSET else Status(body.status),
        custom_status=None if body.custom_status is UNSET else body.custom_status,
        priority=None if body.priority is UNSET else body.priority,
        assignee=None if body.assignee is UNSET else body.assignee,
        unassign=body.assignee is None,
        department=None if body.department is UNSET else body.department,
        category=None if body.category is UNSET else body.category,
        add_tags=body.add_tags,
        remove_tags=body.remove_tags,
        fields=body.fields,
        canned="" if body.canned is UNSET else body.canned,
        write_as=None if body.write_as is UNSET else body.write_as,
    )


def _values(recipe: Recipe) -> dict[str, Any]:
    return dict(recipe.fields)
